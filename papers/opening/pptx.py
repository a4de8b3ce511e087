"""PowerPoint's presentations: the first slide, and what its layout and master put on it."""

from collections.abc import Iterable

from papers.opened import Why
from papers.opening.draft import PAGE, Budget, Draft, Inner, Stopped
from papers.opening.markup import parse
from papers.opening.office import inside, tell_pictures, tell_properties, write_part
from papers.opening.package import Package

_BEHIND = 1_500  # characters of a layout or a master
_LAYERS = 3  # slide, layout, master


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first slide; gives the files that are embedded."""
    package = Package(octets, budget)
    tell_properties(package, draft)
    part = _first_slide(package)
    for most in (PAGE, *[_BEHIND] * (_LAYERS - 1)):
        if part is None or not package.has(part):
            break
        write_part(package, part, draft, most, None)
        part = _behind(package, part)
    tell_pictures(package, draft)
    yield from inside(package)


def _first_slide(package: Package) -> str | None:
    main = package.main()
    if main is None:
        raise Stopped(Why.BROKEN)
    slides: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sldId" and not slides:
            slides.extend(attributes.values())  # among them the relation's identifier

    parse(package.chunks(main), start)
    related = package.related(main)
    return next((related[value][0] for value in slides if value in related), None)


def _behind(package: Package, part: str) -> str | None:
    """The layout of a slide, the master of a layout."""
    behind = (
        t for t, how in package.related(part).values() if how in {"slideLayout", "slideMaster"}
    )
    return next(behind, None)
