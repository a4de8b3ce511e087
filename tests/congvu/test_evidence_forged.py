"""A bundle of evidence that somebody changed says what is wrong, offline."""

import json
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from congvu.audit_key import AuditKey, new_audit_key
from congvu.offline import verify_evidence
from tests.congvu.bundles import BODY, LAN, judged, lines_of, wrong


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
    (bundle / "more.eml").unlink()
    (bundle / "more").mkdir()
    (bundle / "more/letter.eml").write_bytes(b"x")
    assert wrong(bundle) == "more is not part of this bundle"


def test_what_two_readers_may_read_differently_does_not_hold(bundle: Path) -> None:
    path = bundle / "manifest.json"
    told = path.read_text("utf-8")
    path.write_text(told.replace("{", '{\n "made": "2020-01-01T00:00:00+00:00",', 1), "utf-8")

    assert wrong(bundle) == "a name stands twice in some JSON"


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
        from congvu.evidence import _signed

        path = self.bundle / "manifest.json"
        told = json.loads(path.read_text("utf-8"))
        told["files"] = {
            n: sha256((self.bundle / n).read_bytes()).hexdigest()
            for n in told["files"]
            if (self.bundle / n).exists()
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
        (set_(1, "event", to="ContentConsignment"), "is no name for delivered"),
        (set_(1, "event", to="SubmissionAcceptance"), "is no name for delivered"),
        (set_(1, "time", to="2020-01-01T00:00:00+00:00"), "tells another time than its line"),
        (set_(1, "content", "sha256", to="00" * 32), "names other octets"),
        (set_(0, "content", "octets", to=1), "names other octets"),
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

    assert wrong(bundle) == "letter.eml is not what was accepted"


def test_a_forger_with_a_key_of_his_own_is_found_by_who_has_the_offices(bundle: Path) -> None:
    forger, office = Forger(bundle), bundle.parent / "office.pub"
    shutil.copy(bundle / "audit.pub", office)
    forger.receipts(set_(1, "facts", "answer", to="250 ok"), forger.key)
    shutil.copy(bundle.parent / "forger.pub", bundle / "audit.pub")
    forger.manifest(forger.key)

    assert wrong(bundle, "--key", str(office)) == "manifest.json is not as the office signed it"
    assert "is not signed by a key that we have" in wrong(bundle)


def keep(bundle: Path, records: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    (bundle / "account.jsonl").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("line", {"event": "refused"}, "was changed: its hash is not that of what it says"),
        ("line", {"position": 7}, "does not follow from the one before: a line is gone or put in"),
        ("checkpoint", {"at": 1}, "its time is not the sealed one"),
        ("checkpoint", {"heads": "{}"}, "was changed: its hash is not that of what it says"),
        ("checkpoint", {"signature": "00" * 64}, "is not signed by a key that we have"),
        ("checkpoint", {"key": "0" * 16}, "is not signed by a key that we have (0000000000000000)"),
        ("segment", {"from": "11" * 32}, "was changed: its hash is not that of what it says"),
        ("segment", {"actor": "cli:4711"}, "is of somebody else than it says"),
        ("line", {"by": "cli:4711"}, "holds more than is sealed, or less"),
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


def test_a_receipt_of_an_end_does_not_pass_for_the_acceptance_of_another_letter(
    bundle: Path, own_key: AuditKey
) -> None:
    other = BODY + b"more\r\n"

    def change(told: list[Any]) -> None:
        del told[0]  # so that what binds the octets is not looked at
        told[0]["event"] = "SubmissionAcceptance"
        told[0]["content"]["sha256"] = sha256(other).hexdigest()

    (bundle / "letter.eml").write_bytes(other)
    forger = Forger(bundle)
    forger.receipts(change, own_key)
    forger.manifest(own_key)

    assert "is no name for delivered" in wrong(bundle)


@pytest.mark.parametrize("kind", ["line", "checkpoint"])
def test_a_time_that_is_not_the_sealed_one_is_found(
    bundle: Path, own_key: AuditKey, kind: str
) -> None:
    records = lines_of(bundle)
    next(one for one in records if one["kind"] == kind)["time"] = "2020-01-01T00:00:00+00:00"
    keep(bundle, records)
    Forger(bundle).manifest(own_key)

    assert "its time is not the sealed one" in wrong(bundle)


def test_two_files_of_one_name_in_a_zip_are_told(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(made.iterdir()):
            packed.write(file, file.name)
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.write(made / "letter.eml", "letter.eml")

    code, said = judged(tmp_path / "x", str(path))
    assert (code, "holds two files of one name" in said) == (1, True), said


def test_receipts_that_were_taken_out_are_missed(bundle: Path, own_key: AuditKey) -> None:
    forger = Forger(bundle)
    for change, event in ((list[Any].pop, "delivered"), (list[Any].clear, "accepted")):
        forger.receipts(change, own_key)
        forger.manifest(own_key)

        assert wrong(bundle) == f"receipts.json: that of {event} is gone"


def test_what_unpacks_to_more_than_any_bundle_is_not_unpacked(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("letter.eml", bytes(48 << 20))
    monkeypatch.setattr(verify_evidence, "MOST", 32 << 20)
    assert "holds more than 32 MiB" in judged(tmp_path / "x", str(path))[1]

    told = bytearray(path.read_bytes())
    at = told.rindex(b"PK\x01\x02")
    told[at + 24 : at + 28] = (1 << 20).to_bytes(4, "little")  # what its directory says of its size
    path.write_bytes(told)
    tracemalloc.start()
    assert "is no zip file, or is damaged" in judged(tmp_path / "x", str(path))[1]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20

    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("letter.eml", bytes(1000))
    assert "is packed otherwise" in judged(tmp_path / "x", str(path))[1]


def test_a_zip_of_many_files_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(2_000):
            packed.writestr(str(number), b"")

    tracemalloc.start()
    assert "or 50 files" in judged(tmp_path / "x", str(path))[1]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20, "each that is open costs some kilobytes"


def test_a_part_of_the_account_that_was_left_out_is_named_as_what_is_not_told(
    bundle: Path, own_key: AuditKey
) -> None:
    assert f"Not told here: an end for {LAN}." in judged(bundle, str(bundle))[1]
    records = lines_of(bundle)
    gone = {one["chain_id"] for one in records if one.get("event") == "accepted"}
    keep(bundle, [one for one in records if one.get("chain_id", one.get("chain")) not in gone])
    (bundle / "letter.eml").unlink()
    forger = Forger(bundle)
    forger.receipts(list[Any].clear, own_key)
    forger.manifest(own_key)

    code, said = judged(bundle, str(bundle))

    assert (code, "Not told here: its acceptance." in said) == (0, True), said


def test_a_folder_of_more_than_any_bundle_is_not_read(bundle: Path) -> None:
    with (bundle / "letter.eml").open("ab") as file:
        file.truncate((1 << 29) + 1)

    assert "holds more than 512 MiB" in wrong(bundle)


def test_what_is_nested_without_end_is_told_to_be_malformed(bundle: Path) -> None:
    (bundle / "manifest.json").write_text("[" * 100_000, "utf-8")

    assert "something is malformed" in wrong(bundle)


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


def test_a_bundle_that_is_not_there_is_no_bundle_that_does_not_hold(tmp_path: Path) -> None:
    code, said = judged(tmp_path / "x", str(tmp_path / "nowhere.zip"))

    assert code == 2
    assert said.endswith("nowhere.zip: No such file or directory\n")
