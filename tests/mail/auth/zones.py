"""A resolver that answers from a table, and counts what it is asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from ipaddress import ip_address
from typing import TypeVar

from mail.dns import Absent, Answer, Exchanger, Found, Unknown

Records = Sequence[tuple[str, Sequence[str]]]  # type, values; "TIMEOUT" answers for all other types
Texts = str | bytes | Sequence[str | bytes] | None
T = TypeVar("T")


class Zones:
    """Look-ups over *zone*: names in lower case; what is not in it does not exist, and *silent* never answer."""

    def __init__(self, zone: Mapping[str, Records], silent: Collection[str] = ()) -> None:
        self.zone = zone
        self.silent = silent
        self.asked: Counter[tuple[str, str]] = Counter()

    @property
    def names(self) -> list[str]:
        """Every name that was asked for, as often as it was, whatever for."""
        return [name for name, _ in self.asked.elements()]

    async def a(self, host: str) -> Answer[str]:
        return await self._answer(host, "A", lambda values: values[0])

    async def aaaa(self, host: str) -> Answer[str]:
        return await self._answer(host, "AAAA", lambda values: str(ip_address(values[0])))

    async def mx(self, domain: str) -> Answer[Exchanger]:
        return await self._answer(
            domain, "MX", lambda values: Exchanger(int(values[0]), _host(values[1]))
        )

    async def ptr(self, address: str) -> Answer[str]:
        name = ip_address(address).reverse_pointer
        return await self._answer(name, "PTR", lambda values: _host(values[0]))

    async def txt(self, name: str) -> Answer[bytes]:
        return await self._answer(name, "TXT", lambda values: "".join(values).encode("latin-1"))

    async def _answer(self, name: str, kind: str, read: Callable[[Sequence[str]], T]) -> Answer[T]:
        self.asked[name, kind] += 1
        at = _host(name)
        if at in self.silent:
            await asyncio.Event().wait()
        for _ in range(8):  # aliases in a row
            records = self.zone.get(at)
            if records is None:
                return Absent(name_exists=False)
            found = [read(values) for type_, values in records if type_ == kind]
            if found:
                return Found(tuple(found))
            aliases = [_host(values[0]) for type_, values in records if type_ == "CNAME"]
            if not aliases:
                silent = any(type_ == "TIMEOUT" for type_, _ in records)
                return Unknown("silence") if silent else Absent(name_exists=True)
            at = aliases[0]
        return Unknown("a loop of aliases")


def texts(zone: Mapping[str, Texts]) -> dict[str, Records]:
    """A zone of TXT records alone: one, or several; None where they are not known now."""
    return {name: _told(said) for name, said in zone.items()}


def named(selector: str, domain: str) -> str:
    """Where DKIM looks for a key (RFC 6376 §3.6.2.1)."""
    return f"{selector}._domainkey.{domain}"


def _told(said: Texts) -> Records:
    if said is None:
        return [("TIMEOUT", [])]
    several = [said] if isinstance(said, str | bytes) else said
    return [("TXT", [_latin(one)]) for one in several]


def _latin(text: str | bytes) -> str:
    return text.decode("latin-1") if isinstance(text, bytes) else text


def _host(name: str) -> str:
    return name.lower().removesuffix(".")
