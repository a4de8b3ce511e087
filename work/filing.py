"""What somebody types of a document before it stands in a register, and the order its days must have."""

from datetime import date, datetime
from enum import StrEnum

from work.sign import Sign, read_sign
from work.spelling import composed

# Characters and counts: fields of Nghị định 30/2020/NĐ-CP, Phụ lục VI.
LINE_LONGEST, EXCERPT_LONGEST, SIGN_LONGEST = 200, 500, 42
PLACES_LONGEST, COUNT_MOST, ARRIVAL_MOST = 1000, 999, 9_999_999
YEARS = range(1945, 2101)  # others are slips of the finger, and have no hour in every zone


class Order(StrEnum):
    """Why the days of a document are none that a register can have."""

    TO_COME = "to-come"  # the day it came in
    ISSUED_TO_COME = "issued-to-come"
    ISSUED_LATER = "issued-later"  # than the day it came in


def line(given: str, longest: int) -> str:
    """One line of at most *longest* characters that can be seen, in composed ones; raises ValueError."""
    found = " ".join(composed(given).split())
    if not found or len(found) > longest:
        raise ValueError(f"write one line of 1 to {longest} characters")
    if not found.isprintable():
        raise ValueError("it holds signs that cannot be seen, or that turn the line; type it anew")
    return found


def sign(given: str) -> Sign | None:
    """A number and sign as it was written; None for what is none."""
    return read_sign(given) if len(given) <= SIGN_LONGEST else None


def hour(given: str) -> datetime:
    """A day and an hour (ISO 8601) on the office's clock, without a zone yet; raises ValueError."""
    found = datetime.fromisoformat(given).replace(tzinfo=None)
    if found.year not in YEARS:
        raise ValueError(f'"{given}" is not between the years {YEARS[0]} and {YEARS[-1]}')
    return found


def order(issued: date, entered: date, today: date) -> Order | None:
    """What is wrong with the days of a document that was *entered*, that is: came in or was issued, that day."""
    if entered > today:
        return Order.TO_COME
    if issued > entered:
        return Order.ISSUED_TO_COME if issued > today else Order.ISSUED_LATER
    return None
