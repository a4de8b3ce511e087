"""The states of a document between two systems, and the order in which they may follow each other.

Codes of Quyết định 28/2018/QĐ-TTg as they travel on the national axis. Each recipient
of a document has a history of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Code(StrEnum):
    """What one side tells the other of a document."""

    ARRIVED = "01"  # đã đến: the software has it, nobody looked yet
    REFUSED = "02"  # từ chối nhận, with the reason
    ACCEPTED = "03"  # đã tiếp nhận
    ASSIGNED = "04"  # phân công
    WORKED_ON = "05"  # đang xử lý
    FINISHED = "06"  # hoàn thành
    TAKEN_BACK = "13"  # lấy lại: the sender asks for it
    AGREED = "15"  # đồng ý cập nhật, lấy lại
    DECLINED = "16"  # từ chối cập nhật, lấy lại


class Side(StrEnum):
    """Who tells it."""

    SENDER = "sender"
    RECIPIENT = "recipient"


class Stop(StrEnum):
    """Why a state cannot follow."""

    ORDER = "order"  # another has to come first, or it has ended
    SIDE = "side"  # the other side tells that
    REASON = "reason"  # a refusal says why


_ANY_TIME = frozenset({Code.TAKEN_BACK})
MOVES = MappingProxyType(
    {
        None: frozenset({Code.ARRIVED}),
        Code.ARRIVED: frozenset({Code.REFUSED, Code.ACCEPTED}) | _ANY_TIME,
        Code.REFUSED: frozenset[Code](),
        Code.ACCEPTED: frozenset({Code.ASSIGNED, Code.WORKED_ON, Code.FINISHED}) | _ANY_TIME,
        Code.ASSIGNED: frozenset({Code.WORKED_ON}) | _ANY_TIME,
        Code.WORKED_ON: frozenset({Code.FINISHED}) | _ANY_TIME,
        Code.FINISHED: frozenset[Code](),
        Code.TAKEN_BACK: frozenset({Code.AGREED, Code.DECLINED}),
        Code.AGREED: frozenset[Code](),
    }
)
SIDES = MappingProxyType(
    {code: Side.SENDER if code is Code.TAKEN_BACK else Side.RECIPIENT for code in Code}
)
WITH_REASON = frozenset({Code.REFUSED, Code.DECLINED})
_ALIASES = {"14": Code.AGREED}  # so the sample of the axis's own library writes it


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a document stands with one recipient: the last code told, and the last of its handling."""

    code: Code | None = None
    handling: Code | None = None

    @property
    def next(self) -> frozenset[Code]:
        """What may be told now. Who declined to give it back goes on where the handling stood."""
        return MOVES[self.handling if self.code is Code.DECLINED else self.code]

    @property
    def withdrawn(self) -> bool:
        """Whether the sender got it back."""
        return self.code is Code.AGREED


def moved(now: Exchange, code: Code, by: Side, reason: str | None = None) -> Exchange | Stop:
    """How the document stands after *code*, or why that cannot be told now: the only way on."""
    if by is not SIDES[code]:
        return Stop.SIDE
    if code not in now.next:
        return Stop.ORDER
    if code in WITH_REASON and not reason:
        return Stop.REASON
    handles = code in MOVES and code not in (Code.TAKEN_BACK, Code.AGREED)
    return Exchange(code, code if handles else now.handling)


def after(codes: Iterable[Code]) -> Exchange:
    """How a document stands after a history that was allowed.

    >>> after([Code.ARRIVED, Code.ACCEPTED, Code.TAKEN_BACK, Code.DECLINED]).next == MOVES[Code.ACCEPTED]
    True
    """
    now = Exchange()
    for code in codes:
        found = moved(now, code, SIDES[code], "kept")
        if isinstance(found, Stop):
            raise ValueError(f"{code} cannot follow {now.code}: {found}")
        now = found
    return now


def read_code(text: str) -> Code | None:
    """The code that *text* is, "14" for 15; None where it is none.

    >>> read_code("14"), read_code("07")
    (<Code.AGREED: '15'>, None)
    """
    known = {str(code): code for code in Code} | _ALIASES
    return known.get(text)
