"""Realistic letters, made fit and signed by us: verifiers that are not ours take them, and find what is changed.

A hundred in every run, a thousand as a proof.
"""

import random
from pathlib import Path

import pytest

from tests.mail.sign import judges
from tests.mail.sign.changes import CHANGES, SINGULAR, added
from tests.mail.sign.official import Clerk
from tests.mail.sign.oracle import names_signed, seen
from tests.mail.sign.sealed import GOOD, Signer


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("keys"))


def many(usual: int, proof: int) -> list[object]:
    """So many in every run, and so many as a proof."""
    marks = (pytest.mark.proof, pytest.mark.timeout(3600))
    return [pytest.param(usual, id=str(usual)), pytest.param(proof, id=str(proof), marks=marks)]


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
