"""A real Dovecot that takes LMTP, by TCP and by a Unix socket, into a maildir for each mailbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mail.peers.alone import command, folder_of, laid_over, own, reachable, users
from tests.mail.peers.daemon import running

CONF = """
base_dir = {run}
state_dir = {run}
log_path = {here}/log
ssl = no
default_login_user = dovenull
default_internal_user = dovecot
default_internal_group = dovecot
first_valid_uid = 1
protocols = lmtp
hostname = dovecot.example
mail_location = maildir:{here}/box/%u
mail_plugins = quota
plugin {{
  quota = count:mailbox
  quota_vsizes = yes
}}
lmtp_save_to_detail_mailbox = no
passdb {{
  driver = passwd-file
  args = username_format=%u {here}/mailboxes
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {here}/mailboxes
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
  unix_listener {here}/lmtp {{
    mode = 0666
  }}
}}
"""
MAILBOXES = """\
binh@hg.gov.vn::{number}:{number}::{here}::
hoa@hg.gov.vn::{number}:{number}::{here}::
full@hg.gov.vn::{number}:{number}::{here}::userdb_quota_rule=*:storage=1K
"""
SERVER, LOGIN, CLERK = "dovecot", "dovenull", "clerk"


@dataclass(frozen=True)
class Dovecot:
    """It knows binh@ and hoa@hg.gov.vn, and full@hg.gov.vn, whose quota is 1 KiB."""

    port: int
    socket: Path
    boxes: Path

    def letters(self, address: str) -> list[bytes]:
        """What lies in a mailbox now."""
        return [path.read_bytes() for path in (self.boxes / address / "new").glob("*")]


@asynccontextmanager
async def dovecot(folder: Path) -> AsyncIterator[Dovecot]:
    """A Dovecot while the block runs."""
    over = laid_over("Dovecot", "dovecot-core", "dovecot-lmtpd")
    folder_of(folder)
    number = users(folder, SERVER, LOGIN, CLERK)[CLERK]
    own(folder / "box", number)
    (folder / "mailboxes").write_text(MAILBOXES.format(number=number, here=folder))

    # Its sockets want a short path, unix(7).
    with TemporaryDirectory(prefix="dovecot-") as run:
        reachable(Path(run))

        def start(port: int) -> list[str]:
            (folder / "conf").write_text(CONF.format(here=folder, run=run, port=port))
            return command(folder, f"/usr/sbin/dovecot -F -c {folder}/conf", over)

        async with running(start) as port:
            yield Dovecot(port, folder / "lmtp", folder / "box")
