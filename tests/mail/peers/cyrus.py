"""A real Cyrus with IMAP over TLS and LMTP, as Debian sets it up: its folders stand below INBOX, with a full stop between."""

import shutil
import smtplib
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.program import free_port
from tests.mail.peers.alone import command, folder_of, laid_over, own, users
from tests.mail.peers.daemon import Tls
from tests.mail.peers.watchable import PASSWORD, USER, Watchable
from tests.peers import unpacked

CONF = """\
configdirectory: {here}/conf
proc_path: {here}/conf/proc
mboxname_lockpath: {here}/conf/lock
defaultpartition: default
partition-default: {here}/spool
servername: cyrus.example
defaultdomain: cyrus.example
virtdomains: userid
cyrus_user: cyrus
admins: quantri
altnamespace: no
unixhierarchysep: no
lmtp_downcase_rcpt: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {here}/sasldb2
sasl_mech_list: PLAIN LOGIN
tls_server_cert: {here}/cert.pem
tls_server_key: {here}/key.pem
"""
SERVICES = """\
START {{
  recover cmd="ctl_cyrusdb -C {here}/imapd.conf -r"
  idled cmd="idled -C {here}/imapd.conf"
}}
SERVICES {{
  imaps cmd="imapd -C {here}/imapd.conf -s" listen="127.0.0.1:{port}" prefork=1
  lmtp cmd="lmtpd -C {here}/imapd.conf -a" listen="127.0.0.1:{lmtp}" prefork=0
}}
"""
SERVER, ADMIN = "cyrus", "quantri"
PARTS = ("db", "socket", "proc", "lock", "log", "msg", "quota", "user", "ptclient", "backup")
LOCAL, DOMAIN = USER.split("@")


class Cyrus(Watchable):
    """One mailbox of USER, filled over LMTP."""

    def __init__(self, folder: Path, tls: Tls) -> None:
        self._over = laid_over("Cyrus", "cyrus-common", "cyrus-imapd")
        super().__init__(tls)
        self._folder, self._lmtp = folder, free_port()
        self._number = number = users(folder, SERVER)[SERVER]
        for path in ("conf", "spool", *(f"conf/{part}" for part in PARTS)):
            own(folder / path, number)
        enter = unpacked("sasl2-bin", "usr/sbin/saslpasswd2")
        for name, realm in ((LOCAL, DOMAIN), (ADMIN, "cyrus.example")):
            start = [str(enter), "-c", "-p", "-f", str(folder / "sasldb2"), "-u", realm, name]
            subprocess.run(start, input=PASSWORD.encode(), check=True)
        shutil.copy(tls.certificate, folder / "cert.pem")
        shutil.copy(tls.key, folder / "key.pem")
        for name in ("sasldb2", "cert.pem", "key.pem"):
            shutil.chown(folder / name, number)

    async def start(self, more: str = "") -> None:
        """Starts it, on the same ports each time; *more* stands in its configuration too."""
        here = self._folder
        (here / "imapd.conf").write_text(CONF.format(here=here) + more + "\n")
        (here / "cyrus.conf").write_text(
            SERVICES.format(here=here, port=self.port, lmtp=self._lmtp)
        )
        start = (
            f"/usr/lib/cyrus/bin/master -D -C {here}/imapd.conf -M {here}/cyrus.conf -p {here}/pid"
        )
        await self.begin(command(here, start, self._over))

    def make(self) -> None:
        """Makes the mailbox, which an administrator has to."""
        with self.client(ADMIN) as admin:
            done(admin.create(f"user.{USER}"))
            done(admin.setacl(f"user.{USER}", ADMIN, "lrswipkxtecda"))

    def renumber(self) -> None:
        """An administrator puts its letters into a new INBOX, as after a move from another machine."""
        with self.client(ADMIN) as admin:
            done(admin.select(f"user.{USER}", readonly=True))
            _, found = admin.uid("SEARCH", "ALL")
            shown = [admin.uid("FETCH", uid, "(BODY.PEEK[])")[1][0] for uid in found[0].split()]
            done(admin.unselect())
            done(admin.delete(f"user.{USER}"))
        self.make()
        with self.client() as client:
            for one in shown:
                done(client.append("INBOX", "", "", one[1]))

    def put(self, letter: bytes) -> None:
        """Delivers a letter into INBOX over LMTP."""
        with smtplib.LMTP("127.0.0.1", self._lmtp) as client:
            client.sendmail("an@bn.gov.vn", [USER], letter)


def done(said: tuple[str, Sequence[object]]) -> None:
    """Raises AssertionError where the server said no."""
    assert said[0] == "OK", said


@asynccontextmanager
async def cyrus(tls: Tls) -> AsyncIterator[Cyrus]:
    """A Cyrus while the block runs."""
    with TemporaryDirectory(prefix="cyrus-") as made:  # its sockets want a short path, unix(7)
        folder = Path(made)
        folder_of(folder)
        peer = Cyrus(folder, tls)
        await peer.start()
        try:
            peer.make()
            yield peer
        finally:
            await peer.kill()
