"""`congvu evidence`: a bundle that proves what became of a letter, judged by Python alone and without Congvu."""

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update

from congvu.audit_key import AuditKey, new_audit_key
from congvu.evidence import script
from store import Store, Tx, cut, retention
from store.account import checkpoint_hash, seal
from store.schema.account import checkpoint_sent
from store.schema.base import instant
from store.schema.spool import letter, recipient
from tests.congvu.bundles import (
    BINH,
    BODY,
    LAN,
    MINUTE,
    NOW,
    PLAIN,
    in_store,
    judged,
    judged_plainly,
    lines_of,
    relayed,
)
from tests.congvu.office import Office
from tests.peers import need
from work.retention import Cut, Kind

Json = dict[str, Any]


def test_a_bundle_holds_by_python_alone_and_tells_what_became_of_the_letter(
    office: Office, tmp_path: Path
) -> None:
    number = relayed(office)

    told = office.good("evidence", f"letter:{number}", "--output", "e.zip")

    assert told.startswith("Wrote e.zip: README.txt, account.jsonl, audit.pub, manifest.json")
    assert "The letter itself is not in it" in told
    code, said = judged_plainly(tmp_path / "x", str(office.folder / "e.zip"))
    assert code == 0, said
    lines = said.splitlines()
    assert [line.split()[1:] for line in lines[:3]] == [
        ["SubmissionAcceptance"],
        ["RelayToNonERDS", BINH],
        ["RelayToNonERDSFailure", LAN],
    ]
    assert lines[0].startswith("2026-11-24T02:00:00+00:00")
    assert "So khóa này với khóa mà cơ quan công bố." in said
    assert lines[-1] == "KHỚP / HOLDS"


def test_a_receipt_tells_who_when_which_octets_by_which_host_and_what_it_said(made: Path) -> None:
    first, second = json.loads((made / "receipts.json").read_text("utf-8"))

    assert (first["event"], first["clause"]) == ("SubmissionAcceptance", "A.1")
    assert first["modelled_on"] == "ETSI EN 319 522-1"
    assert first["facts"]["sender"] == "an@bn.gov.vn"
    assert first["facts"]["recipients"] == [BINH, LAN]
    assert first["facts"]["peer"] == "10.1.0.9"
    assert first["content"]["octets"] == len(BODY)
    assert (second["event"], second["recipient"]) == ("RelayToNonERDS", BINH)
    assert second["facts"] == {
        "peer": "mx.yte.gov.vn",
        "tls": "TLSv1.3",
        "answer": "250 2.0.0 taken as 17",
        "sent": "ab" * 32,
    }
    assert first["content"] == second["content"]


def test_a_bundle_verifies_itself_where_it_lies(made: Path) -> None:
    program = made / "verify_evidence.py"
    done = subprocess.run([*PLAIN, str(program)], capture_output=True, check=False)

    assert done.returncode == 0, done
    assert "letter.eml is the letter as accepted" in done.stdout.decode()
    assert (made / "letter.eml").read_bytes() == BODY
    assert not list(made.glob("__pycache__"))


def test_its_readme_says_in_both_languages_how_to_verify_it(made: Path) -> None:
    text = (made / "README.txt").read_text("utf-8")

    assert text.startswith("BỘ BẰNG CHỨNG VỀ THƯ ")
    assert "EVIDENCE ABOUT LETTER " in text
    assert text.count("python3 verify_evidence.py . --key") == 2
    assert "modelled on ETSI EN 319 522-1; this is no service by that standard" in text


def test_the_letter_is_found_by_receipt_and_by_message_id(office: Office) -> None:
    number = relayed(office)

    assert "Wrote a.zip" in office.good("evidence", "1@bn.gov.vn", "--output", "a.zip")
    assert "is there already" in office.refused("evidence", str(number), "--output", "a.zip")
    assert office.refused("evidence", "<2@bn.gov.vn>").startswith("no letter that is kept has")
    assert office.refused("evidence", "4711").startswith("the account knows no letter 004K71")
    assert "is no receipt id" in office.refused("evidence", "?")


