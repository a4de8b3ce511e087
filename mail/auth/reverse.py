"""The validated names of a client: those it is said to have, whose addresses name it again (RFC 7208 §5.5)."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from mail.auth.lookups import Lookups
from mail.dns import Absent, Answer, Found

IPAddress = IPv4Address | IPv6Address

MOST_NAMES = 10  # RFC 7208 §4.6.4; the rest is not looked at


async def addresses(resolver: Lookups, client: IPAddress, host: str) -> Answer[str]:
    """The addresses of *host* of the kind that *client* has."""
    asked = resolver.a if client.version == 4 else resolver.aaaa
    return await asked(host)


async def validated_names(client: IPAddress, resolver: Lookups) -> tuple[str, ...] | Absent:
    """The names in lower case; Absent where the client is said to have none. What the DNS does not tell is left out."""
    answer = await resolver.ptr(str(client))
    if isinstance(answer, Absent):
        return answer
    said = answer.records[:MOST_NAMES] if isinstance(answer, Found) else ()
    return tuple([name for name in said if await _names(resolver, client, name)])


def validated_name(names: tuple[str, ...] | Absent, domain: str) -> str:
    """What %{p} stands for: *domain* if it is among *names*, else one below it, else any (RFC 7208 §7.3)."""
    known = () if isinstance(names, Absent) else names
    below = (name for name in known if is_below(name, domain))
    return next(below, known[0] if known else "unknown") if domain not in known else domain


def is_below(name: str, domain: str) -> bool:
    """Whether *name* lies under *domain*; both in lower case."""
    return name.endswith(f".{domain}")


async def _names(resolver: Lookups, client: IPAddress, host: str) -> bool:
    answer = await addresses(resolver, client, host)
    return isinstance(answer, Found) and any(ip_address(one) == client for one in answer.records)
