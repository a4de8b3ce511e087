"""Plans: how far each is, group by group, with their tasks; who keeps the registers puts tasks into groups."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.made import Sheet, Unmade, workbook
from schedules import plans
from schedules.plans import Seen
from schedules.task_facts import told_of
from store import Tx, entitled, plan
from store.plan import Unfit
from templates import word
from web.console.document_page import keeps
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.numbers import in_path, page_of
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.leaf import leaf
from work.plan import Plan, Progress
from work.plan_report import COLUMNS, SUMMARY, SUMMARY_COLUMNS, TITLE, rows, summary_rows
from work.register_export import written_day
from work.sheet import Value
from work.tally import Tally
from work.task import Task

PLACE = "/plans"
ON_A_PAGE = 25
LONGEST = 500  # characters of a group's title
MOST_NAMED = 10  # tasks of a refusal


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to show of a plan: *hidden* tasks are others' to see; *kept* by who looks."""

    seen: Seen
    hidden: int
    kept: bool


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/plans, one plan, its workbook, and what changes it."""
    one = f"{PLACE}/{{number}}"
    return (
        gate.look(PLACE, show),
        gate.look(one, show_one),
        gate.look(f"{one}/xlsx", to_keep),
        gate.act(f"{one}/put", put),
        gate.act(f"{one}/groups", add_group),
        gate.act(f"{one}/remove", remove),
    )


async def show(visit: Visit) -> Response:
    """Every plan that is theirs to see, the newest period first."""
    found, kept = await visit.desk.store.read(_list, visit)
    items = [
        {
            "id": one.id,
            "title": one.head.title if titled(visit, one) else None,
            "owner": one.head.owner.name,
            "begins": one.head.begins,
            "ends": one.head.ends,
            **_far(far.whole),
        }
        for one, far in found
    ]
    return page(visit, "plans", {"items": items, "kept": kept}, active="plans")


async def show_one(visit: Visit) -> Response:
    """The plan with its groups, and the tasks of the group that the address names."""
    return await plan_page(visit, "")


async def to_keep(visit: Visit) -> Response:
    """The report on the plan: its tasks group by group, and the figures of each group."""
    found = await visit.desk.store.read(_look, visit)
    if found is None:
        return _absent(visit)
    desk, seen = visit.desk, found.seen
    title = f"{TITLE}\n{seen.plan.head.title if titled(visit, seen.plan) else seen.plan.id}"
    day = f"(Xuất ngày {written_day(desk.today)})"
    told = {group: [_told(visit, one) for one in some] for group, some in seen.tasks.items()}

    async def batches() -> AsyncIterator[tuple[int, Sequence[Sequence[Value]]]]:
        yield 0, tuple(rows(seen.plan, told, desk.now, desk.zone))
        yield 1, tuple(summary_rows(seen.plan, seen.far))

    sheets = (
        Sheet("Kế hoạch", desk.name, title, day, COLUMNS),
        Sheet("Tổng hợp", desk.name, SUMMARY, day, SUMMARY_COLUMNS),
    )
    octets = await workbook(sheets, batches())
    if isinstance(octets, Unmade):
        return await plan_page(visit, word(f"report.{octets}", visit.language))
    return attached(octets, f"ke-hoach-{seen.plan.id}-{desk.today:%Y%m%d}.xlsx")


async def put(visit: Visit) -> Response:
    """Puts the chosen tasks into another group, or out of the plan."""
    number, to = in_path(visit), visit.field("to")
    chosen = [
        number_of(name[1:]) for name in visit.form if name[:1] == "t" and name[1:].isdecimal()
    ]
    chosen += [number_of(one.lstrip("#")) for one in visit.field("tasks").replace(",", " ").split()]
    if not chosen or not all(chosen):
        return await plan_page(visit, word("web.plans.no-tasks", visit.language))
    if to == "out":
        return await _changed(
            visit, lambda tx, act: _take_out(tx, number, chosen, act), "plan-taken"
        )
    return await _changed(
        visit, lambda tx, act: plan.put(tx, number, number_of(to), chosen, act), "plan-put"
    )


async def add_group(visit: Visit) -> Response:
    """Adds one more group, behind those that are there."""
    number, title = in_path(visit), " ".join(visit.field("title").split())
    within = number_of(visit.field("within")) or None
    if not title or len(title) > LONGEST:
        return await plan_page(visit, word("web.plans.no-title", visit.language))
    if visit.desk.discretion.is_secret((title,), visit.desk.today):
        return await plan_page(visit, word("web.assign.secret", visit.language))
    return await _changed(
        visit, lambda tx, act: plan.add_group(tx, number, title, within, act), "plan-group"
    )


async def remove(visit: Visit) -> Response:
    """Removes a plan of which nothing counts any more."""
    number = in_path(visit)
    return await _changed(
        visit, lambda tx, act: plan.remove(tx, number, act), "plan-removed", PLACE
    )


def titled(visit: Visit, one: Plan) -> bool:
    """Whether its title may be shown."""
    return visit.desk.disclosure(one.head.title) == "title"


async def plan_page(visit: Visit, problem: str) -> Response:
    """The page, with why something was refused."""
    found = await visit.desk.store.read(_look, visit)
    if found is None:
        return _absent(visit)
    return page(visit, "plan", _facts(visit, found, problem), 409 if problem else 200, "plans")


def _list(tx: Tx, visit: Visit) -> tuple[list[tuple[Plan, Progress]], bool]:
    home, act = visit.home(tx), visit.act
    every = plans.listed(tx, visit.desk.now)
    return [pair for pair in every if plans.is_theirs(tx, pair[0], home, act)], keeps(tx, visit)


def _look(tx: Tx, visit: Visit) -> Looked | None:
    found = plans.seen(tx, in_path(visit), visit.desk.now)
    home, act = visit.home(tx), visit.act
    if found is None or not plans.is_theirs(tx, found.plan, home, act):
        return None
    every = [one for some in found.tasks.values() for one in some]
    theirs = {one.id for one in plans.seen_of(tx, every, home, act)}
    tasks = {
        group: [one for one in some if one.id in theirs] for group, some in found.tasks.items()
    }
    return Looked(replace(found, tasks=tasks), len(every) - len(theirs), keeps(tx, visit))


async def _changed(
    visit: Visit, do: Callable[[Tx, Act], object], said: str, to: str = ""
) -> Response:
    """Does it for who keeps the registers; to the plan, or back to its page with what is amiss."""
    number = in_path(visit)

    def change(tx: Tx) -> object:
        if _look(tx, visit) is None:
            return Unfit.PLAN
        return entitled.by_right(tx, Doing.REGISTER, OfOffice(visit.home(tx)), visit.act, do)

    why = _refused(visit, await visit.desk.store.write(change))
    return await plan_page(visit, why) if why else go(visit, to or f"{PLACE}/{number}", said)


def _refused(visit: Visit, done: object) -> str:
    say = visit.language
    if isinstance(done, Denied):
        return word("web.plans.denied", say)
    if isinstance(done, Unfit):
        return word(f"web.plans.unfit.{done}", say)
    if isinstance(done, tuple) and done:  # tasks that hinder it
        named = ", ".join(f"#{one}" for one in done[:MOST_NAMED])
        more = " …" if len(done) > MOST_NAMED else ""
        return word("web.plans.hinder", say).format(tasks=f"{named}{more}")
    return ""


def _take_out(tx: Tx, number: int, tasks: Sequence[int], act: Act) -> tuple[int, ...]:
    """Which of *tasks* are not of this plan: then none leaves it."""
    mine = {one.id for some in plan.tasks_of(tx, number).values() for one in some}
    outside = tuple(one for one in tasks if one not in mine)
    return outside or plan.take_out(tx, tasks, act)


def _absent(visit: Visit) -> Response:
    return page(visit, "refused", {"what": "plan"}, 404, "plans")


def _far(tally: Tally) -> dict[str, Any]:
    return {
        "total": tally.total,
        "done": tally.done,
        "late": tally.open_late + tally.done_late,
        "rate": tally.done_rate(),
        "share": tally.done_share(),
    }


def _told(visit: Visit, task: Task) -> Task:
    """The task as a report tells it: without its words where they may not be told."""
    hidden = visit.desk.disclosure(*told_of(task)) == "code"
    return replace(task, content=f"#{task.id}", product=None) if hidden else task


def _facts(visit: Visit, found: Looked, problem: str) -> dict[str, Any]:
    seen, told = found.seen, visit.request.query_params
    one, chosen = seen.plan, number_of(told.get("group", ""))
    group = next((each for each in one.groups if each.id == chosen), None)
    every = [t for each in one.groups for t in seen.tasks.get(each.id, ())]
    some = every if group is None else _within(seen, group.id)
    shown = leaf(some, page_of(told), ON_A_PAGE)

    def place(number: int) -> str:
        named = f"group={chosen}&" if group is not None else ""
        return f"{PLACE}/{one.id}?{named}page={number}"

    labels = {
        task.id: one.label(each) for each in one.groups for task in seen.tasks.get(each.id, ())
    }
    return {
        "problem": problem,
        "kept": found.kept,
        "hidden": found.hidden,
        "id": one.id,
        "title": one.head.title if titled(visit, one) else None,
        "document": {"id": one.document_id, "number": one.document.number, "issued": one.document.issued},
        "begins": one.head.begins,
        "ends": one.head.ends,
        "owner": one.head.owner.name,
        "far": _far(seen.far.whole),
        "groups": [
            {
                "id": each.id,
                "label": one.label(each),
                "title": each.title if visit.desk.disclosure(each.title) == "title" else "…",
                "inner": each.parent is not None,
                **_far(seen.far.of(each)),
            }
            for each in one.groups
        ],
        "chosen": None if group is None else (group.id, one.label(group)),
        "items": [{**visit.desk.line(t), "group": labels[t.id]} for t in shown.shown],
        "total": len(some),
        "first": shown.first,
        "back": place(shown.page - 1) if shown.page > 1 else None,
        "on": place(shown.page + 1) if shown.page < shown.pages else None,
        "typed": visit.typed,
        "longest": LONGEST,
    }  # fmt: skip


def _within(seen: Seen, group: int) -> list[Task]:
    """The tasks of the group and of those within it."""
    around: Mapping[int, frozenset[int]] = {
        one.id: seen.plan.within(one) for one in seen.plan.groups
    }
    inner = around[group]
    return [t for one in seen.plan.groups if one.id in inner for t in seen.tasks.get(one.id, ())]
