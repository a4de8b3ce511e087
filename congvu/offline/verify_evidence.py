"""Verifies an exported account, or a bundle of evidence, of Congvu: by Python alone, offline.

    python3 verify_evidence.py                      the bundle that this file lies in
    python3 verify_evidence.py BUNDLE.zip           a bundle, or its folder
    python3 verify_evidence.py account.jsonl --key audit.pub
    … --key FILE       a public key (PEM) that you got by another way; may be repeated
    … --against FILE   a checkpoint that was sent out (.eml or .json); may be repeated

Ends with 0 when all of it holds, with 1 and a sentence for each thing that does not, with 2
when it was asked wrongly. It imports nothing but Python's own library (3.8 or newer).
"""

from __future__ import annotations

import argparse
import base64
import email
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import partial
from hashlib import sha256, sha512
from itertools import accumulate
from pathlib import Path
from typing import Any

Json = Any  # what json.loads gives; or a point, four numbers: X, Y, Z, T
loads = partial(json.loads, object_pairs_hook=lambda pairs: once(pairs))
EMPTY, MOST, FILES = "00" * 32, 1 << 29, 50  # begins a chain; octets unpacked, and files, at most
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519, RFC 8032 §5.1
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
DER = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 key, RFC 8410
LINE, TAKEN = ("chain_id", "position", "at", "event", "subject", "codes"), ("accepted", "held")
BAD = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
ENDS = {"delivered": "", "refused": "Failure", "expired": "Failure", "dropped": "Failure"}


class Wrong(Exception):
    """What does not hold, as a sentence."""


def add(a: Json, b: Json) -> Json:
    """The sum of two points."""
    k, m = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = m - k, d - c, d + c, m + k
    return e * f % P, g * h % P, f * g % P, e * h % P


def point(octets: bytes) -> Json | None:
    """The point that 32 octets spell; None where they spell none."""
    odd, y = divmod(int.from_bytes(octets, "little"), 1 << 255)
    if len(octets) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    root = pow(square, (P + 3) // 8, P)
    x = next((x for x in (root, root * ROOT % P) if (x * x - square) % P == 0), None)
    if x is None or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def spelled(a: Json) -> bytes:
    """The 32 octets of a point."""
    x, y = (one * pow(a[2], P - 2, P) % P for one in a[:2])
    return int(y | (x & 1) << 255).to_bytes(32, "little")


def multiples(a: Json) -> list[list[Json]]:
    """For each of 64 places of four bits, the sixteen multiples of *a* there."""
    table: list[list[Json]] = []
    for _ in range(64):
        table.append(list(accumulate([a] * 15, add, initial=(0, 1, 1, 0))))
        a = add(table[-1][-1], a)
    return table


def times(number: int, table: list[list[Json]], total: Json) -> Json:
    """*total* and *number* times the point of *table*."""
    for place, row in enumerate(table):
        total = add(total, row[number >> 4 * place & 15])
    return total


BASE = multiples(point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))


class Keys:
    """Public keys, known by the beginning of their SHA-256, as checkpoints call them."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self.tables: dict[str, tuple[bytes, list[list[Json]]]] = {}
        for name, text in texts:
            blocks = text.split("-----END")[:-1]
            require(blocks, f"{name} is no public key in PEM form")
            for block in blocks:
                octets = base64.b64decode(block.rpartition("-----")[2])
                raw = octets[len(DER) :]
                spot: Json = point(raw)
                require(spot and octets.startswith(DER), f"{name} is no Ed25519 key in PEM form")
                called = sha256(raw).hexdigest()[:16]
                self.tables[called] = raw, multiples((P - spot[0], spot[1], 1, P - spot[3]))

    def hold(self, name: str, message: bytes, signature: bytes) -> bool:
        """Whether *signature* over *message* is by the key called *name*."""
        raw, table = self.tables.get(name, (b"", []))
        scalar = int.from_bytes(signature[32:], "little")
        number = int.from_bytes(sha512(signature[:32] + raw + message).digest(), "little") % L
        if not table or len(signature) != 64 or scalar >= L:
            return False
        return spelled(times(number, table, times(scalar, BASE, (0, 1, 1, 0)))) == signature[:32]


def once(pairs: list[tuple[str, Json]]) -> Json:
    """An object no name of which stands twice: of two values each reader would take another."""
    require(len({name for name, _ in pairs}) == len(pairs), "a name stands twice in some JSON")
    return dict(pairs)


def canonical(value: Json) -> str:
    """JSON in the one form that is hashed: sorted keys, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained(previous: str, value: Json) -> str:
    """SHA-256, in hexadecimal, over the hash before and *value*."""
    return sha256(bytes.fromhex(previous) + canonical(value).encode()).hexdigest()


