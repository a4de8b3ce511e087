"""What the pages of the tray share: numbers in addresses, who settled what, and why something is refused, in words."""

from typing import Any

from store import Tx, proposal, proposal_list
from store.directory import people
from templates import sentence, word
from templates.proposal import aside, doubt, problem
from web.console.visit import Visit
from web.number import number_of
from work.access import Denied
from work.act import person_of
from work.intake import Intake
from work.preview import Problem
from work.proposal import Proposal, ProposalState

SETTLED = frozenset({ProposalState.CONFIRMED, ProposalState.CORRECTED, ProposalState.DROPPED})


def settled_facts(tx: Tx, visit: Visit) -> dict[str, Any] | None:
    """What the page before settled, for a line with the way back: their own alone."""
    number = number_of(visit.request.query_params.get("done", ""))
    found = proposal.one(tx, number) if number else None
    if found is None or found.state not in SETTLED:
        return None
    if person_of(found.settled_by) != visit.person.id:
        return None
    return {"id": found.id, "state": str(found.state), **registered_facts(tx, found)}


def registered_facts(tx: Tx, found: Proposal) -> dict[str, Any]:
    """The document and how many tasks came of it."""
    tasks = 0 if found.imported is None else proposal_list.tasks_of(tx, found.imported)
    return {"document": found.document, "tasks": tasks, "undoable": found.imported is not None}


def told(found: Problem, language: str) -> str:
    """What is wrong, for who has fields before them and no options."""
    return problem(found, language, "web.intake.problem")


def doubts(found: Proposal, language: str) -> list[str]:
    """Why a person is asked."""
    return [doubt(code, language) for code in found.doubts]


def unread_why(found: Intake, language: str) -> str:
    """Why a letter could not be read."""
    if found.held:
        return word("web.intake.why.held", language)
    try:
        return word(f"web.intake.why.{found.reason}", language)
    except KeyError:
        return aside(found.reason, language)


def denial(_found: Denied, language: str) -> str:
    """That it is another's to do."""
    return word("web.intake.denied", language)


def settled(tx: Tx, found: Proposal, language: str) -> str:
    """That somebody was first, and who."""
    facts = {
        "number": found.id,
        "state": word(f"proposal.state.{found.state}", language),
        "by": people.doer(tx, found.settled_by),
    }
    return sentence("web.intake.settled", facts, language)
