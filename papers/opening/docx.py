"""Word's documents: headers and footers, the first page of the body, text boxes and tables within it."""

from collections.abc import Iterable

from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.markup import parse
from papers.opening.office import Styles, inside, tell_pictures, tell_properties, write_part
from papers.opening.package import Package

_MARGIN = 1_500  # characters of one header or footer
_MARGINS = 12
_ASIDE = (".header", ".footer", "diagramData")


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
    tell_pictures(package, draft)
    yield from inside(package)
