"""Tells documents that may be one: it warns, and never makes one of two.

A system has to warn of a code that comes again, and of a number, sign and agency
that do (Nghị định 30/2020/NĐ-CP, Phụ lục VI).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from work.document import Document
from work.sign import sign_key
from work.spelling import spelling_key


class Likeness(StrEnum):
    """In what two documents are alike."""

    SAME = "same"  # agency, day, number and sign
    SAME_YEAR = "same-year"  # agency, number and sign, in one year


@dataclass(frozen=True, slots=True)
class Alike:
    """One document that is kept, and what it has in common with another."""

    id: int
    document: Document
    likeness: Likeness


def likeness(one: Document, other: Document) -> Likeness | None:
    """In what two documents are alike; None where they differ in number and sign, agency or year."""
    if one.issued.year != other.issued.year or sign_key(one.number) != sign_key(other.number):
        return None
    if _issuers(one).isdisjoint(_issuers(other)):
        return None
    return Likeness.SAME if one.issued == other.issued else Likeness.SAME_YEAR


def same_paper(one: Document, other: Document) -> bool:
    """Whether they agree letter by letter in what makes a document one: issuer, day, number and sign."""
    return (one.issuer, one.issued, one.number) == (other.issuer, other.issued, other.number)


def those_alike(new: Document, kept: Iterable[tuple[int, Document]]) -> tuple[Alike, ...]:
    """The documents of *kept* that are like *new*, those with most in common first."""
    found = ((number, one, likeness(new, one)) for number, one in kept)
    alike = [Alike(number, one, how) for number, one, how in found if how is not None]
    return tuple(sorted(alike, key=lambda one: _order(new, one)))


def repeated(kept: Iterable[tuple[int, Document]]) -> frozenset[int]:
    """The numbers of those documents that another of them may be."""
    called: dict[object, list[tuple[int, Document]]] = defaultdict(list)
    for number, one in kept:
        called[one.issued.year, sign_key(one.number)].append((number, one))
    return frozenset(
        number
        for same in called.values()
        for number, one in same
        if any(number != other and likeness(one, second) for other, second in same)
    )


def _order(new: Document, one: Alike) -> tuple[bool, bool, int]:
    return not same_paper(new, one.document), one.likeness is not Likeness.SAME, one.id


def _issuers(document: Document) -> frozenset[str]:
    """By what an issuer is known: its code, and its name in any spelling."""
    named = {spelling_key(document.issuer)}
    return frozenset(named if document.issuer_code is None else {*named, document.issuer_code})
