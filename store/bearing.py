"""Looks up what a document that was read is to those that stand."""

from collections.abc import Sequence

from store import document as documents
from store import register
from store.tx import Tx
from work.bearing import CHANGING, Bearing
from work.document import Document
from work.likeness import Alike, Likeness
from work.official.found import Role, Tie
from work.relation import Relation
from work.standing import Standing

RELATIONS = {
    Role.ANSWERS: Relation.ANSWERS,
    Role.REPLACES: Relation.REPLACES,
    Role.RECALLS: Relation.RECALLS,
    Role.CORRECTS: Relation.CORRECTS,
}


def bearing(tx: Tx, paper: Document | None, ties: tuple[Tie, ...]) -> Bearing:
    """What *paper*, which says *ties* of earlier documents, is to those that stand."""
    return of_each(tx, [(paper, ties)])[0]


def of_each(tx: Tx, several: Sequence[tuple[Document | None, tuple[Tie, ...]]]) -> list[Bearing]:
    """The same for each of several papers; what is like them is asked by one statement."""
    known = iter(documents.like_each(tx, [paper for paper, _ in several if paper is not None]))
    return [
        Bearing() if paper is None else _beside(tx, paper, ties, next(known))
        for paper, ties in several
    ]


def _beside(tx: Tx, paper: Document, ties: tuple[Tie, ...], alike: tuple[Alike, ...]) -> Bearing:
    same = next((one for one in alike if one.likeness is Likeness.SAME), None)
    known = None if same is None else _standing(tx, same.id, same.document.number)
    for role in CHANGING:
        for tie in ties:
            found = documents.cited(tx, tie.number.value, paper.issuer)
            if tie.role is role and found is not None and (same is None or found != same.id):
                return Bearing(known, _of(tx, found), role, alike)
    return Bearing(known, None, None, alike)


def _of(tx: Tx, number: int) -> Standing | None:
    found = documents.one(tx, number)
    return None if found is None else _standing(tx, number, found.number)


def _standing(tx: Tx, number: int, sign: str) -> Standing:
    return next(one for one in register.standing(tx, (sign,)) if one.id == number)
