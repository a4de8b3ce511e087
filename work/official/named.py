"""A document that nobody can read, as the letter that brings it names it: its number, day and matter."""

import re
from datetime import date

from work.document import Urgency
from work.kind import NAMES, NUMBER
from work.official.folded import folded
from work.official.found import Finding, Paper
from work.official.months import day_in
from work.sign import kind_of_sign

GUESSED = 0.5  # certainty
ENCLOSED = "công văn"  # what a document is whose title names no type
NAMES_OF = {abbreviation: name for name, abbreviation in reversed(NAMES.items())}
_DATED = re.compile(r",? (?:ngay )?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4})")
_MATTER = re.compile(r"(?:về việc|V/v)\s+([^.;()\n]{5,160})", re.IGNORECASE)
_EDGES = " :-–—."


def named_in(text: str, sheet: int | None) -> tuple[Paper, date | None] | None:
    """The document whose number *text* names, and its day: the subject of a letter, or its sheet *sheet* on one line."""
    number = NUMBER.search(text)
    if number is None:
        return None
    behind = text[number.end() :]
    dated = _DATED.match(folded(behind))
    day = None if dated is None else day_in(dated[1])
    matter = _MATTER.search(behind)
    rest = (matter[1] if matter else behind if sheet is None else "").strip(_EDGES)

    def guess(value: str, words: str) -> Finding:
        return Finding(value, words, GUESSED, sheet)

    paper = Paper(
        guess(number[0], number[0]),
        None,
        None if day is None or dated is None else guess(str(day), behind[slice(*dated.span(1))]),
        guess(NAMES_OF.get(kind_of_sign(number[0]) or "", ENCLOSED), number[0]),
        guess(rest, rest) if rest else None,
        Finding(Urgency.NORMAL, "", GUESSED),
    )
    return paper, day
