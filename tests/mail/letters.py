"""Letters and deliveries for tests of the way to the next hop."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mail.consignment import Begin, Blocks, Consignment
from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Hop, Protocol, Tls
from mail.smtp.settings import ClientSettings, Timeouts
from work.letter import Addressee
from work.outcome import Outcome

PREFIX = b"Received: from a.example\r\n\tby relay.example\r\n"
BODY = b"From: an@bn.gov.vn\r\nSubject: =?utf-8?q?c=C3=B4ng_v=C4=83n?=\r\n\r\n.dot\r\nend\r\n"
SENDER = "an@bn.gov.vn"
BINH = "binh@hg.gov.vn"
SETTINGS = ClientSettings("relay.example")


def letter(*to: str | Addressee, body: bytes | Blocks = BODY, **facts: Any) -> Consignment:
    """A letter from SENDER, to BINH where nobody is named."""
    recipients = tuple(Addressee(one) if isinstance(one, str) else one for one in to or (BINH,))
    size_bytes = len(body) if isinstance(body, bytes) else 0
    plain = Consignment(SENDER, recipients, False, False, None, None, size_bytes, PREFIX, body)
    return plain._replace(**facts)


def blocks(*parts: bytes) -> Blocks:
    """A body that comes in *parts*."""

    async def read() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    return read


def hop(port: int, protocol: Protocol = "smtp", tls: Tls = "opportunistic") -> Hop:
    return Hop(protocol, "127.0.0.1", port, tls)


class Begun:
    """A `begin` that counts, and gives *answer*."""

    def __init__(self, answer: bool = True, then: Callable[[], None] = lambda: None) -> None:
        self.times = 0
        self._answer = answer
        self._then = then

    async def __call__(self) -> bool:
        self.times += 1
        self._then()
        return self._answer


@asynccontextmanager
async def delivery(settings: ClientSettings = SETTINGS, **changes: Any) -> AsyncIterator[Delivery]:
    """A delivery that is closed afterwards; *changes* are fields of the settings."""
    made = Delivery(replace(settings, **changes), Resolver([]), random.Random(1))
    try:
        yield made
    finally:
        await made.close()


async def delivered(
    port: int, consignment: Consignment | None = None, begin: Begin | None = None, **changes: Any
) -> tuple[Outcome, ...]:
    """What becomes of one letter at the peer on *port*."""
    async with delivery(**changes) as made:
        return await made.deliver(hop(port), consignment or letter(), begin or Begun())


def hurried(**seconds: float) -> Timeouts:
    """Timeouts of which some are short."""
    return Timeouts(**{name: timedelta(seconds=value) for name, value in seconds.items()})
