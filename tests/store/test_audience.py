"""Tasks behind whose lead nobody stands: found together, by the same rule as the ladder's."""

from datetime import date

import pytest

from store import Store, audience, task, worklist
from store.audience import Unreminded
from store.directory.agencies import add_agency
from store.directory.people import disable_person, enable_person
from store.engine import open_engines
from store.worklist import Wanted
from tests.store.office import (
    BINH,
    CLI,
    GIANG,
    NOW,
    OTHER_UNIT,
    UNIT,
    due_on,
    opened,
    staffed,
    work,
)
from tests.store.plans import statements
from work.agency import Agency
from work.deadline import Deadline, Reached
from work.task import NewTask, Party, Role

TODAY = date(2026, 10, 23)
ABROAD = Party(Role.LEAD, "H05", None, None, "UBND Bắc Ninh")
OF_BINH = Party(Role.LEAD, "G18", UNIT, BINH, "BYT", "Vụ Kế hoạch - Tài chính", "Trần Thị Bình")


@pytest.fixture
async def office(store: Store) -> Store:
    """A ministry with everybody, and a province with nobody."""
    await staffed(store)
    await store.write(add_agency, Agency("H05", "UBND tỉnh Bắc Ninh", "UBND Bắc Ninh"), NOW)
    return store


def abroad(due: str | None = "2026-10-22") -> NewTask:
    deadline: Deadline | None = None if due is None else due_on(due)
    return NewTask("Báo cáo", (Party(Role.LEAD, "H05"),), deadline)


async def leave(store: Store, *boxes: str) -> None:
    for box in boxes:
        await store.write(disable_person, f"{box}@moh.gov.vn", NOW)


async def test_open_tasks_with_a_deadline_are_told_by_lead_the_most_first(office: Store) -> None:
    await leave(office, "binh", "cuong", "giang", "ha")
    done = await opened(
        office, work(), abroad(), abroad("2026-10-23"), abroad(), abroad(None), abroad()
    )
    await opened(
        office, work(None, None, OTHER_UNIT), work("2026-10-01", None, OTHER_UNIT), number="2/X-Y"
    )
    await office.write(task.finish, done[-1], TODAY, None, CLI)

    assert await office.read(audience.unreminded, Reached(TODAY)) == (
        Unreminded(ABROAD, tasks=3, late=2),
        Unreminded(OF_BINH, tasks=1, late=0),
    ), "who leads Pháp chế is there, one task is done and one has no deadline"


async def test_only_so_many_of_the_nearest_deadlines_are_looked_at(office: Store) -> None:
    await opened(office, abroad("2026-10-25"), abroad("2026-10-20"), abroad("2026-10-21"))

    assert await office.read(audience.unreminded, Reached(TODAY), 2) == (Unreminded(ABROAD, 2, 2),)


@pytest.mark.parametrize("who", ["binh", "cuong", "giang", "ha"])
async def test_one_active_person_who_answers_is_enough(office: Store, who: str) -> None:
    await leave(office, "binh", "cuong", "giang", "ha")
    await opened(office, work())
    assert len(await office.read(audience.unreminded, Reached(TODAY))) == 1

    await office.write(enable_person, f"{who}@moh.gov.vn", NOW)

    assert await office.read(audience.unreminded, Reached(TODAY)) == ()


async def test_of_many_leads_those_without_anybody_are_told_at_once(
    office: Store, url: str
) -> None:
    chief = Party(Role.LEAD, "G18", None, GIANG)
    asked = (ABROAD, OF_BINH, chief)

    assert await office.read(audience.without_anybody, asked) == {ABROAD}
    assert await office.read(audience.without_anybody, ()) == frozenset()
    engines = open_engines(url)
    assert len(statements(engines, audience.without_anybody, asked)) == 1
    assert statements(engines, audience.without_anybody, ()) == []


async def test_they_are_listed_like_other_tasks(office: Store) -> None:
    await leave(office, "binh", "cuong", "giang", "ha")
    numbers = await opened(
        office, work(), abroad(), work("2026-10-01", None, OTHER_UNIT), abroad(None)
    )
    leads = frozenset(one.lead for one in await office.read(audience.unreminded, Reached(TODAY)))

    async def listed(**more: object) -> list[int]:
        wanted = Wanted(leads=leads, **more)  # type: ignore[arg-type]
        page = await office.read(worklist.page, wanted)
        return [one.id for one in page.tasks]

    assert await listed() == [numbers[1], numbers[0]]
    assert await listed(person=BINH) == [numbers[0]]
    nobody = await office.read(worklist.page, Wanted(leads=frozenset()))
    assert nobody.tasks == ()
