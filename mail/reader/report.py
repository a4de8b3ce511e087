"""Letters that bring a filled sheet of a report form: checked and filed for who may send it, or sent back with its faults.

Whoever answers a letter about a report with a workbook of their own is told that no sheet was found in it.

The sheet says by its code for which request it is; that is no secret, so who wrote the letter has
to be proved, and to have the right to send that report.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

import structlog

from mail.header import parse, split
from mail.notice import message_id
from mail.reader.came import Came, Settle
from mail.reader.enclosures import Enclosed, enclosures
from mail.reader.proved import proved
from mail.reader.reply_heard import own_words, safe_name
from mail.reader.robot import is_quiet, robot
from mail.reply_address import token_in
from papers.form_reader import read_sheet
from schedules.calendar import Calendar
from store import Store, Tx, clock
from store.directory import people
from store.form import by_mail, requests, rights, submissions
from store.form.requests import Impossible, Refusal
from store.form.submissions import FILE_MOST, NewSubmission
from templates import sentences, word
from work.access import Denied
from work.act import Act
from work.form.check import Fault
from work.form.filled import BINDING, Filled, binding_of, read_filled
from work.form.form import Form
from work.form.request import MOVES, Request, RequestEvent, RequestState, Submission
from work.form.told import fault_line
from work.form.value import written
from work.intake import SetAside
from work.person import Person
from work.sheet import Sheet
from work.spelling import search_key

SECONDS = 20.0  # for one sheet, below what a letter has
TOLD = 30  # faults in one letter
LONGEST = 300  # characters of why it is sent again
INSISTS = (
    "giu nguyen so lieu",
    "the figures stand",
)  # on figures that were returned, without accents
UNPROVED = "sheet-unproved"  # nothing proves who wrote, or it came over a list
STRANGER = "sheet-stranger"  # who wrote may not send that report, or there is none
SEVERAL = "sheet-several"
UNREADABLE = "sheet-unreadable"
_NOTHING: Mapping[str, Any] = MappingProxyType(
    {"faults": [], "more": 0, "doubts": [], "version": None, "late": False}
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """How filled sheets are taken: *addresses* are those that are taken in, *servers* as `mail.reader.proved` has them.

    *domain* stands in our Message-IDs; *most* is how often within an hour one person is told of what is no sheet.
    """

    calendar: Calendar
    addresses: frozenset[str]
    domain: str
    servers: Mapping[str, str] = field(default_factory=dict)
    most: int = 10


@dataclass(frozen=True, slots=True)
class _Brought:
    """A sheet that was read against the request it is for, as both stood then; *why* is what its sender wrote beside it."""

    came: Came
    file: Enclosed
    sheet: Sheet
    request: Request
    form: Form
    filled: Filled
    why: str


class Sheets:
    """The handler of filled sheets (mail.reader.came.Handler); before that of answers."""

    def __init__(self, store: Store, settings: SheetSettings) -> None:
        self._store = store
        self._settings = settings

    async def settle(self, came: Came) -> Settle | None:
        """Raises SetAside for what a person has to look at; nobody is told of that."""
        if not any(BINDING.search(one.text) for one in came.letter.sheets if len(one.place) == 1):
            return None
        fields = parse(split(came.octets)[0])
        answers = token_in(came.letter.recipients, self._settings.addresses)
        if answers is not None or robot(fields) is not None:  # a file beside words about a task
            return None
        found = await asyncio.to_thread(_sheets, came)
        if not found:
            return None
        if is_quiet(fields):
            raise SetAside(UNPROVED)
        if len(found) > 1:
            raise SetAside(SEVERAL)
        ((file, sheet),) = found
        return partial(self._take, await self._read(came, file, sheet))

    async def unread(self, came: Came, now: datetime) -> None:
        """Tells who answers a letter about a report with a sheet that it is none of ours; a person looks at it besides.

        Nobody is told who may not send that report, or of whom it is not proved that they wrote.
        """
        enclosed = await asyncio.to_thread(enclosures, came.octets)
        found = [one for one in enclosed if one.is_sheet]
        fields = parse(split(came.octets)[0])
        if found and robot(fields) is None and not is_quiet(fields):
            await self._store.write(self._tell_unread, came, safe_name(found[0].name), now)

    def _tell_unread(self, tx: Tx, came: Came, file: str, now: datetime) -> None:
        who, domain = _sender(tx, came, self._settings.servers), self._settings.domain
        if isinstance(who, str) or by_mail.told_lately(tx, who, now) >= self._settings.most:
            return
        answers, intake = frozenset(came.letter.answers), came.intake.id
        number = by_mail.asked(tx, who, lambda key: message_id(key, domain) in answers)
        if number is None or by_mail.is_told(tx, number, who, intake):
            return
        act = Act(f"person:{who.id},mail:{intake}", now, who.id)
        request = rights.filled(tx, number, act, lambda tx, _: requests.one(tx, number))
        if isinstance(request, Request) and (request.state, RequestEvent.SUBMIT) in MOVES:
            facts = {**_NOTHING, "said": "unread", "unfit": True, "file": file}
            by_mail.tell(tx, request, who, intake, {**facts, "answers": _answers(came)}, now)

    async def _read(self, came: Came, file: Enclosed, sheet: Sheet) -> _Brought:
        bound = BINDING.fullmatch(binding_of(sheet) or "")
        kept = None if bound is None else await self._store.read(submissions.whole, int(bound[1]))
        if kept is None:
            raise SetAside(STRANGER)
        request, form, _ = kept
        filled = await asyncio.to_thread(read_filled, sheet, form, request.binding)
        why = " ".join(own_words(came.letter).split())[:LONGEST]
        return _Brought(came, file, sheet, request, form, filled, why)

    def _take(self, one: _Brought, tx: Tx, now: datetime) -> str | None:
        """Whose it is, and whether they may send it, is looked at here: that may have changed since.

        Gives why the letter is set aside, where nothing was changed.
        """
        intake, request = one.came.intake.id, one.request
        who = _sender(tx, one.came, self._settings.servers)
        if isinstance(who, str):
            return who
        if by_mail.is_told(tx, request.id, who, intake):
            return None
        act = Act(f"person:{who.id},mail:{intake}", now, who.id)
        sends = partial(_send, one=one, who=who, calendar=self._settings.calendar)
        said = rights.filled(tx, request.id, act, sends)
        if isinstance(said, Denied | Refusal):
            return STRANGER
        log.info("report.by-mail", intake=intake, request=request.id, said=said["said"])
        facts = {**said, "file": one.file.name, "answers": _answers(one.came)}
        by_mail.tell(tx, request, who, intake, facts, now)
        return None


def _sender(tx: Tx, came: Came, servers: Mapping[str, str]) -> Person | str:
    """Who wrote it, as it is proved; or why that is for a person to find out."""
    address = proved(tx, came, servers)
    if address is None:
        return UNPROVED
    who = people.person_at(tx, address)
    return STRANGER if who is None or who.disabled else who


def _send(tx: Tx, act: Act, one: _Brought, who: Person, calendar: Calendar) -> dict[str, Any]:
    """What became of the sheet, as facts of the letter that tells it."""
    lines = partial(_lines, one, who.language)
    if (last := _same(tx, one)) is not None:
        back = one.request.state is RequestState.RETURNED
        filed, why = calendar.today(last.at).isoformat(), one.request.reason if back else None
        return {**_NOTHING, "said": "same", "version": last.number, "filed": filed, "why": why}
    if (one.request.state, RequestEvent.SUBMIT) not in MOVES:
        return {**_NOTHING, "said": "closed"}
    if one.filled.faults:
        told = lines(one.filled.faults)
        more, unfit = max(len(told) - TOLD, 0), one.filled.is_refused
        return {**_NOTHING, "said": "wrong", "faults": told[:TOLD], "more": more, "unfit": unfit}
    again = one.request.submissions > 0
    reason = (one.why or word("filing.by-mail", who.language)) if again else None
    name, today = safe_name(one.file.name), calendar.today(clock.office_now(tx, act.now))
    new = NewSubmission(
        _values(one), one.request.form_version, one.request.submissions, today, reason, name,
        one.file.octets,
    )  # fmt: skip
    done = submissions.submit(tx, one.request.id, new, act)
    if isinstance(done, Refusal | Impossible):
        return {**_NOTHING, "said": "overtaken" if isinstance(done, Refusal) else "closed"}
    counts = one.request.submitted_on if one.request.state is RequestState.SUBMITTED else today
    late = counts is not None and counts > one.request.due
    doubts = lines(one.filled.doubts)[:TOLD]
    return {**_NOTHING, "said": "sent", "version": done, "doubts": doubts, "late": late}


def _same(tx: Tx, one: _Brought) -> Submission | None:
    """What was sent last, where the sheet says nothing else; None where its sender insists on it, as it was returned."""
    last = submissions.last(tx, one.request.id)
    if last is None or one.filled.faults or one.request.state is RequestState.EXCUSED:
        return None
    insists = any(words in search_key(one.why) for words in INSISTS)
    if one.request.state is RequestState.RETURNED and insists:
        return None
    is_seen = last.number == one.request.submissions
    return last if is_seen and last.values == _values(one) else None


def _values(one: _Brought) -> dict[str, str]:
    return {code: written(value) for code, value in one.filled.values.items()}


def _sheets(came: Came) -> list[tuple[Enclosed, Sheet]]:
    """The workbooks in the letter that bear a code of ours; SetAside for one that cannot be read as a sheet."""
    places = {one.place[0] for one in came.letter.sheets if len(one.place) == 1 and BINDING.search(one.text)}  # fmt: skip
    found = []
    for one in enclosures(came.octets):
        if one.name not in places or not one.octets.startswith(b"PK"):
            continue
        if len(one.octets) > FILE_MOST:
            raise SetAside(UNREADABLE)
        sheet = read_sheet(one.octets, FILE_MOST, None, SECONDS)
        if not isinstance(sheet, Sheet):
            raise SetAside(UNREADABLE)
        found.append((one, sheet))
    return found


def _lines(one: _Brought, language: str, faults: tuple[Fault, ...]) -> list[str]:
    say = sentences(language)
    return [fault_line(fault, one.form, one.sheet.name, language, say) for fault in faults]


def _answers(came: Came) -> str:
    """The letter's Message-ID where it may stand in a field of ours."""
    known = came.letter.message_id
    return known if known is not None and known.isascii() else ""
