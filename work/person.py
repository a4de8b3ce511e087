"""People who are assigned work, and the position that decides what they may see."""

from dataclasses import dataclass
from enum import StrEnum


class Position(StrEnum):
    """Where a person stands in the agency (chức vụ)."""

    STAFF = "staff"  # chuyên viên
    CLERK = "clerk"  # văn thư
    UNIT_HEAD = "unit-head"  # trưởng phòng, vụ trưởng
    AGENCY_HEAD = "agency-head"  # thủ trưởng cơ quan
    OPERATOR = "operator"  # quản trị hệ thống


# Who answers for what comes to the agency and names no unit.
RECEIVING = frozenset({Position.CLERK, Position.AGENCY_HEAD})


@dataclass(frozen=True, slots=True)
class Person:
    """One official, with the mailbox that is theirs by office.

    *deputy* is the number of who stands in for them now (ủy quyền), where that was asked for.
    """

    id: int
    name: str
    email: str
    agency: str
    unit: str | None
    position: Position
    language: str = "vi"
    disabled: bool = False
    deputy: int | None = None
