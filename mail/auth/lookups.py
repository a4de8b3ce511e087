"""What the checks ask of the DNS, and how much one letter may ask."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from mail.dns import Answer, Exchanger, Unknown

T = TypeVar("T")

MOST_QUESTIONS = 200  # for one letter; a usual one needs twenty


class Lookups(Protocol):
    """The questions of mail.dns.Resolver that SPF and DMARC ask."""

    async def a(self, host: str) -> Answer[str]:
        """The IPv4 addresses of *host*."""

    async def aaaa(self, host: str) -> Answer[str]:
        """The IPv6 addresses of *host*."""

    async def mx(self, domain: str) -> Answer[Exchanger]:
        """The mail exchangers of *domain*."""

    async def ptr(self, address: str) -> Answer[str]:
        """The names that an IP address is said to have."""

    async def txt(self, name: str) -> Answer[bytes]:
        """The TXT records of *name*, each with its strings joined."""


class Rationed:
    """Passes questions on to *resolver* up to MOST_QUESTIONS; what is asked further is not known."""

    def __init__(self, resolver: Lookups) -> None:
        self._resolver = resolver
        self._left = MOST_QUESTIONS

    async def a(self, host: str) -> Answer[str]:
        """The IPv4 addresses of *host*."""
        return await self._asked(self._resolver.a, host)

    async def aaaa(self, host: str) -> Answer[str]:
        """The IPv6 addresses of *host*."""
        return await self._asked(self._resolver.aaaa, host)

    async def mx(self, domain: str) -> Answer[Exchanger]:
        """The mail exchangers of *domain*."""
        return await self._asked(self._resolver.mx, domain)

    async def ptr(self, address: str) -> Answer[str]:
        """The names that an IP address is said to have."""
        return await self._asked(self._resolver.ptr, address)

    async def txt(self, name: str) -> Answer[bytes]:
        """The TXT records of *name*, each with its strings joined."""
        return await self._asked(self._resolver.txt, name)

    async def _asked(self, ask: Callable[[str], Awaitable[Answer[T]]], name: str) -> Answer[T]:
        self._left -= 1
        if self._left < 0:
            return Unknown("the letter asks too much of the DNS")
        return await ask(name)
