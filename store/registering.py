"""Registers a document out of a letter with its tasks, in one transaction, so that it can be taken back as an import."""

from dataclasses import dataclass

from store import document as documents
from store import imports, relation
from store.bearing import RELATIONS
from store.directory.change import Overtaken
from store.document import Kept
from store.opening import Imported
from store.tx import Tx
from work.act import Act
from work.bearing import Bearing, previewed
from work.official.found import Tie
from work.proposal import Draft


@dataclass(frozen=True, slots=True)
class Registered:
    """The *document* by its number, the number of the import by which its tasks opened or changed, and what that came to."""

    document: int
    imported: int | None
    done: Imported


def register(tx: Tx, draft: Draft, bearing: Bearing, ties: tuple[Tie, ...], act: Act) -> Registered:
    """The document stands in the register of what came in, its tasks are open, and what it changes is changed.

    Raises Overtaken when somebody else keeps it at this very moment, ValueError for a draft with errors.
    """
    if draft.document is None:
        raise ValueError("a draft without a document registers nothing")
    if bearing.known is not None:
        number = bearing.known.id
    else:
        kept = documents.add(tx, draft.document, act, anyway=True)
        if not isinstance(kept, Kept):
            raise Overtaken("document")
        number = kept.id
    for tie in ties:
        _relate(tx, number, tie, draft.document.issuer, act)
    preview = previewed(draft, bearing, number)
    if not (preview.added or preview.changes):
        return Registered(number, None, Imported())
    sign = draft.document.number
    imported, done = imports.keep_new(tx, preview, sign, sign, act)
    return Registered(number, imported, done)


def _relate(tx: Tx, number: int, tie: Tie, issuer: str, act: Act) -> None:
    """What cannot be, as that a paper answers a later one, is left out: a person sees the words."""
    does = RELATIONS.get(tie.role)
    other = documents.cited(tx, tie.number.value, issuer)
    if does is not None and other is not None:
        relation.relate(tx, number, does, other, act)
