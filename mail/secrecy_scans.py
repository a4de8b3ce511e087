"""What scans bear of secrecy: their first pages, as of any document, and marks that were read with another accent."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mail.secrecy_papers import found_in_papers
from papers.opened import PAGE_END, Opened, Piece, Run
from work.secrecy.finding import Finding, Verdict
from work.secrecy.judge import Judge

_COVER_MOST = (
    200  # characters; behind fewer the next page counts as the first, as in papers.opening.draft
)
# "MẬT" by itself, whatever was read above and below its A: dirt looks like a tone.
_MARK = re.compile(r"(?m)(?<![^\s|\[(])M[AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ]I?[TI](?=[\s|\]).]*(?:\t|  |$))")


def found_in_scans(opened: Opened, judge: Judge) -> Iterator[Finding]:
    """What the pages bear; the files' names and all else were judged when the letter came."""
    for piece in opened.pieces:
        text = _first(piece.first_page)
        yield from found_in_papers(_page(piece, text), judge)[0]
        for one in found_in_papers(_page(piece, _MARK.sub("MẬT", text)), judge)[0]:
            yield one._replace(verdict=min(one.verdict, Verdict.PERSON))


def _page(piece: Piece, text: str) -> Opened:
    return Opened((replace(piece, place=("scan",), runs=(Run("", text),), fields=()),))


def _first(text: str) -> str:
    """The first page, and the next ones while there is hardly anything."""
    shown = ""
    for page in text.split(PAGE_END):
        shown += (PAGE_END if shown else "") + page
        if len(shown) >= _COVER_MOST:
            break
    return shown
