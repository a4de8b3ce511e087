"""The account of what was done, the newest lines first; and its verification, which tells how far it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, checkpoint, newest
from store.account import Entry, actors_of, chains
from store.checkpoint import Checkpoint
from store.directory.people import names_of
from store.newest import Behind, Chosen, Newest
from store.schema.base import instant, micros
from store.verify import Fault, Report, verify
from templates import sentence, word
from web.console.frame import page
from web.console.gate import Gate
from web.console.jobs import Job
from web.console.leaves import address_of
from web.console.mail_words import people_in, who
from web.console.operators import watched
from web.console.visit import Visit, go
from web.overview_facts import minutes
from work import receipt

ON_A_PAGE = 50
PLACE = "/audit"
JOB = "audit"
FAULTS = 50  # that are told one by one
_SUBJECT = re.compile(r"[a-z-]{1,30}(?::[A-Za-z0-9._@-]{1,120})?")
_EVENTS = re.compile(r"[a-z.-]{1,60}")
_BEHIND = re.compile(r"([0-9]{1,18})(?:-([0-9a-f]{1,40})-([0-9]{1,12}))?")
_HASH = re.compile(r"[0-9a-f]{40,}")
KINDS = ("queue", "approval", "console", "person", "agency", "chat", "task", "intake", "dkim")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it."""

    subject: str = ""
    event: str = ""
    behind: str = ""

    @property
    def address(self) -> str:
        """Where it is; what is as usual is left out."""
        return address_of(PLACE, self)

    @property
    def chosen(self) -> Chosen:
        """What the store is asked."""
        found = _BEHIND.fullmatch(self.behind)
        if found is None:
            return Chosen(self.subject, self.event)
        place = (found[2] or "", int(found[3] or 0))
        return Chosen(self.subject, self.event, Behind(instant(int(found[1])), *place))


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot; *actors* wrote the chains of the lines."""

    lines: Newest
    names: Mapping[int, str]
    actors: Mapping[str, str]
    sealed: Checkpoint | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/audit and its verification."""
    return (
        gate.look(PLACE, watched(show)),
        gate.look(f"{PLACE}/verification", watched(show_verification)),
        gate.act(f"{PLACE}/verification", watched(begin)),
    )


async def show(visit: Visit) -> Response:
    """The newest lines, or those behind a line."""
    asked = asked_for(visit.request.query_params)
    found = await visit.desk.store.read(_look, asked)
    return page(visit, "audit", _facts(visit, asked, found), active="audit")


async def show_verification(visit: Visit) -> Response:
    """How far the verification is, or what it found."""
    job = visit.desk.operating.jobs.of(JOB)
    return page(visit, "verification", _verified(visit, job), active="audit")


async def begin(visit: Visit) -> Response:
    """Begins to walk the whole account; who asks while it is walked is shown how far it is."""
    desk = visit.desk
    total = sum(length for _, length, _ in await desk.store.read(chains))
    told = Report()
    desk.operating.jobs.start(
        JOB,
        lambda: verify(desk.store, desk.operating.holds, report=told),
        visit.now,
        Progress(told, total),
    )
    return go(visit, f"{PLACE}/verification")


@dataclass(frozen=True, slots=True)
class Progress:
    """A walk under way: what it has found so far, of how many lines."""

    report: Report
    total: int


def asked_for(told: QueryParams) -> Asked:
    """The list that an address asks for, without what is no such thing."""
    subject, event = told.get("subject", "").strip(), told.get("event", "").strip()
    number = receipt.letter_number(subject) if subject else None
    if number is not None:
        subject = f"letter:{number}"
    behind = told.get("behind", "")
    return Asked(
        subject if _SUBJECT.fullmatch(subject) else "",
        event if _EVENTS.fullmatch(event) else "",
        behind if _BEHIND.fullmatch(behind) else "",
    )


def _look(tx: Tx, asked: Asked) -> Found:
    lines = newest.newest(tx, asked.chosen, ON_A_PAGE)
    told = {number for one in lines.entries for number in _people(one)}
    written = actors_of(tx, {one.chain for one in lines.entries})
    return Found(lines, names_of(tx, told), written, checkpoint.newest(tx))


def _people(one: Entry) -> set[int]:
    texts = (one.subject, *(str(one.codes.get(key, "")) for key in ("by", "approver", "author")))
    return {number for text in texts for number in people_in(text)}


