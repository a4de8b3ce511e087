"""What the pages that are looked at the most ask the store: no more for many tasks and people than for few."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import insert

from store import Store, Tx, stand_in
from store.directory.agencies import add_agency
from store.directory.people import add_person, person_at
from store.schema.event import event_part
from tests.store.events import planned
from tests.store.office import CLI, CUONG, HA, NOW, opened, staffed, work
from tests.web.statements import Statements
from tests.web.visitor import Visitor, console
from work.act import Act
from work.agency import Agency
from work.directory import NewPerson
from work.event import Answer, Part
from work.person import Position
from work.stand_in import NewStandIn

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
    "/unclear?scope=unit": 8,
}
OF_THE_CLERK = {"/away": 11, "/agency/below": 8, "/documents/1/filing": 10, "/events/1": 18}


async def asked(visitor: Visitor, pages: Iterable[str]) -> dict[str, int]:
    """By page, how many statements it takes."""
    found = {}
    for page in pages:
        await visitor.look(page)  # the session is noted as seen once
        with Statements() as statements:
            assert (await visitor.look(page)).status_code in (200, 409), page
        found[page] = statements.count
    return found


async def lead(store: Store, tasks: int) -> None:
    """Gives the head of unit so many tasks more."""
    days = ((date(2026, 9, 20) + timedelta(days=number)).isoformat() for number in range(tasks))
    await opened(store, *(work(day, CUONG, 1) for day in days), number=f"{tasks}/VPCP-KGVX")


def busier(tx: Tx, people: int, act: Act) -> None:
    """So many people more, each asked to the event, each away on a day of their own; agencies below, and ties."""
    staff = [_person(tx, people, number) for number in range(people)]
    told = {"event_id": 1, "part": Part.REQUIRED, "answer": Answer.NONE, "told": 0}
    tx.run(insert(event_part), [{**told, "person_id": person} for person in staff])
    for number, person in enumerate(staff):
        day = date(2026, 10, 5) + timedelta(days=number)
        span = NOW + timedelta(days=4 + number), NOW + timedelta(days=5 + number)
        stand_in.name(tx, NewStandIn(person, HA, day, day, *span, None, "đi học"), act)
        code = f"G18.{people + number:02}"
        add_agency(tx, Agency(code, f"Cục {code}", code, frozenset(), "G18"), NOW)


def _person(tx: Tx, people: int, number: int) -> int:
    email = f"nv{people}.{number}@moh.gov.vn"
    new = NewPerson(f"Nhân viên {people} {number}", email, "G18", None, Position.STAFF, "vi")
    add_person(tx, new, NOW)
    found = person_at(tx, email)
    assert found is not None
    return found.id


async def test_a_page_asks_the_store_little_and_no_more_for_thirty_tasks_than_for_three(
    store: Store,
) -> None:
    await staffed(store)
    async with console(store) as here:
        visitor, clerk = await here.entered(CUONG), await here.entered(HA)
        await planned(store)
        await lead(store, 3)
        await store.write(busier, 3, CLI)
        few = await asked(visitor, MOST) | await asked(clerk, OF_THE_CLERK)
        await lead(store, 30)
        await store.write(busier, 30, CLI)
        many = await asked(visitor, MOST) | await asked(clerk, OF_THE_CLERK)

    most = MOST | OF_THE_CLERK
    assert {page: count for page, count in many.items() if count > most[page]} == {}
    assert many == few
