"""`congvu evidence`: a bundle that proves what became of a letter, judged by Python alone and without Congvu."""

import asyncio
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from congvu.audit_key import AuditKey, new_audit_key
from congvu.evidence import script
from congvu.offline import verify_evidence
from store import Store, Tx, cut, retention, spool
from store.account import seal
from store.schema.account import checkpoint_sent
from store.schema.spool import letter, recipient
from store.spool import Key, Settlement
from tests.congvu.office import Office
from tests.store.letters import new_letter
from work.evidence import ending
from work.letter import State
from work.retention import Cut, Kind

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAIN = (os.path.realpath(sys.executable), "-I", "-S")  # Python with its own library alone
BODY = "From: an@bn.gov.vn\r\nSubject: Báo cáo\r\n\r\nKính gửi\r\n".encode()
BINH, LAN = "binh@yte.gov.vn", "lan@hg.gov.vn"

Work = Callable[[Store], Any]


def in_store(office: Office, work: Work) -> Any:
    async def run() -> Any:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def ended(number: int, salt: bytes, position: int, state: State, said: str) -> Settlement:
    facts = ending("mx.yte.gov.vn", "TLSv1.3", said, "ab" * 32)
    status = "2.0.0" if state is State.DELIVERED else "5.1.1"
    return Settlement(
        Key(number, position, 1), state, status, said, via="smtp", facts=facts, salt=salt
    )


def relayed(office: Office) -> int:
    """A letter to two, one of whom got it; sealed before, between and after."""
    key = AuditKey.read(office.folder / "keys/audit.pem")

    async def work(store: Store) -> int:
        await store.write(seal, key, NOW - MINUTE)
        new = new_letter(BINH, LAN, body=BODY)._replace(message_id="<1@bn.gov.vn>")
        accepted = await store.write(spool.accept, new, NOW, NOW + 5 * 1440 * MINUTE, "w")
        assert accepted is not None
        await store.write(seal, key, NOW + MINUTE)
        number, salt = accepted.letter, accepted.salt
        await store.write(spool.begin, "w", [Key(number, place, 0) for place in (0, 1)])
        one = ended(number, salt, 0, State.DELIVERED, "250 2.0.0 taken as 17")
        two = ended(number, salt, 1, State.REFUSED, "550 5.1.1 no such user")
        await store.write(spool.settle, "w", [one], NOW + 2 * MINUTE)
        await store.write(seal, key, NOW + 11 * MINUTE)
        await store.write(spool.settle, "w", [two], NOW + 12 * MINUTE)
        return number

    return int(in_store(office, work))


def kept(office: Office) -> int:
    """The same, of which the second recipient still waits, so that its octets are kept."""
    key = AuditKey.read(office.folder / "keys/audit.pem")

    async def work(store: Store) -> int:
        new = new_letter(BINH, LAN, body=BODY)
        accepted = await store.write(spool.accept, new, NOW, NOW + 5 * 1440 * MINUTE, "w")
        assert accepted is not None
        await store.write(spool.begin, "w", [Key(accepted.letter, 0, 0)])
        one = ended(accepted.letter, accepted.salt, 0, State.DELIVERED, "250 2.0.0 taken as 17")
        await store.write(spool.settle, "w", [one], NOW + 2 * MINUTE)
        await store.write(seal, key, NOW + 11 * MINUTE)
        return accepted.letter

    return int(in_store(office, work))


def judged(folder: Path, *arguments: str) -> tuple[int, str]:
    """What the script says; run in this process, which spares a fifth of a second."""
    said = io.StringIO()
    with contextlib.chdir(folder.parent), contextlib.redirect_stdout(said):
        return verify_evidence.main(arguments), said.getvalue()


def judged_plainly(folder: Path, *arguments: str) -> tuple[int, str]:
    """The same by a Python without anything but its own library, at a place of its own."""
    program = folder.parent / "judge.py"
    program.write_bytes(script())
    done = subprocess.run(
        [*PLAIN, str(program), *arguments], cwd=folder.parent, capture_output=True, check=False
    )
    assert done.stderr == b"", done.stderr.decode()
    return done.returncode, done.stdout.decode()


