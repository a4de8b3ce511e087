"""Word's documents: headers and footers, the first page of the body, text boxes and tables within it."""

import re
from collections.abc import Iterable
from contextlib import suppress

from papers.opened import Why
from papers.opening.draft import PAGE, Budget, Draft, Enough, Inner, Stopped
from papers.opening.markup import parse
from papers.opening.office import (
    Styles,
    Text,
    inside,
    tell_pictures,
    tell_properties,
    write_below,
    write_part,
    write_words,
)
from papers.opening.package import Package
from papers.opening.vml import write_vml
from papers.opening.whole import Whole

_MARGIN = 1_500  # characters of one header or footer
_FIRST = 8  # headers and footers of the first page; a section has six at most (ECMA-376-1 §17.10)
_MARGINS = 200  # of all sections
_MARGINS_MOST = 10_000  # characters of those of other sections
_DIAGRAMS = _BELOW_PARTS = 12
_SECTION = frozenset(("headerReference", "footerReference"))
_BELOW = (".footnotes", ".endnotes", ".comments", "drawingml.chart", ".numbering")
_BESIDE = (".header", ".footer", ".footnotes", ".endnotes")
_NOTES_MOST = 30_000
_ITEM = re.compile(r"customXml/item\d+\.xml", re.IGNORECASE)
_ITEMS = 40
_PASSED_OVER = frozenset(("Fallback", "moveFrom", "tblPr", "numPr", "rPrChange"))
# Of a run: hidden, or struck out (ECMA-376-1 §17.3.2).
_UNSEEN = frozenset(("vanish", "strike", "dstrike"))
_OFF = frozenset(("0", "false", "off"))
_ITEMS_MOST = 8_000  # characters


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first page; gives the files that are embedded."""
    package = Package(octets, budget)
    tell_properties(package, draft)
    styles = Styles()
    for part in package.of_type(".styles"):
        parse(package.chunks(part), styles.start)
    main = package.main()
    first, others = _margins(package, main)
    for part in first:
        write_part(package, part, draft, _MARGIN, styles)
    if main is not None:
        write_part(package, main, draft, PAGE, styles)
    for part in list(package.of_type("diagramData"))[:_DIAGRAMS]:
        write_part(package, part, draft, _MARGIN, styles)
    _write_others(package, others, draft, styles)
    _write_items(package, main, draft)
    _tell_variables(package, draft)
    write_vml(package, draft)
    below = [part for ending in _BELOW for part in package.of_type(ending)]
    write_below(package, below[:_BELOW_PARTS], draft)
    tell_pictures(package, draft)
    if draft.is_full:
        draft.obstacle(Why.TOO_LARGE)
    yield from inside(package)


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes the body to its end, tables as they are read; gives the files that are embedded."""
    package = Package(octets, budget)
    styles = Styles()
    for part in package.of_type(".styles"):
        parse(package.chunks(part), styles.start)
    main = package.main()
    if main is None:
        raise Stopped(Why.BROKEN)
    body = _Body(draft, styles)
    parse(package.chunks(main), body.start, body.end, body.text)
    for part in (part for ending in _BESIDE for part in package.of_type(ending)):
        _write_beside(package, part, draft, styles)
    tell_pictures(package, draft)
    yield from inside(package)


def _write_beside(package: Package, part: str, draft: Whole, styles: Styles) -> None:
    """Writes notes, and headers and footers of more than a page's number, behind all pages."""
    own = Draft(draft.place)
    write_part(package, part, own, _NOTES_MOST, styles)
    found = own.piece()
    if any(map(str.isalpha, found.first_page)):
        draft.page_break()
        for run in found.runs:
            draft.write(run.text, run.font)


class _Body(Text):
    """The body with its tables; what was moved away, hidden or struck out, and what is told twice, is passed over."""

    def __init__(self, draft: Whole, styles: Styles) -> None:
        super().__init__(draft, styles)
        self._whole = draft
        self._passed_over = 0
        self._unseen = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in _PASSED_OVER or self._passed_over:
            self._passed_over += 1
            return
        match name:
            case "tbl":
                self._whole.begin_table()
            case "tr":
                self._whole.begin_row()
            case "tc":
                self._whole.begin_cell()
            case "lastRenderedPageBreak":
                self._whole.page_break()
            case _ if name in _UNSEEN:
                self._unseen |= self._in_run and attributes.get("val") not in _OFF
            case _:
                super().start(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._passed_over:
            self._passed_over -= 1
        elif name == "tbl":
            self._whole.end_table()
        elif name not in {"tr", "tc"}:
            self._unseen &= name != "r"
            super().end(name)

    def text(self, text: str) -> None:
        """Text between elements."""
        if not (self._passed_over or self._unseen):
            super().text(text)


def _margins(package: Package, main: str | None) -> tuple[list[str], list[str]]:
    """The headers and footers of the first section, as far as they can be of its first page, and all others."""
    parts = [part for ending in (".header", ".footer") for part in package.of_type(ending)]
    if len(parts) <= _FIRST or main is None:
        return parts, []
    related = package.related(main)
    named = [related[one][0] for one in _first_section(package, main) if one in related]
    first = [part for part in dict.fromkeys(named) if package.has(part)][:_FIRST] or parts[:_FIRST]
    return first, [part for part in parts if part not in first]


def _first_section(package: Package, main: str) -> list[str]:
    """The relations of its headers and footers; they stand where it ends, in its last paragraph or behind all."""
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in _SECTION:
            found.append(attributes.get("id", ""))

    def end(name: str) -> None:
        if name == "sectPr":
            raise Enough

    with suppress(Enough):
        parse(package.chunks(main), start, end)
    return found


def _write_others(package: Package, parts: list[str], draft: Draft, styles: Styles) -> None:
    """Writes the headers and footers of other sections; that there is no room for all is an obstacle."""
    if len(parts) > _MARGINS:
        draft.obstacle(Why.TOO_MANY)
    begun = draft.size
    for part in parts[:_MARGINS]:
        if draft.size - begun >= _MARGINS_MOST:
            draft.obstacle(Why.TOO_LARGE)
            break
        write_part(package, part, draft, _MARGIN, styles)


def _write_items(package: Package, main: str | None, draft: Draft) -> None:
    """Data of the office's own, which the body may show (ECMA-376-1 §15.2.5); that not all is read is an obstacle."""
    related = package.related(main).values() if main is not None else ()
    own = [part for part, how in related if how == "customXml" and package.has(part)]
    items = list(dict.fromkeys((*own, *filter(_ITEM.fullmatch, package.names))))
    if len(items) > _ITEMS:
        draft.obstacle(Why.TOO_MANY)
    whole = 0
    with draft.portion(_ITEMS_MOST):
        for part in items[:_ITEMS]:
            write_words(package, part, draft)
            whole += 1
    if whole < min(len(items), _ITEMS):
        draft.obstacle(Why.TOO_LARGE)


def _tell_variables(package: Package, draft: Draft) -> None:
    """What the document's variables hold, which fields show (ECMA-376-1 §17.15.1.32)."""

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "docVar":
            draft.aside(attributes.get("name", ""), attributes.get("val", ""))

    for part in package.of_type(".settings"):
        parse(package.chunks(part), start)