def _facts(visit: Visit, asked: Asked, found: Found) -> dict[str, Any]:
    on = found.lines.on
    next_page = None
    if on is not None:
        place = f"-{on.chain}-{on.position}" if on.chain else ""
        next_page = replace(asked, behind=f"{micros(on.at)}{place}").address
    return {
        "asked": asked,
        "kinds": [(one, replace(asked, event=f"{one}.", behind="").address) for one in KINDS],
        "plain": PLACE,
        "items": [_line(visit, one, found) for one in found.lines.entries],
        "first": replace(asked, behind="").address if asked.behind else None,
        "on": next_page,
        "sealed": None if found.sealed is None else _seal(visit, found.sealed),
        "filtered": bool(asked.subject or asked.event),
    }


def _seal(visit: Visit, sealed: Checkpoint) -> dict[str, Any]:
    at = visit.desk.calendar.local(sealed.at)
    return {"number": sealed.number, "at": at, "minutes": minutes(sealed.at, visit.now)}


def _line(visit: Visit, one: Entry, found: Found) -> dict[str, Any]:
    by = str(one.codes.get("by", "")) or found.actors.get(one.chain, "")
    others = {key: _short(str(value)) for key, value in one.codes.items() if key != "by"}
    return {
        "at": visit.desk.calendar.local(one.at),
        "event": one.event,
        "said": _said(one.event, visit.language),
        "subject": one.subject,
        "named": _named(one.subject, found.names),
        "link": _link(one.subject),
        "by": who(by, found.names, visit.language),
        "codes": sorted(others.items()),
        "place": f"{one.chain}:{one.position}",
    }


def _short(value: str) -> str:
    """A code as it is read: of a hash its beginning, of a text what fits."""
    longest = 16 if _HASH.fullmatch(value) else 80
    return value if len(value) <= longest else f"{value[:longest]}…"


def _said(event: str, language: str) -> str:
    """The event in words, where it has some; its code stands beside."""
    try:
        return word(f"web.account.{event}", language)
    except (KeyError, TypeError):
        return ""


def _named(subject: str, names: Mapping[int, str]) -> str:
    kind, _, rest = subject.partition(":")
    if kind == "letter" and rest.isdecimal():
        return receipt.encode(int(rest))
    if kind == "person" and rest.isdecimal():
        return names.get(int(rest), subject)
    return f"#{rest}" if kind == "task" and rest else subject


def _link(subject: str) -> str:
    kind, _, rest = subject.partition(":")
    if kind == "letter" and rest.isdecimal():
        return f"/mail/{receipt.encode(int(rest))}"
    if kind == "person" and rest.isdecimal():
        return f"/people/{rest}"
    return ""


def _verified(visit: Visit, job: Job | None) -> dict[str, Any]:
    progress: Progress | None = None if job is None else job.told
    report: Report | None = None if job is None else job.outcome
    running = job is not None and not job.done
    return {
        "begun": None if job is None else visit.desk.calendar.local(job.began),
        "running": running,
        "incident": "" if job is None else job.incident,
        "lines": 0 if progress is None else progress.report.lines,
        "total": 0 if progress is None else progress.total,
        "done": report is not None,
        "holds": report is not None and not report.faults,
        "faults": [] if report is None else [_fault(visit, one) for one in report.faults[:FAULTS]],
        "more": 0 if report is None else max(len(report.faults) - FAULTS, 0),
        "told": [] if report is None else _told(visit, report),
    }


def _fault(visit: Visit, one: Fault) -> dict[str, str]:
    place = "chain" if one.chain not in ("checkpoint", "cut", "sent-out") else one.chain
    facts = {"chain": one.chain, "position": one.position}
    return {
        "where": sentence(f"web.verify.at-{place}", facts, visit.language),
        "what": word(f"web.verify.fault.{one.what}", visit.language),
    }


def _told(visit: Visit, report: Report) -> list[str]:
    """What was walked, what no checkpoint vouches for yet, and where a clock was wrong."""
    language = visit.language

    def say(key: str, **facts: Any) -> str:
        return sentence(f"web.verify.{key}", facts, language)

    counted = {"lines": report.lines, "chains": report.chains, "checkpoints": report.checkpoints}
    told = [say("walked", **counted)]
    if report.last is None:
        told.append(say("no-checkpoint", lines=report.unsealed))
    else:
        ago = minutes(report.last.at, visit.now)
        told.append(say("last", number=report.last.number, at=_at(visit, report.last.at)))
        told.append(
            say("unsealed" if report.unsealed else "sealed", lines=report.unsealed, minutes=ago)
        )
    if report.cut is not None:
        told.append(say("cut", number=report.cut.number))
    told += [
        say(
            "jump",
            chain=one.chain,
            position=one.position,
            at=_at(visit, one.at),
            beside=_at(visit, one.beside),
        )
        for one in report.jumps[:FAULTS]
    ]
    return [*told, say("unseen")]


def _at(visit: Visit, moment: datetime) -> str:
    return f"{visit.desk.calendar.local(moment):%H:%M %d/%m/%Y}"
