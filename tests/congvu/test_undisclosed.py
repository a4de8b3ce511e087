"""Who sent a petition is told by no command about letters: not by an address, nor by what a server said of it."""

import json
import zipfile
from datetime import timedelta

from sqlalchemy import update

from congvu.audit_key import AuditKey
from schedules.clock import MachineClock
from store import Store, intake, spool, suppression
from store.account import seal
from store.schema.spool import recipient
from tests.congvu.bundles import in_store, judged_plainly
from tests.congvu.office import Office
from tests.congvu.test_petition_cli import desk, kept
from tests.store.letters import new_letter
from work.intake import Arrival, NewIntake
from work.letter import State
from work.suppression import BY_RULE

__all__ = ["desk"]

HUONG, BINH = "thuhuong88@example.vn", "binh@yte.gov.vn"
SAID = "mx.example.vn said: 550 5.1.1 No mailbox ThuHuong88 (Pham Thi Thu Huong) here"


def leaks(text: str) -> bool:
    return any(part in text.lower() for part in ("thuhuong", "thu huong"))


async def refused(store: Store, number: int) -> None:
    """The letter comes back for good, and its address is suppressed, like another's."""
    now = MachineClock().now()
    ended = {"state": State.REFUSED, "attempts": 1, "status": "5.1.1", "answer": SAID}
    mine = recipient.c.letter_id == number
    await store.write(
        lambda tx: tx.run(update(recipient).where(mine).values(**ended, settled_at=now))
    )
    for at in (now - timedelta(days=2), now):
        said = [(HUONG, SAID), (BINH, "mx.yte.gov.vn said: 550 5.1.1 binh is unknown")]
        await store.write(suppression.refused, said, at, timedelta(days=7), BY_RULE)


def test_an_operator_s_commands_tell_domains_and_codes_and_nothing_else(desk: Office) -> None:
    kept(desk)
    in_store(desk, lambda store: refused(store, 1))

    for command in (("show", "1"), ("why", "1"), ("list", "--state", "refused")):
        for more in ((), ("--json",)):
            told = desk.good("queue", *command, *more)
            assert "example.vn" in told
            assert not leaks(told), command
    (to,) = desk.json("queue", "show", "1")["recipients"]
    assert (to["address"], to["answer"]) == ("…@example.vn", "mx.example.vn said: 550 5.1.1 …")


def test_the_list_of_suppressed_addresses_hides_theirs_and_shows_others(desk: Office) -> None:
    kept(desk)
    in_store(desk, lambda store: refused(store, 1))

    told = {one["address"]: one["reason"] for one in desk.json("queue", "suppressed")}
    assert told["…@example.vn"] == "mx.example.vn said: 550 5.1.1 …"
    assert "binh is unknown" in told[BINH]
    assert not leaks(desk.good("queue", "suppressed"))


def test_a_bundle_of_evidence_proves_what_became_of_it_and_names_nobody(desk: Office) -> None:
    kept(desk)
    key = AuditKey.read(desk.folder / "keys/audit.pem")

    async def came(store: Store) -> int:
        now = MachineClock().now()
        new = new_letter("donthu@vpcp.gov.vn", sender=HUONG, body=b"From: Huong\r\n\r\nx\r\n")
        accepted = await store.write(spool.accept, new, now, now + timedelta(days=5), "w")
        assert accepted is not None
        brought = NewIntake(b"i", b"i", 1, None, "", "", b"x", petition=True)
        await store.write(intake.take, brought, Arrival("inbound", now, letter=accepted.letter))
        await store.write(seal, key, now)
        return accepted.letter

    for number in (1, in_store(desk, came)):
        said = desk.good("evidence", str(number), "--output", f"{number}.zip")
        assert "Who sent a petition is told to who handles it alone" in said
        code, judged = judged_plainly(
            desk.folder / f"x{number}", str(desk.folder / f"{number}.zip")
        )
        assert code == 0, judged
        with zipfile.ZipFile(desk.folder / f"{number}.zip") as packed:
            texts = {name: packed.read(name).decode() for name in packed.namelist()}
        assert "letter.eml" not in texts
        assert json.loads(texts["receipts.json"])[0]["event"] == "SubmissionAcceptance"
        assert "người gửi đơn" in texts["README.txt"]
        assert not any(map(leaks, texts.values()))
