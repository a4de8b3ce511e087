"""The directory: what stands in it, what is refused, and what its account says."""

import asyncio
import dataclasses
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import store as memory
from store import Store
from store.account import entries_about
from store.directory import load
from store.directory.agencies import (
    add_agency,
    all_agencies,
    disable_agency,
    enable_agency,
    put_agencies,
)
from store.directory.change import Conflict, Effect, Overtaken, Tally
from store.directory.logins import (
    add_login,
    all_logins,
    change_password,
    disable_login,
    login_subject,
    put_logins,
)
from store.directory.people import (
    add_person,
    all_people,
    disable_person,
    person_at,
    put_people,
)
from work.agency import Agency
from work.directory import Login, NewPerson, Standing
from work.person import Position

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OFFICE = Agency("G22", "Văn phòng Chính phủ", "VPCP", frozenset({"vpcp.gov.vn"}))
HEALTH = Agency("G18", "Bộ Y tế", "BYT", frozenset({"moh.gov.vn"}), valid_from=date(2020, 1, 1))
UNIT = Agency("G22.01", "Vụ Tổng hợp", "TH", parent="G22")
HA_GIANG = Agency("H22", "Tỉnh Hà Giang", "Hà Giang", valid_to=date(2025, 6, 30), successor="H60")
BINH = NewPerson(
    "Trần Thị Bình", "binh.tt@vpcp.gov.vn", "G22", "Vụ Tổng hợp", Position.UNIT_HEAD, "vi"
)
RELAY = Login("vpcp-relay", "G22", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA")


async def add(store: Store, *agencies: Agency) -> None:
    for agency in agencies:
        assert await store.write(add_agency, agency, NOW) is None


async def test_what_was_added_comes_back_the_same(store: Store) -> None:
    await add(store, OFFICE, HEALTH, UNIT, HA_GIANG)
    await store.write(add_login, RELAY, NOW)

    directory = await store.read(load)

    assert set(directory.agencies.values()) == {OFFICE, HEALTH, UNIT, HA_GIANG}
    assert directory.agency_of("vpcp.gov.vn") == OFFICE
    assert directory.agency_of("sub.vpcp.gov.vn") is None
    assert directory.logins == {"vpcp-relay": RELAY}


async def test_a_change_rings_and_is_put_on_account_without_personal_data(store: Store) -> None:
    ear = store.bell.ear("directory")
    await add(store, OFFICE)
    assert await ear.heard(5)

    number = await store.write(add_person, BINH, NOW)

    assert await ear.heard(5)
    (line,) = await store.read(entries_about, f"person:{number}")
    assert (line.event, line.codes) == ("person.added", {"agency": "G22", "position": "unit-head"})


async def test_a_login_is_named_in_the_account_by_a_digest(store: Store) -> None:
    await add(store, OFFICE)
    await store.write(add_login, RELAY, NOW)
    await store.write(disable_login, "vpcp-relay", NOW)

    lines = await store.read(entries_about, login_subject("vpcp-relay"))

    assert [line.event for line in lines] == ["login.added", "login.disabled"]
    assert all("vpcp-relay" not in f"{line.subject}{line.codes}" for line in lines)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (OFFICE, Conflict(0, "code", "G22", "taken", "G22")),
        (
            dataclasses.replace(HEALTH, domains=frozenset({"vpcp.gov.vn"})),
            Conflict(0, "domain", "vpcp.gov.vn", "taken", "G22"),
        ),
        (dataclasses.replace(HEALTH, parent="G99"), Conflict(0, "parent", "G99", "unknown")),
        (dataclasses.replace(HEALTH, parent="G18"), Conflict(0, "parent", "G18", "cycle")),
        (
            dataclasses.replace(HEALTH, valid_to=date(2019, 1, 1)),
            Conflict(0, "valid_to", "2019-01-01", "backwards"),
        ),
    ],
)
async def test_an_agency_that_cannot_stand_is_refused_and_changes_nothing(
    store: Store, second: Agency, expected: Conflict
) -> None:
    await add(store, OFFICE)

    assert await store.write(add_agency, second, NOW) == expected

    assert await store.read(all_agencies) == (OFFICE,)


