"""From where a request came: who connected, or whom a named proxy says it speaks for."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import Request

from work.console import Where

AGENT_LONGEST = 200  # characters
NOWHERE = "0.0.0.0"  # noqa: S104 - stands for a peer without an address, and listens nowhere

Network = IPv4Network | IPv6Network


def source(request: Request, proxies: Iterable[Network]) -> Where:
    """The client's address, and what its browser calls itself.

    The last address in X-Forwarded-For that is no proxy of ours is the client: those before
    it are what the client wrote itself.
    """
    known = tuple(proxies)
    address = _address(request.client.host if request.client else NOWHERE)
    for named in reversed(_named(request)):
        if not any(address in network for network in known):
            break
        address = _address(named, address)
    agent = request.headers.get("user-agent", "")
    return Where(str(address), "".join(filter(str.isprintable, agent))[:AGENT_LONGEST])


def _named(request: Request) -> list[str]:
    fields = request.headers.getlist("x-forwarded-for")
    return [one.strip() for one in ",".join(fields).split(",") if one.strip()]


def _address(
    text: str, otherwise: IPv4Address | IPv6Address | None = None
) -> IPv4Address | IPv6Address:
    """An IPv4 address that is written as IPv6 is that IPv4 address; what is none is *otherwise*."""
    try:
        found = ip_address(text)
    except ValueError:
        return ip_address(NOWHERE) if otherwise is None else otherwise
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
