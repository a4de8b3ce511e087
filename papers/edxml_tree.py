"""XML of an envelope as a small tree: without document types and entities, bounded in depth, elements and text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from papers.opening.draft import Stopped
from papers.opening.markup import parse

DEEPEST = 32
ELEMENTS = 20_000
_PIECE = 1 << 16  # octets that are parsed at once, while other threads wait


class Broken(Exception):
    """What should be an envelope is none that may be read."""


@dataclass(slots=True)
class Node:
    """One element, its name and those of its attributes in small letters and without prefixes."""

    name: str
    said: dict[str, str]
    inner: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text on one line."""
        return " ".join("".join(self.parts).split())

    def all(self, *path: str) -> Iterator["Node"]:
        """Those at the end of *path*, in their order."""
        if not path:
            yield self
            return
        for one in self.inner:
            if one.name == path[0]:
                yield from one.all(*path[1:])

    def one(self, *path: str) -> "Node":
        """The first of those; an empty one where there is none."""
        return next(self.all(*path), Node("", {}))

    def below(self, name: str) -> Iterator["Node"]:
        """Those of that name, however deep."""
        for one in self.inner:
            if one.name == name:
                yield one
            yield from one.below(name)


def tree(octets: bytes) -> Node:
    """The root of *octets*, in time linear in their length. Raises Broken."""
    top = Node("", {})
    open_, count = [top], 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > ELEMENTS or len(open_) > DEEPEST:
            raise Broken
        node = Node(name.lower(), {key.lower(): value for key, value in attributes.items()})
        open_[-1].inner.append(node)
        open_.append(node)

    def end(_: str) -> None:
        open_.pop()

    def text(some: str) -> None:
        open_[-1].parts.append(some)

    pieces = (octets[at : at + _PIECE] for at in range(0, len(octets), _PIECE))
    try:
        parse(pieces, start, end, text)
    except (expat.ExpatError, Stopped, ValueError, LookupError) as error:
        raise Broken from error
    return top.inner[0]
