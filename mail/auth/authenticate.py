"""Everything that can be found out about whose a letter is: SPF, DKIM and ARC side by side, then DMARC over them."""

import asyncio
import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from mail.auth.arc import Chain, validate_arc
from mail.auth.aside import AT_ONCE_OCTETS, aside
from mail.auth.body import BodyHashes, hash_body
from mail.auth.dkim import verify_dkim
from mail.auth.dmarc import Dmarc, author_domains, check_dmarc
from mail.auth.lookups import Lookups, Rationed
from mail.auth.reverse import IPAddress
from mail.auth.spf import Spf, check_helo, check_mail_from
from mail.sign.verifier import Verdict

FIRST_SECONDS = 25.0  # SPF, DKIM and ARC
ALL_SECONDS = 40.0  # with DMARC; a client waits ten minutes, RFC 5321 §4.5.3.2.6

LATE = "the DNS took too long"
NO_CLIENT = "it is not known who sent the letter"

_SIGNED = re.compile(rb"^(?:dkim-signature|arc-message-signature)[ \t]*:", re.I | re.M)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Authentication:
    """What is known of a letter, in the words of RFC 8601 §2.7."""

    spf: Spf  # of MAIL FROM
    helo_spf: Spf
    dkim: tuple[Verdict, ...]
    arc: Chain
    dmarc: Dmarc

    @property
    def author_domain(self) -> str:
        """The domain of From, of several the one that counted; "" where nobody can tell."""
        return self.dmarc.domain


async def authenticate(
    client: IPAddress | None,
    helo: str,
    sender: str,
    header: bytes,
    body: Iterable[bytes],
    resolver: Lookups,
    now: datetime,
    *,
    receiver: str = "unknown",
) -> Authentication:
    """What *resolver* lets find out about a letter from *client*, in forty seconds and 200 questions at most.

    *client* is None where it is not known; then SPF says nothing. *header* is the block
    as it came, *body* what stands behind the empty line, in pieces; both with CRLF, and
    before any field is taken out. What is not told in time is "temperror".
    """
    asked = Rationed(resolver)
    loop = asyncio.get_running_loop()
    first, last = loop.time() + FIRST_SECONDS, loop.time() + ALL_SECONDS
    greeted = _helo(client, helo, asked, now, receiver)
    mailed = _mail_from(client, helo, sender, asked, now, receiver)
    async with asyncio.TaskGroup() as checks:
        spf = checks.create_task(_in_time(mailed, Spf("temperror", LATE), first), name="spf")
        late = Spf("temperror", LATE, identity="helo")
        helo_spf = checks.create_task(_in_time(greeted, late, first), name="spf-helo")
        signed = checks.create_task(_signatures(header, body, asked, now, first), name="signed")
        authors = await aside(len(header), partial(author_domains, header))
    dkim, arc = signed.result()
    untold = Dmarc("temperror", LATE, authors[0] if isinstance(authors, tuple) else "")
    dmarc = await _in_time(check_dmarc(authors, spf.result(), dkim, asked), untold, last)
    return Authentication(spf.result(), helo_spf.result(), dkim, arc, dmarc)


async def _in_time(check: Awaitable[T], late: T, deadline: float) -> T:
    """What *check* gives; *late* when the loop's clock shows *deadline* before."""
    try:
        async with asyncio.timeout_at(deadline):
            return await check
    except TimeoutError:
        return late


async def _mail_from(
    client: IPAddress | None, helo: str, sender: str, asked: Lookups, now: datetime, receiver: str
) -> Spf:
    if client is None:
        return Spf("none", NO_CLIENT)
    return await check_mail_from(client, helo, sender, asked, now, receiver=receiver)


async def _helo(
    client: IPAddress | None, helo: str, asked: Lookups, now: datetime, receiver: str
) -> Spf:
    if client is None:
        return Spf("none", NO_CLIENT, identity="helo")
    return await check_helo(client, helo, asked, now, receiver=receiver)


async def _signatures(
    header: bytes, body: Iterable[bytes], asked: Lookups, now: datetime, deadline: float
) -> tuple[tuple[Verdict, ...], Chain]:
    """A body that nobody signed is not read; one that somebody did is hashed in a thread, once."""
    hashes = BodyHashes(b"", b"")
    if _SIGNED.search(header):
        hashes = await hash_body(body, AT_ONCE_OCTETS + 1)
    late = (Verdict("temperror", LATE),)
    broken = Chain("fail", LATE, temporary=True)
    async with asyncio.TaskGroup() as checks:
        dkim = verify_dkim(header, hashes, asked, now)
        verdicts = checks.create_task(_in_time(dkim, late, deadline), name="dkim")
        chain = await _in_time(validate_arc(header, hashes, asked, now), broken, deadline)
    return verdicts.result(), chain
