"""What one hand-over to a next hop is made of: the envelope, our added fields, the content."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal, NamedTuple

from work.letter import Addressee, TlsWish

Blocks = Callable[[], AsyncIterator[bytes]]

Begin = Callable[[], Awaitable[bool]]
"""Marks the letter's rows "sending", durably; False when they are no longer ours to send.

Asked again, it marks nothing, and says whether they are still ours.
"""


class Consignment(NamedTuple):
    """One letter for recipients that share a next hop.

    *prefix* are the fields we add, CRLF-ended, put before *body*: the content as
    accepted, whole or as blocks of at most 1 MiB that are read while it is sent.
    *size_bytes* counts the content without *prefix*. *eight_bit* and *smtputf8*
    say what the letter may need of the next hop, *tls* what its sender asks of TLS there.
    """

    sender: str  # "" is the null reverse-path
    recipients: tuple[Addressee, ...]
    eight_bit: bool
    smtputf8: bool
    ret: Literal["FULL", "HDRS"] | None
    envid: str | None
    size_bytes: int
    prefix: bytes
    body: bytes | Blocks
    tls: TlsWish | None = None
