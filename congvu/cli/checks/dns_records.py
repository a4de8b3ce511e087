"""What the world reads in DNS of our signing keys."""

import asyncio
from collections.abc import Iterable

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.dkim_dns import Seen, look
from mail.dns import Resolver
from work.directory import DkimKey


async def records(config: Config, keys: Iterable[DkimKey]) -> list[Finding]:
    """A finding for each key that signs."""
    signing = [key for key in keys if key.active]
    resolver = Resolver(config.dns.resolvers or None)
    looks = await asyncio.gather(*(look(resolver, key) for key in signing))
    return [_finding(key, seen) for key, seen in zip(signing, looks, strict=True)]


def _finding(key: DkimKey, seen: Seen) -> Finding:
    matter = "dns"
    if not seen.certain:
        return warning(matter, f"{seen.fault}; look at resolvers under [dns], or use --offline")
    if seen.octets is None:
        return warning(
            matter, f"{key.name}: {seen.fault}; publish it: congvu dkim dns {key.domain}"
        )
    if seen.fault:
        return error(
            matter, f"{key.name}: {seen.fault}; publish it anew: congvu dkim dns {key.domain}"
        )
    return ok(matter, f"{key.name} is published")
