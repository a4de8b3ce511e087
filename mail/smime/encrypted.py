"""What becomes of letters that are encrypted, and so cannot be looked through for marks of secrecy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mail.policy import Decision
from mail.smtp.reply import Reply
from work.hold import ENCRYPTED

Wish = Literal["hold", "refuse", "pass"]

SOURCE = "[smime] encrypted"
_REPLY = Reply(
    550, "5.7.1", "The letter is encrypted and cannot be checked here; send it unencrypted"
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the office wants of encrypted letters, and agencies that want something else, by their codes."""

    office: Wish = "hold"
    agencies: Mapping[str, Wish] = field(default_factory=dict)


def ruling(encrypted: bool, wishes: Wishes, agency: str | None) -> Decision | None:
    """What to do with a letter of that *agency*, or to it; None where nothing stands against it.

    *encrypted* says whether any part is S/MIME (RFC 8551 §3.3) or OpenPGP (RFC 3156 §4) that hides its content.
    """
    wish = wishes.agencies.get(agency or "", wishes.office)
    if not encrypted or wish == "pass":
        return None
    if wish == "hold":
        return Decision("hold", ENCRYPTED, source=SOURCE)
    return Decision("refuse", ENCRYPTED, _REPLY, SOURCE)
