"""What is told of the annex of a plan that is read: each problem by its place."""

from typing import Any

from templates.register import place
from templates.register import trouble as of_register
from templates.render import sentence
from work.preview import Problem

OWN = frozenset({"no-header", "column-missing", "no-group", "empty-content", "deadline-term"})


def problem(found: Problem, language: str) -> str:
    """One problem with its place; what an annex shares with a register is told as there."""
    return place(found, trouble(found, language), language)


def trouble(found: Problem, language: str, nearer: str = "register.problem") -> str:
    """The same without its place; what it shares with a register in words below *nearer* where that has some."""
    if found.code not in OWN:
        return of_register(found, language, nearer)
    facts = {key: _listed(value) for key, value in found.facts.items()}
    return sentence(f"plan.problem.{found.code}", facts, language)


def _listed(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
