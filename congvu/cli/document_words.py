"""What the commands about documents say: the two registers by their office names, and what is filed."""

from collections.abc import Iterator

from work.document import Direction, Filing

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
