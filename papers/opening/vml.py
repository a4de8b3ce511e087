"""Drawings in VML, which Excel and PowerPoint keep beside their pages: boxes, buttons, words in curves."""

from collections.abc import Iterable
from html.parser import HTMLParser

from papers.opened import PAGE_END, Why
from papers.opening.draft import Draft
from papers.opening.package import Package
from papers.opening.plain import decoded

_PARTS = 20
_MOST = 1 << 20  # octets of all of them
_SHOWN_MOST = 3_000  # characters
_BLOCKS = frozenset(("div", "p", "br", "tr", "v:textbox", "v:shape"))
_SAID = frozenset(("title", "o:title", "alt"))


def write_vml(package: Package, draft: Draft) -> None:
    """Writes their words as what stands behind the first page; what there is no room for is an obstacle."""
    parts, left = list(package.of_type("vmlDrawing")), _MOST
    with draft.portion(_SHOWN_MOST):
        for part in parts[:_PARTS]:
            octets = _beginning(package.chunks(part), left)
            left -= len(octets)
            drawing = _Drawing(draft)
            draft.write(PAGE_END)
            drawing.feed(decoded(octets))
            drawing.close()
    if not left or len(parts) > _PARTS:
        draft.obstacle(Why.TOO_LARGE)


def _beginning(chunks: Iterable[bytes], most: int) -> bytes:
    """The first *most* octets of them."""
    found: list[bytes] = []
    for chunk in chunks:
        found.append(chunk[:most])
        most -= len(found[-1])
        if not most:
            break
    return b"".join(found)


class _Drawing(HTMLParser):
    """As HTML is read, since Excel writes some elements without their end (`<br>`)."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._draft.write("\n")
        for name, value in attrs:
            if tag == "v:textpath" and name == "string":
                self._draft.write(f"\n{value or ''}\n")
            elif name in _SAID:
                self._draft.aside("alt", value or "")

    def handle_data(self, data: str) -> None:
        if not data.isspace():
            self._draft.write(data)
