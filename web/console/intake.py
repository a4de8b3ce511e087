"""The clerk's tray: what was read of letters and waits for somebody, and what could not be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, entitled, letter_desk, proposal_list, tray
from store.proposal_list import Page
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.intake_words import denial, settled_facts, unread_why
from web.console.leaves import address_of
from web.console.numbers import in_path, page_of
from web.console.visit import Visit, go
from work.access import Denied
from work.intake import Intake, TrayState
from work.leaf import leaf
from work.proposal import Proposal, ProposalState

ON_A_PAGE = 25
UNREAD_MOST = 1000  # that can be leafed through
ALL, UNREAD = "all", "unread"
STATES = (*map(str, ProposalState), ALL, UNREAD)


@dataclass(frozen=True, slots=True)
class Asked:
    """The list as its address asks for it."""

    state: str = str(ProposalState.OPEN)
    page: int = 1

    @property
    def address(self) -> str:
        """Where it is; what is as usual is left out."""
        return address_of("/intake", self)


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot: proposals, or letters that were set aside; *done* was settled last.

    *subjects* are those of the letters in which nothing was read, by which somebody knows them.
    """

    counts: Mapping[ProposalState, int]
    unread: int
    page: Page | None
    aside: Sequence[Intake]
    subjects: Mapping[int, str]
    done: dict[str, Any] | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/intake, and the form that has a letter read once more."""
    return (gate.look("/intake", show), gate.act("/intake/letters/{number}/retry", retry))


async def show(visit: Visit) -> Response:
    """One page of the tray; a few words where it is another's to keep."""
    return await _page(visit)


async def retry(visit: Visit) -> Response:
    """Has a letter read once more that was set aside."""
    desk, number = visit.desk, in_path(visit)

    def again(tx: Tx) -> TrayState | Denied | None:
        return letter_desk.retry(tx, number, visit.home(tx), visit.act)

    match await desk.store.write(again):
        case Denied() as found:
            return await _page(visit, denial(found, visit.language))
        case None:
            return await _page(visit, word("web.intake.no-letter", visit.language))
        case TrayState.NEW | TrayState.READING:
            return go(visit, Asked(UNREAD).address, "intake-waits")
        case _:
            return go(visit, Asked(UNREAD).address, "intake-retried")


def look(tx: Tx, visit: Visit, asked: Asked) -> Found | None:
    """What there is; None for who does not keep the register."""
    if not entitled.keeps_register(tx, visit.home(tx), visit.act):
        return None
    shown: Page | None = None
    aside: Sequence[Intake] = ()
    if asked.state == UNREAD:
        aside = tray.letters(tx, UNREAD_MOST, TrayState.ASIDE)
    else:
        state = None if asked.state == ALL else ProposalState(asked.state)
        shown = proposal_list.page(tx, state, asked.page, ON_A_PAGE)
    subjects = {} if shown is None else _subjects(tx, shown.shown)
    done = settled_facts(tx, visit)
    return Found(proposal_list.counts(tx), letter_desk.unread(tx), shown, aside, subjects, done)


def _subjects(tx: Tx, shown: Sequence[Proposal]) -> Mapping[int, str]:
    wanted = {one.letter for one in shown if _said(one) == (None, None)}
    letters = (tray.one(tx, number) for number in wanted)
    return {one.id: one.subject for one in letters if one is not None and not one.held}


def _said(one: Proposal) -> tuple[str | None, str | None]:
    """Number and excerpt that were read, or else what the first task is about."""
    paper = next(iter(one.read.papers), None)
    number = paper.number.value if paper and paper.number else None
    excerpt = paper.excerpt.value if paper and paper.excerpt else None
    return number, excerpt or next((task.content.value for task in one.read.errands), None)


def asked_for(request: Request) -> Asked:
    """What an address asks for, without what is no such thing."""
    told = request.query_params
    state = told.get("state", "")
    return Asked(state if state in STATES else Asked().state, page_of(told))


async def _page(visit: Visit, problem: str = "") -> Response:
    asked = asked_for(visit.request)
    found = await visit.desk.store.read(look, visit, asked)
    if found is None:
        facts = {"kept": False, "problem": problem}
        return page(visit, "intake", facts, 403 if problem else 200, "intake")
    facts = {"kept": True, "problem": problem, **_facts(visit, asked, found)}
    return page(visit, "intake", facts, 409 if problem else 200, "intake")


def _facts(visit: Visit, asked: Asked, found: Found) -> dict[str, Any]:
    counts = {**{str(state): number for state, number in found.counts.items()}}
    counts[ALL], counts[UNREAD] = sum(counts.values()), found.unread
    if found.page is None:
        part = leaf(found.aside, asked.page, ON_A_PAGE)
        number, pages, first, total = part.page, part.pages, part.first, len(found.aside)
        items: Sequence[Intake | Proposal] = part.shown
    else:
        number, pages, first = found.page.number, found.page.pages, found.page.first
        total, items = found.page.total, found.page.shown
    return {
        "filters": [
            (one, Asked(one).address, one == asked.state, counts[one])
            for one in STATES
            if counts[one] or one in (Asked().state, asked.state)
        ],
        "state": asked.state,
        "items": [
            _line(visit, one, found.subjects.get(one.letter))
            if isinstance(one, Proposal)
            else _letter(visit, one)
            for one in items
        ],
        "unread": asked.state == UNREAD,
        "first": first,
        "total": total,
        "back": replace(asked, page=number - 1).address if number > 1 else None,
        "on": replace(asked, page=number + 1).address if number < pages else None,
        "done": found.done,
    }


def _line(visit: Visit, one: Proposal, subject: str | None) -> dict[str, Any]:
    number, excerpt = _said(one)
    excerpt = excerpt or subject
    titled = visit.desk.disclosure(number, excerpt) == "title"
    return {
        "id": one.id,
        "state": str(one.state),
        "number": number,
        "excerpt": excerpt if titled else None,
        "hidden": not titled,
        "sender": one.sender,
        "came": visit.desk.calendar.local(one.received_at),
        "tasks": len(one.read.errands),
        "doubts": len(one.doubts) if one.state is ProposalState.OPEN else 0,
    }


def _letter(visit: Visit, one: Intake) -> dict[str, Any]:
    titled = not one.held and visit.desk.disclosure(one.subject) == "title"
    return {
        "id": one.id,
        "subject": one.subject if titled else None,
        "hidden": not titled,
        "sender": one.author,
        "came": visit.desk.calendar.local(one.received_at),
        "reason": unread_why(one, visit.language),
        "held": one.held,
        "kept": one.body is not None and titled,
    }
