"""Each rule by which a time binds nobody holds at a clause of its reason, and at none without need.

A row of moot.tsv names the reason, which is the rule's module, and marks the time in the clause.
"""

from pathlib import Path
from types import ModuleType

import pytest

from work.official.moot import case, cited, event, figures, kind, plan, span, told
from work.official.moot.judge import OF_OTHERS, OF_THINGS, is_moot
from work.official.moot.place import Place

REASONS = {"case": case, "cited": cited, "event": event, "figures": figures, "kind": kind, "plan": plan, "span": span, "told": told}  # fmt: skip
ROWS = Path(__file__).with_name("moot.tsv").read_text("utf-8").splitlines()[1:]


def place(row: str) -> tuple[ModuleType, str, str, Place]:
    """The reason of *row*, its clause, its words, and where these stand."""
    reason, marked = row.split("\t")
    words = marked.partition("«")[2].partition("»")[0]
    clause = marked.replace("«", "").replace("»", "")
    return REASONS[reason], clause, words, Place.of(clause, words, words)


@pytest.mark.parametrize("row", ROWS)
def test_the_time_of_a_clause_is_moot_for_its_reason(row: str) -> None:
    reason, clause, words, found = place(row)
    assert any(one.holds(found) for one in reason.RULES)
    assert is_moot(clause, words, words)


@pytest.mark.parametrize("reason", REASONS)
def test_no_rule_stands_without_a_clause_that_needs_it(reason: str) -> None:
    places = [place(row)[3] for row in ROWS if row.startswith(f"{reason}\t")]
    needed = [one for one in REASONS[reason].RULES if any(_alone(one, found) for found in places)]
    assert needed == list(REASONS[reason].RULES)


def _alone(rule: object, found: Place) -> bool:
    """Whether *rule* is the only one that holds there."""
    return [one for one in (*OF_OTHERS, *OF_THINGS) if one.holds(found)] == [rule]
