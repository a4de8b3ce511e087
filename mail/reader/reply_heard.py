"""A letter of the tray as an answer: what its author wrote, what proves who that is, and which notice it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mail.event_reply import reply_in
from mail.header import parse, split
from mail.reader.came import Came
from mail.reader.enclosures import Enclosed, enclosures
from mail.reader.reply_proof import author, results_of
from mail.reader.reply_shown import is_disguised
from mail.reader.robot import is_quiet, robot
from mail.reply_address import Token, token_in
from schedules.calendar import Calendar
from work.official.letter import Letter
from work.reply.meaning import Robot
from work.reply.visible import as_sent, visible
from work.report import NAME_LONGEST, NewFile, NewFiles

LONGEST_WAY = timedelta(days=7)  # senders give up after five, RFC 5321 §4.5.4.1
_OUR_ID = re.compile(r"<[0-9a-f]{32}@([^\s<>@]+)>")
_NO_NAME = re.compile(r'[/\\:*?"<>|]')


@dataclass(frozen=True, slots=True)
class ReplySettings:
    """How answers are taken: *domain* stands in our Message-IDs, *addresses* are those that are taken in.

    *servers* names for each watched mailbox the server whose Authentication-Results are believed.
    So many answers are confirmed within an hour: of one person about one task, and of all.
    """

    domain: str
    addresses: frozenset[str]
    calendar: Calendar
    servers: Mapping[str, str] = field(default_factory=dict)
    thread_most: int = 10
    hour_most: int = 1000


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: *vouched* are the results by the server that wrote them; *files* is None where they cannot be kept.

    *old* says that it was on its way for longer than any letter is: somebody may send it once more;
    *disguised* that people see other words than *text*.
    """

    intake: int
    text: str
    files: NewFiles | None
    author: str | None
    robot: Robot | None
    quiet: bool
    token: Token | None
    answers: tuple[str, ...]
    message_id: str
    vouched: Mapping[str, str]
    sent: datetime
    old: bool
    disguised: bool = False


def is_answer(letter: Letter, settings: ReplySettings) -> bool:
    """Whether the letter names one of our notices, by whatever."""
    if token_in(letter.recipients, settings.addresses) is not None:
        return True
    return answers_ours(letter, settings.domain)


def answers_ours(letter: Letter, domain: str) -> bool:
    """Whether the letter stands below one that the office of *domain* wrote."""
    return any(may_be_ours(one, domain) for one in letter.answers)


def heard(came: Came, settings: ReplySettings) -> Heard | None:
    """An answer taken apart; None where a calendar answers an invitation."""
    if reply_in(came.octets) is not None:
        return None
    fields, received = parse(split(came.octets)[0]), came.intake.received_at
    servers = set(settings.servers.values())
    sent = min(came.letter.sent or received, received)
    own, read = own_words(came.letter), "\n".join(_own(came.letter))
    by = robot(fields)
    return Heard(
        intake=came.intake.id,
        text=own if by is None else robot_words(came.letter),
        files=_kept(enclosures(came.octets)),
        author=author(fields),
        robot=by,
        quiet=is_quiet(fields),
        token=token_in(came.letter.recipients, settings.addresses),
        answers=came.letter.answers,
        message_id=_safe(came.letter.message_id),
        vouched={server: results_of(fields, server) for server in servers},
        sent=sent,
        old=received - sent > LONGEST_WAY,
        disguised=is_disguised(came.octets, read, own, came.letter.called),
    )


def own_words(letter: Letter) -> str:
    """What its author wrote in the letter itself; some programs go on behind a file."""
    own = (visible(text, letter.called) for text in _own(letter))
    return "\n".join(filter(None, own))


def robot_words(letter: Letter) -> str:
    """What a program wrote for people to read: the first part of a report (RFC 6522 §3), as it stands."""
    return as_sent(next(iter(_own(letter)), ""))


def _own(letter: Letter) -> list[str]:
    return [one.text for one in letter.sheets if not one.place]


def may_be_ours(message_id: str, domain: str) -> bool:
    """Whether it has the form of ours; so have those of Roundcube, for whoever writes from *domain* by that."""
    found = _OUR_ID.fullmatch(message_id)
    return found is not None and found[1].lower() == domain


def _safe(message_id: str | None) -> str:
    """What may stand in a field of ours."""
    return message_id if message_id is not None and message_id.isascii() else ""


def _kept(found: tuple[Enclosed, ...]) -> NewFiles | None:
    try:
        return NewFiles(tuple(NewFile(safe_name(one.name), one.octets) for one in found))
    except ValueError:
        return None


def safe_name(name: str) -> str:
    """A name that leads nowhere, with its ending where it is long."""
    plain = "".join(sign for sign in _NO_NAME.sub("_", name) if sign.isprintable()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= NAME_LONGEST or not dot or len(ending) > NAME_LONGEST // 4:
        return plain[:NAME_LONGEST] or "_"
    return f"{stem[: NAME_LONGEST - len(ending) - 1]}.{ending}"
