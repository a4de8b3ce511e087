"""One letter's page: its session, its recipients, what happened, why, what comes next, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, approval, discreet, entitled, suspension
from store.directory.people import names_of
from store.outlook import outlook
from store.queue import Standing, Story
from templates import word
from templates.worth import worth
from web.console.frame import page
from web.console.gate import Gate
from web.console.letter_acts import acts
from web.console.mail_words import happened, next_step, people_in, who, why_kept
from web.console.operators import OFFICE, REASON_LONGEST, watched
from web.console.visit import Visit
from work import receipt
from work.access import Doing
from work.act import Act
from work.approval import Approval, Entitled
from work.letter import SETTLED, State
from work.signature import Judgement

SHOWN = 100  # recipients, and lines of the account; of more the number is told


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot; *decides* is whether it waits for the reader as the second person."""

    story: Story
    asleep: frozenset[str]
    names: Mapping[int, str]
    decides: bool
    rights: frozenset[Doing]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/mail/ID and its forms."""
    return (
        gate.look("/mail/{letter}", watched(show)),
        *(gate.act(f"/mail/{{letter}}/{name}", watched(_acting(name))) for name in acts),
    )


async def show(visit: Visit) -> Response:
    """The page, or that there is no such letter."""
    return await _page(visit)


def _acting(name: str) -> Any:
    async def act(visit: Visit) -> Response:
        found = await _found(visit)
        if found is None:
            return _absent(visit)
        outcome = await acts[name](visit, found.story.letter)
        return outcome if isinstance(outcome, Response) else await _page(visit, outcome, name)

    return act


def look(tx: Tx, visit: Visit, number: int) -> Found | None:
    """What there is to show; None where there is no such letter."""
    story = discreet.story(tx, number)
    if story is None:
        return None
    barred = approval.may_decide(tx, number, visit.person.email, visit.now)
    told = [str(entry.codes.get(key, "")) for entry in story.entries for key in ("by", "approver")]
    if story.approval is not None:
        told.append(story.approval.by or "")
    people = {number for by in told for number in people_in(by)}
    rights = {one for one in (Doing.OPERATE, Doing.RELEASE) if _may(tx, visit, one)}
    return Found(
        story,
        frozenset(suspension.standing(tx, visit.now)),
        names_of(tx, people),
        not isinstance(barred, approval.Barred),
        frozenset(rights),
    )


def _may(tx: Tx, visit: Visit, doing: Doing) -> bool:
    """Whether they hold the right, themselves or for somebody who is away."""
    return isinstance(entitled.admitted_office(tx, doing, OFFICE, visit.act), Act)


async def _found(visit: Visit) -> Found | None:
    number = receipt.letter_number(str(visit.request.path_params["letter"])[:40])
    return None if number is None else await visit.desk.store.read(look, visit, number)


def _absent(visit: Visit) -> Response:
    return page(visit, "refused", {"what": "letter"}, 404)


async def _page(visit: Visit, problem: str = "", at: str = "") -> Response:
    found = await _found(visit)
    if found is None:
        return _absent(visit)
    typed = {"problem": problem, "problem_at": at, "reason": visit.field("reason")}
    facts = {**_facts(visit, found), **typed, "longest": REASON_LONGEST}
    return page(visit, "letter", facts, 409 if problem else 200, "mail")


def _facts(visit: Visit, found: Found) -> dict[str, Any]:
    story, local = found.story, visit.desk.calendar.local
    stands = {one.state for one in story.recipients}
    unsent = bool(stands - SETTLED - {State.SENDING})
    return {
        "receipt": receipt.encode(story.letter),
        "number": story.letter,
        "kind": story.kind,
        "came": local(story.received_at),
        "release_at": None if story.release_at is None else local(story.release_at),
        "agency": story.agency,
        "login": story.login,
        "sender": story.sender,
        "message_id": story.message_id,
        "octets": story.size_bytes,
        "kept": story.kept,
        "digest": story.digest.hex(),
        "tls_asked": story.tls,
        "origin": story.origin,
        "recipients": [_recipient(visit, found, one) for one in story.recipients[:SHOWN]],
        "more": max(len(story.recipients) - SHOWN, 0),
        "states": _counted(story.recipients),
        "entries": [
            {
                "at": local(entry.at),
                "said": happened(visit, entry, found.names),
                "who": _address(story, entry.codes.get("position")),
            }
            for entry in reversed(story.entries[-SHOWN:])
        ],
        "approval": None
        if story.approval is None
        else _approval(visit, story.approval, found.names),
        "finding": story.finding,
        "signatures": [_signature(visit, one) for one in story.signatures],
        "offered": _offered(found, stands, unsent),
        "decides": found.decides,
    }


def _offered(found: Found, stands: set[State], unsent: bool) -> list[str]:
    """The acts that can change something as it stands, by those who may."""
    offered = []
    awaited = found.story.approval is not None and found.story.approval.open
    if Doing.RELEASE in found.rights and State.HELD in stands:
        offered.append("waive" if awaited else "release")
    if Doing.OPERATE in found.rights:
        movable = {State.WAITING, State.CLAIMED, State.UNCERTAIN}
        offered += ["hold"] if stands & movable else []
        offered += ["retry"] if stands & {State.WAITING, State.UNCERTAIN} else []
        offered += ["fail", "drop"] if unsent else []
    return offered


def _recipient(visit: Visit, found: Found, one: Standing) -> dict[str, Any]:
    story = found.story
    domain = one.addressee.address.rpartition("@")[2].lower()
    second = story.approval.rule if story.approval else None
    asleep = domain if domain in found.asleep else ""
    coming = outlook(one, visit.now, story.release_at, second, asleep)
    return {
        "address": one.addressee.address,
        "state": str(one.state),
        "attempts": one.attempts,
        "repeated": one.repeated,
        "status": one.status,
        "answer": one.answer,
        "peer": one.peer,
        "tls": one.tls,
        "why": why_kept(one.rule, visit.language) if one.rule else "",
        "next": next_step(visit, one, coming),
    }


def _counted(recipients: Sequence[Standing]) -> list[tuple[str, int]]:
    counted = {state: sum(one.state is state for one in recipients) for state in State}
    return [(str(state), number) for state, number in counted.items() if number]


def _address(story: Story, position: object) -> str:
    """Whom a line of the account is about, where it is about one of several."""
    if not isinstance(position, int) or position >= len(story.recipients):
        return ""
    return story.recipients[position].addressee.address


def _approval(visit: Visit, asked: Approval, names: Mapping[int, str]) -> dict[str, Any]:
    local = visit.desk.calendar.local
    return {
        "rule": asked.rule,
        "author": asked.author_name,
        "asked": local(asked.asked_at),
        "ends": local(asked.expires_at),
        "entitled": [_entitled(visit, one) for one in asked.entitled],
        "decision": None if asked.decision is None else str(asked.decision),
        "decided": None if asked.decided_at is None else local(asked.decided_at),
        "who": asked.approver_name or who(asked.by or "", names, visit.language),
        "reason": asked.reason,
        "content": asked.seal.content.hex(),
        "envelope": asked.seal.envelope.hex(),
    }


def _entitled(visit: Visit, one: Entitled) -> str:
    """Who may approve, as the rule names them."""
    if one.person:
        return one.person
    position = word(f"web.position.{one.position}", visit.language) if one.position else ""
    return ", ".join(part for part in (position, one.unit, one.agency) if part)


def _signature(visit: Visit, one: Judgement) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "part": one.part,
        "signer": one.signer,
        "verdict": one.verdict,
        "worth": worth(one.verdict, visit.language),
        "anchor": one.anchor,
        "addresses": one.addresses,
        "at": None if one.at is None else visit.desk.calendar.local(one.at),
    }
