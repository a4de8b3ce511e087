"""XML of no kind that is known: its text, and what its elements are named; of edXML the files that it carries as well."""

from collections.abc import Iterable, Iterator
from itertools import islice

from papers.edxml import file_octets
from papers.edxml_tree import Broken, tree
from papers.opened import Why
from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.markup import parse

MARKS = (b"<edXML", b":edXML", b"QCVN_102_2016")  # within the first octets of edXML
HEAD = 4096  # octets
_ATTRIBUTES = 3
_ENCODED = "contenttransferencoded"  # QCVN 102:2016/BTTTT, AttachmentEncoded


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
    """Those that papers.edxml finds, which are those that a signature is judged over."""
    try:
        found = tree(octets).below("attachment")
    except Broken:
        draft.obstacle(Why.BROKEN)
        return
    for place, one in enumerate(islice(found, budget.files), 1):
        plain = file_octets(one)
        if plain is None:
            draft.obstacle(Why.BROKEN)
            continue
        budget.spend(len(plain))
        name = one.one("attachmentname").text.replace("\\", "/").rpartition("/")[2]
        yield Inner(name or f"attachment {place}", plain, one.one("contenttype").text)
