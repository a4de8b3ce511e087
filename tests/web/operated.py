"""An office with an operator, letters in every state, one that waits for a second person, and things to mend."""

from datetime import timedelta

from store import Store, Tx, approval_asked, spool, suspension
from store.account import seal
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.spool import Key, Settlement
from tests.store.approvals import ZONE
from tests.store.letters import new_letter
from tests.store.office import NOW, staffed
from tests.store.sealing import KEY
from work.agency import Agency
from work.approval import Asked, Entitled
from work.directory import NewPerson
from work.hold import TWICE_UNCERTAIN
from work.letter import State
from work.person import Position
from work.suspension import Suspension

QUANG, THU, AN = 6, 7, 8
"""The operator, a head who may approve, and who wrote the letter."""

END = NOW + timedelta(days=5)
RULE = "outside-gov-vn"
HEAD = Entitled(agency="H05", position=Position.AGENCY_HEAD)
WORKER = "worker:one"


async def operated(store: Store) -> dict[str, int]:
    """Puts all of it into the store; the numbers of the letters by what they are."""
    await staffed(store)
    await store.write(_directory)
    letters = {
        "held": await _letter(store, hold=TWICE_UNCERTAIN),
        "waiting": await _letter(store, "binh@yte.gov.vn", "lan@slow.gov.vn"),
        "delivered": await _letter(store),
        "refused": await _letter(store, "nobody@yte.gov.vn"),
        "sending": await _letter(store),
        "asked": await asked(store),
    }
    await _settle(store, letters["waiting"], 0, State.WAITING, "mx.yte.gov.vn said: 450 4.2.1 Busy")
    await _settle(
        store, letters["waiting"], 1, State.WAITING, "mx.slow.gov.vn said: 451 4.3.0 Later"
    )
    await _settle(store, letters["delivered"], 0, State.DELIVERED, "250 2.0.0 taken as 4711")
    await _settle(store, letters["refused"], 0, State.REFUSED, "550 5.1.1 no such mailbox")
    await store.write(spool.begin, WORKER, (Key(letters["sending"], 0, 0),))
    away = Suspension("away.gov.vn", NOW, NOW + timedelta(hours=4), "chuyển máy chủ", "cli:0")
    await store.write(suspension.suspend, away)
    await store.write(seal, KEY, NOW)
    return letters


async def asked(store: Store, second: Entitled = HEAD) -> int:
    """The number of a letter that waits for the approval of who is meant by *second*."""
    new = new_letter("x@example.com", sender="an@bn.gov.vn", hold=RULE)
    times = (NOW + timedelta(hours=4), NOW + timedelta(days=2))
    question = Asked(RULE, "H05", AN, frozenset({"an@bn.gov.vn"}), (second,), *times)
    accepted = await store.write(approval_asked.accept, new, question, ZONE, NOW)
    assert accepted is not None
    return accepted.letter


def _directory(tx: Tx) -> None:
    bac_ninh = Agency("H05", "Tỉnh Bắc Ninh", "BN", frozenset({"bn.gov.vn"}))
    yte = Agency("G18.01", "Cục Quản lý Dược", "Cục QLD", frozenset({"dav.gov.vn"}), parent="G18")
    assert add_agency(tx, bac_ninh, NOW) is None
    assert add_agency(tx, yte, NOW) is None
    for name, mailbox, agency, position in (
        ("Đỗ Quang", "quang@moh.gov.vn", "G18", Position.OPERATOR),
        ("Hoàng Thư", "thu@bn.gov.vn", "H05", Position.AGENCY_HEAD),
        ("Nguyễn Văn An", "an@bn.gov.vn", "H05", Position.STAFF),
    ):
        add_person(tx, NewPerson(name, mailbox, agency, None, position, "vi"), NOW)


async def _letter(store: Store, *to: str, hold: str | None = None) -> int:
    new = new_letter(*to, hold=hold)
    accepted = await store.write(spool.accept, new, NOW - timedelta(hours=2), END, WORKER)
    assert accepted is not None
    return accepted.letter


async def _settle(store: Store, letter: int, position: int, state: State, said: str) -> None:
    status = said.split(" ")[-2] if state is State.WAITING else said.split(" ")[1]
    later = NOW + timedelta(minutes=10) if state is State.WAITING else None
    one = Settlement(Key(letter, position, 0), state, status, said, State.CLAIMED, later)
    await store.write(spool.settle, WORKER, (one,), NOW - timedelta(minutes=30))