def signed(keys: Keys, kind: str, value: Json) -> bool:
    """Whether *value* bears a good signature over all the rest of it."""
    rest = {name: one for name, one in value.items() if name != "signature"}
    message = f"congvu {kind} 1\n{canonical(rest)}".encode()
    return keys.hold(value["key"], message, bytes.fromhex(value["signature"]))


def require(holds: object, sentence: str) -> None:
    """Raises Wrong unless it holds."""
    if not holds:
        raise Wrong(sentence)


class Account:
    """An export, or the part of it that a bundle has; read twice, so that a million lines need no memory."""

    def __init__(self, name: str, read: Callable[[], Any], keys: Keys, whole: bool) -> None:
        self.name, self.whole, self._read, self._keys = name, whole, read, keys
        self.marks: dict[str, dict[int, tuple[str, int]]] = {}
        self.checkpoints: dict[int, Json] = {}
        self.kept: dict[tuple[str, int], Json] = {}
        self.lines = self.unsealed = 0
        self.cut: Json = {"checkpoint": 0}
        self._chain, self._at, self._head = "", 0, EMPTY
        self._claim: Json = None

    def verify(self, subject: str | None = None) -> None:
        """Walks it; keeps the lines about *subject*. Raises Wrong at the first thing that does not hold."""
        previous = EMPTY
        for record in self._records("cut", "checkpoint"):
            previous = self._sealed(record, previous)
        for record in self._records("chain", "segment", "line"):
            if record["kind"] == "line":
                self._line(record, subject)
            else:
                self._end()
                self._chain, self._claim = record.get("id", record.get("chain")), record
                self._at, self._head = record.get("after", 0), record.get("from", EMPTY)
                by = sha256(f"{self._chain[:16]} {record['actor']}".encode()).hexdigest()[:12]
                good = self._chain[16:] == by or len(self._chain) == 16  # as names once were
                require(good, f"{self.name}: chain {self._chain} is of somebody else than it says")
        self._end()
        left = sorted(name for name, marks in self.marks.items() if marks and self.whole)
        require(not left, f"{self.name}: chain {left and left[0]} is gone, or lines of its end")

    def _records(self, *kinds: str) -> Iterator[Json]:
        for number, line in enumerate(self._read(), 1):
            try:
                record = loads(line)
                kind = record["kind"]
            except (ValueError, KeyError, TypeError):
                raise Wrong(f"{self.name}, line {number}: is no JSON of an account") from None
            if kind in kinds:
                told = datetime.fromisoformat(record["time"]).timestamp() if "time" in record else 0
                good = "time" not in record or round(told * 1e6) == record["at"]
                require(good, f"{self.name}, line {number}: its time is not the sealed one")
                yield record

    def _sealed(self, record: Json, previous: str) -> str:
        """One cut or checkpoint; the hash that the next checkpoint follows from."""
        number, is_cut = record["number"], record["kind"] == "cut"
        what = f"{self.name}: {record['kind']} {number}"
        said = record["facts"] if is_cut else record["heads"]
        value = ["cut", record["at"], said] if is_cut else [record["at"], said]
        good = chained(record["previous"], value) == record["hash"]
        require(good, f"{what} was changed: its hash is not that of what it says")
        octets = bytes.fromhex(record["hash"]), bytes.fromhex(record["signature"])
        good = self._keys.hold(record["key"], *octets)
        require(good, f"{what} is not signed by a key that we have ({record['key']})")
        if is_cut:
            self.cut = loads(said)
            return str(self.cut["hash"])
        follows = record["previous"] == previous or not self.whole
        require(follows, f"{what} does not follow from the one before: one is gone or put in")
        self.checkpoints[number] = record
        for chain, (length, head) in loads(said).items():
            self.marks.setdefault(chain, {})[length] = head, number
        return str(record["hash"])

    def _line(self, record: Json, subject: str | None) -> None:
        where = f"{self.name}: chain {record['chain_id']}, line {record['position']}"
        good = {*record} == {*LINE, "kind", "hash", "time"}
        require(good, f"{where} holds more than is sealed, or less")
        follows = (record["chain_id"], record["position"]) == (self._chain, self._at + 1)
        require(follows, f"{where} does not follow from the one before: a line is gone or put in")
        good = chained(self._head, [record[name] for name in LINE]) == record["hash"]
        require(good, f"{where} was changed: its hash is not that of what it says")
        self.lines, self._at, self._head = self.lines + 1, record["position"], record["hash"]
        head, number = self.marks.get(self._chain, {}).pop(self._at, (self._head, 0))
        require(head == self._head, f"{where} is not what checkpoint {number} signed")
        self.unsealed = 0 if number else self.unsealed + 1
        if record["subject"] == subject:
            self.kept[self._chain, self._at] = record

    def _end(self) -> None:
        """The end of a chain, or of a part of one."""
        where = f"{self.name}: chain {self._chain}"
        if self._claim and self._claim["kind"] == "segment":
            require(not self.unsealed, f"{where} ends with lines that no checkpoint here signs")
        elif self._claim:
            claim = self._claim["length"], self._claim["head"]
            require((self._at, self._head) == claim, f"{where} does not end where it says")


