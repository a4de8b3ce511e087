"""How documents hang together: one answers, replaces, recalls or corrects another.

What is wrong in substance is replaced by a document of the same form, what is wrong
in form is corrected by a công văn, and what was sent by mistake is recalled
(Nghị định 30/2020/NĐ-CP, Điều 18).
"""

from dataclasses import dataclass
from enum import StrEnum

from work.document import Document


class Relation(StrEnum):
    """What the one document does to the other."""

    ANSWERS = "answers"  # trả lời
    REPLACES = "replaces"  # thay thế
    RECALLS = "recalls"  # thu hồi
    CORRECTS = "corrects"  # đính chính


# Whoever works by a document of which one of these holds should know.
OVERRULING = frozenset({Relation.REPLACES, Relation.RECALLS})


class Unfit(StrEnum):
    """Why two documents cannot hang together so."""

    UNKNOWN = "unknown"  # one of them is not there
    ITSELF = "itself"  # they are one
    EARLIER = "earlier"  # it was issued before the one that it would act on
    CIRCLE = "circle"  # the other does the same to it
    ALREADY = "already"  # so it stands


@dataclass(frozen=True, slots=True)
class Related:
    """A document that hangs together with another one.

    *acts* tells whose view it is: True where the other one does it to the
    document *id*, False where the document *id* does it to the other one.
    """

    relation: Relation
    acts: bool
    id: int
    document: Document


def unfit(one: Document, other: Document) -> Unfit | None:
    """Why *one* cannot act on *other* by their days: nothing answers or recalls what is still to come."""
    return Unfit.EARLIER if one.issued < other.issued else None
