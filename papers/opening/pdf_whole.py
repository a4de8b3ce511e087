"""PDF to its end: page by page, lines as they stand on it, two columns of a letter one behind the other."""

import re
from collections.abc import Iterable

import pypdf

from papers.opened import Run, Why
from papers.opening import pdf
from papers.opening.draft import NOTHING, Budget, Draft, Inner
from work.columns import unwoven
from work.tables import Tables

_PAGES = 2_000
_SHARE = 0.9  # of what is found font by font has to stand where lines are put by their places
_LEGACY = (".vn", "vni")  # fonts of TCVN3 and VNI: which text is in them has to be known
_SPREAD_LEAST = 4  # gaps of one width
_CELLS_LEAST = 3
_SMALL, _SMALL_OF_SINGLE = 0.6, 0.3  # what part of them begins with a small letter
_SPREAD_PIECES, _SPREAD_WORDS = (
    5,
    2,
)  # parts of a line, and words of each, where all its words are spread
_CELLS = re.compile(" {3,}")
_BLANKS = re.compile(" {2,}")


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the pages; gives the files that are attached to the document."""
    reader = pdf.opened(octets)
    tables = Tables()
    drawn = said = 0
    begins_with_scan = False
    for number, page in enumerate(pdf.pages(reader, _PAGES)):
        draft.page_break()
        here = _write(page, draft, tables)
        said += here
        drawn += pdf.is_drawn(page)
        begins_with_scan |= number == 0 and pdf.is_scan(page, here)
    if begins_with_scan or (drawn and said < NOTHING):
        draft.obstacle(Why.PICTURE)
    yield from pdf.files(reader, [], budget)


def _write(page: pypdf.PageObject, draft: Draft, tables: Tables) -> int:
    """Writes the page; how many characters stand on it."""
    runs = _by_font(page, draft)
    plain = "".join(run.text for run in runs)
    is_legacy = any(run.font.lower().startswith(_LEGACY) for run in runs)
    placed = "" if is_legacy else _by_place(page, tables)
    if _weight(placed) >= _SHARE * _weight(plain):
        draft.write(placed + "\n")
    else:
        for run in runs:
            draft.write(run.text, run.font)
    return len(plain.strip())


def _by_font(page: pypdf.PageObject, draft: Draft) -> tuple[Run, ...]:
    """The text in the order of the file; what cannot be understood of it *draft* is told."""
    own = Draft(draft.place)
    with own.portion(1 << 20):
        pdf.write_page(page, own)
    for obstacle in own.obstacles():
        draft.obstacle(obstacle.why)
    return own.piece().runs


def _by_place(page: pypdf.PageObject, tables: Tables) -> str:
    """The text line by line, as it stands on the page; "" where that cannot be told."""
    try:
        text = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False)
    except pdf.FAILURES:
        return ""
    return laid_out(text, tables)


def laid_out(text: str, tables: Tables) -> str:
    """The lines of a page that stand on *text* as on paper: columns of heads one behind the other, tables in rows."""
    return "\n".join(map(_line, tables.in_rows(unwoven(text)).split("\n")))


def _line(line: str) -> str:
    """Cells apart by TAB; a line that is only spread over its width has one blank between words."""
    line = line.strip()
    gaps = [len(gap) for gap in _BLANKS.findall(line)]
    even = len(gaps) >= _SPREAD_LEAST and max(gaps) - min(gaps) <= 1
    if "\t" not in line and (even or _is_spread(_CELLS.split(line))):
        return _BLANKS.sub(" ", line)
    return _BLANKS.sub(" ", _CELLS.sub("\t", line))


def _is_spread(pieces: list[str]) -> bool:
    """Whether *pieces* are parts of one sentence: most go on in small letters, hold hardly more than a word, or are parts of brackets."""
    behind = pieces[1:]
    if len(pieces) < _CELLS_LEAST:
        return False
    if any(piece.count("(") != piece.count(")") for piece in pieces):
        return True
    small = sum(piece[:1].islower() for piece in behind) / len(behind)
    words = sum(len(piece.split()) for piece in pieces)
    single = len(pieces) >= _SPREAD_PIECES and words <= _SPREAD_WORDS * len(pieces)
    return small > (_SMALL_OF_SINGLE if single else _SMALL)


def _weight(text: str) -> int:
    return sum(map(len, text.split()))
