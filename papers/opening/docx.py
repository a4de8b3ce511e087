"""Word's documents: headers and footers, the first page of the body, text boxes and tables within it."""

import re
from collections.abc import Iterable

from papers.opened import PAGE_END
from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.markup import parse
from papers.opening.office import (
    Styles,
    inside,
    tell_pictures,
    tell_properties,
    write_below,
    write_part,
)
from papers.opening.package import Package

_MARGIN = 1_500  # characters of one header or footer
_MARGINS = 12
_ASIDE = (".header", ".footer", "diagramData")
_BELOW = (".footnotes", ".endnotes", ".comments", "drawingml.chart", ".numbering")
_ITEM = re.compile(r"customXml/item\d+\.xml", re.IGNORECASE)


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first page; gives the files that are embedded."""
    package = Package(octets, budget)
    tell_properties(package, draft)
    styles = Styles()
    for part in package.of_type(".styles"):
        parse(package.chunks(part), styles.start)
    for ending in _ASIDE:
        for part in list(package.of_type(ending))[:_MARGINS]:
            write_part(package, part, draft, _MARGIN, styles)
    main = package.main()
    if main is not None:
        write_part(package, main, draft, PAGE, styles)
    below = [part for ending in _BELOW for part in package.of_type(ending)]
    write_below(package, below[:_MARGINS], draft)
    for part in filter(_ITEM.fullmatch, package.names):
        _write_item(package, part, draft)
    tell_pictures(package, draft)
    yield from inside(package)


def _write_item(package: Package, part: str, draft: Draft) -> None:
    """Data of the office's own, which the body may show (ECMA-376-1 §15.2.5), each on a line of its own."""

    def start(name: str, attributes: dict[str, str]) -> None:
        draft.write("\n")

    with draft.portion(_MARGIN):
        draft.write(PAGE_END)
        parse(package.chunks(part), start, None, draft.write)
