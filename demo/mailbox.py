"""A capture mailbox: takes every mail over SMTP, delivers none, shows all; for this machine only."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette

from demo.changes import Changes
from demo.clock import Now, machine_now
from demo.loopback import LoopbackDoor, LoopbackOnly, loopback_socket
from demo.mailbox_folder import Folder
from demo.mailbox_reply import HandsIn
from demo.mailbox_smtp import Envelope, Receiver
from demo.mailbox_web import MailboxWeb
from demo.program import listen_address, log_to_stderr, run_until_told, say

STATEMENT = "The capture mailbox of the Congvu demo. Nothing is delivered from here."


class Mailbox:
    """An SMTP port, a web page, and the folder behind both; answers go by *hands_in*, if they go anywhere."""

    def __init__(self, path: Path, now: Now = machine_now, hands_in: HandsIn | None = None) -> None:
        self.folder = Folder(path)
        self._now = now
        self._changes = Changes()
        self._receiver = Receiver(self._keep)
        app = Starlette(routes=MailboxWeb(self.folder, self._changes, now, hands_in).routes())
        self._door = LoopbackDoor(LoopbackOnly(app, STATEMENT), self._changes.close)

    def listen(self, smtp: tuple[str, int], web: tuple[str, int]) -> tuple[int, str]:
        """Takes both ports, 0 for a free one; the SMTP port and the page's address without a slash.

        Raises NotLoopbackError, or OSError where a port is taken.
        """
        self._listener = loopback_socket(*smtp)
        return self._listener.getsockname()[1], self._door.listen(*web)

    async def serve(self) -> None:
        """Serves until cancelled."""
        server = await asyncio.start_server(self._receiver.session, sock=self._listener)
        try:
            await self._door.serve()
        finally:
            server.close()
            self._receiver.hang_up()

    async def _keep(self, envelope: Envelope, octets: bytes) -> int:
        kept = await asyncio.to_thread(self.folder.keep, envelope, octets, self._now())
        self._changes.strike()
        return kept.id


def run(smtp: str, web: str, folder: Path) -> None:
    """Serves at "HOST:PORT" twice until SIGTERM; prints one line with both once it listens.

    Raises ValueError with a sentence for the operator, OSError where a port is taken.
    """
    mailbox = Mailbox(folder)
    address = listen_address(smtp)
    port, url = mailbox.listen(address, listen_address(web))
    say(f"{STATEMENT} smtp://{address[0]}:{port} {url}/")
    run_until_told(mailbox.serve())


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m demo.mailbox --folder DIR`."""
    parser = argparse.ArgumentParser(prog="python -m demo.mailbox", description=STATEMENT)
    parser.add_argument("--smtp", default="127.0.0.1:2526", metavar="HOST:PORT")
    parser.add_argument("--web", default="127.0.0.1:8082", metavar="HOST:PORT")
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR")
    given = parser.parse_args(arguments)
    log_to_stderr()
    try:
        run(given.smtp, given.web, given.folder)
    except (ValueError, OSError) as trouble:
        parser.error(str(trouble))


if __name__ == "__main__":
    main()