def sent_out(name: str, octets: bytes) -> Json:
    """The checkpoint in a letter or file that was sent out."""
    parts: Json = [p.get_payload(decode=True) for p in email.message_from_bytes(octets).walk()]
    for found in [octets, *parts]:
        with suppress(ValueError, TypeError):
            value = loads(found)
            if isinstance(value, dict) and value.get("kind") == "checkpoint":
                return value
    raise Wrong(f"{name} holds no checkpoint")


def compare(account: Account, keys: Keys, name: str, octets: bytes) -> str:
    """What a checkpoint that was sent out says of *account*. Raises Wrong where they disagree."""
    sent = sent_out(name, octets)
    number = sent["number"]
    good = chained(sent["previous"], [sent["at"], sent["heads"]]) == sent["hash"]
    seal = bytes.fromhex(sent["hash"]), bytes.fromhex(sent["signature"])
    require(good and keys.hold(sent["key"], *seal), f"{name} is not as the office signed it")
    here = account.cut if number == account.cut["checkpoint"] else account.checkpoints.get(number)
    if here is None and (not account.whole or number < account.cut["checkpoint"]):
        return f"{name}: checkpoint {number} is not part of this, so it cannot be compared."
    good = here is not None and here["hash"] == sent["hash"]
    require(good, f"{name}: the account was rewritten: its checkpoint {number} is another or gone")
    return f"{name}: checkpoint {number} is here as it was sent out."


