"""What parties bear of their task is what its row says, whatever happens to it, and an agency is counted by that alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import insert, select, text

from store import Store, Tx, borne, chart, pause, standing, statistics, task
from store.directory.agencies import add_agency
from store.engine import open_engines
from store.opening import open_entries
from store.schema.work import task as tasks
from store.schema.work import task_party
from store.task import Submission
from store.worklist import Wanted, Within
from tests.store.office import CLI, NOW, OTHER_UNIT, UNIT, opened, staffed, work
from tests.store.plans import plan
from tests.store.test_hours import DAY, acting, due, until_hour
from tests.store.test_register import DONE, entry
from work.agency import Agency
from work.deadline import Reached
from work.pause import Resumption
from work.task import Party, Role

LEAD = Party(Role.LEAD, "G18", OTHER_UNIT)
HELPS = Party(Role.COORDINATOR, "G18", UNIT)
LATER = due("09:00", day="2026-11-02")


def rows(tx: Tx) -> list[Any]:
    """Every party, and beside it what its task says of the same."""
    of_task = [tasks.c[name].label(f"own_{name}") for name in (*borne.BORNE, "closed_at")]
    both = select(task_party, *of_task).join(tasks, tasks.c.id == task_party.c.task_id)
    return list(tx.all(both.order_by(task_party.c.task_id, task_party.c.position)))


async def test_parties_bear_what_their_task_says_whatever_happens_to_it(store: Store) -> None:
    await staffed(store)
    number, other = await opened(store, until_hour("16:00"), work(None))
    goes_on = Resumption(DAY, DAY, LATER.until, 0)
    steps: tuple[Callable[[Tx], object], ...] = (
        lambda tx: task.submit(tx, number, Submission(DAY, DAY), acting("15:00")),
        lambda tx: task.send_back(tx, number, "thiếu", CLI),
        lambda tx: task.change_due(tx, number, LATER, "chờ", CLI),
        lambda tx: task.assign(tx, number, (LEAD, HELPS), CLI),
        lambda tx: pause.pause(tx, number, DAY, "chờ", acting("10:00")),
        lambda tx: task.assign(tx, number, (LEAD,), CLI),
        lambda tx: pause.resume(tx, number, goes_on, CLI),
        lambda tx: task.finish(tx, number, DAY, None, CLI),
        lambda tx: task.reopen(tx, number, "nhầm", CLI),
        lambda tx: task.cancel(tx, other, CLI),
        lambda tx: open_entries(tx, (entry("7/VPCP-TH", 6, DONE),), CLI),
    )
    known = await store.read(rows)
    for step, does in enumerate(steps):
        told = await store.write(does)
        found = await store.read(rows)
        assert found != known, f"step {step} changes parties: {told}"
        for one in found:
            of_task = [getattr(one, f"own_{name}") for name in borne.BORNE]
            assert [getattr(one, name) for name in borne.BORNE] == of_task, f"step {step}"
            assert one.open == (one.own_closed_at is None), f"step {step}"
        known = found


AGENCY = (Within(agency="G18"),)
QUESTIONS: dict[str, Callable[[Tx], object]] = {
    "ix_task_party_open_counted": lambda tx: standing.open_counts(
        tx, Wanted(agency="G18", roles=(Role.LEAD, Role.COORDINATOR)), Reached(DAY, NOW), DAY
    ),
    "ix_task_party_lead_open": lambda tx: statistics.by_unit(tx, DAY, Reached(DAY), DAY, "G18"),
    "ix_task_party_lead_done": lambda tx: chart.done_between(tx, DAY, DAY, AGENCY),
}


async def test_what_an_agency_has_is_counted_by_an_index_alone(store: Store, url: str) -> None:
    await staffed(store)
    await store.write(add_agency, Agency("H05", "UBND tỉnh", "UBND", frozenset()), NOW)
    numbers = await opened(store, work(), work())
    await store.write(task.finish, numbers[0], DAY, None, CLI)

    def pile(tx: Tx) -> None:
        """Thousands of another agency's and a few hundred of ours, open and long done."""
        for first, like in zip((10, 5000), numbers, strict=True):
            row = tx.all(select(tasks).where(tasks.c.id == like))[0]._mapping
            party = tx.all(select(task_party).where(task_party.c.task_id == like))[0]._mapping
            long_done = {"done_on": None if row["done_on"] is None else date(2020, 1, 2)}
            many = range(first, first + 3000)
            tx.run(insert(tasks), [{**row, **long_done, "id": n} for n in many])
            whose = ["H05" if n % 10 else "G18" for n in many]
            theirs = zip(many, whose, strict=True)
            tx.run(
                insert(task_party),
                [{**party, **long_done, "task_id": n, "agency": of} for n, of in theirs],
            )

    await store.write(pile)
    engines = open_engines(url)
    if engines.path is None:
        await store.write(lambda tx: tx.run(text("ANALYZE")))
    plans = {index: plan(engines, question) for index, question in QUESTIONS.items()}
    alone = "" if engines.path is None else "COVERING INDEX "  # PostgreSQL's is so after a VACUUM

    assert {i: found for i, found in plans.items() if f"{alone}{i}" not in found} == {}
