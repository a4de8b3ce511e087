"""How a reader of the morning digest is offered to have none: the fields of mailing lists (RFC 2369 §3.2, RFC 8058 §3.1)."""

from dataclasses import dataclass
from datetime import date

from work.digest_mark import mark

PATH = "/digest"  # below the console's address, where the mark follows
ONE_CLICK = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """Signs with *key*; *mailbox* is one whose letters are taken in, *console* where browsers reach the console, either "" where there is none."""

    key: bytes
    mailbox: str = ""
    console: str = ""

    def fields(self, person: int, reader: str, on: date) -> bytes:
        """The fields of the digest of *person* of the day *on*, whose mailbox is *reader*, with their CRLF; b"" where nothing takes an answer.

        One click is offered where its address is reached by TLS alone.
        """
        told = mark(self.key, person, reader, on)
        local, _, domain = self.mailbox.rpartition("@")
        ways = [f"<mailto:{local}+{told}@{domain}>"] if self.mailbox else []
        ways += [f"<{self.console}{PATH}/{told}>"] if self.console else []
        if not ways:
            return b""
        field = f"List-Unsubscribe: {f',{chr(13)}{chr(10)} '.join(ways)}\r\n".encode("ascii")
        return field + (ONE_CLICK if self.console.startswith("https://") else b"")