async def test_an_import_adds_changes_and_leaves_alone(store: Store) -> None:
    await add(store, OFFICE, HEALTH, HA_GIANG)
    renamed = dataclasses.replace(HEALTH, name="Bộ Y tế (mới)", parent="G22")

    tally = await store.write(put_agencies, (UNIT, renamed, OFFICE), NOW)

    assert tally == Tally(added=1, changed=1, unchanged=1)
    assert set(await store.read(all_agencies)) == {OFFICE, renamed, UNIT, HA_GIANG}


async def test_an_import_may_name_a_parent_further_down_and_move_a_domain(store: Store) -> None:
    await add(store, OFFICE)
    heir = dataclasses.replace(HEALTH, domains=OFFICE.domains, parent="G24")
    bare = dataclasses.replace(OFFICE, domains=frozenset())
    parent = Agency("G24", "Cơ quan trên", "CQT")

    assert await store.write(put_agencies, (heir, bare, parent), NOW) == Tally(2, 1, 0)

    assert set(await store.read(all_agencies)) == {heir, bare, parent}


async def test_an_import_with_one_bad_row_keeps_nothing(store: Store) -> None:
    await add(store, OFFICE)
    thief = dataclasses.replace(HEALTH, domains=frozenset({"vpcp.gov.vn"}))
    circle = (Agency("G01", "A", "A", parent="G02"), Agency("G02", "B", "B", parent="G01"))

    found = await store.write(put_agencies, (UNIT, thief, *circle, UNIT), NOW)

    assert found == (
        Conflict(1, "domain", "vpcp.gov.vn", "taken", "G22"),
        Conflict(2, "parent", "G02", "cycle"),
        Conflict(3, "parent", "G01", "cycle"),
        Conflict(4, "code", "G22.01", "twice"),
    )
    assert await store.read(all_agencies) == (OFFICE,)


async def test_an_agency_cannot_take_a_domain_that_one_behind_it_keeps(store: Store) -> None:
    await add(store, HEALTH, OFFICE)
    thief = dataclasses.replace(HEALTH, domains=frozenset({"vpcp.gov.vn"}))

    found = await store.write(put_agencies, (thief,), NOW)

    assert found == (Conflict(0, "domain", "vpcp.gov.vn", "taken", "G22"),)
    assert set(await store.read(all_agencies)) == {HEALTH, OFFICE}


async def test_two_processes_that_add_one_agency_at_once_keep_one(
    pair: tuple[Store, Store],
) -> None:
    answers = await asyncio.gather(
        *(store.write(add_agency, OFFICE, NOW) for store in pair), return_exceptions=True
    )

    assert answers.count(None) == 1
    (other,) = [answer for answer in answers if answer is not None]
    assert isinstance(other, Conflict | Overtaken)
    assert await pair[0].read(all_agencies) == (OFFICE,)


async def test_imports_at_once_keep_one_holder_of_a_domain(pair: tuple[Store, Store]) -> None:
    both = (HEALTH, dataclasses.replace(OFFICE, domains=HEALTH.domains))

    answers = await asyncio.gather(
        *(store.write(put_agencies, (one,), NOW) for store, one in zip(pair, both, strict=True)),
        return_exceptions=True,
    )

    assert answers.count(Tally(1, 0, 0)) == 1
    assert len(await pair[0].read(all_agencies)) == 1


async def test_a_disabled_agency_may_not_send_until_it_is_enabled(store: Store) -> None:
    await add(store, OFFICE)
    today = NOW.date()

    assert await store.write(disable_agency, "G22", NOW) is Effect.DONE
    assert (await store.read(load)).standing("G22", today) is Standing.DISABLED
    assert await store.write(disable_agency, "G22", NOW) is Effect.ALREADY
    assert await store.write(enable_agency, "G22", NOW) is Effect.DONE
    assert (await store.read(load)).standing("G22", today) is Standing.GOOD
    assert await store.write(disable_agency, "G99", NOW) is Effect.UNKNOWN


