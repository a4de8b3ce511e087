"""`congvu audit`: who did what, whether it holds, and the whole of it for others to judge."""

import asyncio
import hashlib
import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from congvu.audit_key import AuditKey, AuditKeys, KeyRefused, new_audit_key, public_key
from schedules.clock import MachineClock
from store import Store
from store.account import seal
from tests.congvu.office import Office

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def sealed(office: Office, key: Path) -> None:
    async def write() -> None:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        await store.write(seal, AuditKey.read(key), NOW)
        await store.close()

    asyncio.run(write())


def exported(office: Office) -> list[dict[str, Any]]:
    return [json.loads(line) for line in office.good("audit", "export").splitlines()]


def test_every_change_bears_who_made_it_and_no_personal_data(office: Office) -> None:
    office.good("person", "add", "Lê Thị Hoa", "hoa.lt@vpcp.gov.vn", "--agency", "G22")
    office.good("login", "add", "hoa-relay", "--agency", "G22", "--generate")
    office.good("agency", "disable", "G22")

    lines = exported(office)

    assert {line["actor"] for line in lines if line["kind"] == "chain"} == {f"cli:{os.getuid()}"}
    events = [line["event"] for line in lines if line["kind"] == "line"]
    assert {"person.added", "login.added", "agency.disabled"} <= set(events)
    text = json.dumps(lines, ensure_ascii=False)
    assert not any(secret in text for secret in ("Hoa", "hoa", "Lê"))


def test_an_export_can_be_judged_by_its_own_description(office: Office) -> None:
    sealed(office, office.folder / "keys/audit.pem")
    heads: dict[str, bytes] = {}
    keys = AuditKeys([public_key(office.folder / "keys/audit.pub")])

    for line in exported(office):
        if line["kind"] == "line":
            chain = line["chain_id"]
            kept = [
                chain,
                line["position"],
                line["at"],
                line["event"],
                line["subject"],
                line["codes"],
            ]
            text = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
            heads[chain] = hashlib.sha256(heads.get(chain, bytes(32)) + text.encode()).digest()
            assert heads[chain].hex() == line["hash"]
        elif line["kind"] == "checkpoint":
            octets = bytes.fromhex(line["hash"]), bytes.fromhex(line["signature"])
            assert keys.holds(line["key"], *octets)
            assert {name: head for name, (_, head) in json.loads(line["heads"]).items()} == {
                name: head.hex() for name, head in heads.items()
            }


def test_an_export_goes_to_a_file_that_is_new(office: Office) -> None:
    assert office.good("audit", "export", "--output", "account.jsonl") == (
        "Wrote 7 lines to account.jsonl.\n"
    )
    assert office.refused("audit", "export", "--output", "account.jsonl") == (
        "account.jsonl is there already and is never overwritten; name a new file"
    )


def test_an_account_that_holds_says_what_no_checkpoint_covers(office: Office) -> None:
    sealed(office, office.folder / "keys/audit.pem")
    office.good("agency", "disable", "G22")

    told = office.good("audit", "verify")

    assert "7 lines in 2 chains, 1 good checkpoint.\n" in told
    assert "1 line since the last checkpoint, " in told
    assert (
        " ago: vouched for by their own hashes alone. Who can write the database could have" in told
    )
    assert "Last checkpoint: 1, " in told
    assert "The account holds." in told


def test_a_changed_line_ends_with_1_and_its_place(office: Office) -> None:
    with sqlite3.connect(office.folder / "congvu.db") as database:
        database.execute("UPDATE entry SET subject = 'agency:G99' WHERE position = 3")
    database.close()

    done = office.run("audit", "verify")

    assert done.code == 1
    assert ", line 3: the line was changed\n" in done.out
    assert done.err.startswith("the account does not hold: 1 fault; keep the store as it is")


def test_a_command_that_is_laid_at_anothers_door_ends_with_1(office: Office) -> None:
    office.good("agency", "disable", "G22")
    with sqlite3.connect(office.folder / "congvu.db") as database:
        database.execute("UPDATE chain SET actor = 'cli:4711'")
    database.close()

    done = office.run("audit", "verify")

    assert done.code == 1
    assert "chain " in done.out
    assert ": the chain is of somebody else than it says\n" in done.out


def test_checkpoints_of_an_earlier_key_need_its_public_half(office: Office) -> None:
    key = office.folder / "keys/audit.pem"
    sealed(office, key)
    key.with_suffix(".pub").rename(office.folder / "old.pub")
    key.unlink()
    new_audit_key(key)

    done = office.run("audit", "verify")

    assert done.code == 1
    assert "checkpoint 1: the signature is not by a key that we have" in done.out
    assert office.json("audit", "verify", "--public-key", "old.pub")["holds"]


def test_a_sealing_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys/audit.pem"
    new_audit_key(path)
    path.chmod(0o644)

    with pytest.raises(KeyRefused, match=rf"can be read by others; run: chmod 600 {path}"):
        AuditKey.read(path)


