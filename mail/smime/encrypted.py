"""What is wished of letters that are encrypted, and so cannot be looked through for marks of secrecy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Wish = Literal["hold", "refuse", "pass"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the office wants of encrypted letters, and agencies that want something else, by their codes.

    Encrypted is a letter any part of which is S/MIME (RFC 8551 §3.3) or OpenPGP (RFC 3156 §4) that hides its content.
    """

    office: Wish = "hold"
    agencies: Mapping[str, Wish] = field(default_factory=dict)

    def of(self, agency: str | None) -> Wish:
        """What to do with such a letter of that *agency*, or to it."""
        return self.agencies.get(agency or "", self.office)
