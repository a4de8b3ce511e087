"""Suppressed addresses: two refusals a day apart, a person's word, and what is forgotten when."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import Store, suppression
from store.account import entries_about
from store.schema.suppression import suppression as table
from tests.store.letters import DAY, MINUTE, NOW
from work.suppression import APART, BY_RULE, NOTED_FOR, Suppression

BINH = "binh@yte.gov.vn"
KEEP = 7 * DAY
SAID = "mx.yte.gov.vn said: 550 5.1.1 No such user"
MINE = Suppression(BINH, NOW, NOW + 30 * DAY, "đã nghỉ hưu", "cli:0")


async def refused(store: Store, after: timedelta, address: str = BINH) -> bool:
    """Whether it is suppressed now that it was refused once more."""
    said = [(address, SAID)]
    (one,) = await store.write(suppression.refused, said, NOW + after, KEEP)
    return one.stands(NOW + after)


async def standing(store: Store, after: timedelta = timedelta()) -> list[str]:
    known = await store.read(suppression.known, NOW + after)
    return [one.address for one in known if one.stands(NOW + after)]


async def test_one_refusal_is_noted_and_the_next_a_day_later_suppresses(store: Store) -> None:
    assert not await refused(store, timedelta())
    assert not await refused(store, APART - MINUTE)
    assert await refused(store, APART)

    (one,) = await store.read(suppression.known, NOW + APART)
    assert one == Suppression(BINH, NOW + APART, NOW + APART + KEEP, SAID, BY_RULE)
    assert await refused(store, 2 * DAY), "what is in the queue yet may be refused once more"
    assert (await store.read(suppression.known, NOW + 2 * DAY)) == (one,)
    assert await standing(store, APART + KEEP) == []
    assert not await refused(store, APART + KEEP), "it begins anew"


async def test_a_delivery_in_between_makes_it_good_again(store: Store) -> None:
    await refused(store, timedelta())
    await store.write(suppression.delivered, [BINH], NOW + MINUTE)

    assert not await refused(store, 2 * DAY)
    assert await refused(store, 3 * DAY)
    await store.write(suppression.delivered, [BINH], NOW + 3 * DAY)
    assert await standing(store, 3 * DAY) == []


async def test_a_refusal_without_a_second_is_forgotten(store: Store) -> None:
    await refused(store, timedelta())

    assert await store.read(suppression.is_over, NOW + NOTED_FOR)
    assert not await refused(store, NOTED_FOR)
    assert await store.write(suppression.forget, NOW + 2 * NOTED_FOR) == 1
    assert not await store.read(suppression.is_over, NOW + 3 * NOTED_FOR)


async def test_what_a_person_said_stands_until_its_time_or_until_it_is_taken_back(
    store: Store,
) -> None:
    await refused(store, timedelta())
    await store.write(suppression.suppress, MINE, NOW)
    await store.write(suppression.delivered, [BINH], NOW)
    assert await refused(store, 2 * DAY)

    assert await store.read(suppression.known, NOW + 2 * DAY) == (MINE,)
    later = replace(MINE, until=NOW + 60 * DAY)
    await store.write(suppression.suppress, later, NOW)
    assert await standing(store, 59 * DAY) == [BINH]
    assert await store.write(suppression.allow, BINH, "cli:0", NOW)
    assert not await store.write(suppression.allow, BINH, "cli:0", NOW)


async def test_all_of_one_domain_are_allowed_at_once(store: Store) -> None:
    for address in ("a@yte.gov.vn", "b@yte.gov.vn", "c@xyte.gov.vn", "d@x.yte.gov.vn"):
        await store.write(suppression.suppress, replace(MINE, address=address), NOW)
    await refused(store, timedelta(), "noted@yte.gov.vn")

    assert await store.write(suppression.allow_domain, "yte.gov.vn", "cli:0", NOW) == 2
    assert await standing(store) == ["c@xyte.gov.vn", "d@x.yte.gov.vn"]
    assert len(await store.read(suppression.known, NOW)) == 2


@pytest.mark.parametrize("both_refused", [True, False])
async def test_two_workers_that_learn_at_once_agree(
    pair: tuple[Store, Store], both_refused: bool
) -> None:
    said = [(BINH, SAID)]
    if both_refused:
        await pair[0].write(suppression.refused, said, NOW, KEEP)
    later = NOW + DAY

    await asyncio.gather(
        *(one.write(suppression.refused, said, later, KEEP) for one in pair for _ in range(5))
    )

    assert await standing(pair[1], DAY) == ([BINH] if both_refused else [])


async def test_two_people_may_suppress_it_at_once(pair: tuple[Store, Store]) -> None:
    for address in (f"n{number}@yte.gov.vn" for number in range(20)):
        new = Suppression(address, NOW, NOW + KEEP, "retired", "cli:0")
        await asyncio.gather(*(one.write(suppression.suppress, new, NOW) for one in pair))

        assert address in await standing(pair[0])


async def test_the_account_knows_addresses_by_a_digest_that_ends_with_their_row(
    store: Store,
) -> None:
    await refused(store, timedelta())
    await refused(store, DAY)
    salt = await store.read(lambda tx: bytes(tx.value(select(table.c.salt))))
    await store.write(suppression.allow, BINH, "cli:7", NOW + DAY)

    guessed = f"address:{hashlib.sha256(BINH.encode()).hexdigest()}"
    assert await store.read(entries_about, guessed) == ()
    digest = hashlib.sha256(salt + BINH.encode()).hexdigest()
    told = await store.read(entries_about, f"address:{digest}")

    assert [(one.event, one.codes["by"]) for one in told] == [
        ("queue.suppress", BY_RULE),
        ("queue.allow", "cli:7"),
    ]
    assert "binh" not in str(told)
    assert "No such" not in str(told)
