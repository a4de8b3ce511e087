"""Letters are listed page by page along their index, each once, and filters look at no more than they may."""

from datetime import timedelta

import pytest

from store import Store, letters, spool
from store.letters import Place, Sought
from store.spool import Key, Settlement
from tests.store.letters import END, NOW, accepted, new_letter, settle
from work.letter import State

ONE = "worker:one"


async def walked(store: Store, sought: Sought, limit: int = 3) -> list[int]:
    """The letters of all pages, in their order."""
    found: list[int] = []
    behind: Place | None = None
    for _ in range(50):
        at = Sought(sought.state, sought.agency, sought.domain, sought.text, behind)
        page = await store.read(letters.page, at, limit)
        found += [one.letter for one in page.letters]
        if page.on is None:
            return found
        behind = page.on
    raise AssertionError("pages without end")


async def test_every_letter_stands_on_one_page_whatever_its_state(store: Store) -> None:
    numbers = [await accepted(store, new_letter(), ONE) for _ in range(8)]
    await settle(
        store, ONE, Settlement(Key(numbers[2], 0, 0), State.DELIVERED, "2.0.0", "ok", State.CLAIMED)
    )

    assert await walked(store, Sought()) == numbers[::-1]
    assert await walked(store, Sought(State.CLAIMED)) == [n for n in numbers if n != numbers[2]]
    assert await walked(store, Sought(State.DELIVERED)) == [numbers[2]]
    assert await walked(store, Sought(State.HELD)) == []


async def test_letters_that_end_at_one_instant_are_told_apart_by_their_numbers(
    store: Store,
) -> None:
    numbers = [await accepted(store, new_letter(), end=END) for _ in range(7)]
    late = await accepted(store, new_letter(), end=END + timedelta(seconds=1))

    assert await walked(store, Sought(State.WAITING), 2) == [*numbers, late]


async def test_a_filter_that_found_little_says_from_where_to_look_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "LOOKED_AT", 4)
    first = await accepted(store, new_letter("an@far.gov.vn"))
    for _ in range(9):
        await accepted(store, new_letter())

    page = await store.read(letters.page, Sought(domain="far.gov.vn"), 3)
    assert (page.letters, page.short) == ((), True)
    assert await walked(store, Sought(domain="far.gov.vn")) == [first]
    assert await walked(store, Sought(State.WAITING, text="AN@FAR")) == [first]
    assert await walked(store, Sought(agency="H06")) == []


async def test_a_letter_is_told_with_its_recipients_by_state_and_the_first_of_them(
    store: Store,
) -> None:
    number = await accepted(store, new_letter(*(f"a{n}@yte.gov.vn" for n in range(5))), ONE)
    await store.write(spool.begin, ONE, (Key(number, 4, 0),))

    (one,) = (await store.read(letters.page, Sought(), 10)).letters

    assert one.states == ((State.CLAIMED, 4), (State.SENDING, 1))
    assert (one.addresses, one.recipients) == (tuple(f"a{n}@yte.gov.vn" for n in range(3)), 5)
    assert one.received_at == NOW
