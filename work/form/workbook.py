"""A form as the sheets of a workbook: how an office that writes no TOML defines one, and how it is exported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from work.dated import Row
from work.form.form import Form
from work.form.indicator import Kind, Totalling
from work.form.period import PeriodKind
from work.form.toml import tables_of
from work.form.value import shown
from work.sheet import Sheet
from work.sheet import Value as Cell
from work.spelling import spelling_key

KINDS = {
    Kind.INTEGER: "số nguyên",
    Kind.DECIMAL: "số thập phân",
    Kind.MONEY: "tiền",
    Kind.PERCENT: "phần trăm",
    Kind.TEXT: "văn bản",
    Kind.YES_NO: "có/không",
    Kind.DATE: "ngày",
}
PERIODS = {
    PeriodKind.WEEK: "tuần",
    PeriodKind.MONTH: "tháng",
    PeriodKind.QUARTER: "quý",
    PeriodKind.HALF: "6 tháng",
    PeriodKind.NINE_MONTHS: "9 tháng",
    PeriodKind.YEAR: "năm",
    PeriodKind.AD_HOC: "đột xuất",
}
TOTALS = {
    Totalling.SUM: "cộng",
    Totalling.MEAN: "bình quân",
    Totalling.COUNT: "đếm có",
    Totalling.NONE: "không",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its title, the key it stands for, how its cell is read, and its width."""

    title: str
    key: str
    read: Callable[[Cell], Any]
    width: float = 16


def _text(cell: Cell) -> Any:
    match cell:
        case bool():
            return cell
        case int() | float():
            return str(cell)
        case _:
            return cell


def _list(cell: Cell) -> Any:
    return [part.strip() for part in str(cell).split(";") if part.strip()]


def _numbers(cell: Cell) -> Any:
    parts = _list(cell)
    return [int(part) if part.isascii() and part.isdecimal() else part for part in parts]


def _day(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str):
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(cell.strip(), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    return cell


def _flag(cell: Cell) -> Any:
    key = spelling_key(str(cell))
    return True if key in _YES else False if key in _NO else cell


_YES = {spelling_key(one) for one in ("có", "x", "true", "1")}
_NO = {spelling_key(one) for one in ("không", "false", "0")}


def _named(names: Mapping[Any, str]) -> Callable[[Cell], Any]:
    by_name = {spelling_key(name): str(code) for code, name in names.items()}

    def read(cell: Cell) -> Any:
        return by_name.get(spelling_key(str(cell)), cell)

    return read


def _same(cell: Cell) -> Any:
    return cell


SHEETS: Mapping[str, tuple[str, tuple[Column, ...]]] = MappingProxyType(
    {
        "form": (
            "Biểu mẫu",
            (
                Column("Mã biểu mẫu", "code", _text),
                Column("Tên báo cáo", "name", _text, 40),
                Column("Căn cứ", "source", _text, 30),
                Column("Nơi nhận", "receiver", _text, 24),
                Column("Hướng dẫn", "guide", _text, 30),
                Column("Áp dụng từ ngày", "valid_from", _day),
                Column("Áp dụng đến ngày", "valid_to", _day),
            ),
        ),
        "period": (
            "Kỳ báo cáo",
            (
                Column("Kỳ", "kind", _named(PERIODS)),
                Column("Chỉ các kỳ số", "only", _numbers),
                Column("Ngày chốt số liệu", "closes", _same),
                Column("Mở trước (ngày làm việc)", "opens", _same),
                Column("Hạn gửi (ngày làm việc sau chốt)", "due_working_days", _same),
                Column("Hạn gửi vào ngày", "due_day", _same),
                Column("Tháng của hạn gửi", "due_month", _same),
                Column("Trước ngày", "due_before", _flag),
            ),
        ),
        "audience": (
            "Đối tượng",
            (
                Column("Đơn vị báo cáo", "members", _list, 40),
                Column("Mọi cơ quan trực thuộc", "children_of", _list, 24),
                Column("Mọi đơn vị của", "units_of", _list, 24),
            ),
        ),
        "excused": (
            "Được miễn",
            (Column("Đơn vị", "member", _text, 30), Column("Lý do", "reason", _text, 50)),
        ),
        "indicator": (
            "Chỉ tiêu",
            (
                Column("Mã chỉ tiêu", "code", _text),
                Column("Tên chỉ tiêu", "name", _text, 46),
                Column("Kiểu", "kind", _named(KINDS)),
                Column("Đơn vị tính", "unit", _text),
                Column("Nguồn số liệu", "source", _text, 24),
                Column("Bắt buộc", "required", _flag),
                Column("Nhỏ nhất", "least", _same),
                Column("Lớn nhất", "most", _same),
                Column("Bằng tổng của", "sum_of", _list),
                Column("Không nhỏ hơn", "not_less_than", _list),
                Column("Cách tổng hợp", "total", _named(TOTALS)),
                Column("Trọng số", "weight", _text),
            ),
        ),
    }
)
NEEDED = ("form", "period", "audience", "indicator")  # the others may be left out
_LOOKED_AT = 20  # rows in which a header has to stand


class NoHeader(Exception):
    """A sheet has no row with a title of its columns; the text says which sheet, and what to write."""


def rows_of(table: str, sheet: Sheet) -> tuple[Row, ...]:
    """The rows of one sheet as read_form takes them. Raises NoHeader."""
    name, columns = SHEETS[table]
    by_title = {spelling_key(one.title): one for one in columns}
    by_title |= {spelling_key(one.key): one for one in columns}
    for line in sheet.lines[:_LOOKED_AT]:
        places = {
            place: by_title[key]
            for place, cell in enumerate(line.cells)
            if isinstance(cell, str) and (key := spelling_key(cell)) in by_title
        }
        if columns[0] in places.values():
            below = (
                one
                for one in sheet.lines
                if one.number > line.number and not _numbers_columns(one.cells)
            )
            return tuple(_row(name, one.number, one.cells, places) for one in below)
    raise NoHeader(f'sheet "{name}" has no line with the title "{columns[0].title}"; add it')


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Whether the row below a header numbers its columns: (1), (2), as official tables do."""
    return cells[:1] == ("(1)",)


def _row(name: str, number: int, cells: Sequence[Cell], places: Mapping[int, Column]) -> Row:
    values = {
        column.key: column.read(cells[place])
        for place, column in places.items()
        if place < len(cells) and cells[place] is not None
    }
    return Row(f'sheet "{name}", row {number}', values)


def sheets_of(form: Form) -> Iterator[tuple[str, tuple[Column, ...], list[list[Cell]]]]:
    """Name, columns and rows of each sheet of *form*."""
    tables = tables_of(form)
    for table, (name, columns) in SHEETS.items():
        rows = [[_cell(row.get(one.key)) for one in columns] for row in tables[table]]
        yield name, columns, rows


def _cell(value: Any) -> Cell:
    match value:
        case None | bool():
            return "Có" if value else None
        case list():
            return "; ".join(map(str, value)) or None
        case Decimal():
            return shown(value)
        case date() | int():
            return value
        case _:
            return _NAMES.get(str(value), str(value))


_NAMES: dict[str, str] = {
    str(code): name for names in (KINDS, PERIODS, TOTALS) for code, name in names.items()
}
