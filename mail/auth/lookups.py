"""What the checks ask of the DNS."""

from typing import Protocol

from mail.dns import Answer, Exchanger


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
