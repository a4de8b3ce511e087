"""Excel's workbooks: names of sheets, headers and footers, the first rows of each, and text boxes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from papers.opened import Said
from papers.opening.codes import of_format
from papers.opening.draft import Budget, Draft, Inner
from papers.opening.markup import parse
from papers.opening.office import inside, tell_properties, write_below, write_part, write_words
from papers.opening.package import Package
from papers.opening.vml import write_vml

ROWS = 60  # of each sheet: what one page of A4 has
SHEETS = 20
_FIRST = 3  # sheets that come before what is drawn, so that there is room for that
SHEET_MOST = 3_000  # characters
CELLS = 40
_DRAWN = 1_500
_THREADS_MOST = 4_000
_BELOW = (".comments", "drawingml.chart")
CELL_LONGEST = 500  # characters
_MARGINS = re.compile("(?:odd|even|first)(?:Header|Footer)")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F+\-]{5,6}|\d+|[A-Z])')  # ECMA-376-1 §18.3.1.46


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first rows of the sheets; gives the files that are embedded."""
    package = Package(octets, budget)
    tell_properties(package, draft)
    parts = _parts(package, draft)
    sheets = [_sheet(package, part) for part in parts]
    shared = _shared(package, {cell for sheet in sheets for cell in sheet.shared()})
    _write_sheets(sheets[:_FIRST], shared, draft)
    for part in _drawings(package, parts)[:SHEETS]:
        write_part(package, part, draft, _DRAWN, None)
    _write_sheets(sheets[_FIRST:], shared, draft)
    below = [part for ending in _BELOW for part in package.of_type(ending)]
    write_below(package, below[:SHEETS], draft)
    _write_beside(package, draft)
    yield from inside(package)


def _write_sheets(sheets: list["_Sheet"], shared: dict[int, str], draft: Draft) -> None:
    for sheet in sheets:
        with draft.portion(SHEET_MOST):
            draft.write(sheet.text(shared))


def _drawings(package: Package, sheets: list[str]) -> list[str]:
    """What is drawn on the sheets, on the first ones first."""
    first = dict.fromkeys(sheets[:_FIRST])
    related = [one for sheet in first for one in package.related(sheet).values()]
    drawn = [part for part, how in related if how == "drawing" and package.has(part)]
    return list(dict.fromkeys((*drawn, *package.of_type("drawing"))))


def _write_beside(package: Package, draft: Draft) -> None:
    """What is shown beside the cells, or in the place of a number."""
    with draft.portion(_THREADS_MOST):
        for part in list(package.of_type("threadedcomments"))[:SHEETS]:
            write_words(package, part, draft)
    write_vml(package, draft)

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            draft.aside("format", of_format(attributes.get("formatCode", "")))

    for part in package.of_type(".styles"):
        parse(package.chunks(part), start)


def margin(codes: str) -> str:
    """The words of a header or footer, without the codes between them; its three parts apart."""
    return _CODES.sub(" ", re.sub("&[LCR]", "\n", codes)).replace("&&", "&")


@dataclass(slots=True)
class _Sheet:
    """The beginning of one sheet, row by row; a number stands for a shared string."""

    rows: list[list[int | str]] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    _kind: str = ""
    _collecting: bool = False
    _text: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            if len(self.rows) <= ROWS:
                self.rows.append([])
        elif name == "c":
            self._kind = attributes.get("t", "n")
        elif name in {"v", "t"} or _MARGINS.match(name):
            self._collecting = bool(_MARGINS.match(name)) or len(self.rows) <= ROWS
            self._text = ""

    def text_between(self, text: str) -> None:
        if self._collecting and len(self._text) < CELL_LONGEST:
            self._text += text

    def end(self, name: str) -> None:
        if not self._collecting:
            return
        self._collecting = False
        if name in {"v", "t"}:
            self._add_cell()
        else:
            self.margins.append(margin(self._text))

    def _add_cell(self) -> None:
        if self.rows and len(self.rows[-1]) < CELLS:
            is_shared = self._kind == "s" and self._text.isdecimal()
            self.rows[-1].append(int(self._text) if is_shared else self._text)

    def shared(self) -> Iterable[int]:
        return (cell for row in self.rows for cell in row if isinstance(cell, int))

    def text(self, shared: dict[int, str]) -> str:
        cells = (
            "\t".join(shared.get(c, "") if isinstance(c, int) else c for c in row)
            for row in self.rows
        )
        return "\n".join((*self.margins, *cells)) + "\n"


def _parts(package: Package, draft: Draft) -> list[str]:
    """The parts of the sheets in the order of the workbook, whose names go to *draft*."""
    main = package.main() or ""
    related = package.related(main)
    parts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            draft.field("sheet", attributes.get("name", ""), Said.NAME)
            target = related.get(attributes.get("id", ""), ("", ""))[0]
            if package.has(target):
                parts.append(target)
        elif name == "definedName" and not attributes.get("name", "").isascii():
            draft.field("defined", attributes["name"].replace("_", " "))

    parse(package.chunks(main), start)
    return parts[:SHEETS]


def _sheet(package: Package, part: str) -> _Sheet:
    sheet = _Sheet()
    parse(package.chunks(part), sheet.start, sheet.end, sheet.text_between)
    return sheet


def _shared(package: Package, wanted: set[int]) -> dict[int, str]:
    """The shared strings of these numbers."""
    found: dict[int, str] = {}
    number, collecting, phonetic = -1, False, False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number, collecting, phonetic
        if name == "si":
            number += 1
        phonetic = phonetic or name == "rPh"
        collecting = name == "t" and number in wanted and not phonetic

    def end(name: str) -> None:
        nonlocal collecting, phonetic
        collecting = False
        phonetic = phonetic and name != "rPh"

    def text(text: str) -> None:
        if collecting:
            found[number] = (found.get(number, "") + text)[:CELL_LONGEST]

    if wanted:
        for part in package.of_type("sharedStrings"):
            parse(package.chunks(part), start, end, text)
    return found
