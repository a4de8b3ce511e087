"""Word's documents: headers and footers, the first page of the body, text boxes and tables within it."""

import re
from collections.abc import Iterable

from papers.opened import Why
from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.markup import parse
from papers.opening.office import (
    Styles,
    inside,
    tell_pictures,
    tell_properties,
    write_below,
    write_part,
    write_words,
)
from papers.opening.package import Package
from papers.opening.vml import write_vml

_MARGIN = 1_500  # characters of one header or footer
_MARGINS = 12
_ASIDE = (".header", ".footer", "diagramData")
_BELOW = (".footnotes", ".endnotes", ".comments", "drawingml.chart", ".numbering")
_ITEM = re.compile(r"customXml/item\d+\.xml", re.IGNORECASE)
_ITEMS = 40
_ITEMS_MOST = 8_000  # characters


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
    _write_items(package, main, draft)
    _tell_variables(package, draft)
    write_vml(package, draft)
    below = [part for ending in _BELOW for part in package.of_type(ending)]
    write_below(package, below[:_MARGINS], draft)
    tell_pictures(package, draft)
    yield from inside(package)


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
