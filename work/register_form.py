"""The form of the register that tracks incoming documents (Sổ theo dõi giải quyết văn bản đến).

Seven columns by Nghị định 30/2020/NĐ-CP, Phụ lục IV, and the day of receipt, which that form has not. Its header is found wherever
it stands in the first rows, by what its words say and not by how they are written.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from work.sheet import Line
from work.spelling import search_key

HEADER_WITHIN = 40  # lines: title, office and motto stand above it


class Field(StrEnum):
    """What a column holds."""

    ARRIVAL = "arrival"
    RECEIVED = "received"
    DOCUMENT = "document"
    ASSIGNEE = "assignee"
    DEADLINE = "deadline"
    PROGRESS = "progress"
    REPLY = "reply"
    NOTES = "notes"


TITLES = MappingProxyType(
    {
        Field.ARRIVAL: "Số đến",
        Field.DOCUMENT: "Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành",
        Field.ASSIGNEE: "Đơn vị hoặc người nhận",
        Field.DEADLINE: "Thời hạn giải quyết",
        Field.PROGRESS: "Tiến độ giải quyết",
        Field.REPLY: "Số, ký hiệu văn bản trả lời",
        Field.NOTES: "Ghi chú",
    }
)
NAMES = MappingProxyType(
    {**TITLES, Field.RECEIVED: "Ngày đến"}
)  # with what the form has not, and is read
NEEDED = (Field.DOCUMENT, Field.ASSIGNEE, Field.DEADLINE)

# Each tried in this order on a title without accents and signs: "van ban tra loi" before "van ban".
_TITLE_SAYS = (
    (Field.REPLY, re.compile(r"\btra loi\b(?!.*\b(han|thoi han)\b)")),
    (Field.DEADLINE, re.compile(r"\b(thoi han|han (xu ly|giai quyet|tra loi|hoan thanh)|ngay het han)\b")),
    (Field.PROGRESS, re.compile(r"\b(tien do|tinh trang|ket qua giai quyet|ket qua xu ly)\b")),
    (Field.ASSIGNEE, re.compile(r"\b(nguoi nhan|don vi nhan|don vi xu ly|don vi giai quyet|chu tri)\b|^don vi$")),
    (Field.DOCUMENT, re.compile(r"\bten loai\b|\bso (va )?ky hieu\b|^van ban( den)?$|^trich yeu")),
    (Field.RECEIVED, re.compile(r"^ngay( thang)?( nam)?( van ban)? (den|nhan|tiep nhan)( van ban)?$")),
    (Field.ARRIVAL, re.compile(r"^so( van ban)? den$")),
    (Field.NOTES, re.compile(r"^ghi chu\b")),
)  # fmt: skip
_NUMBERING = re.compile(r"\(?([1-9])\)?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands, and what its columns hold.

    *twice* are columns whose field another one has already, *extra* those that
    the register does not know, with their titles.
    """

    row: int
    columns: dict[Field, int]
    twice: dict[int, str]
    extra: dict[int, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of columns without which nothing can be read."""
        return tuple(TITLES[field] for field in NEEDED if field not in self.columns)


def find_header(lines: Iterable[Line]) -> Header | None:
    """The header among the first lines: the one with most of the columns, two at least."""
    found = [_header(line) for line in lines]
    best = max(found, key=lambda header: len(header.columns), default=None)
    return best if best is not None and len(best.columns) > 1 else None


def is_numbering(line: Line) -> bool:
    """Whether *line* only numbers the columns, as printed registers do: (1) (2) (3)."""
    texts = [str(cell).strip() for cell in line.cells if cell is not None]
    matches = [_NUMBERING.fullmatch(text) for text in texts]
    numbers = [int(match[1]) for match in matches if match]
    return len(numbers) == len(texts) > 2 and numbers == list(range(1, len(numbers) + 1))


def field_of(title: str) -> Field | None:
    """What a column with this title holds.

    >>> field_of("SỐ, KÝ HIỆU\\nVĂN BẢN TRẢ LỜI"), field_of("Thoi han giai quyet")
    (<Field.REPLY: 'reply'>, <Field.DEADLINE: 'deadline'>)
    """
    plain = " ".join(re.findall(r"\w+", search_key(title)))
    return next((field for field, says in _TITLE_SAYS if says.search(plain)), None)


def _header(line: Line) -> Header:
    columns: dict[Field, int] = {}
    twice: dict[int, str] = {}
    extra: dict[int, str] = {}
    for place, cell in enumerate(line.cells):
        title = " ".join(str(cell).split()) if cell is not None else ""
        field = field_of(title) if len(title) <= 120 else None
        if field is None:
            if title:
                extra[place] = title
        elif field in columns:
            twice[place] = title
        else:
            columns[field] = place
    return Header(line.number, columns, twice, extra)
