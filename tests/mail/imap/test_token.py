"""XOAUTH2 against a Dovecot that judges tokens itself: one that ended is refused in words, and the next login has a fresh one."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from congvu.access_token import token
from mail.imap import watch
from mail.imap.box import NoSecret
from store import mailbox
from tests.mail.imap.test_watch import letter
from tests.mail.imap.watching import Watching
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes, mailboxes
from tests.mail.peers.watchable import USER

KEY = b"khoa-bi-mat-cua-may-chu-thu-dien-tu"
PASSDB = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2
}}
"""
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""


def coded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def access_token(ends_in: float) -> str:
    """A JWT (RFC 7519) as an authority would give it."""
    now = int(time.time())
    claims = {"email": USER, "sub": USER, "iat": now - 3600, "exp": now + int(ends_in)}
    parts = [coded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(KEY, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, coded(signature)])


@pytest.fixture
def oauth2() -> Iterator[Path]:
    """What the server knows of the authority; in a folder that other users get to."""
    with TemporaryDirectory(prefix="oauth2-") as made:
        yield known_in(Path(made))


def known_in(folder: Path) -> Path:
    key = folder / "keys/default/HS256/default"
    key.parent.mkdir(parents=True)
    key.write_text(base64.b64encode(KEY).decode())
    (folder / "oauth2").write_text(OAUTH2.format(folder=folder))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


@pytest_asyncio.fixture
async def peer(tls: Tls, oauth2: Path) -> AsyncIterator[Mailboxes]:
    """The server, which lets nobody else in by token."""
    async with mailboxes(tls, "plain xoauth2", PASSDB.format(folder=oauth2)) as running:
        yield running


async def test_a_token_that_ended_is_refused_at_once_and_the_next_login_has_a_fresh_one(
    watching: Watching, peer: Mailboxes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "REFUSED_PAUSE_SECONDS", 1.0)
    printed = tmp_path / "token"
    printed.write_text(access_token(-60))

    async def fresh() -> str:
        return await token(("/bin/cat", str(printed)))

    peer.put(letter(1))
    async with watching.awake(by_token=True, secret=fresh):
        assert await watching.troubled(10) == "authenticate-authenticationfailed"
        assert await watching.store.read(mailbox.seen, watching.box.key, 1) == frozenset()
        printed.write_text(access_token(60))
        (one,) = await watching.letters(1, seconds=20)
    assert one.subject == "V/v 1"


@pytest.mark.parametrize("command", [("/bin/false",), ("/bin/echo", "a b"), ("/khong/co",)])
async def test_a_program_that_gives_no_token_is_said_so(command: tuple[str, ...]) -> None:
    with pytest.raises(NoSecret, match=command[0]):
        await token(command)
