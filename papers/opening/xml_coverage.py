"""Which parts of an edXML package an XML signature is over, by the very elements that its readers take.

What is read must be what was signed: every element that could be read as a head has to stand within
something signed, whichever of them the readers would take, and so has every file.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from papers.edxml import content_id, file_octets
from papers.edxml_tree import Node
from papers.opened import Why
from papers.opening.draft import Stopped
from papers.signed import Fault

DSIG = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE = f"{{{DSIG}}}Signature"
_HEAD = frozenset({"messageheader", "messagestatus", "bussiness", "business"})
_FILE = "attachment"
_OWN = re.compile(r"#[^\W\d][\w.-]*")  # an XML name, XML Signature 1.1 §4.4.3.3


class Package:
    """One package: its elements, those that have an identity, and its files by what they are referred to by."""

    def __init__(self, root: Any, read: Node) -> None:
        """*read* is what readers see of the same octets. Raises Stopped where they see something else."""
        if not _is_same(root, read):
            raise Stopped(Why.BROKEN)
        elements = list(root.iter(etree.Element))
        self._heads = [one for one in elements if _name(one) in _HEAD]
        self._files = [one for one in elements if _name(one) == _FILE]
        self.signatures = [one for one in elements if one.tag == SIGNATURE]
        self._root = root
        self._ids: dict[str, list[Any]] = {}
        for one in elements:
            for value in dict.fromkeys(_ids(one)):
                self._ids.setdefault(value, []).append(one)
        brought = list(read.below(_FILE))
        self._named = [content_id(one) for one in brought]
        self._counted = Counter(self._named)
        self._octets = dict(zip(self._named, map(file_octets, brought), strict=True))

    def octets(self, uri: str) -> bytes | None:
        """The one file that "cid:…" means, decoded; None where there is none, or several."""
        name = uri.strip().removeprefix("cid:").strip("<>")
        return self._octets[name] if self._counted[name] == 1 else None

    def fault(self, uri: str) -> Fault | None:
        """What is wrong with a reference before it is looked at: it leads nowhere, to several places, or out of the file."""
        if uri == "":
            return None
        if uri.startswith("cid:"):
            return None if self.octets(uri) is not None else Fault.ALTERED
        if _OWN.fullmatch(uri) is None:
            return Fault.BROKEN
        count = len(self._ids.get(uri[1:], ()))
        return None if count == 1 else Fault.BROKEN if count else Fault.ALTERED

    def uncovered(self, uris: list[str]) -> Fault | None:
        """What signed references leave out: the head, or a file."""
        signed = {id(one) for one in self._meant(uris)}
        if not self._heads or not all(_is_within(one, signed) for one in self._heads):
            return Fault.HEAD
        named = {one.strip().removeprefix("cid:").strip("<>") for one in uris if one[:4] == "cid:"}
        files = zip(self._files, self._named, strict=True)
        if all(name in named or _is_within(one, signed) for one, name in files):
            return None
        return Fault.FILE

    def _meant(self, uris: list[str]) -> Iterator[Any]:
        for uri in uris:
            if uri == "":
                yield self._root
            elif uri.startswith("#"):
                yield from self._ids[uri[1:]]


def _is_within(element: Any, signed: set[int]) -> bool:
    """Whether it stands in something signed, and in no signature: what is there is left out of what is signed."""
    way = [element, *element.iterancestors()]
    return not any(one.tag == SIGNATURE for one in way) and any(id(one) in signed for one in way)


def _is_same(element: Any, read: Node) -> bool:
    """Whether two parsers found the same in the same octets: what is verified is what is read."""
    inner = element.findall("*")
    parts = (element.text, *(one.tail for one in element))
    said = {etree.QName(key).localname.lower(): value for key, value in element.items()}
    return (
        (_name(element), "".join(filter(None, parts))) == (read.name, "".join(read.parts))
        and said.items() <= read.said.items()
        and len(inner) == len(read.inner)
        and all(map(_is_same, inner, read.inner))
    )


def _ids(element: Any) -> Iterator[str]:
    for key, value in element.items():
        if etree.QName(key).localname.lower() == "id":
            yield value


def _name(element: Any) -> str:
    return str(etree.QName(element).localname).lower()
