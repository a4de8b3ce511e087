"""XML of no kind that is known: its text, and what its elements are named; of edXML the files that it carries as well."""

import base64
import binascii
from collections.abc import Iterable, Iterator

from papers.opened import Why
from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.markup import parse

MARKS = (b"<edXML", b":edXML", b"QCVN_102_2016")  # within the first octets of edXML
HEAD = 4096  # octets
_ATTRIBUTES = 3
_PIECE = 1 << 16  # octets
_FILE = "attachment"  # QCVN 102:2016/BTTTT, AttachmentEncoded
_ENCODED = "contenttransferencoded"
_TOLD = frozenset({"attachmentname", "contenttype", _ENCODED})


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the text of all elements, each on a line of its own; short attributes are fields."""
    encoded = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal encoded
        encoded = name.lower() == _ENCODED
        draft.write("\n")
        for key, value in list(attributes.items())[:_ATTRIBUTES]:
            draft.mention(key, value)

    def text(some: str) -> None:
        if not encoded:
            draft.write(some)

    with draft.portion(PAGE):
        parse((octets,), start, None, text)
    return _files(octets, draft, budget) if is_edxml(octets) else ()


def is_edxml(octets: bytes) -> bool:
    """Whether XML says of itself that it is edXML, whatever its file is named."""
    head = octets[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and any(mark in head for mark in MARKS)


def _files(octets: bytes, draft: Draft, budget: Budget) -> Iterator[Inner]:
    found: list[dict[str, list[str]]] = []
    into: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal into
        into = []
        if name.lower() == _FILE and len(found) < budget.files:
            found.append({})
        elif found and name.lower() in _TOLD:
            into = found[-1].setdefault(name.lower(), [])

    def end(_: str) -> None:
        nonlocal into
        into = []

    def text(some: str) -> None:
        into.append(some)

    parse((octets[at : at + _PIECE] for at in range(0, len(octets), _PIECE)), start, end, text)
    for place, one in enumerate(found, 1):
        name, kind = ("".join(one.get(what, ())).strip() for what in ("attachmentname", "contenttype"))  # fmt: skip
        try:
            plain = base64.b64decode("".join("".join(one.pop(_ENCODED, ())).split()), validate=True)
        except (binascii.Error, ValueError):
            draft.obstacle(Why.BROKEN)
            continue
        budget.spend(len(plain))
        yield Inner(
            name.replace("\\", "/").rpartition("/")[2] or f"attachment {place}", plain, kind
        )
