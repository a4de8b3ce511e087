"""A letter that is to be signed and cannot be waits; it never leaves unsigned, nor with what nobody can verify."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from mail.sign.keyring import Keyring
from tests.mail.relaying import NOW, working
from tests.mail.sign.rings import known, ring_of
from tests.mail.test_queue import with_keys
from work.letter import State

MINUTE = timedelta(minutes=1)


def ring_with(folder: Path, **facts: object) -> Keyring:
    """A ring of both keys of the domain, as the store would have them but for *facts*."""
    with_keys(folder)
    ring = ring_of(folder / "dkim")
    ring.appoint([replace(key, **facts) for key in known(folder / "dkim")])  # type: ignore[arg-type]
    return ring


async def test_it_goes_signed_once_a_key_can_sign(tmp_path: Path) -> None:
    ring = ring_with(tmp_path, seen=None, shown_at=NOW)
    async with working(tmp_path, keyring=ring) as worker:
        await worker.number()
        await worker.until(State.WAITING)
        (row,) = await worker.rows()
        assert (row.status, row.attempts) == ("4.7.5", 1)
        assert row.answer == "it cannot be signed now, as no key of bn.gov.vn can"
        assert not worker.hop.letters

        ring.appoint(known(tmp_path / "dkim"))
        worker.clock.forward(2 * MINUTE)
        await worker.until(State.DELIVERED)

        (sent,) = worker.hop.letters["yte.gov.vn"]
        assert sent.prefix.count(b"DKIM-Signature:") == 2


async def test_where_one_key_can_sign_that_one_does(tmp_path: Path) -> None:
    ring = ring_with(tmp_path)
    stored = known(tmp_path / "dkim")
    ring.appoint([replace(k, seen=b"other") if k.algorithm == "rsa" else k for k in stored])
    async with working(tmp_path, keyring=ring) as worker:
        await worker.number()
        await worker.until(State.DELIVERED)

        (sent,) = worker.hop.letters["yte.gov.vn"]
        assert sent.prefix.startswith(b"DKIM-Signature: v=1; a=ed25519-sha256;")
        assert sent.prefix.count(b"DKIM-Signature:") == 1