async def test_an_import_does_not_enable_what_was_disabled(store: Store) -> None:
    await add(store, OFFICE)
    await store.write(disable_agency, "G22", NOW)

    assert await store.write(put_agencies, (OFFICE,), NOW) == Tally(unchanged=1)

    assert (await store.read(all_agencies))[0].disabled


async def test_people_share_the_unit_they_name(store: Store) -> None:
    await add(store, OFFICE)
    clerk = dataclasses.replace(BINH, email="an@vpcp.gov.vn", position=Position.CLERK)

    numbers = {await store.write(add_person, one, NOW) for one in (BINH, clerk)}

    people = await store.read(all_people, "G22")
    assert {person.id for person in people} == numbers
    assert {person.unit for person in people} == {"Vụ Tổng hợp"}


async def test_a_person_is_refused_without_agency_or_with_a_taken_mailbox(store: Store) -> None:
    unknown = Conflict(0, "agency", "G22", "unknown")
    assert await store.write(add_person, BINH, NOW) == unknown
    await add(store, OFFICE)
    await store.write(add_person, BINH, NOW)

    taken = Conflict(0, "email", BINH.email, "taken")
    assert await store.write(add_person, BINH, NOW) == taken


async def test_people_are_imported_whole_or_not_at_all(store: Store) -> None:
    await add(store, OFFICE)
    await store.write(add_person, BINH, NOW)
    moved = dataclasses.replace(BINH, unit=None)
    clerk = dataclasses.replace(BINH, email="an@vpcp.gov.vn")
    lost = dataclasses.replace(BINH, email="lost@vpcp.gov.vn", agency="H99")

    refused = await store.write(put_people, (moved, lost, moved), NOW)
    assert refused == (
        Conflict(2, "email", BINH.email, "twice"),
        Conflict(1, "agency", "H99", "unknown"),
    )
    assert len(await store.read(all_people)) == 1

    assert await store.write(put_people, (moved, clerk), NOW) == Tally(1, 1, 0)
    found = await store.read(person_at, BINH.email)
    assert found is not None
    assert found.unit is None


async def test_a_disabled_person_is_still_known(store: Store) -> None:
    await add(store, OFFICE)
    await store.write(add_person, BINH, NOW)

    assert await store.write(disable_person, BINH.email, NOW) is Effect.DONE

    (person,) = await store.read(all_people)
    assert person.disabled


async def test_logins_are_imported_whole_or_not_at_all(store: Store) -> None:
    await add(store, OFFICE)
    other, lost = (
        dataclasses.replace(RELAY, name="second"),
        dataclasses.replace(RELAY, name="x", agency="H9"),
    )

    refused = await store.write(put_logins, (RELAY, other, other, lost), NOW)
    assert refused == (
        Conflict(2, "name", "second", "twice"),
        Conflict(3, "agency", "H9", "unknown"),
    )
    assert await store.read(all_logins) == ()

    assert await store.write(put_logins, (RELAY, other), NOW) == Tally(added=2)
    assert await store.write(put_logins, (RELAY,), NOW) == (
        Conflict(0, "name", "vpcp-relay", "taken"),
    )


async def test_another_password_is_kept_as_its_hash(store: Store) -> None:
    await add(store, OFFICE)
    await store.write(add_login, RELAY, NOW)

    kept = ("$argon2id$new", "SCRAM-SHA-256$new")
    assert await store.write(change_password, "vpcp-relay", *kept, NOW) is Effect.DONE
    assert await store.write(change_password, "nobody", *kept, NOW) is Effect.UNKNOWN

    login = (await store.read(load)).logins["vpcp-relay"]
    assert (login.password_hash, login.scram) == kept


def test_a_person_is_made_of_a_row_in_one_place() -> None:
    files = Path(memory.__file__).parent.rglob("*.py")

    makers = [file.name for file in files if re.search(r"\bPerson\(", file.read_text("utf-8"))]

    assert makers == ["people.py"]


async def test_every_office_disguises_its_logins_otherwise(store: Store) -> None:
    disguise = (await store.read(load)).disguise

    assert len(disguise) == 32
    assert (await store.read(load)).disguise == disguise
