"""What the commands about plans say of an import and a copy, in the office's language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from store.plan import Unfit
from work.plan import Head, NewGroup, NewPlan, roman


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/, below its table for plans."""
    from templates import sentence

    return sentence(f"plan.{key}", facts, language)


def unfit(why: Unfit, language: str, **facts: Any) -> str:
    """Why a plan is not kept, or not changed, and what to do."""
    return say(f"unfit.{why}", language, **facts)


def head_fields(head: Head, language: str) -> list[tuple[str, str]]:
    """When a plan is for, and whose it is, with their labels."""
    period = f"{head.begins:%d/%m/%Y} – {head.ends:%d/%m/%Y}"
    told = {"period": period, "owner": head.owner.name}
    return [(say(f"label.{name}", language), value) for name, value in told.items()]


def columns(language: str, *names: str) -> tuple[str, ...]:
    """The titles of columns on a screen."""
    return tuple(say(f"column.{name}", language) for name in names)


def outline(groups: Iterable[NewGroup]) -> list[tuple[str, str, int]]:
    """Each group with its number and how many tasks stand in it itself."""
    lines = []
    for position, group in enumerate(groups, 1):
        lines.append((roman(position), group.title, len(group.tasks)))
        for inner, within in enumerate(group.groups, 1):
            lines.append((f"{roman(position)}.{inner}", within.title, len(within.tasks)))
    return lines


def coming(plan: NewPlan, today: date) -> dict[str, int]:
    """How many tasks a plan opens, how many of them without a deadline, and how many past it already."""
    dues = [None if one.deadline is None else one.deadline.due for one in plan.tasks]
    return {
        "tasks": len(dues),
        "undated": dues.count(None),
        "overdue": sum(due is not None and due < today for due in dues),
    }
