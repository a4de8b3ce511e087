"""Mail that a release rule holds, for the second person: what it is, and their decision, which is final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, approval, approval_notice
from store.approval import Barred
from store.subject import subject
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import in_path
from web.console.refusal import unsaid
from web.console.visit import Visit, go
from work import receipt
from work.approval import Approval, Bar
from work.deadline import in_zone

PLACE = "/approvals"
LONGEST = 200  # characters of a reason, which its author reads
_ABSENT = (Bar.NOBODY, Bar.DISABLED, Bar.NOT_ENTITLED, Bar.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Held:
    """One letter as a second person sees it; *why* it cannot be decided on, None where it can."""

    asked: Approval
    why: Bar | None
    facts: Mapping[str, Any]
    subject: str


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/letters/NUMBER and its two forms."""
    return (
        gate.look("/letters/{number}", show),
        gate.act("/letters/{number}/approve", approve),
        gate.act("/letters/{number}/reject", reject),
    )


def held_letter(tx: Tx, visit: Visit, number: int) -> Held | None:
    """The letter, for who has or had a say in it; None for everybody else."""
    seen = approval.seen_by(tx, number, visit.person.email, visit.now)
    if seen is None:
        return None
    return Held(*seen, approval_notice.facts_of(tx, number), subject(tx, number))


def held_facts(visit: Visit, found: Held) -> dict[str, Any]:
    """What a page says of it: never anything of its content."""
    asked, desk = found.asked, visit.desk
    titled = desk.disclosure(found.subject, asked.reason) == "title"
    at = asked.decided_at
    return {
        **in_zone(found.facts, desk.zone),
        "number": asked.letter,
        "subject": found.subject if titled else "",
        "approver": asked.approver_name,
        "why": asked.reason if titled else None,
        "decision": asked.decision,
        "decided_at": None if at is None else desk.calendar.local(at),
        "expires_at": desk.calendar.local(asked.expires_at),
        "bar": found.why,
    }


async def show(visit: Visit) -> Response:
    """One letter, with what may be decided."""
    return await _page(visit)


async def approve(visit: Visit) -> Response:
    """Lets it go, for good."""
    letters, number = visit.desk.letters, in_path(visit)
    if letters is None:
        return await _page(visit)
    end, email = letters.end(visit.now), visit.person.email
    done = await visit.desk.store.write(
        approval.approve, number, email, visit.act.by, visit.now, end
    )
    if isinstance(done, Barred):
        return await _page(visit, barred(visit, done, number))
    return go(visit, PLACE, "letter-approved-held" if done.asked.then else "letter-approved")


async def reject(visit: Visit) -> Response:
    """Returns it to its sender with the reason."""
    letters, number, reason = visit.desk.letters, in_path(visit), visit.field("text")
    line = " ".join(reason.split())
    if letters is None:
        return await _page(visit)
    if not line or not line.isprintable():
        return await _page(visit, word("letter.why", visit.language))
    if len(line) > LONGEST:
        return await _page(visit, word("letter.too-long", visit.language).format(longest=LONGEST))
    if (amiss := unsaid(visit, line)) is not None:
        return await _page(visit, amiss)
    done = await letters.reject(number, visit.person.email, visit.act.by, line, visit.now)
    if isinstance(done, Barred):
        return await _page(visit, barred(visit, done, number))
    return go(visit, PLACE, "letter-rejected")


async def _page(visit: Visit, problem: str = "") -> Response:
    number = in_path(visit)
    found = await visit.desk.store.read(held_letter, visit, number) if number else None
    if found is None:
        return page(visit, "refused", {"what": "letter"}, 404, "approvals")
    facts = {
        "one": held_facts(visit, found),
        "problem": problem,
        "typed": visit.typed,
        "longest": LONGEST,
    }
    return page(visit, "held-letter", facts, 409 if problem else 200, "approvals")


def barred(visit: Visit, found: Barred, number: int) -> str:
    """The sentence for who wanted to decide and could not."""
    asked, language = found.asked, visit.language
    if asked is None or found.why in _ABSENT:
        return word("letter.absent", language)
    local = visit.desk.calendar.local(asked.decided_at or asked.expires_at)
    how = word(f"letter.decided.{asked.decision}", language) if asked.decision else ""
    return word(f"letter.bar.{found.why}", language).format(
        receipt=receipt.encode(number),
        who=asked.approver_name or word("letter.somebody", language),
        how=how,
        at=f"{local:%H:%M %d/%m}",
    )
