"""An office whose daemon watches a mailbox of a real Dovecot."""

from pathlib import Path

from sqlalchemy import func, select

from schedules.clock import MachineClock
from store import mailbox, tray
from store.schema.intake import intake_letter
from tests.congvu.served import Relaying, until
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes
from tests.mail.peers.watchable import PASSWORD, USER
from work.intake import Intake

MAILBOX = """\
[[mailbox]]
name = "van-thu"
host = "127.0.0.1"
port = {port}
user = "{user}"
password_file = "keys/van-thu"
ca_file = "{authority}"
poll = "5s"
"""


class Watched(Relaying):
    """It watches INBOX; what it takes stands in its tray."""

    def __init__(self, folder: Path, peer: Mailboxes, tls: Tls, more: str = "") -> None:
        box = MAILBOX.format(port=peer.port, user=USER, authority=tls.authority)
        super().__init__(folder, box + more)
        secret = folder / "keys" / "van-thu"
        secret.write_text(PASSWORD + "\n", encoding="utf-8")
        secret.chmod(0o600)

    async def taken(self) -> int:
        """How many letters stand in its tray."""
        found = await self.read(lambda tx: tx.value(select(func.count(intake_letter.c.id))))
        return int(found)

    async def tray(self) -> tuple[Intake, ...]:
        """All of them, the oldest first."""
        found: tuple[Intake, ...] = await self.read(tray.letters, 100_000)
        return found[::-1]

    async def is_watching(self) -> bool:
        """Whether the mailbox answered a look within the last moments."""
        found = await self.read(mailbox.watched)
        now = MachineClock().now()
        return (
            bool(found) and not found[0].trouble and (now - found[0].proved_at).total_seconds() < 2
        )

    async def all_taken(self, count: int) -> None:
        """Waits for so many."""

        async def enough() -> bool:
            return await self.taken() >= count

        await until(enough)
