"""XML as documents carry it: events of elements, without document types and so without entities."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from papers.opened import Why
from papers.opening.draft import Stopped

DEEPEST = 1_000  # elements within one another
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parse(
    chunks: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Calls for each element, by its name without the prefix, and for the text between.

    Raises Stopped where there is a document type, expat.ExpatError where it is no XML.
    """
    parser = expat.ParserCreate()
    names, depth = _Names(), _Depth()

    def started(name: str, attributes: list[str]) -> None:
        depth.more()
        pairs = zip(map(names.__getitem__, attributes[::2]), attributes[1::2], strict=True)
        start(names[name], dict(pairs))

    def ended(name: str) -> None:
        depth.less()
        if end is not None:
            end(names[name])

    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    _feed(parser, chunks)


def _feed(parser: Any, chunks: Iterable[bytes]) -> None:
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise


class _Depth:
    """How many elements are open."""

    def __init__(self) -> None:
        self._open = 0

    def more(self) -> None:
        """Counts one that begins. Raises Stopped."""
        self._open += 1
        if self._open > DEEPEST:
            raise Stopped(Why.BROKEN)

    def less(self) -> None:
        """Counts one that ends."""
        self._open -= 1


class _Names(dict[str, str]):
    """Names without their prefix, each taken apart once."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < 10_000:
            self[name] = local
        return local


def _refuse(*_: Any) -> None:
    raise Stopped(Why.BROKEN)
