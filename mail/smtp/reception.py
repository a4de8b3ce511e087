"""What the SMTP server asks of whoever decides and keeps: the relay."""

from collections.abc import Callable, Mapping
from typing import Protocol

from mail.content import Content
from mail.scram import Keys
from mail.smtp.reply import Reply
from work.letter import Envelope, Origin


class Reception(Protocol):
    """Answers for the office behind the door. An exception here is a bug and answers 451."""

    async def login(
        self, name: str, password: str, peer: str, here: Callable[[], bool]
    ) -> str | Reply | None:
        """The code of the agency that the login belongs to; None when it is refused.

        A Reply tells that the password was not looked at. Once *here* is False nobody
        waits for the answer; any thread may ask it.
        """
        ...

    def keys(self, name: str) -> Keys:
        """What SCRAM proves the password of *name* by; for a name that nobody has, keys that nobody can prove."""
        ...

    async def proved(self, name: str, peer: str, *, right: bool) -> str | Reply | None:
        """The code of the agency of *name*, whose proof was *right*; None and a Reply as login() gives them."""
        ...

    def certificates(self) -> Mapping[str, bytes]:
        """Those that logins are known by, as DER by fingerprint; the same object while they are the same."""
        ...

    def bearer(self, fingerprint: str) -> str | None:
        """The login that is known by this certificate, if any."""
        ...

    def borne(self, fingerprint: str, peer: str) -> str | Reply | None:
        """The code of the agency of the certificate's login; None when it is nobody's or disabled.

        A Reply tells what is wrong with the certificate.
        """
        ...

    def sender(self, origin: Origin, address: str) -> Reply | None:
        """A refusal of the reverse-path *address* ("" for the null one), or None."""
        ...

    def recipient(self, origin: Origin, sender: str, address: str) -> Reply | None:
        """A refusal of one forward-path, or None; *address* may be "postmaster" without a domain."""
        ...

    async def letter(self, origin: Origin, envelope: Envelope, content: Content) -> Reply:
        """The answer to the end of the content: 250 only after the commit.

        The server waits for it to the end even when the peer leaves, and closes
        *content* afterwards.
        """
        ...
