"""XML as documents carry it: events of elements, without document types and so without entities."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from papers.opened import Why
from papers.opening.draft import Stopped

DEEPEST = 1_000  # elements within one another

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
    names = _Names()
    depth = 0

    def started(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Stopped(Why.BROKEN)
        pairs = zip(map(names.__getitem__, attributes[::2]), attributes[1::2], strict=True)
        start(names[name], dict(pairs))

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(names[name])

    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


class _Names(dict[str, str]):
    """Names without their prefix, each taken apart once."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < 10_000:
            self[name] = local
        return local


def _refuse(*_: Any) -> None:
    raise Stopped(Why.BROKEN)
