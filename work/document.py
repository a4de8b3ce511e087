"""Documents (văn bản): those that come in and assign work, and those that go out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Urgency(StrEnum):
    """How urgent a document is marked (mức độ khẩn; Nghị định 30/2020/NĐ-CP, Điều 8)."""

    NORMAL = "normal"  # thường
    URGENT = "urgent"  # khẩn
    VERY_URGENT = "very-urgent"  # thượng khẩn
    EXPRESS = "express"  # hỏa tốc
    TIMED_EXPRESS = "timed-express"  # hỏa tốc hẹn giờ: not in the decree, but in use


class Direction(StrEnum):
    """In which of the office's registers a document stands (Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""

    INCOMING = "incoming"  # văn bản đến
    OUTGOING = "outgoing"  # văn bản đi
    PETITION = "petition"  # đơn, phản ánh, kiến nghị: in a register of its own


class Circulation(StrEnum):
    """How far a document may go that is no secret (phạm vi lưu hành; Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

    INTERNAL = "internal"  # lưu hành nội bộ
    RETURN = "return"  # xem xong trả lại


@dataclass(frozen=True, slots=True)
class Filing:
    """What the registers keep of a document beside what its first page says.

    *signer* and *post* are who signed, and as what; *recipients* the places it goes
    to (nơi nhận) or, of one that came in, the unit or person who got it; *keeper* has
    the copy on file; *copies* and *pages* are counts; *handed_on* is the day it was
    passed on (ngày chuyển).
    """

    signer: str | None = None
    post: str | None = None
    recipients: str | None = None
    keeper: str | None = None
    copies: int | None = None
    pages: int | None = None
    handed_on: date | None = None
    notes: str | None = None


NOTHING_FILED = Filing()


@dataclass(frozen=True, slots=True)
class Document:
    """One document as its own page and the registers tell of it.

    *number* is the number and sign (số, ký hiệu) as written, never altered;
    *issuer* the issuing body's name as written, *issuer_code* its agency code
    where it is registered here; *kind* the abbreviation of its type ("QĐ",
    "TB"), None for a công văn; *excerpt* the trích yếu; *arrival_number* the
    số đến of the year it was *received* in; *deliver_by* the instant that a
    hỏa tốc hẹn giờ names.

    No level of secrecy: what bears one is not kept here at all. Raises ValueError
    for an hour without that urgency.
    """

    number: str
    issuer: str
    issued: date
    excerpt: str
    issuer_code: str | None = None
    kind: str | None = None
    urgency: Urgency = Urgency.NORMAL
    received: date | None = None
    arrival_number: int | None = None
    direction: Direction = Direction.INCOMING
    circulation: Circulation | None = None
    deliver_by: datetime | None = None
    filing: Filing = NOTHING_FILED

    def __post_init__(self) -> None:
        """Holds that an hour goes with the one urgency that has one."""
        if self.deliver_by is not None and self.urgency is not Urgency.TIMED_EXPRESS:
            raise ValueError(f"a document that is {self.urgency} has no hour to be delivered by")

    @property
    def entered(self) -> date:
        """The day by which it stands in its register: when it came in, or when it was issued."""
        return self.received or self.issued
