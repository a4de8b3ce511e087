"""Letters of the tray that brought nothing are emptied once they are old; what the office keeps by law stays whole."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from store import Store, Tx, body, intake, petitioner, proposal, tray
from store.engine import open_engines
from store.schema.intake import intake_letter
from store.schema.petition import petition_mail
from store.schema.proposal import proposal as proposals
from store.schema.spool import letter
from tests.store.office import HA, NOW
from tests.store.petitions import kept as petitioned
from tests.store.planned import assert_served
from tests.store.read_letters import NOTHING, came, desk, office, proposed, read
from tests.store.test_proposal import confirm
from tests.store.test_retention import EDGE, OLD, cleared, cut
from work.act import Act
from work.intake import Arrival, NewIntake, TrayState
from work.retention import Kind

CLERK = Act(f"person:{HA}", NOW, HA)
DOUBTED = {"doubts": ("lead-by-list",), "opens": False}


def aged(tx: Tx, at: datetime, *numbers: int) -> None:
    """Lets the letters have come, and all of them be read and settled, at that instant."""
    one = intake_letter.c.id.in_(numbers)
    read_at = {"received_at": at, "settled_at": at, "state": TrayState.READ}
    tx.run(update(intake_letter).where(one).values(read_at))
    theirs = proposals.c.intake_id.in_(numbers)
    tx.run(update(proposals).where(theirs, proposals.c.settled_at.is_not(None)).values(settled_at=at))  # fmt: skip
    tx.run(update(proposals).where(theirs).values(proposed_at=at))
    tx.run(update(letter).values(body_id=None))  # the relay has let go of its octets


async def whole(store: Store) -> dict[int, bool]:
    """Of which letters the octets are kept."""
    found: dict[int, bool] = {}
    for one in await store.read(tray.letters, 100):
        octets = b"" if one.body is None else await store.read(body.whole, one.body)
        assert bool(octets) is bool(one.author)
        found[one.id] = bool(octets)
    return found


async def test_what_brought_nothing_is_emptied_and_what_is_needed_stays(store: Store) -> None:
    await office(store)
    # One to be dropped, one confirmed, one open, one that says nothing, one that is young, the newest.
    made = [
        (await proposed(store, read(number=f"{n}/VPCP", **DOUBTED), await came(store, str(n))))[0]
        for n in range(3)
    ]
    dropped, confirmed, waits = made
    (nothing,) = await proposed(store, NOTHING, await came(store, "nothing"))
    (young,) = await proposed(store, NOTHING, await came(store, "young"))
    await store.write(lambda tx: proposal.drop(tx, dropped.id, "nhầm", desk(tx), CLERK))
    await confirm(store, confirmed.id)
    old = [one.letter for one in (dropped, confirmed, waits, nothing)]
    await store.write(aged, OLD, *old)
    await store.write(aged, EDGE, young.letter)

    assert sum(await cleared(store, Kind.TRAY)) == 2
    kept = await whole(store)
    assert {number for number, is_kept in kept.items() if not is_kept} == {dropped.letter, nothing.letter}  # fmt: skip
    left = await store.read(lambda tx: {row.id for row in tx.all(select(proposals.c.id))})
    assert left == {confirmed.id, waits.id, young.id}
    assert await store.write(tray.retry, dropped.letter, "cli", NOW) is TrayState.REFUSED


async def test_an_index_serves_every_question(store: Store, url: str) -> None:
    await office(store)
    (nothing,) = await proposed(store, NOTHING)
    await store.write(aged, OLD, nothing.letter)
    engines = open_engines(url)
    assert_served(engines, cut(Kind.TRAY), NOW)
    engines.dispose()


async def test_one_that_is_emptied_is_still_known_when_a_mailbox_shows_it(store: Store) -> None:
    octets = b"From: a@b.vn\r\n\r\nTin"
    new = NewIntake(b"i", b"d", len(octets), "<1@b.vn>", "a@b.vn", "Tin", octets)
    first = await store.write(intake.take, new, Arrival("inbound", OLD, letter=1))
    assert first is not None
    await store.write(aged, OLD, first.id)
    assert sum(await cleared(store, Kind.TRAY)) == 1
    again = await store.write(intake.take, new, Arrival("inbound", EDGE, letter=2))
    assert again == intake.Taken(first.id, False)


async def test_letters_of_a_petition_go_with_who_sent_it(store: Store) -> None:
    await office(store)
    one = await petitioned(store)
    octets = b"From: huong@example.vn\r\n\r\nDon"
    new = NewIntake(b"i", b"d", len(octets), "<1@b.vn>", "", "", octets, petition=True)
    taken = await store.write(intake.take, new, Arrival("inbound", OLD, letter=1))
    assert taken is not None
    tie: Any = insert(petition_mail).values(petition_id=one.id, intake_id=taken.id)
    await store.write(lambda tx: tx.run(tie))
    await store.write(aged, OLD - timedelta(days=900), taken.id)

    async def octets_left() -> bytes:
        found = await store.read(tray.one, taken.id)
        assert found is not None
        return b"" if found.body is None else await store.read(body.whole, found.body)

    assert sum(await cleared(store, Kind.TRAY)) == 0
    assert await octets_left() == octets
    await store.write(petitioner.erase, (one.id,))
    assert await octets_left() == b""