def test_who_made_a_bundle_stands_in_the_account(office: Office) -> None:
    number = relayed(office)
    office.good("evidence", str(number))

    told = office.good("queue", "why", str(number))
    assert f"cli:{os.getuid()} made a bundle of evidence about it" in told


def test_an_export_holds_by_python_alone(office: Office, tmp_path: Path) -> None:
    relayed(office)
    office.good("audit", "export", "--output", "account.jsonl")
    path, key = office.folder / "account.jsonl", str(office.folder / "keys/audit.pub")

    code, said = judged_plainly(tmp_path / "x", str(path), "--key", key)
    assert (code, said.splitlines()[-1]) == (0, "KHỚP / HOLDS"), said
    assert "3 checkpoints." in said

    records = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(one for one in records if '"accepted"' not in one), "utf-8")
    code, said = judged(tmp_path / "x", str(path), "--key", key)
    assert (code, "a line is gone or put in" in said) == (1, True), said


def test_the_script_is_printed_as_it_is_handed_out(office: Office) -> None:
    assert office.good("audit", "script").encode() == script()


def test_a_checkpoint_that_was_kept_elsewhere_is_compared_without_congvu_too(
    office: Office, tmp_path: Path
) -> None:
    relayed(office)
    office.good("audit", "checkpoint", "--output", "sent.json")
    office.good("audit", "export", "--output", "account.jsonl")
    path, key = str(office.folder / "account.jsonl"), str(office.folder / "keys/audit.pub")
    against = ("--key", key, "--against", str(office.folder / "sent.json"))

    code, said = judged(tmp_path / "x", path, *against)
    assert (code, "checkpoint 3 is here as it was sent out." in said) == (0, True), said

    records = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    shorter = [one for one in records if one["kind"] == "checkpoint"][:2]
    Path(path).write_text("".join(json.dumps(one) + "\n" for one in shorter), "utf-8")
    code, said = judged(tmp_path / "x", path, *against)
    assert code == 1
    assert "its checkpoint 3 is another or gone" in said or "is gone, or lines of its end" in said


def test_the_bundle_reaches_to_the_checkpoint_that_was_sent_out(office: Office) -> None:
    number = relayed(office)
    key = AuditKey.read(office.folder / "keys/audit.pem")

    async def more(store: Store) -> None:
        for place in range(1, 4):
            at = NOW + (20 + place) * MINUTE
            await store.write(lambda tx, at: tx.audit(at, "evidence", "letter:0"), at)
            await store.write(seal, key, at)
        sent = {"day": NOW.date(), "checkpoint_id": 6, "sent_at": NOW, "letter_id": 1}
        await store.write(lambda tx: tx.insert_new(checkpoint_sent, sent))

    in_store(office, more)
    office.good("evidence", str(number), "--output", "e")

    numbers = [
        one["number"] for one in lines_of(office.folder / "e") if one["kind"] == "checkpoint"
    ]
    assert numbers[:6] == [1, 2, 3, 4, 5, 6]


def test_what_retention_took_leaves_receipts_that_name_nobody(
    office: Office, tmp_path: Path
) -> None:
    number = relayed(office)

    async def erase(store: Store) -> None:
        def gone(tx: Tx) -> None:
            tx.run(delete(recipient))
            tx.run(update(letter).values(body_id=None))
            tx.run(delete(letter))

        await store.write(gone)

    in_store(office, erase)
    office.good("evidence", str(number), "--output", "e")

    text = (office.folder / "e/receipts.json").read_text("utf-8")
    assert [one["facts"] for one in json.loads(text)] == [None] * 3
    assert not any(word in text for word in (BINH, LAN, "an@bn.gov.vn", "mx.yte.gov.vn"))
    code, said = judged(tmp_path / "x", str(office.folder / "e"))
    assert code == 0, said
    assert "no longer say from whom and to whom" in (office.folder / "e/README.txt").read_text()
    assert office.json("audit", "verify")["holds"]


