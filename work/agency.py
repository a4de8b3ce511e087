"""Agencies (cơ quan), as the official code list names them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency and the time in which its code is valid.

    *code* is the form of Quyết định 20/2020/QĐ-TTg ("G22", "G22.01", "H05");
    *domains* are the mail domains it may write from; *successor* is the code
    of the agency that took over its duties.
    """

    code: str
    name: str
    short_name: str
    domains: frozenset[str] = frozenset()
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    disabled: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the code may be used on *day*."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day <= self.valid_to)


def branches(agencies: Iterable[Agency]) -> Iterator[tuple[int, Agency]]:
    """Every agency with how deep it lies, each below the one that it belongs to, by code.

    >>> a, b, c = (Agency(code, "", "", parent=up) for code, up in (("H", None), ("G", None), ("H.1", "H")))
    >>> [(depth, one.code) for depth, one in branches((c, a, b))]
    [(0, 'G'), (0, 'H'), (1, 'H.1')]
    """
    below: dict[str | None, list[Agency]] = defaultdict(list)
    for one in sorted(agencies, key=lambda agency: agency.code):
        below[one.parent].append(one)
    waiting = [(0, one) for one in reversed(below[None])]
    while waiting:
        depth, one = waiting.pop()
        yield depth, one
        waiting += [(depth + 1, child) for child in reversed(below[one.code])]


def heir(code: str, agencies: Mapping[str, Agency], day: date) -> Agency | None:
    """Who acts on *day* for an agency whose code is over; None where that is not known."""
    seen: set[str] = set()
    one = agencies.get(code)
    while one is not None and not one.valid_on(day) and one.code not in seen:
        seen.add(one.code)
        one = agencies.get(one.successor or "")
    return None if one is None or one.code in seen else one
