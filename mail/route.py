"""Where mail for a domain goes: the operator's routes, most specific first, else its mail exchangers."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

Tls = Literal["opportunistic", "required", "dane"]
"""opportunistic: what the recipient's domain asks for, else TLS where STARTTLS is offered, the certificate not
looked at. required: verified TLS, or no mail. dane: TLS verified by signed TLSA records, or no mail."""

Protocol = Literal["smtp", "smtps", "lmtp"]

PORTS: dict[str, int] = {"smtp": 25, "smtps": 465, "lmtp": 24}

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")
_DOMAIN = re.compile(r"\*|(?:\*?\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-z.:]+\]")


@dataclass(frozen=True, slots=True)
class Hop:
    """One host, by name or address; *connections* at once where the route says so, as below."""

    protocol: Protocol
    host: str
    port: int
    tls: Tls
    connections: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LocalHop:
    """LMTP over a Unix socket of this machine."""

    path: str
    connections: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Exchangers:
    """The mail exchangers of *domain*, as DNS names them (RFC 5321 §5)."""

    domain: str
    tls: Tls
    connections: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Box:
    """A maildir of this machine."""

    path: str


Destination = Hop | LocalHop | Exchangers | Box


@dataclass(frozen=True, slots=True)
class Route:
    """One line of configuration.

    *domain* is "*", a suffix (".gov.vn" or "*.gov.vn": what is below, not gov.vn itself)
    or a domain; *via* is "mx", "smtp://host:port", "smtps://…", "lmtp://host:port",
    "lmtp:///path/of/socket" or "maildir:PATH". *connections* bounds those at once to
    each destination it leads to; None leaves that to the settings for all.
    """

    domain: str
    via: str
    tls: Tls = "opportunistic"
    connections: int | None = None


class RouteError(ValueError):
    """A route that cannot be understood; its text is a sentence for the operator."""


class Routes:
    """Finds the destination of a domain; raises RouteError for a route that makes no sense.

    >>> Routes([Route("*.bn.gov.vn", "smtp://10.0.0.1")]).destination("yte.bn.gov.vn")
    Hop(protocol='smtp', host='10.0.0.1', port=25, tls='opportunistic')
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self._table: dict[str, tuple[Destination | None, Route]] = {}
        for route in routes:
            pattern = _pattern(route)
            # The first of two equal patterns stands, as it does for the reader.
            self._table.setdefault(pattern, (destination_of(route), route))

    def destination(self, domain: str) -> Destination:
        """Where mail for *domain* (lower case, A-labels) goes: its own exchangers when no route fits.

        A domain goes before any suffix, a longer suffix before a shorter one, "*" last.
        """
        found = self._table.get(domain)
        rest = domain
        while found is None and "." in rest:
            rest = rest.partition(".")[2]
            found = self._table.get("." + rest)
        fixed, route = found or self._table.get("*") or (None, Route("*", "mx"))
        return fixed or Exchangers(domain, route.tls, route.connections)


def destination_of(route: Route) -> Destination | None:
    """What *route* leads to; None for "mx", which depends on the domain. Raises RouteError."""
    if route.via == "mx":
        return None
    scheme, _, rest = route.via.partition(":")
    if scheme == "maildir":
        return Box(_absolute(route, rest))
    match scheme:
        case "smtp" | "smtps" | "lmtp":
            return _hop(route, scheme)
    raise RouteError(
        f"Route via {route.via!r}: write mx, smtp://host:port, smtps://host:port, "
        "lmtp://host:port, lmtp:///socket or maildir:/path."
    )


def _hop(route: Route, protocol: Protocol) -> Hop | LocalHop:
    url, port = _split(route)
    if protocol == "lmtp" and not url.netloc and url.path:
        return LocalHop(_absolute(route, url.path), route.connections)
    host = (url.hostname or "").lower()
    spare = url.path.strip("/") or url.query or url.fragment or url.username is not None
    if spare or port == 0 or not _is_host(host):
        raise RouteError(f"Route via {route.via!r}: write {protocol}://host:port and nothing more.")
    return Hop(protocol, host, port or PORTS[protocol], route.tls, route.connections)


def _split(route: Route) -> tuple[SplitResult, int | None]:
    try:
        url = urlsplit(route.via)
        return url, url.port
    except ValueError:
        raise RouteError(f"Route via {route.via!r}: the host or port makes no sense.") from None


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True


def _absolute(route: Route, path: str) -> str:
    if not path.startswith("/"):
        raise RouteError(f"Route via {route.via!r}: the path must begin with a slash.")
    return path


def _pattern(route: Route) -> str:
    pattern = route.domain.lower().removesuffix(".")
    if not _DOMAIN.fullmatch(pattern):
        raise RouteError(
            f"Route domain {route.domain!r}: write *, .suffix or a domain in ASCII (xn-- form)."
        )
    return pattern.removeprefix("*") if pattern.startswith("*.") else pattern