def test_an_account_that_was_cut_is_exported_from_its_cut_on(
    office: Office, tmp_path: Path
) -> None:
    relayed(office)
    key = AuditKey.read(office.folder / "keys/audit.pem")
    office.good("audit", "checkpoint", "--output", "newest.json")

    async def cleared(store: Store) -> None:
        later = NOW + 400 * 1440 * MINUTE
        for minutes in (0, 10):
            at = later + minutes * MINUTE
            await store.write(lambda tx, at: tx.audit(at, "evidence", "letter:0"), at)
            await store.write(seal, key, at)
        rule, ended = Cut(Kind.ACCOUNT, later.date(), later.date(), later, later), False
        while not ended:
            ended = (await store.write(retention.step, rule, later, key)).ended
        assert len(await store.read(cut.cuts)) == 1

    in_store(office, cleared)
    office.good("audit", "export", "--output", "account.jsonl")
    pub = str(office.folder / "keys/audit.pub")

    code, said = judged(tmp_path / "x", str(office.folder / "account.jsonl"), "--key", pub)
    assert code == 0, said
    told = office.good("audit", "verify")
    assert "Begins behind cut 1: checkpoint " in told
    assert "went by the rule that keeps the account from 2027-12-29 on." in told

    newest = json.loads((office.folder / "newest.json").read_text("utf-8"))
    at, previous = instant(newest["at"]), bytes.fromhex(newest["previous"])
    digest = checkpoint_hash(previous, at, "{}")
    signed = {"hash": digest.hex(), "signature": key.sign(digest).hex()}
    cases: list[tuple[Json, int, str, str]] = [
        ({}, 0, "is here as it was sent out", "is here as it was sent"),
        ({"number": newest["number"] - 1}, 0, "cannot be compared", "cannot be compared"),
        (
            {"heads": "{}", **signed},
            1,
            "the account was rewritten",
            "what it covered was rewritten",
        ),
    ]
    for change, code, script_says, verify_says in cases:
        office.write("sent.json", json.dumps({**newest, **change}))
        asked = (str(office.folder / "account.jsonl"), "--key", pub, "--against")
        found, said = judged(tmp_path / "x", *asked, str(office.folder / "sent.json"))
        assert (found, script_says in said) == (code, True), said
        done = office.run("audit", "verify", "--against", "sent.json")
        assert (done.code, verify_says in done.out) == (code, True), done.out


def test_openssl_finds_checkpoints_and_receipts_signed_alike(made: Path, tmp_path: Path) -> None:
    need("openssl")

    def holds(message: bytes, signature: str) -> bool:
        (tmp_path / "message").write_bytes(message)
        (tmp_path / "signature").write_bytes(bytes.fromhex(signature))
        asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(made / "audit.pub")]
        asked += ["-rawin", "-in", "message", "-sigfile", "signature"]
        return subprocess.run(asked, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    point, *_ = [one for one in lines_of(made) if one["kind"] == "checkpoint"]
    assert holds(bytes.fromhex(point["hash"]), point["signature"])
    assert not holds(bytes(32), point["signature"])
    for receipt in json.loads((made / "receipts.json").read_text("utf-8")):
        signature = receipt.pop("signature")
        text = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert holds(f"congvu receipt 1\n{text}".encode(), signature)


def test_a_letter_of_an_earlier_keys_time_needs_its_public_half(
    office: Office, tmp_path: Path
) -> None:
    number, key = relayed(office), office.folder / "keys/audit.pem"
    key.with_suffix(".pub").rename(office.folder / "old.pub")
    key.unlink()
    new_audit_key(key)

    office.good("evidence", str(number), "--output", "one")
    office.good("evidence", str(number), "--output", "both", "--public-key", "old.pub")

    code, said = judged(tmp_path / "x", str(office.folder / "one"))
    assert (code, "is not signed by a key that we have" in said) == (1, True), said
    code, said = judged(tmp_path / "x", str(office.folder / "both"))
    assert code == 0, said
    keys = ("--key", str(office.folder / "old.pub"), "--key", str(key.with_suffix(".pub")))
    code, said = judged(tmp_path / "x", str(office.folder / "one"), *keys)
    assert code == 0, said


def test_a_bundle_is_its_owners_alone(office: Office) -> None:
    number = relayed(office)
    office.good("evidence", str(number), "--output", "e.zip")
    office.good("evidence", str(number), "--output", "e")

    modes = [stat.S_IMODE((office.folder / name).stat().st_mode) for name in ("e.zip", "e")]
    assert modes == [0o600, 0o700]
