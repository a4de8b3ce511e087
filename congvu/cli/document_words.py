"""What the commands about documents say: registers by their office names, what is filed, what hangs together."""

from collections.abc import Iterable, Iterator
from typing import Any

from work.document import Direction, Filing
from work.relation import Related, Relation

DIRECTIONS = ("den", "di")  # đến and đi, as a keyboard without accents has them
_BY_NAME = dict(zip(DIRECTIONS, (Direction.INCOMING, Direction.OUTGOING), strict=True))


def direction_of(name: str | None) -> Direction | None:
    """The register that goes by *name*; None for both.

    >>> direction_of("di"), direction_of(None)
    (<Direction.OUTGOING: 'outgoing'>, None)
    """
    return None if name is None else _BY_NAME[name]


def filing_fields(filing: Filing) -> Iterator[tuple[str, str]]:
    """What is filed of a document, with its labels; "" where nothing is."""
    yield "signed by", ", ".join(part for part in (filing.post, filing.signer) if part)
    yield "recipients", filing.recipients or ""
    yield "copy on file", filing.keeper or ""
    yield "copies", str(filing.copies or "")
    yield "pages", str(filing.pages or "")
    yield "handed on", "" if filing.handed_on is None else f"{filing.handed_on:%d/%m/%Y}"
    yield "notes", filing.notes or ""


def done(relation: Relation) -> str:
    """What is done to a document, before the one that does it.

    >>> done(Relation.RECALLS)
    'recalled by'
    """
    return f"{_DONE[relation]} by"


def related_fields(found: Iterable[Related]) -> Iterator[tuple[str, str]]:
    """Every document that hangs together with another, with what it is to it."""
    for one in found:
        label = str(one.relation) if one.acts else done(one.relation)
        told = f"{one.document.number}, {one.document.issued:%d/%m/%Y}, {one.document.issuer}"
        yield label, f"document {one.id}, {told}"


def related_facts(found: Iterable[Related]) -> list[dict[str, Any]]:
    """The same for programs; *acts* is whether the document shown does it."""
    return [
        {"relation": one.relation, "acts": one.acts, "id": one.id, "number": one.document.number}
        for one in found
    ]


def unknown(number: int) -> str:
    """That there is no such document."""
    return f"there is no document {number}; see congvu document list"


_DONE = {
    Relation.ANSWERS: "answered",
    Relation.REPLACES: "replaced",
    Relation.RECALLS: "recalled",
    Relation.CORRECTS: "corrected",
}
