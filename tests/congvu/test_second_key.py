"""The key of second factors: made once, for its owner alone, and without it the store gives no code."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import select, update

from congvu.audit_key import KeyRefused
from congvu.second_key import Safe, SecondKey, new_second_key
from store import Store, Tx
from store.console import account, second
from store.schema.console import console_account
from tests.store.office import BINH, CUONG, NOW, staffed

SECRET = b"12345678901234567890"
KEY = SecondKey(bytes(32))


def test_what_is_sealed_opens_for_its_person_by_its_key_and_for_nobody_else() -> None:
    sealed = KEY.seal(SECRET, BINH)

    assert SECRET not in sealed
    assert KEY.open(sealed, BINH) == SECRET
    assert KEY.open(sealed, CUONG) is None, "moved to another row"
    assert SecondKey(bytes(31) + b"x").open(sealed, BINH) is None
    for place in range(len(sealed)):
        torn = bytearray(sealed)
        torn[place] ^= 1
        assert KEY.open(bytes(torn), BINH) is None, place
    assert KEY.seal(SECRET, BINH) != sealed, "a nonce is drawn for each"


async def test_those_who_start_at_once_have_one_key_which_others_cannot_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys" / "second.key"
    keys = await asyncio.gather(*(asyncio.to_thread(new_second_key, path) for _ in range(8)))

    sealed = keys[0].seal(SECRET, BINH)
    assert {key.open(sealed, BINH) for key in keys} == {SECRET}
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["second.key"]
    path.chmod(0o644)
    with pytest.raises(KeyRefused, match="chmod 600"):
        SecondKey.read(path)


async def test_what_lay_open_is_sealed_at_the_start_and_once(store: Store, tmp_path: Path) -> None:
    await staffed(store)
    await store.write(_open_secrets)
    path = tmp_path / "second.key"
    safe = Safe(path)
    await safe.prepare(store)

    kept = await store.read(_secret)
    assert SECRET not in kept
    assert safe.open(kept, BINH) == SECRET
    assert await store.read(second.unopened, SecondKey.read(path)) == 0

    await Safe(path).prepare(store)
    assert await store.read(_secret) == kept, "once"


async def test_a_key_that_is_gone_is_told_and_no_other_is_made_in_its_place(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await staffed(store)
    await store.write(_open_secrets)
    path = tmp_path / "second.key"
    await Safe(path).prepare(store)
    path.unlink()

    safe = Safe(path)
    await safe.prepare(store)

    assert (safe.ready, path.exists()) == (False, False)
    assert "congvu console forget-second MAILBOX" in capsys.readouterr().out


def _open_secrets(tx: Tx) -> None:
    account.make(tx, BINH, NOW)
    place = console_account.c.person_id == BINH
    tx.run(update(console_account).where(place).values(totp=SECRET))


def _secret(tx: Tx) -> bytes:
    return bytes(tx.value(select(console_account.c.totp)))