def wrong(folder: Path, *arguments: str) -> str:
    """What it says is wrong."""
    code, said = judged(folder, str(folder), *arguments)
    assert code == 1, said
    return said.removeprefix("KHÔNG KHỚP / DOES NOT HOLD: ").rstrip("\n")


@pytest.fixture(scope="module")
def made(fresh_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with the letter in it, in a folder, to copy from."""
    folder = tmp_path_factory.mktemp("evidence")
    office = Office(shutil.copytree(fresh_office, folder / "office"))
    number = kept(office)
    office.good("evidence", str(number), "--output", str(folder / "bundle"))
    return folder / "bundle"


@pytest.fixture
def bundle(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "bundle")


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

    assert "evidence" in office.good("queue", "why", str(number))


def flips(path: Path) -> Iterator[bytes]:
    """The file with one bit of it changed, at places of every kind; shortened, longer, and empty."""
    octets = path.read_bytes()
    for place in range(0, len(octets), max(1, len(octets) // 12)):
        changed = bytearray(octets)
        changed[place] ^= 1 << place % 7
        yield bytes(changed)
    yield octets[:-1]
    yield octets + b"\n"
    yield b""


@pytest.mark.parametrize(
    "name",
    ["README.txt", "account.jsonl", "audit.pub", "letter.eml", "manifest.json", "receipts.json", "verify_evidence.py"],
)  # fmt: skip
def test_every_changed_file_is_named(bundle: Path, name: str) -> None:
    changes = list(flips(bundle / name))
    whole, unseen = (bundle / name).read_bytes(), 0

    for octets in changes:
        (bundle / name).write_bytes(octets)
        code, said = judged(bundle, str(bundle))
        if name in ("manifest.json", "audit.pub"):  # blanks of JSON, line ends of PEM: the same
            unseen += code == 0
            assert (
                code == 0 or "manifest.json" in said or "audit.pub" in said or "malformed" in said
            ), said
        else:
            assert (code, name in said) == (1, True), said
    assert unseen <= 2, "only what says the same"
    (bundle / name).unlink()
    assert f"{name} is missing" in wrong(bundle)
    (bundle / name).write_bytes(whole)
    assert judged(bundle, str(bundle))[0] == 0


def test_a_file_that_was_put_in_is_named(bundle: Path) -> None:
    (bundle / "more.eml").write_bytes(b"x")

    assert wrong(bundle) == "more.eml is not part of this bundle"


class Forger:
    """Has a sealing key of his own, and makes the manifest fit whatever he changed."""

    def __init__(self, bundle: Path) -> None:
        self.bundle = bundle
        self.key = new_audit_key(bundle.parent / "forger.pem")

    def receipts(self, change: Callable[[list[Any]], None], key: AuditKey) -> None:
        from congvu.evidence import _signed

        path = self.bundle / "receipts.json"
        told = json.loads(path.read_text("utf-8"))
        change(told)
        told = [{k: v for k, v in one.items() if k != "signature"} for one in told]
        path.write_text(json.dumps([_signed("receipt", one, key) for one in told]), "utf-8")

    def manifest(self, key: AuditKey) -> None:
        from hashlib import sha256

        from congvu.evidence import _signed

        path = self.bundle / "manifest.json"
        told = json.loads(path.read_text("utf-8"))
        told["files"] = {
            n: sha256((self.bundle / n).read_bytes()).hexdigest() for n in told["files"]
        }
        del told["signature"]
        path.write_text(json.dumps(_signed("manifest", told, key)), "utf-8")


@pytest.fixture
def own_key(made: Path) -> AuditKey:
    """The office's key in the hands of the forger: what he still cannot do without the account."""
    return AuditKey.read(made.parent / "office/keys/audit.pem")


def set_(*path: Any, to: Any) -> Callable[[list[Any]], None]:
    def change(told: list[Any]) -> None:
        place: Any = told
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_(1, "recipient", to=LAN), "names another recipient"),
        (set_(1, "facts", "answer", to="250 ok"), "the facts are not those that its line binds"),
        (set_(1, "at", to=1), "does not say what its line says"),
        (set_(1, "event", to="RelayToNonERDSFailure"), "is no name for delivered"),
        (set_(1, "line", "position", to=99), "rests on a line that is not in account.jsonl"),
        (set_(0, "content", "sha256", to="00" * 32), "names other octets"),
        (set_(0, "facts", "sender", to="x@y.vn"), "the facts are not those that its line binds"),
        (set_(0, "codes", "octets", to=1), "does not say what its line says"),
    ],
)
def test_receipts_that_were_signed_anew_still_have_to_say_what_the_account_says(
    bundle: Path, own_key: AuditKey, change: Callable[[list[Any]], None], said: str
) -> None:
    forger = Forger(bundle)
    forger.receipts(change, own_key)
    forger.manifest(own_key)

    assert said in wrong(bundle)


