"""What the world reads in DNS of our signing keys, and whether our resolver can tell what is signed."""

from collections.abc import Iterable

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.dkim_dns import Look, look
from mail.dns import Resolver
from mail.together import together
from mail.witness import Witnesses
from work.directory import DkimKey


async def records(config: Config, keys: Iterable[DkimKey]) -> list[Finding]:
    """A finding for each key that signs or shall, and one of the resolver."""
    asked = [key for key in keys if key.active or key.waiting]
    servers = config.dns.resolvers or None
    witnesses, resolver = Witnesses(servers), Resolver(servers, validating=config.dns.validating)
    looks = await together("key", (look(witnesses, key) for key in asked))
    told = [_finding(key, seen) for key, seen in zip(asked, looks, strict=True)]
    return [*told, await _validation(config, resolver)]


async def _validation(config: Config, resolver: Resolver) -> Finding:
    if not config.dns.validating:
        return ok("dnssec", "not asked for (validating under [dns]), so DANE protects no letter")
    if not await resolver.vouches():
        said = "says nothing of DNSSEC, though validating = true, so DANE protects no letter"
        return error("dnssec", f"the resolver {said}; let it validate, or name one that does")
    away = [str(one) for one in config.dns.resolvers if not one.loopback]
    if away:
        said = f"{', '.join(away)} validates elsewhere, and its word may be changed on its way here"
        return warning("dnssec", f"{said}; put a validating resolver on this machine")
    return ok("dnssec", "the resolver validates")


def _finding(key: DkimKey, seen: Look) -> Finding:
    matter = "dns"
    if not seen.certain:
        return warning(matter, f"{seen.fault}; look at resolvers under [dns], or use --offline")
    if seen.seen.octets is None and key.shown_at is None:
        return warning(
            matter, f"{key.name}: {seen.fault}; publish it: congvu dkim dns {key.domain}"
        )
    if seen.fault:
        return error(
            matter, f"{key.name}: {seen.fault}; publish it anew: congvu dkim dns {key.domain}"
        )
    return ok(matter, f"{key.name} is published")
