"""A Telegram Bot API emulator with a chat page: a fake, for this machine only.

Bots find their methods under /bot<token>/… and their files under
/file/bot<token>/…; people use the page at /; tests use /emulator/….
"""

import argparse
import asyncio
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from starlette.applications import Starlette

from demo.clock import Now, machine_now
from demo.loopback import Lines, LoopbackDoor, LoopbackOnly
from demo.pages import files, page
from demo.program import listen_address, run_until_told, say
from demo.telegram_account import SAMPLE, TOKEN, Account, account, bot_of
from demo.telegram_door import BotApi
from demo.telegram_faults import Faults
from demo.telegram_ledger import Ledger
from demo.telegram_push import Push
from demo.telegram_refusal import Refused
from demo.telegram_side import Side
from demo.telegram_world import World

STATEMENT = "A fake Telegram Bot API of the Congvu demo. This is not Telegram."


class Emulator:
    """One bot, the people it may meet, and their chats; they live as long as this object."""

    def __init__(
        self, token: str = TOKEN, people: Iterable[Account] = SAMPLE, now: Now = machine_now
    ) -> None:
        self.world = World(bot_of(token), people, now())
        self.faults = Faults()
        self.ledger = Ledger()
        lines = Lines()
        api = BotApi(token, self.world, self.faults, self.ledger, lines, now)
        side = Side(self.world, self.faults, self.ledger, now)
        look = [
            page("/", "chat.html"),
            *files("base.css", "base.js", "chat.css", "chat.js", "chat_text.js", "chat_view.js"),
        ]
        app = Starlette(routes=[*api.routes(), *side.routes(), *look])
        self._door = LoopbackDoor(LoopbackOnly(app, STATEMENT), self._wake, lines)
        self._push = Push(self.world, self.faults, now)

    def listen(self, host: str, port: int) -> str:
        """Takes the port, 0 for a free one; where that is, without a slash at the end.

        Raises NotLoopbackError for an address that others can reach, OSError
        where the port is taken.
        """
        return self._door.listen(host, port)

    async def serve(self) -> None:
        """Serves until cancelled."""
        async with asyncio.TaskGroup() as group:
            pushing = group.create_task(self._push.run(), name="push")
            await self._door.serve()
            pushing.cancel()

    def _wake(self) -> None:
        """Lets everybody who waits for something find out that it is over."""
        self.world.changes.close()
        self.world.updates.changes.close()
        self.faults.lift()


def read_people(file: Path) -> tuple[Account, ...]:
    """The accounts in a JSON file, a list of {id, name, username?, language?}.

    Raises ValueError with a sentence for the operator.
    """
    try:
        return tuple(account(each) for each in json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError, Refused) as trouble:
        raise ValueError(f"{file} is no list of accounts: {trouble}") from None


def run(listen: str, token: str = TOKEN, people: Iterable[Account] = SAMPLE) -> None:
    """Serves at "HOST:PORT" until SIGTERM; prints one line with the address once it listens.

    Raises ValueError with a sentence for the operator, OSError where the port is taken.
    """
    emulator = Emulator(token, people)
    say(f"{STATEMENT} {emulator.listen(*listen_address(listen))}/")
    run_until_told(emulator.serve())


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m demo.telegram --listen HOST:PORT`."""
    parser = argparse.ArgumentParser(prog="python -m demo.telegram", description=STATEMENT)
    parser.add_argument("--listen", default="127.0.0.1:8081", metavar="HOST:PORT")
    parser.add_argument("--token", default=TOKEN, help="the bot's token (default: %(default)s)")
    parser.add_argument("--people", type=Path, metavar="FILE.json", help="who the bot may meet")
    given = parser.parse_args(arguments)
    try:
        run(given.listen, given.token, read_people(given.people) if given.people else SAMPLE)
    except (ValueError, OSError) as trouble:
        parser.error(str(trouble))


if __name__ == "__main__":
    main()
