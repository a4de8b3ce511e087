"""What a letter asks beside the document in it: of a draft that is sent round, by a limit that stands only in the letter, in annexes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from work.official.body import body_of
from work.official.document import Document
from work.official.draft import Draft, merged
from work.official.drafting import drafts_of_annex
from work.official.folded import folded
from work.official.head import head_of
from work.official.informal import Requests, requests_in
from work.official.letter import Letter
from work.official.page import Page
from work.official.reconsidered import MOST_SHOWN

# A task that only leads to an annex, in which its own tasks stand.
_IN_ANNEX = re.compile(r"\b(?:[Pp]hụ lục|[Dd]anh mục|[Bb]iểu|đính kèm|kèm theo)\b")
MOST_HANDED_ON = 10  # letters in one that are read, the first of them
TOP = 20  # lines of a page on which it is marked as a draft
# What is printed above or behind the title of a paper that nobody has issued yet.
_DRAFT = re.compile(r"\s*\(?du thao\b(?: lan \d+)?[^a-z]*$|.*\(\s*du thao\b[^()]*\)\s*$")
_DRAFT_FILE = re.compile(r"(?<![a-z])(?:du[ _-]?thao|draft)(?![a-z])")


def own_page(letter: Letter, all_pages: tuple[Page, ...]) -> Page | None:
    """What the sender wrote in the letter itself."""
    shown = (page for page in all_pages if not letter.sheets[page.sheet].place and not page.below)
    return next(shown, None)


def own_or_handed_on(
    letter: Letter, all_pages: tuple[Page, ...], own: Page
) -> tuple[Page, Requests]:
    """What the sender wrote, and asks; where a letter is handed on that asks something by a day, the first who asked it.

    By when somebody who hands it on wants to have it is a matter among those to whom it comes: that, and what else
    is handed on with it, is perhaps asked.
    """
    below = [page for page in all_pages if page.below and page.sheet == own.sheet]
    handed_on = below[-MOST_HANDED_ON:][::-1] if letter.forwarded else []
    read = [(page, requests_in(letter, page)) for page in (*handed_on, own)]
    first = next((one for one in read if any(_dated(one[1]))), read[-1])
    others = (draft for one in read if one is not first for draft in _dated(one[1]))
    page, asked = first
    return page, asked._replace(perhaps=(*asked.perhaps, *islice(others, MOST_SHOWN)))


def _dated(asked: Requests) -> Iterator[Draft]:
    return (draft for draft in asked.found if draft.asked is not None)


def is_draft(letter: Letter, page: Page) -> bool:
    """Whether *page*, on which no number was filled in, is marked as a draft, or its file so named."""
    place = letter.sheets[page.sheet].place
    named = bool(place) and _DRAFT_FILE.search(folded(place[-1])) is not None
    addressed = any(line.startswith("Kính gửi") for line in page.lines)
    return (named and not addressed) or any(_DRAFT.match(folded(line)) for line in page.lines[:TOP])


def asked_beside(
    letter: Letter, all_pages: tuple[Page, ...], page: Page, document: Document
) -> Document:
    """*document*, on *page*; where it is only a draft, it asks nothing itself."""
    own = own_page(letter, all_pages)
    issued = document.paper.number is not None
    if issued or own is None or own is page or not is_draft(letter, page):
        return document
    return replace(document, drafts=(), asks=False, draft=True)


def with_all_asked(
    letter: Letter, documents: tuple[Document, ...], all_pages: tuple[Page, ...]
) -> tuple[Document, ...]:
    """*documents*, the first with the tasks of its annexes, or by the limits of the letter around it where none has its own.

    Beside one that was issued, drafts ask nothing, and those of a file of papers are none of the letter's documents.
    """
    if any(not one.draft for one in documents):
        documents = _without_drafts(letter, documents)
    else:
        documents = _with_requests(letter, documents, all_pages)
    place = _issued(documents)
    first = _with_annexes(letter, documents, documents[place], all_pages)
    others = (*documents[:place], *documents[place + 1 :])
    if not any(draft.asked for one in (first, *others) for draft in one.drafts):
        first = _with_letter(letter, first, all_pages)
    return (*documents[:place], first, *documents[place + 1 :])


def _issued(documents: tuple[Document, ...]) -> int:
    """Which of *documents* is the letter's own: the first that is no draft."""
    return next((place for place, one in enumerate(documents) if not one.draft), 0)


def _with_requests(
    letter: Letter, documents: tuple[Document, ...], all_pages: tuple[Page, ...]
) -> tuple[Document, ...]:
    """*documents*, nothing but drafts, with what the letter around them asks."""
    own = own_page(letter, all_pages)
    found = () if own is None else _requests(letter, own)
    return tuple(replace(one, drafts=found, asks=bool(found)) for one in documents)


def _without_drafts(letter: Letter, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    kept = [one for one in documents if not (one.draft and _is_of_file(letter, one))]
    if len(kept) < len(documents):
        place = _issued(tuple(kept))
        kept[place] = replace(kept[place], doubts=(*kept[place].doubts, "several-documents"))
    return tuple(kept)


def _is_of_file(letter: Letter, document: Document) -> bool:
    """Whether *document*, a draft, is one of several packed together, or of a rule of law."""
    return len(letter.sheets[document.sheet].place) > 1 or document.of_law


def _with_annexes(
    letter: Letter,
    documents: tuple[Document, ...],
    first: Document,
    all_pages: tuple[Page, ...],
) -> Document:
    """*first* of *documents* with the tasks in the tables of its annexes: files that hold no document."""
    taken = {document.sheet for document in documents}
    found = tuple(
        draft
        for page in all_pages
        if page.sheet not in taken
        and letter.sheets[page.sheet].place
        and not head_of(page.lines)
        and not is_draft(letter, page)
        for draft in drafts_of_annex(body_of(page.lines, 0)[0], page.sheet)
    )
    if not found:
        return first
    doubts = (*first.doubts, "more-times")
    own = tuple(one for one in first.drafts if one.asked or not _IN_ANNEX.search(one.content))
    return replace(first, drafts=(*own, *found), asks=True, doubts=doubts)


def _with_letter(letter: Letter, document: Document, all_pages: tuple[Page, ...]) -> Document:
    """*document* with what the letter around it asks by a day; not where somebody only hands it on."""
    own = own_page(letter, all_pages)
    if own is None or own.sheet == document.sheet or document.below or letter.forwarded:
        return document
    names = "; ".join(name.value for name in document.paper.addressees)
    found = [
        one if one.named or not names else replace(one, lead=names)
        for one in _requests(letter, own)
        if one.asked is not None
    ]
    if not found:
        return document
    return replace(document, drafts=merged([*document.drafts, *found]), asks=True)


def _requests(letter: Letter, own: Page) -> tuple[Draft, ...]:
    return tuple(replace(one, sheet=own.sheet) for one in requests_in(letter, own).found)
