"""A table that was read, as facts for its page: what it would make and change, what is wrong, cell by cell."""

from collections.abc import Iterable, Sequence
from typing import Any

from papers.table import Unreadable
from templates import plan as of_plan
from templates import register as of_register
from templates import sentence, word
from templates.filters import cut
from templates.register import changed
from web.console.import_jobs import Brought
from web.console.visit import Visit
from work import unreminded
from work.deadline import due_facts, in_zone
from work.plan import NewGroup, NewPlan, roman
from work.preview import Preview, Problem, Weight
from work.sheet import column_letter
from work.task import NewTask, Party

MOST = {"error": 50, "opened": 25, "changes": 25}
MOST_OTHERS = 15
LONGEST = 160  # characters of a task's content
NEARER = "web.imports.problem"


def unreadable(visit: Visit, name: str, why: Unreadable) -> str:
    """Why a file cannot be read, and what to do."""
    names = ", ".join(f'"{one}"' for one in why.names)
    facts = {"file": name, "row": why.row, "names": names}
    return sentence(f"register.file.{why.trouble}", facts, visit.language)


def facts_of(visit: Visit, found: Brought) -> dict[str, Any]:
    """What the page shows of it."""
    told: dict[str, Any] = {"file": found.file, "sheet": found.sheet.name, "plan": None}
    if found.preview is not None:
        return told | _register(visit, found.preview)
    if found.plan is None or found.annex is None:
        raise RuntimeError("what was read is neither a register nor a plan")
    problems = found.annex.problems
    tasks = found.plan.tasks
    overdue = [one for one in tasks if one.deadline and one.deadline.until.is_over(visit.desk.now)]
    return told | {
        "plan": _plan(found.plan),
        "others": [(one.id, cut(one.head.title, LONGEST)) for one in found.others],
        "counts": _counts(
            rows=found.annex.rows,
            open=len(tasks),
            errors=found.annex.bad,
            overdue=len(overdue),
            undated=sum(one.deadline is None for one in tasks),
        ),
        "good": len(found.plan.groups),
        "bad": found.annex.bad,
        "opened": _some((_task(visit, 0, "", one) for one in tasks), len(tasks), "opened"),
        "changes": _some((), 0, "changes"),
        "problems": _problems(visit, problems, plan=True),
    }


def _register(visit: Visit, found: Preview) -> dict[str, Any]:
    language, opened = visit.language, found.opened
    bad = found.rows_with(Weight.ERROR)
    same = sum(one.code == "known" for one in found.problems)
    changes = (
        {
            "row": one.entry.row,
            "task": one.task.id,
            "document": one.entry.document.number,
            "what": changed(one, language),
        }
        for one in found.changes
    )
    entries = (_task(visit, one.row, one.document.number, one.task) for one in opened)
    return {
        "counts": _counts(
            rows=found.rows,
            open=len(opened),
            change=len(found.changes),
            errors=bad,
            same=same,
            overdue=len(found.overdue(visit.desk.now)),
            unreminded=len(unreminded.rows(found)),
        ),
        "good": len(opened) + len(found.changes),
        "bad": bad,
        "opened": _some(entries, len(opened), "opened"),
        "changes": _some(changes, len(found.changes), "changes"),
        "problems": _problems(visit, [one for one in found.problems if one.code != "known"]),
    }


def _plan(new: NewPlan) -> dict[str, Any]:
    head = new.head
    return {
        "title": head.title,
        "begins": head.begins,
        "ends": head.ends,
        "owner": head.owner.name,
        "groups": [
            one for place, group in enumerate(new.groups, 1) for one in _group(place, group)
        ],
    }


def _group(place: int, group: NewGroup) -> list[tuple[str, str, int]]:
    label = roman(place)
    within = [
        (f"{label}.{inner}", one.title, len(one.tasks)) for inner, one in enumerate(group.groups, 1)
    ]
    return [(label, group.title, len(group.every_task)), *within]


def _counts(**counts: int) -> list[tuple[str, int]]:
    """By their labels; what is none is left out, but what is made and what is wrong."""
    return [(name, n) for name, n in counts.items() if n or name in ("rows", "open", "errors")]


def _task(visit: Visit, row: int, document: str, new: NewTask) -> dict[str, Any]:
    deadline, lead = new.deadline, new.parties[0]
    due = due_facts(None if deadline is None else deadline.until)
    return {
        **in_zone(due, visit.desk.zone),
        "row": row,
        "document": document,
        "content": cut(new.content, LONGEST),
        "lead": _name(lead),
    }


def _name(party: Party) -> str:
    return party.person_name or party.unit_name or party.agency_name


def _some(every: Iterable[Any], count: int, kind: str) -> dict[str, Any]:
    most = MOST.get(kind, MOST_OTHERS)
    shown = [one for one, _ in zip(every, range(most), strict=False)]
    return {"shown": shown, "more": count - len(shown)}


def _problems(
    visit: Visit, problems: Sequence[Problem], *, plan: bool = False
) -> list[dict[str, Any]]:
    """By weight, the gravest first; each with its place and what to do."""
    language, told = visit.language, list[dict[str, Any]]()
    say = of_plan.trouble if plan else of_register.trouble
    for weight in Weight:
        some = [one for one in problems if one.weight is weight]
        if some:
            lines = ((_place(one, language), say(one, language, NEARER)) for one in some)
            heading = word(f"register.heading.{weight}", language)
            told.append(
                {"weight": str(weight), "heading": heading, **_some(lines, len(some), weight)}
            )
    return told


def _place(found: Problem, language: str) -> str:
    if not found.row:
        return word("register.place.file", language)
    if found.column is None:
        return sentence("register.place.row", {"row": found.row}, language)
    facts = {"row": found.row, "column": column_letter(found.column)}
    return sentence("register.place.cell", facts, language)