@pytest.mark.parametrize("octets", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAA\n"])
def test_what_is_no_sealing_key_is_refused_with_how_to_make_one(
    tmp_path: Path, octets: bytes
) -> None:
    path = tmp_path / "audit.pem"
    path.touch(0o600)
    path.write_bytes(octets)

    with pytest.raises(KeyRefused, match="is no Ed25519 key in PEM form; put your copy"):
        AuditKey.read(path)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    new_audit_key(tmp_path / "audit.pem")

    with pytest.raises(FileExistsError):
        new_audit_key(tmp_path / "audit.pem")


def test_a_signature_holds_for_its_key_and_message_alone(tmp_path: Path) -> None:
    one, two = (new_audit_key(tmp_path / name) for name in ("one.pem", "two.pem"))
    keys = AuditKeys([one.public])
    signature = one.sign(b"message")

    assert AuditKey.read(tmp_path / "one.pem").key_id == one.key_id
    assert keys.holds(one.key_id, b"message", signature)
    assert not keys.holds(one.key_id, b"massage", signature)
    assert not keys.holds(two.key_id, b"message", two.sign(b"message"))


def lines(office: Office) -> list[str]:
    return office.good("audit", "verify").splitlines()


def test_the_window_is_told_in_minutes(office: Office) -> None:
    def seal_now(minutes: int) -> None:
        async def write() -> None:
            store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
            at = MachineClock().now() - timedelta(minutes=minutes)
            await store.write(seal, AuditKey.read(office.folder / "keys/audit.pem"), at)
            await store.close()

        asyncio.run(write())

    seal_now(7)

    told = office.json("audit", "verify")
    assert (told["holds"], told["unsealed"], told["window_minutes"]) == (True, 0, 7)
    assert any(
        line.startswith("No line since the last checkpoint, 7 minutes ago:")
        for line in lines(office)
    )


def test_sealing_that_stopped_is_told(office: Office) -> None:
    sealed(office, office.folder / "keys/audit.pem")

    async def write() -> None:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        at = MachineClock().now() - timedelta(hours=2)
        await store.write(lambda tx: tx.audit(at, "evidence", "letter:1"))
        await store.close()

    asyncio.run(write())

    assert any(
        line.startswith("The oldest of them is 120 minutes old, and a checkpoint is made every ten")
        for line in lines(office)
    )


def test_an_account_without_a_checkpoint_says_so(office: Office) -> None:
    told = lines(office)

    assert "6 lines and no checkpoint: they are vouched for by their own hashes alone." in told
    assert told[-1].endswith("no checkpoint was made yet.")
    assert office.refused("audit", "checkpoint") == (
        "no checkpoint was made yet; congvu serve makes one every ten minutes"
    )


def test_a_checkpoint_that_was_kept_is_compared(office: Office) -> None:
    sealed(office, office.folder / "keys/audit.pem")
    office.good("audit", "checkpoint", "--output", "kept.json")

    told = office.good("audit", "verify", "--against", "kept.json")

    assert "Checkpoint 1, which was sent out, is here as it was sent.\n" in told
    assert "--against" not in told
    assert office.json("audit", "verify", "--against", "kept.json")["compared"] == [1]


def test_a_rewrite_is_told_by_what_was_kept(office: Office) -> None:
    sealed(office, office.folder / "keys/audit.pem")
    office.good("audit", "checkpoint", "--output", "kept.json")
    with sqlite3.connect(office.folder / "congvu.db") as database:
        for table in ("entry", "chain", "checkpoint"):
            database.execute(f"DELETE FROM {table}")
    database.close()
    assert office.json("audit", "verify")["holds"], "nothing in the store can tell"

    done = office.run("audit", "verify", "--against", "kept.json")

    assert done.code == 1
    assert done.out.startswith(
        "checkpoint 1, as it was sent out: it is not here, or is another: what it covered was"
    )
    assert ": lines were taken off its end, or the whole chain is gone\n" in done.out


def test_what_is_no_checkpoint_is_refused_with_what_to_name(office: Office) -> None:
    office.write("letter.eml", "Subject: x\r\n\r\nx\r\n")
    office.write("kept.json", '{"kind": "checkpoint"}')

    for name in ("letter.eml", "kept.json"):
        told = office.refused("audit", "verify", "--against", name)
        assert told.endswith("name the letter or its attachment as it came")


def test_a_clock_that_was_set_back_is_told_and_is_no_fault(office: Office) -> None:
    key = AuditKey.read(office.folder / "keys/audit.pem")

    async def write() -> None:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        later = MachineClock().now() + timedelta(minutes=5)
        for at in (later, later - timedelta(hours=3)):
            await store.write(lambda tx, at: tx.audit(at, "evidence", "letter:1"), at)
            await store.write(seal, key, at)
        await store.close()

    asyncio.run(write())

    told = office.good("audit", "verify")

    assert "checkpoint 2: it bears " in told
    assert (
        "180 minutes before the checkpoint beside it: a clock was set wrong or set back, and its"
        " time proves nothing." in told
    )
    assert "The account holds." in told
