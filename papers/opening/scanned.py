"""The reader that reads scans by sight: `python -m papers.opening.scanned`, started by papers.opener.

Unlike the others it starts programs (papers.opening.sight), and so may open files; it works at the
lowest rank, since nobody waits for it.
"""

import logging
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from papers.opened import Kind, Why
from papers.opening import pdf, sight
from papers.opening.draft import NOTHING, PAGE, Budget, Draft, Inner
from papers.opening.pdf_whole import laid_out
from papers.opening.reader import Tell, serve
from papers.opening.text import WHOLE, walked
from papers.opening.walk import Reader
from papers.opening.whole import Whole
from work.tables import Tables

PAGES = 5  # of one document: number, day and what is asked stand on the first ones
_LEAST_WORDS = 5  # of a page that says anything
_RANK = 19


def _pdf(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first pages of a document that begins with a picture, as far as they are; gives the files attached to it."""
    reader = pdf.opened(octets)
    pages = list(pdf.pages(reader, PAGES + 1))
    if numbers := _unread(pages):
        _read(draft, (sight.drawn(octets, n) for n in numbers))
        if len(pages) > PAGES:
            draft.obstacle(Why.TOO_LARGE)
    yield from pdf.files(reader, [], budget)


def _unread(pages: list[Any]) -> list[int]:
    """Which of the first pages are to be read by sight, from 1 on: all where none says anything, none where the first does."""
    said = [_said(page) for page in pages]
    if any(map(pdf.is_drawn, pages)) and sum(said) < NOTHING:
        return [*range(1, len(pages) + 1)][:PAGES]
    scans = [n for n, page in enumerate(pages[:PAGES], 1) if pdf.is_scan(page, said[n - 1])]
    return scans if 1 in scans else []


def _said(page: Any) -> int:
    """How many characters stand on it as text."""
    own = Draft(())
    with own.portion(PAGE):
        pdf.write_page(page, own)
    return len(own.piece().first_page.strip())


def _picture(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    _read(draft, sight.pictures(octets, PAGES))
    return ()


def _read(draft: Draft, pages: Iterable[bytes]) -> None:
    draft.kind, tables = Kind.SCAN, Tables()
    draft.obstacle(Why.PICTURE)
    for page in pages:
        text = laid_out(sight.text_of(page), tables)
        if len(text.split()) >= _LEAST_WORDS:
            draft.page_break()
            draft.write(text + "\n")
            draft.obstacles_end(Why.PICTURE)


SCANS: dict[Kind, Reader[Whole]] = {**WHOLE, Kind.PDF: _pdf, Kind.PICTURE: _picture}
"""As files are read to their end, and pages that are pictures beside."""


def answer(asked: dict[str, Any], octets: bytes, tell: Tell) -> None:
    """Tells of every file in the attachment *octets*, scans among them, each as soon as it is read."""
    with suppress(OSError):  # where the service manager allows no process to step back
        os.nice(_RANK)
    walked(asked, octets, tell, SCANS)


def main() -> int:
    """Serves."""
    logging.disable(logging.CRITICAL)  # what parsers say of files is for nobody
    return serve(answer, programs=True)


if __name__ == "__main__":
    sys.exit(main())
