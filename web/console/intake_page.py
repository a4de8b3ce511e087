"""One proposal: the letter beside what was read from it, and the form to confirm, correct, drop and take back."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, entitled, letter_desk, proposal, proposal_list
from store.directory import people
from store.directory.change import Overtaken
from store.proposal import Confirmed, Look, Settled
from templates import sentence, word
from web.console.frame import FIELDS, attached, page
from web.console.gate import Gate
from web.console.intake_facts import Found, facts
from web.console.intake_form import MOST, NOTHING, Typed, as_read, corrections, emptied, taken
from web.console.intake_words import (
    denial,
    registered_facts,
    settled,
    settled_facts,
)
from web.console.numbers import in_path
from web.console.refusal import unsaid
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied
from work.act import Act
from work.intake import Intake
from work.official.letter import Letter
from work.proposal import AS_READ, Desk, Proposal
from work.undoing import Undone

T = TypeVar("T")
FORM_FIELDS = 600
REASON_LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class _First:
    """That something in the form says nothing: the names of its fields."""

    bare: tuple[str, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/intake/NUMBER, its letter, and its forms."""
    return (
        gate.look("/intake/{number}", show),
        gate.look("/intake/{number}/text", text),
        gate.look("/intake/letters/{number}/original", original),
        gate.act("/intake/{number}/confirm", confirm, fields=FORM_FIELDS),
        gate.act("/intake/{number}/drop", drop),
        gate.act("/intake/{number}/reopen", reopen),
        gate.act("/intake/{number}/undo", undo),
    )


async def show(visit: Visit) -> Response:
    """The page, or the one answer for what is hidden and what is not there."""
    return await _page(visit)


async def text(visit: Visit) -> Response:
    """All that the letter says, as plain text."""
    found = await visit.desk.store.read(_look, visit, NOTHING)
    letter = await _letter(visit, found.letter) if found else None
    if letter is None:
        return _absent(visit)
    parts = [
        f"=== {' / '.join(one.place) or letter.subject} ===\n{one.text}" for one in letter.sheets
    ]
    body = "\n\n".join(parts)
    return Response(body, 200, {**FIELDS}, "text/plain; charset=utf-8")


async def original(visit: Visit) -> Response:
    """The letter as it came, octet by octet, for a program that reads mail."""
    number, desk = in_path(visit), visit.desk

    def look(tx: Tx) -> Intake | None:
        return letter_desk.shown(tx, number, visit.home(tx), visit.act)

    found = await desk.store.read(look)
    if found is None or await _letter(visit, found) is None:
        return _absent(visit)
    octets = await desk.store.read(letter_desk.octets, found)
    response = attached(octets, f"{found.id}.eml")
    response.headers["content-type"] = "message/rfc822"
    return response


async def confirm(visit: Visit) -> Response:
    """Registers what the form says, or shows what that comes to; the next that waits is shown then."""
    typed, do = Typed.of(visit.form), visit.field("do")
    if do.startswith("take-"):
        return await _take(visit, typed, do)
    if do != "confirm":
        return await _page(visit, typed=_changed(typed, do), at=_at(visit, do))
    number, read_at = in_path(visit), _instant(visit.field("read"))

    def act_on(tx: Tx, desk: Desk, act: Act) -> Confirmed | Look | Settled | Denied | _First | None:
        seen = proposal.look(tx, number, desk)
        if seen is None:
            return None
        base, tasks = as_read(seen, desk.office.roster), len(seen.proposal.read.errands)
        bare = emptied(typed, base, tasks)
        if bare:
            return _First(bare)
        return proposal.confirm(tx, number, corrections(typed, base, tasks), desk, act, read_at)

    return await _confirmed(visit, await _done(visit, act_on), typed, read_at)


async def _take(visit: Visit, typed: Typed, do: str) -> Response:
    """The form with a day of the letter that was hardly taken for a limit."""
    found = await visit.desk.store.read(proposal.one, in_path(visit))
    if found is None:
        return _absent(visit)
    number, _, place = do.removeprefix("take-").partition("-")
    typed, at = taken(typed, found.read, number_of(number, MOST), number_of(place, MOST))
    return await _page(visit, typed=typed, at=at)


async def _confirmed(
    visit: Visit,
    done: Confirmed | Look | Settled | Denied | _First | None,
    typed: Typed,
    read_at: datetime | None,
) -> Response:
    match done:
        case Confirmed():
            return await _next(visit, done.proposal.id)
        case _First():
            return await _page(visit, word("web.intake.emptied", visit.language), typed)
        case Look() if read_at not in (None, done.proposal.proposed_at):
            return await _page(visit, word("web.intake.read-anew", visit.language))
        case Look():
            return await _page(visit, word("web.intake.first", visit.language), typed)
        case _:
            return await _refused(visit, done)


async def drop(visit: Visit) -> Response:
    """Says that nothing of it is to be registered, and why."""
    number, reason = in_path(visit), _reason(visit)
    if (amiss := _unreasoned(visit)) is not None:
        return await _page(visit, amiss)

    def act_on(tx: Tx, desk: Desk, act: Act) -> Proposal | Settled | Denied | None:
        return proposal.drop(tx, number, reason, desk, act)

    done = await _done(visit, act_on)
    return await (_next(visit, number) if isinstance(done, Proposal) else _refused(visit, done))


