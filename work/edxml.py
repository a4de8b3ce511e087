"""Documents and states as edXML carries them between offices (QCVN 102:2016/BTTTT, Quyết định 28/2018/QĐ-TTg)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from work.document import Urgency
from work.exchange import Code

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PRIORITIES = MappingProxyType(dict(zip("01234", Urgency, strict=True)))
_LONG_CODE = re.compile(r"(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})")
_CODE = re.compile(r"([A-Z]\d{2})(?:\.(\d{2})(?:\.(\d{2})(?:\.(\d{3}))?)?)?")
_FILES = MappingProxyType(
    {
        Code.ARRIVED: "inbox",
        Code.REFUSED: "rejection",
        Code.ACCEPTED: "acceptance",
        Code.ASSIGNED: "assignment",
        Code.WORKED_ON: "processing",
        Code.FINISHED: "finish",
        Code.TAKEN_BACK: "cancellation",
        Code.AGREED: "change-acceptance",
        Code.DECLINED: "change-rejection",
    }
)


class Business(StrEnum):
    """What a package is sent for (BussinessDocType)."""

    NEW = "0"
    RECALL = "1"  # thu hồi
    UPDATE = "2"  # cập nhật
    REPLACE = "3"  # thay thế


@dataclass(frozen=True, slots=True)
class Organ:
    """One side: *code* as it is written, in whichever form."""

    code: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Which document is meant: *number* with its sign; *text* is its DocumentId, "" where that is not told."""

    organ: str
    number: str
    issued: date | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package, decoded."""

    name: str
    kind: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """A document on its way. Texts are as written, "" for what is not told.

    *faults* are codes of what is wrong with it, for a person.
    """

    sender: Organ
    recipients: tuple[Organ, ...]
    document: Reference
    kind: str
    subject: str
    content: str
    signer: str
    post: str
    due: date | None
    places: tuple[str, ...]
    urgency: Urgency
    sphere: str
    answers: tuple[Reference, ...]
    business: Business
    reason: str
    about: tuple[Reference, ...]
    files: tuple[File, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """What *sender* tells of the *document* that it got, or, of its own, that it asks for it back."""

    sender: Organ
    document: Reference
    code: Code
    reason: str
    at: datetime | None = None


def agency_code(written: str) -> str:
    """The code of an agency as Quyết định 20/2020/QĐ-TTg has it, for the form of QCVN 102 as well.

    >>> agency_code("000.00.00.G22"), agency_code("000.00.04.G14"), agency_code("G14.04")
    ('G22', 'G14.04', 'G14.04')
    """
    found = _LONG_CODE.fullmatch(written.strip())
    if found is None:
        return written.strip()
    levels = list(reversed(found.groups()))
    while len(levels) > 1 and not int(levels[-1]):
        levels.pop()
    return ".".join(levels)


def long_code(code: str) -> str:
    """The form of QCVN 102, of 13 characters; *code* itself where that has no place for it.

    >>> long_code("G14.04"), long_code("H55.242")
    ('000.00.04.G14', 'H55.242')
    """
    found = _CODE.fullmatch(code)
    if found is None:
        return code
    first, second, third, fourth = found.groups()
    return f"{fourth or '000'}.{third or '00'}.{second or '00'}.{first}"


def document_id(organ: str, issued: date | None, number: str) -> str:
    """What names a document on its way.

    >>> document_id("000.00.00.G22", date(2015, 9, 30), "7816/VPCP-TTĐT")
    '000.00.00.G22,2015/09/30,7816/VPCP-TTĐT'
    """
    return f"{organ},{f'{issued:%Y/%m/%d}' if issued else ''},{number}"


def file_name(code: Code) -> str:
    """How the file of a state is named."""
    return f"status_{_FILES[code]}_{code}.edxml"
