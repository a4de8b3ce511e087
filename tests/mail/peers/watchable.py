"""An IMAP server with one mailbox: started on the same ports each time, killed, frozen, and asked by another program."""

import asyncio
import imaplib
import os
import signal
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.program import free_port
from tests.mail.peers.daemon import Tls

USER, PASSWORD = "vanthu@vpcp.gov.vn", 'mật "khẩu\\'


class Watchable:
    """*port* speaks IMAP over TLS; USER has a mailbox there."""

    def __init__(self, tls: Tls) -> None:
        self.tls, self.port = tls, free_port()
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self, start: list[str]) -> None:
        """Starts it by the command *start*, and waits until it lets USER in."""
        self._process = await asyncio.create_subprocess_exec(
            *start, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        async with asyncio.timeout(30):
            while not await asyncio.to_thread(self._answers):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """Ends it at once, in the middle of whatever it does."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        await self._process.wait()
        self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It does nothing meanwhile, and its connections stay open."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    @contextmanager
    def client(self, user: str = USER) -> Iterator[imaplib.IMAP4_SSL]:
        """Another program that is logged in."""
        context = ssl.create_default_context(cafile=self.tls.authority)
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context, timeout=30)
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        try:
            yield client
        finally:
            client.logout()

    def shown(self) -> list[bytes]:
        """What another program gets of INBOX."""
        with self.client() as client:
            client.select("INBOX", readonly=True)
            _, found = client.uid("SEARCH", "ALL")
            return [client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1] for uid in found[0].split()]

    def _answers(self) -> bool:
        try:
            with self.client():
                return True
        except (OSError, imaplib.IMAP4.error):
            return False
