"""A year of an office under kills has the same notices as an undisturbed one, but for those that are named uncertain; and both are as paper wants them."""

import resource
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.proof.year_evidence import Evidence, evidence
from tests.proof.year_judge import compared, judged
from tests.proof.year_run import passage
from tests.proof.year_table import Table, table
from tests.proof.year_work import Change, Year, year

WINTER = Change(date(2026, 1, 26), off=date(2026, 2, 6), worked=date(2026, 2, 28))
SUMMER = Change(date(2026, 6, 22), off=date(2026, 7, 10), worked=date(2026, 7, 18))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a year came to: what it left, how many kills cut a request off, and what was logged for a person to act on."""

    found: Evidence
    cut: int
    errors: frozenset[str]


@pytest.mark.proof
@pytest.mark.timeout(1800)
async def test_weeks_under_a_few_kills_are_told_as_undisturbed_ones(
    fresh: Path, tmp_path: Path
) -> None:
    small = year(1, units=6, tasks=2_000, weeks=9, change=WINTER)

    await prove(fresh, tmp_path, small, kills=20, cut=5)


@pytest.mark.proof
@pytest.mark.last
@pytest.mark.timeout(3600)
async def test_a_year_under_many_kills_is_told_as_an_undisturbed_one(
    fresh: Path, tmp_path: Path
) -> None:
    large = year(2, units=23, tasks=20_000, weeks=52, change=SUMMER)
    assert (len(large.people), len(large.jobs)) == (300, 20_000)

    await prove(fresh, tmp_path, large, kills=200, cut=50)


async def prove(fresh: Path, folder: Path, of: Year, *, kills: int, cut: int) -> None:
    """Lets the year pass twice, and fails unless both are as they should be."""
    due = table(of)
    weigh(of, due)
    calm = await passed(fresh, folder / "calm", of, daemons=1, kills=0)
    assert judged(of, due, calm.found).faults == {}
    hurt = await passed(fresh, folder / "hurt", of, daemons=3, kills=kills)
    difference = compared(calm.found, hurt.found)
    print(difference.told(), *difference.uncertain, sep="\n")

    assert judged(of, due, hurt.found).faults == {}
    assert difference.faults == {}
    # A machine with more to do than it has processors for says that its store takes long.
    assert calm.errors | hurt.errors <= {"store.slow"}
    assert hurt.cut >= cut, "too few kills fell between a last octet and its settlement"


def weigh(of: Year, due: Table) -> None:
    """Fails where the year has nothing by which one of the promises could be seen broken."""
    urgent = {job.number for job in of.jobs if job.urgent}
    off = [told for told in due.reminders if not of.after.works(told.day)]
    extended = {job.number for job in of.jobs if job.when("grant")}
    assert off, "nothing urgent falls on a day off"
    assert {told.task for told in off} <= urgent
    assert any(told.task in extended and told.version > 1 for told in due.reminders)
    assert due.spared, "no acknowledgement kept anything from anybody"
    assert due.news, "the calendar moved nothing"


async def passed(fresh: Path, folder: Path, of: Year, *, daemons: int, kills: int) -> Outcome:
    """One year from its begin to its end, with the time that it took."""
    begun, used = time.monotonic(), _seconds_used()
    async with passage(fresh, folder, of, daemons=daemons, kills=kills, seed=7) as run:
        await run.run()
        took = time.monotonic() - begun
        print(f"{daemons} daemons, {len(of.jobs)} tasks: {took:.0f} s; {run.strokes.told()}")
        code, said = await run.crew.office.congvu("audit", "verify")
        assert code == 0, said
        errors = frozenset(event for daemon in run.crew.daemons for event in daemon.errors())
        outcome = Outcome(await evidence(run), run.strokes.cut, errors)
    print(f"{_seconds_used() - used:.0f} s of processors")
    return outcome


def _seconds_used() -> float:
    """Of this process, and of those that it started and that have ended."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
