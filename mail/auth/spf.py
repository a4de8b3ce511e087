"""SPF (RFC 7208): whether a domain lets this client send mail in its name.

Trouble with the DNS is "temperror", a record that nobody could read "permerror". What
one check may cost is bounded in look-ups, octets and time (RFC 7208 §4.6.4, §11.1).
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

from mail.auth.lookups import Lookups
from mail.auth.macro import is_name
from mail.auth.reverse import IPAddress
from mail.auth.spf_check import Asked, Check, Outcome, Result

CHECK_SECONDS = 20.0  # RFC 7208 §4.6.4 wants no less
EXPLANATION_SECONDS = 5.0

Identity = Literal["mailfrom", "helo"]


@dataclass(frozen=True, slots=True)
class Spf:
    """What became of one identity, in the words of RFC 8601 §2.7.2.

    *domain* is the one that was asked, "" where none could be. *explanation* is what
    the domain wants said to whom it refuses (RFC 7208 §6.2): one line of printable
    ASCII, a stranger's word.
    """

    result: Result
    reason: str
    domain: str = ""
    identity: Identity = "mailfrom"
    explanation: str = ""


async def check_mail_from(
    client: IPAddress,
    helo: str,
    sender: str,
    resolver: Lookups,
    now: datetime,
    *,
    receiver: str = "unknown",
) -> Spf:
    """What the domain of *sender* says of *client*; for the null sender that of *helo* (RFC 7208 §2.4).

    *receiver* is our name, for explanations.
    """
    mailbox = sender if "@" in sender else f"postmaster@{helo}"
    return await _checked("mailfrom", Asked(_plain(client), helo, mailbox, now, receiver), resolver)


async def check_helo(
    client: IPAddress, helo: str, resolver: Lookups, now: datetime, *, receiver: str = "unknown"
) -> Spf:
    """What the domain that greeted us as *helo* says of *client* (RFC 7208 §2.3)."""
    asked = Asked(_plain(client), helo, f"postmaster@{helo}", now, receiver)
    return await _checked("helo", asked, resolver)


def _plain(client: IPAddress) -> IPAddress:
    """An IPv4 address in IPv6 is an IPv4 address (RFC 7208 §5); the zone of a link-local one is none of the DNS."""
    if isinstance(client, IPv4Address):
        return client
    return client.ipv4_mapped or IPv6Address(int(client))


async def _checked(identity: Identity, asked: Asked, resolver: Lookups) -> Spf:
    domain = asked.domain
    if not is_name(domain):
        return Spf("none", "there is no domain to ask", identity=identity)
    check = Check(asked, resolver)
    outcome = await _evaluated(check, domain)
    found = Spf(outcome.result, outcome.reason, domain, identity)
    if outcome.result == "fail" and outcome.explain:
        return replace(found, explanation=await _explained(check, outcome))
    return found


async def _evaluated(check: Check, domain: str) -> Outcome:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check.evaluated(domain)
    except TimeoutError:
        return Outcome("temperror", "the DNS took too long")


async def _explained(check: Check, outcome: Outcome) -> str:
    try:
        async with asyncio.timeout(EXPLANATION_SECONDS):
            return await check.explanation(outcome)
    except TimeoutError:
        return ""
