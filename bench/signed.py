"""A look at what a relay sends, before its time is taken: every signature judged by OpenDKIM."""

import re
import smtplib
import subprocess
import time
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.load import RECIPIENT, SENDER
from bench.program import PATIENCE, Unable, need

_RESULT = re.compile(r"dkim=(\w+)[^;]*? header\.a=(\w+)-sha256", re.DOTALL)
_SETTINGS = """
Mode v
InternalHosts 192.0.2.1
Syslog no
AlwaysAddARHeader yes
AuthservID bench
TestDNSData file:{zone}
"""


class Keeper:
    """A next hop that keeps what it gets."""

    def __init__(self, port: int) -> None:
        self.letters: list[bytes] = []
        self._server = Controller(self, hostname="127.0.0.1", port=port)
        self._server.start()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called for each letter."""
        if isinstance(envelope.content, bytes):
            self.letters.append(envelope.content)
        return "250 2.0.0 kept"

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()


def signatures(
    port: int, keeper: Keeper, records: Mapping[str, str], folder: Path
) -> frozenset[str]:
    """Sends one letter through the relay at *port*: the algorithms whose signatures are good."""
    before = len(keeper.letters)
    with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as client:
        client.sendmail(SENDER, [RECIPIENT], _letter())
    until = time.monotonic() + PATIENCE
    while len(keeper.letters) == before:
        if time.monotonic() > until:
            raise Unable(f"the letter sent to port {port} did not arrive")
        time.sleep(0.02)
    return _judged(keeper.letters[before], records, folder)


def _letter() -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = SENDER, RECIPIENT, "Bench"
    letter["Date"], letter["Message-ID"] = format_datetime(localtime()), make_msgid()
    letter.set_content("One line of text.\n" * 200)
    return letter.as_bytes(policy=SMTP_POLICY)


def _judged(letter: bytes, records: Mapping[str, str], folder: Path) -> frozenset[str]:
    zone, settings, path = folder / "zone", folder / "judge.conf", folder / "letter.eml"
    zone.write_text("".join(f"{name} {value}\n" for name, value in records.items()))
    settings.write_text(_SETTINGS.format(zone=zone))
    path.write_bytes(letter.replace(b"\r\n", b"\n"))  # as it reads files
    command = [need("opendkim", "opendkim"), "-x", str(settings), "-vvv", "-t", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return frozenset(name for result, name in _RESULT.findall(said) if result == "pass")
