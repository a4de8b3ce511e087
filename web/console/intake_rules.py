"""What corrections taught of senders' words, each to be looked at and forgotten."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, entitled, sender_rule
from store.directory import people
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.intake_words import denial
from web.console.numbers import in_path
from web.console.visit import Visit, go
from work.access import Denied, Doing, OfOffice
from work.act import Act

ADDRESS = "/intake/rules"
MOST = 200  # on the page, by sender


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/intake/rules and its form."""
    return (gate.look(ADDRESS, show), gate.act("/intake/rules/{number}/remove", remove))


async def show(visit: Visit) -> Response:
    """Every rule; a few words where they are another's to keep."""
    return await _page(visit)


async def remove(visit: Visit) -> Response:
    """Forgets a rule."""
    number = in_path(visit)

    def forget(tx: Tx) -> bool | Denied:
        home = OfOffice(visit.home(tx))

        def do(tx: Tx, act: Act) -> bool:
            return sender_rule.remove(tx, number, act)

        return entitled.by_right(tx, Doing.REGISTER, home, visit.act, do)

    done = await visit.desk.store.write(forget)
    if isinstance(done, Denied):
        return await _page(visit, denial(done, visit.language))
    if not done:
        return await _page(visit, word("web.intake.no-rule", visit.language))
    return go(visit, ADDRESS, "intake-rule-removed")


def look(tx: Tx, visit: Visit) -> list[dict[str, Any]] | None:
    """The rules as facts; None for who does not keep the register."""
    if not entitled.keeps_register(tx, visit.home(tx), visit.act):
        return None
    local, language = visit.desk.calendar.local, visit.language
    return [
        {
            "id": one.id,
            "sender": one.sender,
            "kind": word(f"proposal.rule.{one.kind}", language),
            "written": one.written,
            "means": one.means,
            "at": local(one.made_at),
            "by": people.doer(tx, one.made_by),
            "proposal": one.proposal,
        }
        for one in sender_rule.listed(tx)
        if visit.desk.disclosure(one.written, one.means) == "title"
    ]


async def _page(visit: Visit, problem: str = "") -> Response:
    found = await visit.desk.store.read(look, visit)
    facts = {
        "kept": found is not None,
        "problem": problem,
        "rules": (found or [])[:MOST],
        "more": max(0, len(found or ()) - MOST),
    }
    return page(visit, "intake-rules", facts, 409 if problem else 200, "intake")
