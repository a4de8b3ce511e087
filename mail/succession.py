"""Letters to an agency that has ceased to exist: who took over is told, and where they are written to.

Only registered domains are known; what stands below one may be somebody else's. A domain that the
successor keeps using is registered as the successor's, and is no longer spoken of here.
"""

import re
from collections.abc import Callable
from datetime import date

from mail.address import domain_of
from mail.policy import ACCEPTED, Decision
from mail.smtp.reply import Reply
from work.agency import Agency
from work.directory import Directory, Standing
from work.spelling import without_accents

MOST_DOMAINS = 3
_UNFIT = re.compile(r"[^ -~]+")


def decide(address: str, directory: Directory, today: Callable[[], date]) -> Decision:
    """Whether the agency of a forward-path still exists on the office's day.

    One that was disabled has ceased only if it has a successor: else it may just not send for now.
    """
    agency = directory.agency_of(domain_of(address))
    if agency is None or (agency.valid_to is None and not agency.disabled):
        return ACCEPTED
    match directory.standing(agency.code, today()):
        case Standing.EXPIRED:
            ended = f"ended on {agency.valid_to}"
        case Standing.DISABLED if agency.successor is not None:
            ended = "is no longer there"
        case _:
            return ACCEPTED
    text = f"Agency {_called(agency)} {ended}{_heir(agency, directory, today())}"
    return Decision("refuse", "agency-ended", Reply(550, "5.1.6", text))  # RFC 3463 §3.2


def _heir(agency: Agency, directory: Directory, day: date) -> str:
    if agency.successor is None:
        return "; no successor is registered, ask the operator which agency took over"
    heir = directory.heir(agency.code, day)
    if heir is None:
        return f"; its successor {agency.successor} is not there either, ask the operator who took over"
    if not heir.domains:
        return f"; its successor is {_called(heir)}, ask there for the address"
    domains = " or ".join(sorted(heir.domains)[:MOST_DOMAINS])
    return f"; its successor is {_called(heir)}: write to {domains}"


def _called(agency: Agency) -> str:
    """Code and name, as a reply may hold them."""
    name = _UNFIT.sub("?", without_accents(agency.name))
    return f"{agency.code} ({name})"
