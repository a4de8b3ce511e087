"""What an import would change, whose mailbox is official, and one more domain for an agency."""

import dataclasses

from store import Store
from store.directory import load
from store.directory.agencies import add_domains, agencies_before, all_agencies
from store.directory.change import Before, Conflict, Effect, Tally
from store.directory.people import add_person, people_before, put_people
from tests.store.test_directory import BINH, HEALTH, NOW, OFFICE, UNIT, add


async def test_what_an_import_would_change_is_read_without_changing_it(store: Store) -> None:
    await add(store, OFFICE)
    await store.write(add_person, BINH, NOW)
    new, moved = (
        dataclasses.replace(BINH, email="an@vpcp.gov.vn"),
        dataclasses.replace(OFFICE, name="VP"),
    )

    assert await store.read(people_before, (new, BINH)) == Before((None, BINH))
    assert await store.read(agencies_before, (moved, UNIT)) == Before((OFFICE, None))
    assert await store.read(all_agencies) == (OFFICE,)
    twice = await store.read(agencies_before, (moved, moved))
    assert twice == (Conflict(1, "code", "G22", "twice"),)


async def test_a_mailbox_outside_the_agencys_domains_is_a_conflict(store: Store) -> None:
    await add(store, OFFICE, HEALTH, UNIT)
    away = dataclasses.replace(BINH, email="binh@moh.gov.vn")
    below = dataclasses.replace(BINH, email="binh@x.vpcp.gov.vn", agency="G22.01")
    foreign = Conflict(0, "email", "binh@moh.gov.vn", "foreign", "G22")

    assert await store.write(add_person, away, NOW) == foreign
    assert await store.write(put_people, (away, below), NOW) == (foreign,)
    assert await store.write(put_people, (below,), NOW) == Tally(added=1)


async def test_an_agency_gets_more_domains_unless_another_has_them(store: Store) -> None:
    await add(store, OFFICE, HEALTH)
    new = frozenset({"vpcp.gov.vn", "chinhphu.vn"})

    assert await store.write(add_domains, "G22", new, NOW) is Effect.DONE
    assert await store.write(add_domains, "G22", new, NOW) is Effect.ALREADY
    assert (await store.read(load)).agencies["G22"].domains == new
    assert await store.write(add_domains, "H99", new, NOW) is Effect.UNKNOWN
    assert await store.write(add_domains, "G18", new, NOW) == Conflict(
        0, "domain", "chinhphu.vn", "taken", "G22"
    )