def files_of(path: str) -> dict[str, bytes]:
    """Each file of a bundle. Raises Wrong where it is damaged, or would not fit into memory."""
    large = f"{path} is no bundle: it holds more than {MOST >> 20} MiB or {FILES} files, or is packed otherwise"
    if Path(path).is_dir():
        found = {p.name: p for p in Path(path).iterdir()}
        good = len(found) <= FILES and sum(p.stat().st_size for p in found.values()) <= MOST
        require(good, large)
        return {name: p.read_bytes() if p.is_file() else b"" for name, p in found.items()}
    try:
        with zipfile.ZipFile(path) as packed, ExitStack() as opened:
            told = {one.filename: one for one in packed.infolist()}
            require(len(told) == len(packed.infolist()), f"{path} holds two files of one name")
            known = len(told) <= FILES and all(one.compress_type in (0, 8) for one in told.values())
            require(known and sum(one.file_size for one in told.values()) <= MOST, large)
            files = {name: opened.enter_context(packed.open(one)) for name, one in told.items()}
            return {name: file.read(told[name].file_size + 1) for name, file in files.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Wrong(f"{path} is no zip file, or is damaged ({error})") from None


def check_manifest(files: dict[str, bytes], keys: Keys) -> Json:
    """The manifest, whose files are all there and as they were. Raises Wrong."""
    manifest = loads(files["manifest.json"])
    require(signed(keys, "manifest", manifest), "manifest.json is not as the office signed it")
    listed = manifest["files"]
    for name in sorted({*files, *listed} - {"manifest.json"}):
        require(name in files, f"{name} is missing")
        require(name in listed, f"{name} is not part of this bundle")
        same = sha256(files[name]).hexdigest() == listed[name]
        require(same, f"{name} was changed: it is not what manifest.json lists")
    return manifest


def check_receipt(receipt: Json, account: Account, keys: Keys, accepted: Json) -> Json:
    """Where the line of a good receipt stands; it goes with the acceptance, too. Raises Wrong."""
    what = f"receipts.json: {receipt['event']} {receipt['number']}"
    require(signed(keys, "receipt", receipt), f"{what} is not as the office signed it")
    place = receipt["line"]["chain"], receipt["line"]["position"]
    line: Json = account.kept.get(place)
    require(line is not None, f"{what} rests on a line that is not in account.jsonl")
    codes = loads(line["codes"])
    same = (receipt["at"], receipt["codes"], receipt["line"]["hash"])
    require(same == (line["at"], codes, line["hash"]), f"{what} does not say what its line says")
    taken = line["event"] in TAKEN and "position" not in codes
    way = "ContentConsignment" if codes.get("via") in ("lmtp", "maildir") else "RelayToNonERDS"
    kind = "SubmissionAcceptance" if taken else way + ENDS.get(line["event"], "?")
    require(receipt["event"] == kind, f"{what} is no name for {line['event']}")
    require(receipt["time"] == line["time"], f"{what} tells another time than its line")
    if receipt["facts"] is not None:
        opened = bytes.fromhex(receipt["opening"]) + canonical(receipt["facts"]).encode()
        good = sha256(opened).hexdigest() == codes.get("facts")
        require(good, f"{what}: the facts are not those that its line binds")
    content = codes if taken else accepted["content"]
    fits = all(content.get(name) == told for name, told in receipt["content"].items())
    require(fits, f"{what} names other octets")
    if not taken and accepted["facts"]:
        to = accepted["facts"]["recipients"][codes["position"]]
        require(receipt["recipient"] in (None, to), f"{what} names another recipient")
    return place


def check_bundle(path: str, keys: Keys, own: bool) -> tuple[Account, Keys, list[str]]:
    """Lines to say of a good bundle. Raises Wrong."""
    files = files_of(path)
    missing = {"audit.pub", "manifest.json", "receipts.json", "account.jsonl"} - {*files}
    require(not missing, f"{', '.join(sorted(missing))} is missing, so this is no whole bundle")
    keys = Keys([("audit.pub", files["audit.pub"].decode("ascii", "replace"))]) if own else keys
    text = files["account.jsonl"].decode("utf-8", "replace")
    account = Account("account.jsonl", lambda: text.split("\n")[:-1], keys, False)
    account.verify(check_manifest(files, keys)["subject"])
    receipts = loads(files["receipts.json"])
    taken = [one for one in receipts if one["event"] == "SubmissionAcceptance"]
    first: Json = taken[0] if taken else {"facts": None, "content": {}}
    given = {check_receipt(receipt, account, keys, first) for receipt in receipts}
    for place, line in account.kept.items():
        good = line["event"] not in (ENDS if "position" in loads(line["codes"]) else TAKEN)
        require(place in given or good, f"receipts.json: that of {line['event']} is gone")
    said = [f"{one['time']}  {one['event']}  {one['recipient'] or ''}" for one in receipts]
    ended = {one["codes"].get("position") for one in receipts}
    to = enumerate((first["facts"] or {"recipients": ()})["recipients"])
    away = [f"an end for {one}" for n, one in to if n not in ended] if taken else ["its acceptance"]
    said += [f"Not told here: {one}. It was not yet, or that part was left out." for one in away]
    if "letter.eml" in files:
        digest = sha256(files["letter.eml"]).hexdigest()
        require(digest == first["content"].get("sha256"), "letter.eml is not what was accepted")
        said.append(f"letter.eml is the letter as accepted: SHA-256 {digest}")
    return account, keys, said


def check_account(path: str, keys: Keys) -> tuple[Account, Keys, list[str]]:
    """Lines to say of a good export. Raises Wrong."""

    def read() -> Iterator[str]:
        with open(path, encoding="utf-8") as file:
            yield from file

    account = Account(Path(path).name, read, keys, True)
    account.verify()
    said = [f"{account.lines} lines, {len(account.checkpoints)} checkpoints."]
    said += [f"Last checkpoint: {n}, {c['time']}." for n, c in [*account.checkpoints.items()][-1:]]
    return account, keys, [*said, "Lines after it are vouched for by their own hashes alone."]


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--key", action="append", default=[])
    parser.add_argument("--against", action="append", default=[])
    asked = parser.parse_args(arguments)
    getattr(sys.stdout, "reconfigure", dict)(errors="replace")  # a console without Vietnamese
    try:
        keys = Keys((name, Path(name).read_text("ascii", "replace")) for name in asked.key)
        if asked.path.endswith((".json", ".jsonl")):
            require(asked.key, "name the public key with --key audit.pub")
            account, keys, said = check_account(asked.path, keys)
        else:
            Path(asked.path).stat()  # one that is not there is no bundle that does not hold
            account, keys, said = check_bundle(asked.path, keys, not asked.key)
        said += [compare(account, keys, name, Path(name).read_bytes()) for name in asked.against]
    except (Wrong, *BAD) as error:
        wrong = error if isinstance(error, Wrong) else f"something is malformed ({error!r})"
        sys.stdout.write(f"KHÔNG KHỚP / DOES NOT HOLD: {wrong}\n")
        return 1
    except OSError as error:
        sys.stdout.write(f"{error.filename}: {error.strerror}\n")
        return 2
    names = ", ".join(f"{name} ({raw.hex()})" for name, (raw, _) in keys.tables.items())
    ask = "" if asked.key else "So khóa này với khóa mà cơ quan công bố. / Compare it with the key that the office gave out.\n"  # fmt: skip
    sys.stdout.write("\n".join([*said, f"Khóa / Key: {names}\n"]) + f"{ask}KHỚP / HOLDS\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
