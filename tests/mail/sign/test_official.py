"""Realistic letters, made fit and signed by us: verifiers that are not ours take them, and find what is changed.

A hundred in every run, a thousand as a proof.
"""

import random
from pathlib import Path

import pytest

from mail import header as headers
from mail.sealing import Hashes, Sealer, Top
from mail.sign import Keyring, SigningKey, dns_record, keep_pem, new_pem, verify
from mail.sign.key import read_pem
from tests.mail.relaying import NOW
from tests.mail.sign import judges
from tests.mail.sign.changes import CHANGES, SINGULAR, added
from tests.mail.sign.letters import body_hash
from tests.mail.sign.official import DOMAIN, Clerk
from tests.mail.sign.oracle import names_signed, seen
from tests.mail.travel.mended import mended
from work.letter import Addressee, Envelope, Origin, Parcel

Records = dict[tuple[str, str], bytes]

GOOD = {"rsa": "pass", "ed25519": "pass"}
ORIGIN = Origin("inside", "trusted", "10.1.0.9", "mx.vpcp.gov.vn", "ESMTP", agency="G22")
PARCEL = Parcel(
    7, "relayed", NOW, ORIGIN, Envelope(f"a@{DOMAIN}", (Addressee("b@moh.gov.vn"),)), (0,), (0,), 1, 1
)  # fmt: skip


class Signer:
    """The keys of the office, and the relay's own way to sign with them."""

    def __init__(self, folder: Path) -> None:
        self.records: Records = {}
        for selector, algorithm in (("r1", "rsa"), ("e1", "ed25519")):
            pem = new_pem("rsa" if algorithm == "rsa" else "ed25519")
            keep_pem(folder, DOMAIN, selector, pem)
            key = read_pem(DOMAIN, selector, pem)
            assert isinstance(key, SigningKey)
            self.records[selector, DOMAIN] = dns_record(key.public_key, key.algorithm).encode()
        keyring = Keyring(folder)
        assert keyring.reload() == ()
        self._sealer = Sealer("relay.vpcp.gov.vn", keyring, self.records, lambda domain: "G22")

    def signed(self, letter: bytes) -> bytes:
        """The octets that leave; fails where the relay would hold the letter."""
        fit = mended(letter)
        assert isinstance(fit, bytes), fit
        block, start = headers.split(fit)
        top, hashes = Top(block, headers.parse(block)), Hashes()
        hashes.update(fit[start:])
        keys = self._sealer.keys(PARCEL, top.header)
        assert len(keys) == 2
        prefix = self._sealer.prefix(PARCEL, top, keys, hashes, NOW)
        assert isinstance(prefix, bytes), prefix
        return prefix + fit

    def ours(self, letter: bytes) -> bool:
        """Whether our own verifier takes both signatures."""
        block, start = headers.split(letter)
        verdicts = verify(block, body_hash(letter[start:]), self.records, NOW)
        results = {verdict.result for verdict in verdicts}
        assert len(results) == 1, verdicts
        return results == {"pass"}


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("keys"))


def many(usual: int, proof: int) -> list[object]:
    """So many in every run, and so many as a proof."""
    return [pytest.param(usual, id=str(usual)), pytest.param(proof, id=str(proof), marks=pytest.mark.proof)]  # fmt: skip


@pytest.mark.parametrize("count", many(100, 1000))
def test_realistic_letters_signed_by_us_are_taken(
    count: int, signer: Signer, tmp_path: Path
) -> None:
    clerk = Clerk(seed=count)
    letters = [signer.signed(clerk.letter()) for _ in range(count)]

    assert judges.opendkim_on_all(letters, signer.records, tmp_path) == [GOOD] * count
    assert judges.mail_dkim(letters, signer.records, tmp_path) == ["pass"] * count
    assert all(map(signer.ours, letters))
    whole = b"".join(letters)
    for kind in (
        b"multipart/signed",
        b"message/rfc822",
        b"=?utf-8?",
        b"X-Huge",
        b"quoted-printable",
    ):
        assert kind in whole, "the letters are not what they should be"


@pytest.mark.parametrize("count", many(40, 1000))
def test_a_change_passes_only_if_canonicalisation_swallows_it(
    count: int, signer: Signer, tmp_path: Path
) -> None:
    """What it swallows is told by an oracle apart from all four judges."""
    clerk, chance = Clerk(seed=count + 1), random.Random(count)
    changed: list[bytes] = []
    expected: list[bool] = []
    for _ in range(count):
        letter = signer.signed(clerk.letter())
        names = names_signed(letter)
        for change in chance.sample(CHANGES, 9):
            other = change(letter, chance)
            below = other[other.index(b"DKIM-Signature:") :]
            changed.append(other)
            expected.append(seen(letter, names) == seen(other, names))
            assert below.startswith(letter[:200]), "the signatures themselves stand as they were"

    found = judges.opendkim_on_all(changed, signer.records, tmp_path)
    wrong = [
        (i, expected[i], found[i], signer.ours(one))
        for i, one in enumerate(changed)
        if (found[i] == GOOD) != expected[i] or signer.ours(one) != expected[i]
    ]
    assert not wrong, changed[wrong[0][0]]
    few = changed[:: max(len(changed) // (count * 3), 1)]
    by_perl = judges.mail_dkim(few, signer.records, tmp_path)
    assert [one == "pass" for one in by_perl] == expected[:: max(len(changed) // (count * 3), 1)]
    assert 0.2 < sum(expected) / len(expected) < 0.8, "both kinds of change are there"


@pytest.mark.parametrize("count", many(2, 60))
def test_each_added_singular_field_is_found(count: int, signer: Signer, tmp_path: Path) -> None:
    clerk = Clerk(seed=count + 2)
    changed = [
        added(letter, name, on_top=on_top)
        for letter in [signer.signed(clerk.letter()) for _ in range(count)]
        for name in SINGULAR
        for on_top in (True, False)
    ]

    found = judges.opendkim_on_all(changed, signer.records, tmp_path)

    assert not [one for one in found if "pass" in one.values()]
    assert "pass" not in judges.mail_dkim(changed, signer.records, tmp_path)
    assert not any(map(signer.ours, changed))


def test_the_same_seed_writes_the_same_letters() -> None:
    ours, again, others = Clerk(1), Clerk(1), Clerk(2)

    assert ours.letter() == again.letter() != others.letter()
