"""What the pages that are looked at the most ask the store: no more for many tasks and people than for few."""

from datetime import date, timedelta

from store import Store
from tests.store.office import CUONG, opened, staffed, work
from tests.web.statements import Statements
from tests.web.visitor import Visitor, console

MOST = {
    "/work": 6,
    "/work?filter=late": 6,
    "/work?scope=unit": 6,
    "/tasks/1": 25,
    "/tasks/1/extend": 34,
    "/approvals": 8,
    "/unit": 9,
    "/figures": 10,
    "/search?q=khong+co+gi": 14,
}


async def asked(visitor: Visitor) -> dict[str, int]:
    """By page, how many statements it takes."""
    found = {}
    for page in MOST:
        await visitor.look(page)  # the session is noted as seen once
        with Statements() as statements:
            assert (await visitor.look(page)).status_code in (200, 409), page
        found[page] = statements.count
    return found


async def lead(store: Store, tasks: int) -> None:
    """Gives the head of unit so many tasks more."""
    days = ((date(2026, 9, 20) + timedelta(days=number)).isoformat() for number in range(tasks))
    await opened(store, *(work(day, CUONG, 1) for day in days), number=f"{tasks}/VPCP-KGVX")


async def test_a_page_asks_the_store_little_and_no_more_for_thirty_tasks_than_for_three(
    store: Store,
) -> None:
    await staffed(store)
    async with console(store) as here:
        visitor = await here.entered(CUONG)
        await lead(store, 3)
        few = await asked(visitor)
        await lead(store, 30)
        many = await asked(visitor)

    assert {page: count for page, count in many.items() if count > MOST[page]} == {}
    assert many == few
