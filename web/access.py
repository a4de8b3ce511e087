"""Who may see the figures: a program on this machine, or one that knows the token."""

import hmac
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request

# A proxy on this machine speaks for somebody else, and says so.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Access:
    """Asks for a bearer token (RFC 6750), or for a request from this machine and to it.

    *read* gives the token, or None where there is none.
    """

    def __init__(self, read: Callable[[], str | None]) -> None:
        self._read = read
        self.reload()

    def reload(self) -> None:
        """Takes the token that stands there now."""
        token = self._read()
        self._token = token.encode() if token else None

    def allows(self, request: Request) -> bool:
        """Whether the figures may be told; a token that is given must be the right one."""
        given = request.headers.get("authorization")
        if given is not None:
            kind, _, token = given.partition(" ")
            return kind.lower() == "bearer" and self._is_ours(token.strip())
        return _from_here(request)

    def _is_ours(self, token: str) -> bool:
        return self._token is not None and hmac.compare_digest(token.encode(), self._token)


def _from_here(request: Request) -> bool:
    """Whether nobody else can have sent it: not a proxy, nor a foreign page that points its name at us."""
    if any(field in request.headers for field in _FORWARDED):
        return False
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    client = request.client.host if request.client else ""
    return _is_loopback(client) and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
