"""Documents that hang together: kept once, seen from both sides, and told to whoever works by them."""

import asyncio
from datetime import date

import pytest

from store import Store, document, relation
from store.account import entries_about
from store.document import Kept
from tests.store.office import CLI, paper, staffed
from work.act import Act
from work.relation import Relation, Unfit

FIRST, LATER = date(2026, 9, 28), date(2026, 9, 29)


async def entered(store: Store, number: str, issued: date) -> int:
    new = paper(number, issued=issued, arrival_number=None)
    found = await store.write(document.add, new, CLI)
    assert isinstance(found, Kept)
    return found.id


@pytest.fixture
async def two(store: Store) -> tuple[int, int]:
    """Of two documents the later one, then the one before."""
    await staffed(store)
    return await entered(store, "2/VPCP-TH", LATER), await entered(store, "1/VPCP-TH", FIRST)


@pytest.mark.parametrize("kind", list(Relation))
async def test_a_relation_is_seen_from_both_sides(
    store: Store, two: tuple[int, int], kind: Relation
) -> None:
    later, before = two

    assert await store.write(relation.relate, later, kind, before, Act("person:5", CLI.now)) is None

    (mine,) = await store.read(relation.of_document, later)
    (theirs,) = await store.read(relation.of_document, before)
    assert (mine.relation, mine.acts, mine.id, mine.document.number) == (
        kind, True, before, "1/VPCP-TH",
    )  # fmt: skip
    assert (theirs.relation, theirs.acts, theirs.id) == (kind, False, later)
    *_, line = await store.read(entries_about, f"document:{later}")
    assert (line.event, line.codes) == (
        "document.related", {"by": "person:5", "relation": str(kind), "to": before},
    )  # fmt: skip


async def test_only_what_recalls_or_replaces_is_told_to_who_works_by_it(
    store: Store, two: tuple[int, int]
) -> None:
    later, before = two
    for kind in Relation:
        await store.write(relation.relate, later, kind, before, CLI)

    found = await store.read(relation.on_documents, (later, before, 999))

    assert found.keys() == {before}
    assert {one.relation for one in found[before]} == {Relation.RECALLS, Relation.REPLACES}
    answered = await store.read(relation.on_documents, (before,), (Relation.ANSWERS,))
    assert [one.relation for one in answered[before]] == [Relation.ANSWERS]


async def test_what_cannot_be_is_refused(store: Store, two: tuple[int, int]) -> None:
    later, before = two

    async def refused(first: int, second: int) -> Unfit | None:
        return await store.write(relation.relate, first, Relation.RECALLS, second, CLI)

    assert await refused(before, later) is Unfit.EARLIER
    assert await refused(later, later) is Unfit.ITSELF
    assert await refused(later, 999) is Unfit.UNKNOWN
    assert await refused(later, before) is None
    assert await refused(later, before) is Unfit.ALREADY
    same_day = await entered(store, "3/VPCP-TH", LATER)
    assert await refused(same_day, later) is None
    assert await refused(later, same_day) is Unfit.CIRCLE


async def test_one_of_two_that_recall_each_other_at_once_does(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    one, other = [await entered(pair[0], f"{n}/VPCP-TH", FIRST) for n in (1, 2)]

    found = await asyncio.gather(
        pair[0].write(relation.relate, one, Relation.RECALLS, other, CLI),
        pair[1].write(relation.relate, other, Relation.RECALLS, one, CLI),
    )

    assert set(found) == {None, Unfit.CIRCLE}


async def test_a_mistake_can_be_undone(store: Store, two: tuple[int, int]) -> None:
    later, before = two
    await store.write(relation.relate, later, Relation.RECALLS, before, CLI)

    assert await store.write(relation.unrelate, later, Relation.RECALLS, before, CLI) is True
    assert await store.write(relation.unrelate, later, Relation.RECALLS, before, CLI) is False

    assert await store.read(relation.of_document, before) == ()
    *_, line = await store.read(entries_about, f"document:{later}")
    assert line.event == "document.unrelated"
