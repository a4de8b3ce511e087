"""Documents (văn bản) that assign work."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Urgency(StrEnum):
    """How urgent a document is marked (mức độ khẩn; Nghị định 30/2020/NĐ-CP, Điều 8)."""

    NORMAL = "normal"  # thường
    URGENT = "urgent"  # khẩn
    VERY_URGENT = "very-urgent"  # thượng khẩn
    EXPRESS = "express"  # hỏa tốc
    TIMED_EXPRESS = "timed-express"  # hỏa tốc hẹn giờ: not in the decree, but in use


@dataclass(frozen=True, slots=True)
class Document:
    """One document as its own page and the arrival register tell of it.

    *number* is the number and sign (số, ký hiệu) as written, never altered;
    *issuer* the issuing body's name as written, *issuer_code* its agency code
    where it is registered here; *kind* the abbreviation of its type ("QĐ",
    "TB"), None for a công văn; *excerpt* the trích yếu; *arrival_number* the
    số đến of the year it was *received* in.
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
