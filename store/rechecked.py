"""Whether a reminder is still true, and still its reader's: asked when it is told, and again right before it leaves."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from store import audience, reminding, worklist
from store.tx import Tx
from work.audience import Told
from work.audience import audience as audience_of
from work.notice import DIGEST, NUDGE, REMINDER, SEVERAL, SUBMITTED, UNRECEIVED
from work.person import Person
from work.task import RUNNING_STATES, Task, TaskState

NEEDED = {
    REMINDER: RUNNING_STATES,
    UNRECEIVED: frozenset({TaskState.ASSIGNED}),
    SUBMITTED: frozenset({TaskState.SUBMITTED}),
    NUDGE: RUNNING_STATES,
}
MOVED = "not-entitled"  # nobody tells that person of this task any more


def why_not(
    task: Task,
    kind: str,
    version: int,
    submission: int | None,
    person: Person,
    behind: Iterable[Person],
) -> str | None:
    """Why *person* is not told of it any more; None where they are. *behind*: as for audience()."""
    if kind in NEEDED and task.state not in NEEDED[kind]:
        return f"task-{task.state}" if task.state.open else "task-closed"
    if person.disabled:
        return "person-disabled"
    if submission is None and task.version != version:
        return "deadline-changed"
    reached = audience_of(task.parties, behind, Told)
    return None if any(one.person.id == person.id for one in reached) else MOVED


def rechecked(
    tx: Tx, rows: Sequence[Row[Any]], office: datetime
) -> Iterator[tuple[Row[Any], str | None, str]]:
    """Each of *rows* of the outbox with why it is not needed any more, and its facts as they are true now.

    A message with several tasks loses those that are not; it is not needed where none is left.
    """
    told = {row.id: json.loads(row.facts) for row in rows if _is_asked(row)}
    numbers = {one["task"] for facts in told.values() for one in _named(facts)}
    tasks = worklist.several(tx, numbers) if numbers else {}
    behind = audience.people_behind(tx, tasks.values(), office) if tasks else ()
    people = {one.id: one for one in audience.of_numbers(tx, {row.person_id for row in rows})}
    for row in rows:
        facts = told.get(row.id)
        if facts is None:
            yield row, None, row.facts
            continue
        gone = {
            id(one): why
            for one in _named(facts)
            if (why := _gone(one, row, tasks, people[row.person_id], behind)) is not None
        }
        if not gone:
            yield row, None, row.facts
        elif "sections" not in facts:
            yield row, next(iter(gone.values())), row.facts
        else:
            keys = [one["key"] for one in _named(facts) if id(one) in gone and "key" in one]
            reminding.free(tx, keys, "recheck")
            left = _without(facts, gone)
            why = None if left["total"] else next(iter(gone.values()))
            yield row, why, json.dumps(left, ensure_ascii=False, sort_keys=True)


def _is_asked(row: Row[Any]) -> bool:
    return row.kind in (SEVERAL, DIGEST) or (row.kind in NEEDED and row.task_id is not None)


def _named(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What of the facts names a task: each item, or the notice itself."""
    if "sections" not in facts:
        return [facts] if "task" in facts else []
    sections = facts["sections"]
    return [one for section in sections for one in (*section["items"], *section["others"])]


def _gone(
    one: dict[str, Any],
    row: Row[Any],
    tasks: dict[int, Task],
    person: Person,
    behind: tuple[Person, ...],
) -> str | None:
    task = tasks.get(one["task"])
    if task is None:
        return "task-closed"
    kind, submission = one.get("kind", row.kind), one.get("submission")
    return why_not(task, kind, one.get("version", task.version), submission, person, behind)


def _without(facts: dict[str, Any], gone: dict[int, str]) -> dict[str, Any]:
    sections = []
    for section in facts["sections"]:
        kept = {
            name: [one for one in section[name] if id(one) not in gone]
            for name in ("items", "others")
        }
        lost = sum(len(section[name]) - len(kept[name]) for name in kept)
        if (total := section["total"] - lost) > 0:
            sections.append({**section, **kept, "total": total})
    total = sum(one["total"] for one in sections)
    return {**facts, "sections": sections, "total": total}
