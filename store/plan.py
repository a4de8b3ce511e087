"""Plans in the store: made at once with all that they assign, and read with how far they are."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from store import clock, imports, opening, worklist
from store import document as documents
from store.opening import Imported
from store.schema.directory import agency, unit
from store.schema.plan import plan, plan_group, plan_task
from store.schema.work import document, task
from store.tx import Tx
from work.act import Act
from work.plan import Group, Head, NewGroup, NewPlan, Owner, Plan, in_reading_order
from work.preview import Addition, Entry
from work.task import Task, TaskState

_LOOKED_UP = 500  # tasks of one query
_WITHDRAWN = (TaskState.CANCELLED, TaskState.RECALLED)


class Unfit(StrEnum):
    """Why a plan, or what is asked of one, cannot be kept."""

    DOCUMENT = "no-document"
    PLAN = "no-plan"
    GROUP = "no-group"
    TASK = "no-task"
    NESTED = "nested-twice"
    STANDS = "stands"  # the same one: of that document, called so, of that owner and period


def add(tx: Tx, new: NewPlan, act: Act) -> int | Unfit:
    """The number of the plan, with its groups, and its tasks opened; or why there is none.

    All of it stands afterwards, or nothing. Raises Overtaken where its document gets
    other tasks at this very moment.
    """
    tx.one(tx.lock(select(document.c.id).where(document.c.id == new.document)))  # two at once
    found = documents.one(tx, new.document)
    if found is None:
        return Unfit.DOCUMENT
    if _stands(tx, new):
        return Unfit.STANDS
    number = _head(tx, new, act)
    places = [pair for group in enumerate(new.groups, 1) for pair in _group(tx, number, *group)]
    before = _standing(tx, new.document)
    entries = [Entry(0, 0, found, one) for _, group in places for one in group.tasks]
    added = [Addition(new.document, before, entry) for entry in entries]
    opened = opening.open_more(tx, added, act).numbers
    groups = [number for number, group in places for _ in group.tasks]
    if opened:
        pairs = zip(opened, groups, strict=True)
        tx.run(insert(plan_task), [{"task_id": t, "group_id": g} for t, g in pairs])
    tx.audit(
        act.now, "plan.made", f"plan:{number}",
        by=act.by, document=new.document, groups=len(places), tasks=len(opened),
    )  # fmt: skip
    return number


def add_from(tx: Tx, new: NewPlan, file: str, act: Act) -> tuple[int, int] | Unfit:
    """The number of the plan that *file* holds, and of its import, which can be taken back (store.undoing)."""
    number = add(tx, new, act)
    if isinstance(number, Unfit):
        return number
    opened = sorted(one.id for some in tasks_of(tx, number).values() for one in some)
    done = Imported(tasks=len(opened), numbers=tuple(opened))
    return number, imports.note(tx, file, done, {}, act)


def remove(tx: Tx, number: int, act: Act) -> tuple[int, ...] | Unfit:
    """Removes a plan with its groups; which tasks of it still count is returned, and then it stays.

    Those that were cancelled or recalled leave it, and stay tasks.
    """
    if tx.one(tx.lock(select(plan.c.id).where(plan.c.id == number))) is None:
        return Unfit.PLAN
    mine = select(plan_group.c.id).where(plan_group.c.plan_id == number)
    groups = [row.id for row in tx.all(tx.lock(mine.order_by(plan_group.c.id)))]
    found = [one for some in tasks_of(tx, number).values() for one in some]
    counting = sorted(one.id for one in found if one.state not in _WITHDRAWN)
    if counting:
        return tuple(counting)
    tx.run(delete(plan_task).where(plan_task.c.group_id.in_(groups)))
    nested = plan_group.c.parent_id.is_not(None)
    tx.run(delete(plan_group).where(plan_group.c.plan_id == number, nested))
    tx.run(delete(plan_group).where(plan_group.c.plan_id == number))
    tx.run(delete(plan).where(plan.c.id == number))
    tx.audit(act.now, "plan.removed", f"plan:{number}", by=act.by, groups=len(groups))
    return ()


def add_group(tx: Tx, plan_id: int, title: str, parent: int | None, act: Act) -> int | Unfit:
    """The number of one more group, the last of its siblings; or why there is none."""
    if tx.one(tx.lock(select(plan.c.id).where(plan.c.id == plan_id))) is None:
        return Unfit.PLAN
    if parent is not None:
        around = tx.one(select(plan_group).where(_is_group(plan_id, parent)))
        if around is None:
            return Unfit.GROUP
        if around.parent_id is not None:
            return Unfit.NESTED
    beside = (
        plan_group.c.parent_id.is_(None) if parent is None else plan_group.c.parent_id == parent
    )
    last = tx.value(
        select(func.max(plan_group.c.position)).where(plan_group.c.plan_id == plan_id, beside)
    )
    number = _insert_group(tx, plan_id, (last or 0) + 1, title, parent)
    tx.audit(act.now, "plan.group", f"plan:{plan_id}", by=act.by, group=number)
    return number


def put(
    tx: Tx, plan_id: int, group: int, tasks: Sequence[int], act: Act
) -> tuple[int, ...] | Unfit:
    """Puts *tasks* into a group, out of the one that they were in; which of them are no tasks is returned, and then none moves."""
    if tx.one(tx.lock(select(plan_group.c.id).where(_is_group(plan_id, group)))) is None:
        return Unfit.GROUP
    held = tx.lock(select(task.c.id).where(task.c.id.in_(tasks)).order_by(task.c.id))
    absent = set(tasks) - {row.id for row in tx.all(held)}
    if absent:
        return tuple(sorted(absent))
    for one in dict.fromkeys(tasks):
        if not tx.insert_new(plan_task, {"task_id": one, "group_id": group}):
            tx.run(update(plan_task).where(plan_task.c.task_id == one).values(group_id=group))
        tx.audit(act.now, "plan.task", f"task:{one}", by=act.by, plan=plan_id, group=group)
    return ()


def take_out(tx: Tx, tasks: Collection[int], act: Act) -> tuple[int, ...]:
    """Takes *tasks* out of their groups; which of them were in none is returned. The tasks stay."""
    outside = []
    for one in dict.fromkeys(tasks):
        if tx.run(delete(plan_task).where(plan_task.c.task_id == one)):
            tx.audit(act.now, "plan.task", f"task:{one}", by=act.by, plan=0, group=0)
        else:
            outside.append(one)
    return tuple(outside)


def one(tx: Tx, number: int) -> Plan | None:
    """The plan of that number."""
    return next(iter(_read(tx, _plans().where(plan.c.id == number))), None)


def listed(tx: Tx) -> tuple[Plan, ...]:
    """Every plan, the newest period first."""
    return _read(tx, _plans().order_by(plan.c.begins.desc(), plan.c.id.desc()))


def of_document(tx: Tx, number: int) -> tuple[Plan, ...]:
    """Those that the document of that number issues, in the order in which they were made."""
    return _read(tx, _plans().where(plan.c.document_id == number).order_by(plan.c.id))


def tasks_of(tx: Tx, number: int) -> dict[int, tuple[Task, ...]]:
    """The tasks of a plan by their group, in the order of their opening."""
    chosen = select(plan_task).join(plan_group, plan_group.c.id == plan_task.c.group_id)
    rows = tx.all(chosen.where(plan_group.c.plan_id == number).order_by(plan_task.c.task_id))
    found: dict[int, Task] = {}
    for first in range(0, len(rows), _LOOKED_UP):
        found |= worklist.several(tx, [row.task_id for row in rows[first : first + _LOOKED_UP]])
    grouped: dict[int, tuple[Task, ...]] = {}
    for row in rows:
        grouped[row.group_id] = (*grouped.get(row.group_id, ()), found[row.task_id])
    return grouped


def of_task(tx: Tx, task_id: int) -> tuple[Plan, Group] | None:
    """The plan and the group that a task is in."""
    chosen = select(plan_group.c.id, plan_group.c.plan_id).join(
        plan_task, plan_task.c.group_id == plan_group.c.id
    )
    row = tx.one(chosen.where(plan_task.c.task_id == task_id))
    found = None if row is None else one(tx, row.plan_id)
    if row is None or found is None:
        return None
    return found, next(group for group in found.groups if group.id == row.id)


def _stands(tx: Tx, new: NewPlan) -> bool:
    """Whether that very plan was made before: made twice, its tasks would be told of twice."""
    head, c = new.head, plan.c
    same = (
        (c.document_id == new.document) & (c.title == head.title) & (c.agency == head.owner.agency)
    )
    same &= (c.begins == head.begins) & (c.ends == head.ends)
    same &= c.unit_id.is_not_distinct_from(head.owner.unit)
    return tx.one(select(c.id).where(same).limit(1)) is not None


def _head(tx: Tx, new: NewPlan, act: Act) -> int:
    head = new.head
    values = {
        "title": head.title,
        "document_id": new.document,
        "begins": head.begins,
        "ends": head.ends,
        "agency": head.owner.agency,
        "unit_id": head.owner.unit,
        "set_at": clock.office_now(tx, act.now),
        "set_by": act.by,
    }
    return int(tx.value(insert(plan).values(values).returning(plan.c.id)))


def _group(tx: Tx, plan_id: int, position: int, new: NewGroup) -> list[tuple[int, NewGroup]]:
    """A group and those within it, each with the number that it got."""
    number = _insert_group(tx, plan_id, position, new.title, None)
    within = [
        (_insert_group(tx, plan_id, place, one.title, number), one)
        for place, one in enumerate(new.groups, 1)
    ]
    return [(number, new), *within]


def _insert_group(tx: Tx, plan_id: int, position: int, title: str, parent: int | None) -> int:
    values = {"plan_id": plan_id, "parent_id": parent, "position": position, "title": title}
    return int(tx.value(insert(plan_group).values(values).returning(plan_group.c.id)))


def _standing(tx: Tx, document_id: int) -> int:
    """How many tasks of the document an import sees."""
    mine = task.c.document_id == document_id
    return int(tx.value(select(func.count()).select_from(task).where(mine, opening.not_undone())))


def _is_group(plan_id: int, group: int) -> Any:
    return (plan_group.c.plan_id == plan_id) & (plan_group.c.id == group)


def _plans() -> Select[Any]:
    return (
        select(plan, agency.c.short_name.label("agency_name"), unit.c.name.label("unit_name"))
        .join(agency, agency.c.code == plan.c.agency)
        .outerjoin(unit, unit.c.id == plan.c.unit_id)
    )


def _read(tx: Tx, chosen: Select[Any]) -> tuple[Plan, ...]:
    rows = tx.all(chosen)
    groups: dict[int, list[Group]] = {row.id: [] for row in rows}
    for row in tx.all(select(plan_group).where(plan_group.c.plan_id.in_(groups))):
        groups[row.plan_id].append(Group(row.id, row.position, row.title, row.parent_id))
    papers = select(document).where(document.c.id.in_({row.document_id for row in rows}))
    read = {row.id: documents.of_row(row) for row in tx.all(papers)}
    return tuple(
        Plan(row.id, _kept(row), row.document_id, read[row.document_id], in_reading_order(groups[row.id]))
        for row in rows
    )  # fmt: skip


def _kept(row: Row[Any]) -> Head:
    owner = Owner(row.agency, row.unit_id, row.agency_name, row.unit_name)
    return Head(row.title, row.begins, row.ends, owner)
