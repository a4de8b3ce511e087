"""Allowances that several workers share: never more than is allowed, and what that costs when one dies."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from store import Store, allowance, correspondent
from store.correspondent import Meeting, Refused
from tests.store.letters import NOW as LETTERS_AT
from tests.store.letters import accepted, new_letter
from work.allowance import Ask, Key, Measure, Share

OPENS = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
NOW = OPENS + timedelta(hours=2)
LETTERS = Ask(Key("bn-day", Measure.LETTERS_DAY, "agency:H05"), OPENS, 100)
STRANGERS = Ask(Key("bn-new", Measure.NEW_RECIPIENTS_DAY, "agency:H05"), OPENS, 3)


def meeting(*digests: bytes, ask: Ask = STRANGERS) -> Meeting:
    return Meeting("agency:H05", frozenset(digests), (ask,))


async def test_a_slice_is_an_eighth_of_what_is_left_or_what_is_needed(store: Store) -> None:
    assert await store.write(allowance.take, LETTERS, 1) == Share(12, 88)
    assert await store.write(allowance.take, LETTERS, 50) == Share(50, 38)
    assert await store.write(allowance.take, LETTERS, 39) == Share(0, 38)
    assert await store.write(allowance.take, LETTERS, 38) == Share(38, 0)


async def test_no_slice_is_so_large_that_its_loss_hurts(store: Store) -> None:
    share = await store.write(allowance.take, LETTERS._replace(most=1_000_000), 1)

    assert share.granted == allowance.SLICE_MOST


async def test_what_is_given_back_is_there_for_others(store: Store) -> None:
    await store.write(allowance.take, LETTERS, 90)
    await store.write(allowance.give_back, [(LETTERS, 70)])

    assert await store.read(allowance.left, [LETTERS]) == (80,)


async def test_each_window_each_owner_and_each_rule_has_its_own(store: Store) -> None:
    await store.write(allowance.take, LETTERS, 100)
    others = [
        LETTERS._replace(opens_at=OPENS + timedelta(days=1)),
        LETTERS._replace(key=LETTERS.key._replace(owner="login:ab")),
        LETTERS._replace(key=LETTERS.key._replace(rule="other")),
        LETTERS._replace(key=LETTERS.key._replace(measure=Measure.LETTERS_HOUR)),
    ]

    assert await store.read(allowance.left, [LETTERS, *others]) == (0, 100, 100, 100, 100)


async def test_two_workers_that_take_at_once_never_get_more_than_there_is(
    pair: tuple[Store, Store],
) -> None:
    asked = [store.write(allowance.take, LETTERS, 3) for _ in range(60) for store in pair]
    shares = await asyncio.gather(*asked)

    granted = sum(share.granted for share in shares)
    assert granted <= LETTERS.most
    assert granted > LETTERS.most - 3, "and all of it"
    assert await pair[0].read(allowance.left, [LETTERS]) == (LETTERS.most - granted,)


async def test_a_lowered_limit_leaves_nothing_rather_than_less(store: Store) -> None:
    await store.write(allowance.take, LETTERS, 50)
    lowered = LETTERS._replace(most=20)

    assert await store.write(allowance.take, lowered, 1) == Share(0, 0)
    assert await store.read(allowance.left, [lowered]) == (0,)


async def test_windows_that_are_over_are_forgotten(store: Store) -> None:
    await store.write(allowance.take, LETTERS, 1)
    assert not await store.read(allowance.any_before, OPENS)

    assert await store.read(allowance.any_before, NOW)
    assert await store.write(allowance.sweep, NOW) == 1
    assert not await store.read(allowance.any_before, NOW)


async def test_who_was_written_to_is_new_only_once(store: Store) -> None:
    first = await store.write(correspondent.meet, [meeting(b"a", b"b")], NOW)
    again = await store.write(correspondent.meet, [meeting(b"a", b"b", b"c")], NOW)

    assert (first, again) == (None, None)
    assert await store.read(allowance.left, [STRANGERS]) == (0,)
    assert await store.read(correspondent.unknown, "agency:H05", [b"c", b"d"]) == {b"d"}
    assert await store.read(correspondent.unknown, "agency:H40", [b"c"]) == {b"c"}


async def test_too_many_new_ones_are_told_and_none_of_them_is_remembered(store: Store) -> None:
    await store.write(correspondent.meet, [meeting(b"a", b"b")], NOW)
    refused = await store.write(correspondent.meet, [meeting(b"a", b"c", b"d")], NOW)

    assert refused == Refused(STRANGERS, new=2, left=1)
    assert await store.read(correspondent.unknown, "agency:H05", [b"c", b"d"]) == {b"c", b"d"}
    assert await store.write(correspondent.meet, [meeting(b"a", b"b")], NOW) is None, "old ones may"


async def test_if_one_of_two_allowances_is_too_small_neither_is_used(store: Store) -> None:
    tight = STRANGERS._replace(key=STRANGERS.key._replace(rule="tight"), most=1)
    of_login = Meeting("login:ab", frozenset({b"a", b"b"}), (tight,))

    refused = await store.write(correspondent.meet, [meeting(b"a", b"b"), of_login], NOW)

    assert refused == Refused(tight, new=2, left=1)
    assert await store.read(allowance.left, [STRANGERS, tight]) == (3, 1)


async def test_two_workers_that_meet_the_same_at_once_count_them_once(
    pair: tuple[Store, Store],
) -> None:
    people = [meeting(b"a"), meeting(b"b"), meeting(b"a", b"b"), meeting(b"c")]
    asked = [one.write(correspondent.meet, [some], NOW) for some in people for one in pair]

    assert await asyncio.gather(*asked) == [None] * 8
    assert await pair[0].read(allowance.left, [STRANGERS]) == (0,)


@pytest.mark.parametrize(("again", "left"), [(timedelta(hours=5), 0), (timedelta(days=5), 1)])
async def test_who_was_not_written_to_for_long_is_forgotten(
    store: Store, again: timedelta, left: int
) -> None:
    """The last time counts to the day."""
    await store.write(correspondent.meet, [meeting(b"a")], NOW)
    await store.write(correspondent.meet, [meeting(b"a")], NOW + again)
    before = NOW + timedelta(days=2)

    assert await store.read(correspondent.any_before, before) == (left == 0)
    await store.write(correspondent.forget, before)
    known = {b"a"} - await store.read(correspondent.unknown, "agency:H05", [b"a"])
    assert len(known) == left


async def test_who_was_written_to_is_learnt_from_letters_in_pages(store: Store) -> None:
    old = await accepted(store, new_letter("a@x.vn"))
    numbers = [await accepted(store, new_letter("b@x.vn", "c@x.vn")) for _ in range(3)]
    since = LETTERS_AT - timedelta(days=1)

    first = await store.read(correspondent.written, old, since, 2)
    rest = await store.read(correspondent.written, numbers[1], since, 2)
    assert {one.letter for one in first} == set(numbers[:2])
    assert sorted(one.address for one in rest) == ["b@x.vn", "c@x.vn"]
    assert rest[0].origin.agency == "H05"
    late = LETTERS_AT + timedelta(seconds=1)
    assert await store.read(correspondent.written, 0, late, 9) == ()

    met = {("agency:H05", b"b"): rest[0].at, ("agency:H05", b"c"): rest[0].at}
    assert await store.write(correspondent.learn, met, "cli:0", NOW) == 2
    assert await store.write(correspondent.learn, met, "cli:0", NOW) == 0
    assert await store.read(correspondent.unknown, "agency:H05", [b"b", b"d"]) == {b"d"}
