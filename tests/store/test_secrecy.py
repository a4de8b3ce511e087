"""Marks that were met: put down without a word of what was written, told once, closed by a person."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

from store import Store, secrecy, spool
from store.account import entries_about
from store.schema.secrecy import secrecy_incident
from store.tx import Tx
from tests.store.incidents import SEEN
from tests.store.letters import CONTENT, END, NOW, new_letter, states
from tests.store.test_retention import EDGE, OLD, cleared, left
from work.hold import doubtful
from work.letter import NewLetter, State
from work.retention import Kind

LATER = NOW + timedelta(minutes=1)


async def test_the_same_letter_tried_again_is_one_incident(store: Store) -> None:
    first = await store.write(secrecy.met, SEEN, NOW)
    assert await store.write(secrecy.met, SEEN, LATER) == first
    other = await store.write(secrecy.met, replace(SEEN, recipients=("d@bn.gov.vn",)), LATER)

    found = await store.read(secrecy.incidents, 10)
    assert [(one.id, one.times, one.opened_at, one.seen_at) for one in found] == [
        (other, 1, LATER, LATER),
        (first, 2, NOW, LATER),
    ]
    assert found[1].sighting == SEEN
    assert found[1].level == "B"


async def test_the_account_holds_hashes_and_codes_alone(store: Store) -> None:
    number = await store.write(secrecy.met, SEEN, NOW)

    (entry,) = await store.read(entries_about, f"incident:{number}")
    assert entry.event == "secrecy.refused"
    assert entry.codes["rule"] == "level-alone"
    assert entry.codes["sha256"] == "01" * 32
    assert "@" not in json.dumps(entry.codes)


async def test_a_doubtful_letter_and_its_incident_are_one_commit(store: Store) -> None:
    hold = doubtful("bare-word", "subject")
    new = new_letter()._replace(hold=hold)
    seen = replace(SEEN, kind="held")

    def keep(tx: Tx) -> spool.Accepted | None:
        return spool.accept(tx, new, NOW, END, None)

    taken = await store.write(secrecy.accept, keep, seen, NOW)
    assert taken is not None
    (one,) = await store.read(secrecy.incidents, 10)
    assert one.sighting.letter == taken.letter
    assert {state for state, _, _ in await states(store, taken.letter)} == {State.HELD}
    assert await store.read(secrecy.quotable, taken.letter, taken.body) == b""

    def lost(tx: Tx) -> spool.Accepted | None:
        return spool.accept(tx, new._replace(body=999), NOW, END, None)

    assert await store.write(secrecy.accept, lost, seen, NOW) is None
    assert len(await store.read(secrecy.incidents, 10)) == 1


async def test_reports_quote_the_letters_that_bear_nothing(store: Store) -> None:
    taken = await store.write(spool.accept, new_letter(), NOW, END, None)

    assert taken is not None
    assert await store.read(secrecy.quotable, taken.letter, taken.body) == CONTENT


async def test_the_officer_is_told_once_of_each_and_not_twice_in_ten_minutes(
    pair: tuple[Store, Store],
) -> None:
    one, other = pair
    number = await one.write(secrecy.met, SEEN, NOW)
    notice: tuple[NewLetter, ...] = (new_letter("baomat@bn.gov.vn"),)

    told = await asyncio.gather(
        *(at.write(secrecy.tell, [number], notice, NOW, END) for at in pair)
    )
    assert sorted(told) == [False, True]
    assert (await other.read(secrecy.untold, NOW)).incidents == ()
    second = await one.write(secrecy.met, replace(SEEN, rule="name"), LATER)
    waits = await one.read(secrecy.untold, LATER)
    assert [found.id for found in waits.incidents] == [second]
    assert waits.wait == timedelta(minutes=9)
    assert (await one.read(secrecy.untold, NOW + timedelta(minutes=10))).wait == timedelta(0)


async def test_an_incident_is_closed_once_with_a_reason_of_which_the_account_has_a_digest(
    store: Store,
) -> None:
    number = await store.write(secrecy.met, SEEN, NOW)

    def close(tx: Tx) -> str:
        return secrecy.close(tx, number, "cli:0", "tên riêng", LATER)

    assert await store.write(close) == "closed"
    assert await store.write(close) == "closed before"
    assert await store.write(secrecy.close, 99, "cli:0", "x", LATER) == "unknown"
    assert await store.read(secrecy.incidents, 10) == ()
    (one,) = await store.read(lambda tx: secrecy.incidents(tx, 10, closed=True))
    assert (one.closed_at, one.closed_by, one.reason) == (LATER, "cli:0", "tên riêng")
    entry = (await store.read(entries_about, f"incident:{number}"))[-1]
    assert (entry.event, "riêng" in json.dumps(entry.codes)) == ("secrecy.closed", False)
    again = await store.write(secrecy.met, SEEN, LATER)
    assert again != number


async def test_incidents_go_by_when_a_person_closed_them_and_open_ones_stay(store: Store) -> None:
    for number, at in enumerate((OLD, EDGE, None), 1):
        await store.write(secrecy.met, replace(SEEN, rule=f"r{number}"), OLD)
        if at is not None:
            await store.write(secrecy.close, number, "cli:0", "xong", at)

    assert await cleared(store, Kind.SECRECY_INCIDENTS) == [1]

    assert await left(store, secrecy_incident.c.rule) == ["r2", "r3"]