async def reopen(visit: Visit) -> Response:
    """Lets it wait again."""
    number = in_path(visit)

    def act_on(tx: Tx, desk: Desk, act: Act) -> Proposal | Settled | Denied | None:
        return proposal.reopen(tx, number, desk, act)

    done = await _done(visit, act_on)
    if isinstance(done, Proposal):
        return go(visit, f"/intake/{number}", "intake-reopened")
    return await _refused(visit, done)


async def undo(visit: Visit) -> Response:
    """Takes back what was opened and changed by it."""
    number, reason = in_path(visit), _reason(visit)
    if (amiss := _unreasoned(visit)) is not None:
        return await _page(visit, amiss)

    def act_on(tx: Tx, desk: Desk, act: Act) -> tuple[Proposal, Undone] | Settled | Denied | None:
        return proposal.undo(tx, number, reason, desk, act)

    done = await _done(visit, act_on)
    if not isinstance(done, tuple):
        return await _refused(visit, done)
    if done[1].stays:
        stays = ", ".join(f"#{task}" for task, _ in done[1].stays)
        told = sentence("web.intake.stays", {"tasks": stays}, visit.language)
        return await _page(visit, told)
    return go(visit, f"/intake/{number}", "intake-undone")


async def _done(visit: Visit, do: Callable[[Tx, Desk, Act], T]) -> T:
    """What *do* gives; once more where somebody else kept the same document at that moment."""
    desk = visit.desk

    def once(tx: Tx) -> T:
        return do(tx, desk.tray.desk(tx, visit.now), visit.act)

    try:
        return await desk.store.write(once)
    except Overtaken:
        return await desk.store.write(once)


async def _refused(visit: Visit, done: Settled | Denied | None) -> Response:
    if isinstance(done, Denied):
        return page(
            visit, "intake", {"kept": False, "problem": denial(done, visit.language)}, 403, "intake"
        )
    if done is None:
        return _absent(visit)
    told = await visit.desk.store.read(settled, done.proposal, visit.language)
    return await _page(visit, told)


async def _next(visit: Visit, number: int) -> Response:
    """To the next that waits, which tells what was done."""
    following = await visit.desk.store.read(proposal_list.following, number)
    return go(
        visit, f"/intake/{following}?done={number}" if following else f"/intake?done={number}"
    )


def _look(tx: Tx, visit: Visit, typed: Typed) -> Found | None:
    desk = visit.desk.tray.lately(tx, visit.now)
    number = in_path(visit)
    if not number or not entitled.keeps_register(tx, desk.home, visit.act):
        return None
    read = proposal.look(tx, number, desk)
    if read is None:
        return None
    roster, tasks = desk.office.roster, len(read.proposal.read.errands)
    base = as_read(read, roster)
    said = corrections(typed, base, tasks)
    return Found(
        look=read if said == AS_READ else proposal.looked(tx, read.proposal, desk, said),
        base=base,
        offered=roster.offered(),
        letter=letter_desk.shown(tx, read.proposal.letter, desk.home, visit.act),
        by=people.doer(tx, read.proposal.settled_by),
        came=registered_facts(tx, read.proposal),
        before=proposal_list.before(tx, number),
        following=proposal_list.following(tx, number),
        done=settled_facts(tx, visit),
    )


async def _letter(visit: Visit, found: Intake | None) -> Letter | None:
    """What the letter says; None for what may not be shown."""
    if found is None:
        return None
    letter = await visit.desk.tray.letter(found)
    texts = (letter.subject, letter.called, *(one.text for one in letter.sheets))
    names = [name for one in letter.sheets for name in one.place]
    names += [name for place, _ in letter.obstacles for name in place]
    secret = await asyncio.to_thread(visit.desk.discretion.gravest, texts, visit.desk.today)
    return None if secret or visit.desk.discretion.name(names, visit.desk.today) else letter


async def _page(visit: Visit, problem: str = "", typed: Typed = NOTHING, at: int = 1) -> Response:
    found = await visit.desk.store.read(_look, visit, typed)
    if found is None:
        return _absent(visit)
    letter = await _letter(visit, found.letter)
    told = facts(visit, found, letter, typed, at)
    return page(visit, "proposal", {**told, "problem": problem}, 409 if problem else 200, "intake")


def _absent(visit: Visit) -> Response:
    return page(visit, "refused", {"what": "proposal"}, 404, "intake")


def _changed(typed: Typed, do: str) -> Typed:
    """The form with a task more or less."""
    what, _, place = do.partition("-")
    number = number_of(place, MOST)
    match what:
        case "add":
            return Typed(typed.fields, typed.added + 1, typed.without)
        case "without" if number:
            return Typed(typed.fields, typed.added, typed.without | {number})
        case "back":
            return Typed(typed.fields, typed.added, typed.without - {number})
        case _:
            return typed


def _at(visit: Visit, do: str) -> int:
    """The first task whose fields are shown."""
    what, _, place = do.partition("-")
    told = place if what == "at" else visit.field("at")
    return number_of(told, MOST) or 1


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _unreasoned(visit: Visit) -> str | None:
    line = _reason(visit)
    return unsaid(visit, line) if line else word("web.intake.reason-first", visit.language)


def _reason(visit: Visit) -> str:
    return " ".join(visit.field("text").split())[:REASON_LONGEST]
