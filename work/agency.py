"""Agencies (cơ quan), as the official code list names them."""

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
