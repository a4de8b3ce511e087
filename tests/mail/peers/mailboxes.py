"""A real Dovecot with IMAP over TLS: mailboxes to watch, on a server that is killed, frozen and numbers anew."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.program import free_port
from tests.mail.peers.alone import command, folder_of, laid_over, own, users
from tests.mail.peers.daemon import Tls
from tests.mail.peers.watchable import PASSWORD, USER, Watchable

CONF = """
base_dir = {run}
state_dir = {run}
log_path = {here}/log
ssl = yes
ssl_cert = <{tls.certificate}
ssl_key = <{tls.key}
default_login_user = dovenull
default_internal_user = dovecot
default_internal_group = dovecot
first_valid_uid = 1
protocols = imap
mail_location = maildir:{here}/box/%u
auth_mechanisms = {mechanisms}
disable_plaintext_auth = no
auth_failure_delay = 1 secs
mail_max_userip_connections = 100
imap_capability = {capability}
passdb {{
  driver = passwd-file
  args = username_format=%u {here}/mailboxes
}}
{more}
userdb {{
  driver = passwd-file
  args = username_format=%u {here}/mailboxes
}}
service anvil {{
  client_limit = 2000
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
"""
SERVER, LOGIN, CLERK = "dovecot", "dovenull", "clerk"


class Mailboxes(Watchable):
    """One mailbox of USER; *box* is its maildir."""

    def __init__(self, folder: Path, tls: Tls, run: Path, mechanisms: str, more: str) -> None:
        self._over = laid_over("Dovecot", "dovecot-core", "dovecot-imapd")
        super().__init__(tls)
        self._folder = folder
        self._number = users(folder, SERVER, LOGIN, CLERK)[CLERK]
        own(folder / "box", self._number)
        line = f"{USER}:{{PLAIN}}{PASSWORD}:{self._number}:{self._number}::{folder}::\n"
        (folder / "mailboxes").write_text(line, encoding="utf-8")
        self.plain = free_port()
        self.box = folder / "box" / USER
        self._count = 0
        self._told = {"run": run, "mechanisms": mechanisms, "more": more}

    async def start(self, capability: str = "") -> None:
        """Starts it, on the same port each time."""
        conf = CONF.format(
            here=self._folder, tls=self.tls, port=self.port, plain=self.plain,
            capability=capability, **self._told,
        )  # fmt: skip
        (self._folder / "conf").write_text(conf, encoding="utf-8")
        start = f"/usr/sbin/dovecot -F -c {self._folder}/conf"
        await self.begin(command(self._folder, start, self._over))

    async def renumber(self) -> None:
        """Lets its folders be numbered anew, as after a move of the mailbox; it must not run meanwhile."""
        for path in [*self.box.rglob("dovecot*")]:
            if path.is_file():
                path.unlink()
        await asyncio.sleep(1.1)  # its UIDVALIDITY is the second of its making

    # What people and other servers do with it.

    def put(self, letter: bytes) -> None:
        """Delivers a letter into INBOX, as a delivery agent does."""
        self._count += 1
        name = f"{1_800_000_000 + self._count}.{os.getpid()}_{self._count}.test"
        for part in ("new", "cur", "tmp"):
            if not (self.box / part).exists():
                (self.box / part).mkdir(parents=True, mode=0o700)
                shutil.chown(self.box / part, self._number, self._number)
                shutil.chown(self.box, self._number, self._number)
        place = self.box / "tmp" / name
        place.write_bytes(letter)
        shutil.chown(place, self._number, self._number)
        place.rename(self.box / "new" / name)

    @contextmanager
    def unreadable(self, number: int) -> Iterator[None]:
        """The server may not read the letter that was put as that number."""
        (path,) = self.box.rglob(f"*_{number}.test*")
        shutil.chown(path, 0, 0)
        path.chmod(0o600)
        try:
            yield
        finally:
            (path,) = self.box.rglob(f"*_{number}.test*")
            shutil.chown(path, self._number, self._number)


@asynccontextmanager
async def mailboxes(
    tls: Tls, mechanisms: str = "plain login", more: str = ""
) -> AsyncIterator[Mailboxes]:
    """A Dovecot while the block runs."""
    # Not below pytest's folder, which another run may shut; its sockets want a short path, unix(7).
    with TemporaryDirectory(prefix="dovecot-") as made:
        folder, run = Path(made), Path(made) / "run"
        folder_of(folder)
        run.mkdir()
        peer = Mailboxes(folder, tls, run, mechanisms, more)
        await peer.start()
        try:
            yield peer
        finally:
            await peer.kill()
