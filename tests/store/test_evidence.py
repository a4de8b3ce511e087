"""What the account binds of a letter can be told while its row is kept, and says nothing afterwards."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select, update

from store import Store, evidence, spool
from store.account import seal
from store.schema.spool import recipient
from store.spool import Key, Settlement
from store.verify import verify
from tests.store.letters import END, MINUTE, NOW, new_letter
from tests.store.sealing import KEY
from work.evidence import (
    CONSIGNED,
    RELAYED,
    UNCONSIGNED,
    UNRELAYED,
    accepting,
    bound,
    ending,
    event,
)
from work.letter import State

BINH, LAN = "binh@yte.gov.vn", "lan@hg.gov.vn"
FACTS = ending("mx.yte.gov.vn", "TLSv1.3", "250 ok", "00" * 32)


async def accepted(store: Store, *to: str) -> spool.Accepted:
    found = await store.write(spool.accept, new_letter(*to), NOW, END, "w")
    assert found is not None
    return found


async def codes(store: Store, number: int) -> list[dict[str, Any]]:
    lines = await store.read(evidence.lines_about, f"letter:{number}")
    return [json.loads(line.codes) for line in lines]


async def test_an_acceptance_binds_who_sent_it_to_whom_and_from_where(store: Store) -> None:
    one, other = await accepted(store, BINH, LAN), await accepted(store, BINH, LAN)

    kept = await store.read(evidence.kept, one.letter)
    assert kept is not None
    assert kept.salt == one.salt
    facts = accepting("an@bn.gov.vn", [BINH, LAN], None, kept.origin)
    (line,), (same,) = await codes(store, one.letter), await codes(store, other.letter)
    assert line["facts"] == bound(one.salt, "accepted", facts)
    assert line["facts"] != same["facts"], "nobody can tell that two letters went to the same"


async def test_an_end_binds_what_its_host_said_and_keeps_it_in_the_row(store: Store) -> None:
    one = await accepted(store, BINH)
    await store.write(spool.begin, "w", [Key(one.letter, 0, 0)])
    settled = Settlement(
        Key(one.letter, 0, 1), State.DELIVERED, "2.0.0", "250 ok", via="smtp", facts=FACTS, salt=one.salt
    )  # fmt: skip
    await store.write(spool.settle, "w", [settled], NOW)

    kept = await store.read(evidence.kept, one.letter)
    assert kept is not None
    assert kept.facts == {0: FACTS}
    _, end = await codes(store, one.letter)
    assert (end["via"], end["facts"]) == ("smtp", bound(one.salt, "0.1", FACTS))


async def test_a_row_of_a_version_before_binds_nothing_and_is_settled_all_the_same(
    store: Store,
) -> None:
    one = await accepted(store, BINH)
    end = Settlement(Key(one.letter, 0, 0), State.EXPIRED, "5.4.7", "", State.CLAIMED, facts=FACTS)
    await store.write(spool.settle, "w", [end], NOW)

    assert "facts" not in (await codes(store, one.letter))[1]


async def lined(store: Store, places: Sequence[int]) -> int:
    """A letter that is accepted at once and settled among lines about others, each sealed after ten."""
    one = await accepted(store, *(f"n{n}@x.vn" for n in range(len(places))))
    for minute in range(max(places) + 2):
        at = NOW + minute * MINUTE
        if minute in places:
            key = Key(one.letter, places.index(minute), 0)
            end = Settlement(key, State.EXPIRED, "5.4.7", "", State.CLAIMED)
            await store.write(spool.settle, "w", [end], at)
        await store.write(lambda tx, at: tx.audit(at, "evidence", "letter:0"), at)
        if minute % 10 == 9:
            assert await store.write(seal, KEY, at)
    return one.letter


async def test_segments_reach_from_each_line_to_the_checkpoint_behind_it(store: Store) -> None:
    number = await lined(store, [3, 4, 35])
    lines = await store.read(evidence.lines_about, f"letter:{number}")

    found = await store.read(evidence.segments, lines)

    assert [(one.after, one.until, one.checkpoint.number) for one in found] == [(0, 13, 1)]
    assert [one.event for one in lines] == ["accepted", "expired", "expired", "expired"]

    await store.write(seal, KEY, NOW + 40 * MINUTE)
    found = await store.read(evidence.segments, lines)
    assert [(one.after, one.until, one.checkpoint.number) for one in found] == [
        (0, 13, 1),
        (38, 41, 4),
    ]
    (second,) = [one for one in found if one.after]
    page = await store.read(evidence.page, second, second.after)
    assert [line.position for line in page] == [39, 40, 41]


async def test_the_checkpoints_around_begin_with_the_one_before(store: Store) -> None:
    number = await lined(store, [15, 45])
    lines = await store.read(evidence.lines_about, f"letter:{number}")
    found = await store.read(evidence.segments, lines)

    around = await store.read(evidence.around, found[-1].checkpoint)

    assert [one.number for one in around] == [1, 2]


async def test_what_a_recipient_becomes_has_the_name_that_fits_its_way() -> None:
    assert event(State.DELIVERED, "smtp") == RELAYED
    assert event(State.DELIVERED, "lmtp") == event(State.DELIVERED, "maildir") == CONSIGNED
    assert event(State.REFUSED, "smtp") == event(State.EXPIRED, "") == UNRELAYED
    assert event(State.REFUSED, "lmtp") == UNCONSIGNED
    assert event(State.WAITING, "smtp") is event(State.HELD, "") is None


async def test_the_walk_does_not_care_for_what_rows_say_of_a_letter(store: Store) -> None:
    number = await lined(store, [3])
    await store.write(lambda tx: tx.run(update(recipient).values(address="x@y.vn", facts=None)))

    report = await verify(store, KEY.holds)

    assert report.faults == []
    rows = await store.read(
        lambda tx: tx.all(select(recipient).where(recipient.c.letter_id == number))
    )
    assert rows[0].address == "x@y.vn"


@pytest.mark.parametrize("salt", [b"", b"\x00" * 16])
async def test_a_line_has_a_key_of_its_own(salt: bytes) -> None:
    assert bound(salt, "0.1", FACTS) != bound(salt, "0.2", FACTS)
    assert bound(salt, "0.1", FACTS) != bound(salt + b"x", "0.1", FACTS)


async def test_a_line_is_found_sealed_though_a_clock_was_set_back_since(store: Store) -> None:
    one = await accepted(store, BINH)
    await store.write(seal, KEY, NOW - 60 * MINUTE)
    lines = await store.read(evidence.lines_about, f"letter:{one.letter}")

    (found,) = await store.read(evidence.segments, lines)

    assert (found.after, found.until, found.checkpoint.number) == (0, 1, 1)
