"""Whose answer a letter is and to what: only who got the notice, or stands in for them, changes anything by it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from mail.notice import message_id
from mail.reader.reply_heard import Heard, ReplySettings, may_be_ours
from mail.reader.reply_proof import proves
from store import Tx, clock, entitled, reply, worklist
from store.reply import Answered
from work.official.letter import Letter
from work.person import Person
from work.task import Task

UNSIGNED = (
    "reply-unsigned"  # to a plain address of ours: it answers a notice, and does not prove it
)
UNMATCHED = "reply-unmatched"  # what was signed is of another notice than it answers, or forged
UNPROVEN = "reply-unproven"  # nothing proves who wrote it
STRANGER = "reply-stranger"  # another than who got the notice, or who may not see the task any more
LISTED = "reply-list"  # over a list, or it wants no answer
OLD = "reply-old"  # written long before it came
OFTEN = "reply-often"  # more were confirmed within the hour than may be


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer of *who* to *notice*, about those of its *tasks* that they may see; written on the office's *day*, read on *today*."""

    notice: Answered
    who: Person
    tasks: tuple[Task, ...]
    day: date
    today: date

    @property
    def task(self) -> Task:
        """The one that it is about, or the first."""
        return self.tasks[0]

    def about(self, number: int) -> Self | None:
        """The same about the task of that number alone; None where it is not among them."""
        found = tuple(one for one in self.tasks if one.id == number)
        return replace(self, tasks=found) if found else None


def is_own(tx: Tx, letter: Letter, domain: str) -> bool:
    """Whether we wrote it, though a server took out that it says so: it bears the Message-ID of a notice.

    Looked for among those to whom it goes, and to who sends it: a rule of a mailbox may put its owner there.
    """
    known = letter.message_id or ""
    if not may_be_ours(known, domain):
        return False
    keys = reply.keys_to(tx, {one.lower() for one in (letter.author, *letter.recipients)})
    return any(message_id(key, domain) == known for key in keys)


def looked_at(tx: Tx, heard: Heard, settings: ReplySettings, now: datetime) -> Judged | str:
    """judged(), for who decides nothing by it yet."""
    anchor = clock.anchor(tx)
    office = now if anchor is None else anchor.now(now)
    return judged(tx, heard, settings, now, office)


def judged(
    tx: Tx, heard: Heard, settings: ReplySettings, now: datetime, office: datetime
) -> Judged | str:
    """Whose answer it is, or the code of why that is for a person to find out; *office* is the office's time."""
    notice = _matched(tx, heard, settings)
    if isinstance(notice, str):
        return notice
    who = _proven(tx, heard, settings, notice, office)
    if isinstance(who, str):
        return who
    if heard.quiet or heard.old:
        return LISTED if heard.quiet else OLD
    listed = worklist.several(tx, set(notice.tasks))
    tasks = (listed[one] for one in dict.fromkeys(notice.tasks) if one in listed)
    seen = tuple(one for one in tasks if entitled.sees(tx, who, one, office))
    if not seen:
        return STRANGER
    if any(_is_often(tx, one, who, settings, now) for one in seen):
        return OFTEN
    ago, calendar = max(now - heard.sent, timedelta(0)), settings.calendar
    return Judged(notice, who, seen, calendar.today(office - ago), calendar.today(office))


def _is_often(tx: Tx, task: Task, who: Person, settings: ReplySettings, now: datetime) -> bool:
    in_thread, in_all = reply.confirmed(tx, task.id, who.id, now)
    return in_thread >= settings.thread_most or in_all >= settings.hour_most


def _matched(tx: Tx, heard: Heard, settings: ReplySettings) -> Answered | str:
    """By its signed address and by the Message-ID that it answers; never by what the subject says."""
    if heard.token is None:
        return UNSIGNED
    found = reply.answered(tx, heard.token.number)
    if found is None or not heard.token.is_of(reply.key(tx), found.dedup_key):
        return UNMATCHED
    return found if message_id(found.dedup_key, settings.domain) in heard.answers else UNMATCHED


def _proven(
    tx: Tx, heard: Heard, settings: ReplySettings, notice: Answered, office: datetime
) -> Person | str:
    names = (settings.servers.get(one, "") for one in reply.mailboxes(tx, heard.intake))
    vouched = (heard.vouched.get(name, "") for name in names)
    results = (reply.results(tx, heard.intake), *vouched)
    if heard.author is None or not any(proves(one, heard.author) for one in results):
        return UNPROVEN
    return reply.author(tx, heard.author, notice.person, office) or STRANGER
