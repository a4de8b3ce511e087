"""Keys in a token, a real one of SoftHSM: made there, never read, and letters signed with them verify everywhere."""

import asyncio
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pkcs11 import TokenFlag

from mail.sign import SigningKey, dns_record, sign
from mail.sign.aside import Aside, Hangs
from mail.sign.key import Algorithm
from mail.sign.keyring import Keyring
from mail.sign.token import Tokens
from mail.sign.vault import TokenFailed
from tests.mail.relaying import working
from tests.mail.sign import judges
from tests.mail.sign.hsm import LABEL, MODULE, PIN, hsm_home, settings_in
from tests.mail.sign.letters import NOW, body_hash
from tests.peers import need
from work.directory import DkimKey
from work.letter import State

__all__ = ["hsm_home"]

DOMAIN = "bn.gov.vn"
HEADER = (
    b"From: An <an@bn.gov.vn>\r\nSubject: Bao cao\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\n\r\n"
)
BODY = b"Kinh gui\r\n"
KEY = DkimKey(DOMAIN, "none", "ed25519", bytes(32), NOW, signs_from=NOW, token=LABEL)


@pytest.fixture
def tokens(hsm_home: Path, tmp_path: Path) -> Tokens:
    return Tokens([settings_in(tmp_path)])


def pair(tokens: Tokens, tag: str) -> list[DkimKey]:
    """A new pair in the token, as the store has keys that sign."""
    return [made(tokens, "rsa", f"r{tag}"), made(tokens, "ed25519", f"e{tag}")]


def made(tokens: Tokens, algorithm: Algorithm, selector: str) -> DkimKey:
    octets = tokens.make(LABEL, f"{selector}._domainkey.{DOMAIN}", algorithm)
    return DkimKey(
        DOMAIN, selector, algorithm, octets, NOW, octets, NOW, signs_from=NOW, token=LABEL
    )


def signers(tokens: Tokens, keys: list[DkimKey]) -> list[SigningKey]:
    found = tokens.found(keys)
    return [key for key in found.values() if isinstance(key, SigningKey)]


def test_letters_signed_in_a_token_verify_by_opendkim_and_mail_dkim(
    tokens: Tokens, tmp_path: Path
) -> None:
    keys = pair(tokens, "v")
    signature = sign(HEADER, body_hash(BODY), signers(tokens, keys), NOW)
    letter = signature + HEADER + BODY
    records = {
        (key.selector, DOMAIN): dns_record(key.public_key, key.algorithm).encode() for key in keys
    }

    assert judges.opendkim(letter, records, tmp_path) == {"rsa": "pass", "ed25519": "pass"}
    assert judges.mail_dkim([letter], records, tmp_path) == ["pass"]
    changed = letter.replace(b"Kinh", b"Kink")
    assert judges.opendkim(changed, records, tmp_path)["ed25519"] != "pass"


def test_a_key_never_leaves_its_token(tokens: Tokens) -> None:
    pair(tokens, "n")
    tokens.close()
    tool = [need("pkcs11-tool"), "--module", str(MODULE), "--token-label", LABEL, "--login"]
    asked = [*tool, "--pin", PIN, "--list-objects", "--type", "privkey"]
    listed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout

    mine = [part for part in listed.split("Private Key Object;") if "n._domainkey" in part]
    assert len(mine) == 2
    for one in mine:
        assert "sensitive, always sensitive, never extractable, local" in one
        assert "Usage:      sign\n" in one, "and for nothing else"


def test_a_token_says_what_it_can_make_and_what_it_holds(tokens: Tokens) -> None:
    made(tokens, "ed25519", "h")

    assert tokens.makes(LABEL, "rsa")
    assert tokens.makes(LABEL, "ed25519")
    assert tokens.holds(LABEL, f"h._domainkey.{DOMAIN}")
    tokens.destroy(LABEL, f"h._domainkey.{DOMAIN}")
    assert not tokens.holds(LABEL, f"h._domainkey.{DOMAIN}")


def test_a_key_that_is_not_the_stores_is_refused_by_its_name(tokens: Tokens) -> None:
    keys = pair(tokens, "s")
    swapped = [replace(keys[0], public_key=pair(tokens, "t")[0].public_key)]
    gone = [replace(keys[1], selector="nothing")]

    assert tokens.found(swapped) == {
        keys[0].name: f"{keys[0].name}: the token congvu has another key of that name"
    }
    (reason,) = tokens.found(gone).values()
    assert reason == f"{gone[0].name}: the token congvu has no key of that name"


