"""PowerPoint's presentations: the first slide, and what its layout and master put on it."""

from collections.abc import Iterable

from papers.opened import PAGE_END, Why
from papers.opening.draft import PAGE, PAGE_LEAST, Budget, Draft, Inner, Stopped
from papers.opening.markup import parse
from papers.opening.office import (
    inside,
    tell_pictures,
    tell_properties,
    write_below,
    write_part,
    write_words,
)
from papers.opening.package import Package
from papers.opening.vml import write_vml
from papers.opening.whole import FILE_MOST, Whole

_BEHIND = 1_500  # characters of a layout or a master
_SLIDES = 3  # where the first ones are titles
_SLIDES_MOST = 1_000
_COMMENTS = 20
_COMMENTS_MOST = 4_000  # characters
_LAYERS = 3  # slide, layout, master


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first slide, and the next ones while they say hardly anything; gives the files that are embedded."""
    package = Package(octets, budget)
    tell_properties(package, draft)
    slides = _slides(package, _SLIDES)
    for part in slides:
        if draft.size:
            draft.write(PAGE_END)
        _write_slide(package, part, draft)
        if draft.size >= PAGE_LEAST:
            break
    write_below(package, [note for slide in slides[:1] for note in _notes(package, slide)], draft)
    with draft.portion(_COMMENTS_MOST):
        for part in list(package.of_type(".comments"))[:_COMMENTS]:
            write_words(package, part, draft)
    write_vml(package, draft)
    tell_pictures(package, draft)
    yield from inside(package)


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes every slide; gives the files that are embedded."""
    package = Package(octets, budget)
    for part in _slides(package, _SLIDES_MOST):
        draft.page_break()
        if package.has(part):
            write_part(package, part, draft, FILE_MOST, None)
    tell_pictures(package, draft)
    yield from inside(package)


def _write_slide(package: Package, slide: str, draft: Draft) -> None:
    """One slide with its layout and its master."""
    part: str | None = slide
    for most in (PAGE, *[_BEHIND] * (_LAYERS - 1)):
        if part is None or not package.has(part):
            break
        write_part(package, part, draft, most, None)
        part = _behind(package, part)


def _notes(package: Package, slide: str) -> list[str]:
    return [part for part, how in package.related(slide).values() if how == "notesSlide"]


def _slides(package: Package, most: int) -> list[str]:
    """The first slides."""
    main = package.main()
    if main is None:
        raise Stopped(Why.BROKEN)
    slides: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sldId":
            slides.extend(attributes.values())  # among them the relation's identifier

    parse(package.chunks(main), start)
    related = package.related(main)
    return [related[value][0] for value in slides if value in related][:most]


def _behind(package: Package, part: str) -> str | None:
    """The layout of a slide, the master of a layout."""
    behind = (
        t for t, how in package.related(part).values() if how in {"slideLayout", "slideMaster"}
    )
    return next(behind, None)