def test_another_letter_beside_good_receipts_is_found(bundle: Path, own_key: AuditKey) -> None:
    (bundle / "letter.eml").write_bytes(BODY + b"more\r\n")
    Forger(bundle).manifest(own_key)

    assert wrong(bundle) == "letter.eml is not the letter that was accepted"


def test_a_forger_with_a_key_of_his_own_is_found_by_who_has_the_offices(bundle: Path) -> None:
    forger, office = Forger(bundle), bundle.parent / "office.pub"
    shutil.copy(bundle / "audit.pub", office)
    forger.receipts(set_(1, "facts", "answer", to="250 ok"), forger.key)
    shutil.copy(bundle.parent / "forger.pub", bundle / "audit.pub")
    forger.manifest(forger.key)

    assert wrong(bundle, "--key", str(office)) == "manifest.json is not as the office signed it"
    assert "is not signed by a key that we have" in wrong(bundle)


def lines_of(bundle: Path) -> list[dict[str, Any]]:
    text = (bundle / "account.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def keep(bundle: Path, records: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    (bundle / "account.jsonl").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("line", {"event": "refused"}, "was changed: its hash is not that of what it says"),
        ("line", {"position": 7}, "does not follow from the one before: a line is gone or put in"),
        ("checkpoint", {"at": 1}, "was changed: its hash is not that of what it says"),
        ("checkpoint", {"signature": "00" * 64}, "is not signed by a key that we have"),
        ("checkpoint", {"key": "0" * 16}, "is not signed by a key that we have (0000000000000000)"),
        ("segment", {"from": "11" * 32}, "was changed: its hash is not that of what it says"),
    ],
)
def test_a_changed_segment_is_found_at_its_place(
    bundle: Path, own_key: AuditKey, kind: str, change: dict[str, Any], said: str
) -> None:
    records = lines_of(bundle)
    next(one for one in records if one["kind"] == kind).update(change)
    keep(bundle, records)
    Forger(bundle).manifest(own_key)

    assert said in wrong(bundle)


def test_lines_without_the_checkpoint_that_signs_them_prove_nothing(
    bundle: Path, own_key: AuditKey
) -> None:
    keep(bundle, [one for one in lines_of(bundle) if one["kind"] != "checkpoint"])
    Forger(bundle).manifest(own_key)

    assert "ends with lines that no checkpoint here signs" in wrong(bundle)


def test_a_damaged_zip_file_is_told_as_such(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(made.iterdir()):
            packed.write(file, file.name)
    octets = path.read_bytes()
    assert judged(tmp_path / "x", str(path))[0] == 0

    for place in range(0, len(octets), len(octets) // 25):
        changed = bytearray(octets)
        changed[place] ^= 0x41
        path.write_bytes(changed)
        code, said = judged(tmp_path / "x", str(path))
        assert code == 1 or "HOLDS" in said.splitlines()[-1], said
    path.write_bytes(octets[: len(octets) // 2])
    assert "is no zip file, or is damaged" in judged(tmp_path / "x", str(path))[1]


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
