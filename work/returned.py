"""A report that comes back by mail on a letter that was handed on (RFC 3464)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient that the letter did not reach: *status* is of class 5 (RFC 3463), *said* what its server said."""

    address: str
    status: str
    said: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a report says of one of our letters, by the number and the Message-ID that it gives back."""

    letter: int
    message_id: str
    failures: tuple[Failure, ...]
