"""The DNS tree walk (RFC 9989 §4.10): which domains above a name have DMARC records, and which one is its organisation.

The public suffix list narrows what the walk gives: no listed suffix is the
organisation of what lies below it, whatever stands there, unless it says psd=n.
"""

import asyncio
import functools
from collections.abc import Sequence
from typing import NamedTuple

from publicsuffixlist import PublicSuffixList

from mail.auth.dmarc_record import Record, selected
from mail.auth.lookups import Lookups
from mail.dns import Found, Unknown

MOST_LOOKUPS = 8  # of one walk, RFC 9989 §4.10


class Published(NamedTuple):
    """A domain and its record."""

    domain: str
    record: Record


class Trouble(NamedTuple):
    """The DNS did not answer for *domain*."""

    domain: str

    @property
    def reason(self) -> str:
        """Why nothing is known."""
        return f"the DNS does not answer for _dmarc.{self.domain}"


class Walk(NamedTuple):
    """What a walk from *start* found, longest name first; *registrable* is where organisations begin.

    That is a public suffix and one label more, or *start* itself where no such name is above it.
    """

    start: str
    found: tuple[Published, ...]
    registrable: str

    def is_suffix(self, one: Published) -> bool:
        """Whether organisations begin below it: it says psd=y, or the list says so; psd=n is asked before."""
        return one.record.suffix == "y" or _labels(one.domain) < _labels(self.registrable)

    @property
    def organisation(self) -> str:
        """The organisational domain of *start* (RFC 9989 §4.10.2)."""
        for one in self.found:
            if one.record.suffix == "n":
                return one.domain
            if self.is_suffix(one):
                below = _rightmost(self.start, _labels(one.domain) + 1)
                return max(below, self.registrable, key=_labels)
        return self.found[-1].domain if self.found else self.start

    @property
    def applicable(self) -> Published | None:
        """The record to apply to *start*: its own, its organisation's, or its public suffix's (RFC 9989 §4.10.1)."""
        organisation = self.organisation
        own = (one for one in self.found if one.domain in (self.start, organisation))
        suffixes = (one for one in self.found if self.is_suffix(one))
        return next(own, None) or next(suffixes, None)


async def published(domain: str, resolver: Lookups) -> Published | Trouble | None:
    """The record of *domain* itself; None where there is none."""
    answer = await resolver.txt(f"_dmarc.{domain}")
    if isinstance(answer, Unknown):
        return Trouble(domain)
    record = selected(answer.records) if isinstance(answer, Found) else None
    return Published(domain, record) if record else None


async def walked(start: str, resolver: Lookups, *, bare: bool = False) -> Walk | Trouble:
    """The walk from *start* upwards; from its parent where *start* is known to be *bare* of a record."""
    walk = Walk(start, (), await _registrable(start))
    for domain in names_to_ask(start)[1 if bare else 0 :]:
        one = await published(domain, resolver)
        if isinstance(one, Trouble):
            return one
        if one:
            walk = walk._replace(found=(*walk.found, one))
            if one.record.suffix == "n" or walk.is_suffix(one):
                break
    return walk


def names_to_ask(start: str) -> Sequence[str]:
    """The domains of a walk in their order.

    >>> names_to_ask("a.b.c.d.e.f.g.example.com")[:3]
    ['a.b.c.d.e.f.g.example.com', 'c.d.e.f.g.example.com', 'd.e.f.g.example.com']
    """
    above = min(_labels(start) - 1, MOST_LOOKUPS - 1)
    return [start, *(_rightmost(start, count) for count in range(above, 0, -1))]


async def _registrable(domain: str) -> str:
    """Reading the list takes a tenth of a second, once."""
    known = await asyncio.to_thread(_list) if _list.cache_info().currsize == 0 else _list()
    return known.privatesuffix(domain) or domain


@functools.cache
def _list() -> PublicSuffixList:
    return PublicSuffixList()


def _labels(domain: str) -> int:
    return domain.count(".") + 1


def _rightmost(domain: str, count: int) -> str:
    return ".".join(domain.split(".")[-count:])