def test_a_token_that_is_taken_away_is_told_and_found_again(tokens: Tokens, hsm_home: Path) -> None:
    keys = pair(tokens, "a")
    (rsa, ed25519) = signers(tokens, keys)
    (hsm_home / "tokens").rename(hsm_home / "away")
    try:
        with pytest.raises(TokenFailed, match="the token congvu does not do it"):
            rsa.sign(bytes(32))
        with pytest.raises(TokenFailed, match="is away, and looked for every minute"):
            ed25519.sign(bytes(32))
        assert all("--list-slots" in str(why) for why in tokens.found(keys).values())
    finally:
        (hsm_home / "away").rename(hsm_home / "tokens")

    with pytest.raises(TokenFailed):
        rsa.sign(bytes(32))
    assert len(signers(tokens, keys)) == 2
    assert rsa.sign(bytes(32))


def test_a_wrong_pin_is_tried_once_and_not_again_until_it_is_changed(
    hsm_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = Tokens([settings_in(tmp_path)])
    keys = pair(good, "p")
    good.close()
    settings = settings_in(tmp_path, pin="9999")
    tokens = Tokens([settings])
    for _ in range(2):
        (reason, _) = tokens.found(keys).values()
        assert f"refused the PIN in {settings.pin_file}, which is not tried again" in str(reason)
        monkeypatch.setattr("mail.sign.token.pkcs11.lib", None)  # a second try would fail otherwise
    monkeypatch.undo()
    monkeypatch.setenv("SOFTHSM2_CONF", str(hsm_home / "softhsm2.conf"))

    settings_in(tmp_path)
    assert len(signers(tokens, keys)) == 2


def test_the_last_try_is_left_to_a_person(
    hsm_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, pin="9999")
    (before,) = Tokens([settings]).found([KEY]).values()  # SoftHSM counts, and never locks itself
    assert "refused the PIN" in str(before)
    low = TokenFlag.USER_PIN_COUNT_LOW  # what it does say stands for what others say next
    monkeypatch.setattr("mail.sign.token._LAST_TRY", low)
    settings_in(tmp_path)

    (reason,) = Tokens([settings]).found([KEY]).values()

    assert "the next one may lock it, so none is tried; log in by hand" in str(reason)
    tool = [need("pkcs11-tool"), "--module", str(MODULE), "--token-label", LABEL, "--login"]
    subprocess.run([*tool, "--pin", PIN, "--list-objects"], check=True, capture_output=True)
    (reason,) = Tokens([settings]).found([KEY]).values()
    assert "has no key of that name" in str(reason)


async def test_letters_wait_while_the_token_is_away_and_go_signed_when_it_is_back(
    tokens: Tokens, hsm_home: Path, tmp_path: Path
) -> None:
    keys, ring = pair(tokens, "q"), Keyring(tmp_path / "none")
    ring.appoint(keys, await tokens.keys(keys))
    async with working(tmp_path, keyring=ring) as worker:
        (hsm_home / "tokens").rename(hsm_home / "away")
        try:
            await worker.number()
            await worker.until(State.WAITING)
            assert not worker.hop.letters
            (row,) = await worker.rows()
            assert row.answer == "it cannot be signed now, as no key of bn.gov.vn can"
            (stalled,) = ring.appoint(keys, await tokens.keys(keys))
            assert stalled.domain == DOMAIN
        finally:
            (hsm_home / "away").rename(hsm_home / "tokens")

        assert ring.appoint(keys, await tokens.keys(keys)) == ()
        worker.clock.time = row.not_before
        await worker.until(State.DELIVERED)

        (sent,) = worker.hop.letters["yte.gov.vn"]
        assert sent.prefix.count(b"DKIM-Signature:") == 2


async def test_signing_in_a_token_leaves_the_loop_free(tokens: Tokens, tmp_path: Path) -> None:
    keys, ring, threads = pair(tokens, "l"), Keyring(tmp_path / "none"), set[str]()
    found = await tokens.keys(keys)
    told = {name: _told(key, threads) for name, key in found.items()}
    ring.appoint(keys, told)
    async with working(tmp_path, keyring=ring) as worker:
        for _ in range(3):
            await worker.number()
        await worker.until(*[State.DELIVERED] * 3)

    assert threads == {"tokens"}, "one thread alone, for a library that knows no threads"


def _told(key: SigningKey | str, threads: set[str]) -> SigningKey | str:
    assert isinstance(key, SigningKey)
    inner = key

    def signing(digest: bytes) -> bytes:
        threads.add(threading.current_thread().name)
        return inner.sign(digest)

    return replace(key, _signing=signing)


async def test_a_token_that_hangs_is_not_waited_for_for_ever() -> None:
    aside, stuck = Aside(patience_seconds=0.05), threading.Event()
    with pytest.raises(Hangs, match=r"no answer within 0\.05 seconds"):
        await aside.run(stuck.wait)
    with pytest.raises(Hangs):
        await aside.run(lambda: 1)

    stuck.set()
    await asyncio.sleep(0)
    assert await Aside().run(lambda: 1) == 1
    with pytest.raises(ZeroDivisionError):
        await Aside().run(lambda: 1 // 0)
