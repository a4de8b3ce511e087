"""Tasks in a table: a row for each, with columns for what, who, who helps and when."""

import re
from dataclasses import dataclass

from work.official.folded import folded

_COLUMNS = {
    "helpers": re.compile(r"phoi hop"),
    "lead": re.compile(
        r"chu tri|don vi(?! tinh)|co quan|ai lam|nguoi (?:thuc hien|phu trach)|trach nhiem|dau moi|phu trach|bo phan|phong ban"
    ),
    "when": re.compile(
        r"thoi gian|thoi han|\bhan\b|hoan thanh|khi nao|ngay trinh|tien do|\bngay\b|deadline"
    ),
    "product": re.compile(r"san pham|ket qua"),
    "what": re.compile(r"noi dung|nhiem vu|cong viec|\bviec\b|hoat dong|hang muc|\bten\b"),
}
_OLD = re.compile(
    r"(?:da giao|cu\b|truoc day|ban dau|da hoan thanh|ket qua (?:thuc hien|dat duoc)|tinh hinh thuc hien|(?:ngay|co quan) ban hanh)"
)


_ORDER = ("what", "lead", "helpers", "when", "product")


@dataclass(frozen=True, slots=True)
class Row:
    """One task as its cells say it; "" where a cell is empty."""

    what: str
    lead: str
    helpers: str = ""
    when: str = ""
    product: str = ""


def tasks_in(rows: tuple[tuple[str, ...], ...]) -> tuple[Row, ...] | None:
    """The tasks of a table; None where its columns are not those of tasks, or tell of old ones."""
    columns = _columns(rows[0])
    if columns is None:
        return None
    return tuple(
        Row(*(_cell(cells, columns.get(name)) for name in _ORDER))
        for cells in rows[1:]
        if _cell(cells, columns["lead"])
    )


def tells_of_old(header: tuple[str, ...]) -> bool:
    """Whether the table with *header* tells of deadlines that were set before."""
    return any(_OLD.search(folded(cell)) for cell in header)


def _columns(header: tuple[str, ...]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        plain = folded(cell)
        name = next((name for name, words in _COLUMNS.items() if words.search(plain)), None)
        if name is not None and name not in found:
            found[name] = place
    if "what" not in found and "product" in found:
        found["what"] = found["product"]
    return found if {"lead", "what"} <= found.keys() and not tells_of_old(header) else None


def _cell(cells: tuple[str, ...], place: int | None) -> str:
    return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""
