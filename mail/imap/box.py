"""A mailbox as it is to be watched: where it is, who logs in, and what is done with its letters."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

After = Literal["leave", "flag", "move"]
"""What is done on the server with a letter that was taken."""


class NoSecret(Exception):
    """There is no password or token to be had; the text says why, and holds none."""


Secret = Callable[[], Awaitable[str]]
"""The password, or a fresh access token; asked for at each login. Raises NoSecret."""


@dataclass(frozen=True, slots=True)
class Box:
    """*name* is ours, *user* the server's; *address* is what letters come to, *by_token* says XOAUTH2.

    *tls* is None on this machine alone. Letters older than *since* are left where they are.
    """

    name: str
    host: str
    port: int
    user: str
    address: str
    secret: Secret = field(repr=False)
    tls: ssl.SSLContext | None
    by_token: bool = False
    folder: str = "INBOX"
    after: After = "leave"
    flag: str = r"\Seen"
    move_to: str = ""
    poll: timedelta = timedelta(minutes=2)
    since: date | None = None
    limit_bytes: int = 100 << 20

    @property
    def key(self) -> tuple[str, str]:
        """By what the store knows it."""
        return self.name, self.folder
