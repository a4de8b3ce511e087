"""Documents entered in the office's registers: numbered, warned of when they come again, and kept whole."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from store import Store, document
from store.account import entries_about
from store.document import Kept, NumberTaken, Wanted
from tests.store.office import CLI, at, opened, paper, staffed, work
from work.act import Act
from work.document import Circulation, Direction, Document, Filing, Urgency
from work.likeness import Alike

SENT = Document(
    "07/QĐ-BYT",
    "Bộ Y tế",
    date(2026, 3, 2),
    "phê duyệt kế hoạch",
    "G18",
    "QĐ",
    Urgency.TIMED_EXPRESS,
    direction=Direction.OUTGOING,
    circulation=Circulation.INTERNAL,
    deliver_by=at("2026-03-02", "15:30"),
    filing=Filing(
        "Đỗ Minh", "Bộ trưởng", "Các Sở Y tế", "VT", 12, 3, date(2026, 3, 3), "bản chính"
    ),
)


def come(number: str, **changes: object) -> Document:
    return paper(number, **{"arrival_number": None, **changes})


def kept(found: object) -> Kept:
    assert isinstance(found, Kept), found
    return found


def numbers(found: Iterable[Kept]) -> list[str]:
    return [one.document.number for one in found]


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_a_document_comes_back_as_it_was_entered(office: Store) -> None:
    one = kept(await office.write(document.add, SENT, Act("person:5", CLI.now)))

    assert await office.read(document.one, one.id) == SENT
    assert one.document == SENT
    (line,) = await office.read(entries_about, f"document:{one.id}")
    assert line.event == "document.entered"
    assert line.codes == {"by": "person:5", "direction": "outgoing", "arrival": 0}
    assert await office.read(document.one, 999) is None


async def test_what_a_register_opens_keeps_every_field(office: Store) -> None:
    await opened(office, work())
    (one,) = await office.read(document.listed, document.Wanted(number="125/VPCP-KGVX"), 8)

    assert one.document == paper()


async def test_arrival_numbers_follow_each_other_and_begin_anew_each_year(office: Store) -> None:
    await opened(office, work())  # by a register: number 4012 of 2026

    days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 4)]
    for place, day in enumerate(days):
        await office.write(document.add, come(f"{place + 1}/BTC-VP", received=day), CLI)

    found = await office.read(document.listed, Wanted(since=date(2026, 12, 1)), 10)
    assert [one.document.arrival_number for one in found] == [2, 1, 4014, 4013]


async def test_an_arrival_number_is_given_once(office: Store) -> None:
    first = kept(await office.write(document.add, come("1/BTC-VP", arrival_number=7), CLI))

    taken = await office.write(document.add, come("2/BTC-VP", arrival_number=7), CLI)

    assert taken == NumberTaken(7, first.id)
    assert (
        kept(await office.write(document.add, come("2/BTC-VP"), CLI)).document.arrival_number == 8
    )


async def test_numbers_given_at_once_from_two_processes_are_one_sequence(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])

    found = await asyncio.gather(
        *(pair[n % 2].write(document.add, come(f"{n}/BTC-VP"), CLI) for n in range(1, 25))
    )

    given = [kept(one).document.arrival_number for one in found]
    assert sorted(given, key=lambda one: one or 0) == list(range(1, 25))


async def test_one_document_entered_at_once_from_two_processes_is_kept_once(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    spelled = ("5/BTC-VP", "05/BTC-VP")

    found = await asyncio.gather(
        *(pair[n % 2].write(document.add, come(spelled[n % 2]), CLI) for n in range(6))
    )

    assert sum(isinstance(one, Kept) for one in found) == 1
    assert len(await pair[0].read(document.listed, Wanted(), 10)) == 1


async def test_one_that_comes_again_is_told_and_kept_only_on_wish_and_never_made_one(
    office: Store,
) -> None:
    first = kept(await office.write(document.add, come("5/QĐ-BTC", issuer="Bộ Tài chính"), CLI))
    again = come("05/QĐ-BTC", issuer="BỘ TÀI CHÍNH", issued=date(2026, 9, 29))

    told = await office.write(document.add, again, CLI)

    assert isinstance(told, tuple)
    assert [(one.id, one.likeness) for one in told] == [(first.id, "same-year")]
    second = kept(await office.write(document.add, again, CLI, True))
    assert {first.id, second.id} == {1, 2}
    assert await office.read(document.one, first.id) == first.document
    assert second.document.number == "05/QĐ-BTC"


async def test_what_is_the_same_letter_by_letter_is_kept_once_whatever_is_wished(
    office: Store,
) -> None:
    first = kept(await office.write(document.add, come("5/QĐ-BTC"), CLI))

    told = await office.write(document.add, come("5/QĐ-BTC", excerpt="khác"), CLI, True)

    assert told == (Alike(first.id, first.document, "same"),)  # type: ignore[arg-type]


async def test_documents_are_found_by_register_day_number_issuer_and_urgency(office: Store) -> None:
    await office.write(document.add, SENT, CLI)
    late = come("1/BTC-VP", issued=date(2025, 12, 31), received=date(2026, 1, 2))
    await office.write(document.add, late, CLI)
    await office.write(document.add, come("2/BTC-VP", issued=date(2026, 1, 1), received=None), CLI)
    first = date(2026, 1, 1)

    async def found(**wanted: object) -> list[str]:
        return numbers(await office.read(document.listed, Wanted(**wanted), 9))  # type: ignore[arg-type]

    assert await found() == ["07/QĐ-BYT", "1/BTC-VP", "2/BTC-VP"]
    assert await found(direction=Direction.INCOMING) == ["1/BTC-VP", "2/BTC-VP"]
    assert await found(since=first, until=first) == ["2/BTC-VP"], "received is what counts"
    assert await found(number="1/BTC-VP") == ["1/BTC-VP"]
    assert await found(issuer="G18") == ["07/QĐ-BYT"]
    assert await found(urgency=Urgency.TIMED_EXPRESS) == ["07/QĐ-BYT"]
    assert len(await office.read(document.listed, Wanted(), 2)) == 2
    register = await office.read(document.entered, Direction.INCOMING, first, date(2026, 1, 2))
    assert numbers(register) == ["2/BTC-VP", "1/BTC-VP"]


async def test_what_is_filed_of_it_can_be_told_later(office: Store) -> None:
    one = kept(await office.write(document.add, SENT, CLI))
    changes = {"handed_on": date(2026, 3, 4), "notes": None}

    found = await office.write(document.refile, one.id, changes, CLI)

    assert found == replace(
        SENT, filing=replace(SENT.filing, handed_on=date(2026, 3, 4), notes=None)
    )
    assert await office.write(document.refile, 999, changes, CLI) is None
    *_, line = await office.read(entries_about, f"document:{one.id}")
    assert line.codes == {"by": "cli", "fields": "handed_on,notes"}
