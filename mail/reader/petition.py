"""Letters to an address for petitions: each is registered once, by what `congvu petition add` does.

Whoever is proved to have written gets the receipt with its number at once. What a robot, a list or
somebody unproved sent, and what may be a denunciation, is kept and not entered yet: a clerk does
that, and the receipt goes out by that. Luật Tiếp công dân 42/2013/QH13, Luật Tố cáo 25/2018/QH14.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

import structlog

from mail.address import comparable, typed_mailbox
from mail.header import Header, parse, split
from mail.reader.came import Came, Settle
from mail.reader.proved import proved
from mail.reader.reply_heard import own_words
from mail.reader.reply_proof import author
from mail.reader.robot import is_quiet, robot
from schedules.calendar import Calendar
from store import Tx, clock, petition, petition_act, petition_mail
from store.petition import Hands, NewPetition
from store.petition_move import Done, Whom
from work.act import Act
from work.official.letter import Letter
from work.petition import Channel, Kind
from work.petition_read import WORDS_LONGEST, codes, proposed, sender
from work.petitioner import Petitioner, bears
from work.reply.meaning import Robot

OFTEN = "petition-often"  # more of one sender, or about one petition, than is taken in a day

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PetitionSettings:
    """How petitions by mail are taken: *titles* are what they are called until a clerk calls them otherwise.

    *agency* receives them; letters from *ours*, the office's own addresses, are nobody's petition.
    *day_most* of one sender are registered on a day, and as many supplements of one. *servers* as `mail.reader.proved` has them.
    """

    agency: Callable[[Tx], str | None]
    hands: Callable[[date, datetime], Hands]
    calendar: Calendar
    titles: tuple[str, ...]
    language: str
    ours: frozenset[str]
    servers: Mapping[str, str] = field(default_factory=dict)
    day_most: int = 10


@dataclass(frozen=True, slots=True)
class _Heard:
    """One letter as a petition: *more* is what it says to one that stands, *apart* that this denounces.

    *by_person* says that it may be answered by itself.
    """

    came: Came
    who: Petitioner
    kind: Kind | None
    more: str
    apart: bool
    named: tuple[tuple[int, int], ...]
    by_person: bool


class Petitions:
    """The handler of petitions (mail.reader.came.Handler); it stands first."""

    def __init__(self, settings: PetitionSettings) -> None:
        self._settings = settings

    async def settle(self, came: Came) -> Settle | None:
        """What is to be done about a petition; nothing about what mail programs write by themselves."""
        if not came.intake.petition:
            return None
        fields = parse(split(came.octets)[0])
        if _is_nobodys(fields, came.letter, self._settings.ours):
            log.info("petition.by-robot", intake=came.intake.id)
            return _nothing
        heard = await asyncio.to_thread(_heard, came, fields, self._settings.language)
        return partial(self._take, heard)

    def _take(self, heard: _Heard, tx: Tx, now: datetime) -> str | None:
        """Why it is set aside: nobody receives petitions, or one sender has sent too many that day."""
        number = heard.came.intake.id
        if petition_mail.is_taken(tx, number):
            return None
        office = clock.office_now(tx, now)
        today = self._settings.calendar.today(office)
        whom = Whom(Act(f"mail:{number}", now), self._settings.hands(today, now))
        address = proved(tx, heard.came, self._settings.servers)
        about = self._followed(tx, heard, address)
        if about is not None:
            if petition_mail.supplied_on(tx, about, today) >= self._settings.day_most:
                return OFTEN
            if isinstance(petition_act.supply(tx, about, heard.more, whom), Done):
                petition_mail.tie(tx, about, number)
                return None
        return self._open(tx, heard, address, whom)

    def _followed(self, tx: Tx, heard: _Heard, address: str | None) -> int | None:
        """The petition of the same sender that it goes on about.

        None for what denounces, where that one does not: its sender is hidden with a petition of its own.
        """
        if address is None or not heard.more:
            return None
        about = petition_mail.followed(tx, address, heard.came.letter.answers, heard.named)
        return None if about is None or (heard.apart and not about.denounces) else about.id

    def _open(self, tx: Tx, heard: _Heard, address: str | None, whom: Whom) -> str | None:
        settings, today = self._settings, whom.hands.today
        agency = settings.agency(tx)
        if agency is None:
            return "petition-nobody"
        if heard.who.email and petition_mail.sent_on(tx, heard.who.email, today) >= settings.day_most:  # fmt: skip
            return OFTEN
        title = next(one for one in (*settings.titles, "") if not bears(one, heard.who))
        received = min(settings.calendar.today(heard.came.intake.received_at), today)
        new = NewPetition(title, Channel.MAIL, agency, received, heard.who, proposed=heard.kind)
        kept = petition.open_(tx, new, whom.hands, whom.act)
        if kept is None:
            raise RuntimeError("a title that tells of nobody was refused")
        petition_mail.tie(tx, kept.id, heard.came.intake.id)
        entered = address is not None and heard.by_person and not kept.denounces
        if entered:
            petition_act.register(tx, kept.id, whom)
        log.info("petition.by-mail", intake=heard.came.intake.id, petition=kept.id, entered=entered)
        return None


def _heard(came: Came, fields: Header, language: str) -> _Heard:
    letter = came.letter
    own = "\n".join(one.text for one in letter.sheets if not one.place)
    text = "\n\n".join((own, *(one.text for one in letter.sheets if one.place))).strip()
    by_person = robot(fields) is None and not is_quiet(fields)
    who = sender(letter.called, _mailbox(author(fields)), letter.subject, text, language)
    named, more = codes(f"{letter.subject}\n{own}"), own_words(letter)[:WORDS_LONGEST]
    kind, apart = proposed(letter.subject, text), proposed("", more) is Kind.DENUNCIATION
    return _Heard(came, who, kind, more, apart, named, by_person)


def _mailbox(address: str | None) -> str:
    try:
        return typed_mailbox(address) if address else ""
    except ValueError:
        return ""


def _is_nobodys(fields: Header, letter: Letter, ours: frozenset[str]) -> bool:
    """Whether it is a bounce, an answer that a program gave by itself, or a letter of our own.

    What a form on a page sends is a petition, though a program wrote it. So is what is only
    called like one of those, and answers nothing: "Không gửi được hồ sơ" is a complaint.
    """
    if comparable(letter.author) in ours:
        return True
    kind = robot(fields, titled=False)
    if kind is None:
        return robot(fields) is not None and bool(letter.answers)
    written = fields.named("auto-submitted")
    by_form = bool(written) and b"auto-generated" in written[0].value.lower()
    return kind is Robot.RETURNS or not by_form or bool(letter.answers)


def _nothing(_tx: Tx, _now: datetime) -> None:
    """What nobody wrote registers nothing."""
