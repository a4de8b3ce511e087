"""HTML: what a reader would see of it, and what its head says; scripts and styles are passed over."""

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from papers.opened import Said, Why
from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.plain import decoded, unicode_of
from papers.opening.properties import decoded as decoded_by_page
from papers.opening.whole import Whole
from work.legacy_text import TOLD_CHARSET, is_otherwise, readings
from work.pages_within import pages_in

_MOST = 512 << 10  # octets; the first page of a page
_WHOLE_MOST = 4 << 20
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(?:windows-|cp)(\d{3,5})", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_SILENT = frozenset(("script", "style", "template"))
_TEXTS = frozenset(("title", "textarea"))  # what looks like a tag in them is text, HTML §13.1.2
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "center",
        "pre",
        "blockquote",
        "title",
        "header",
        "footer",
        "text",
    ]
)
_VOID = frozenset(
    [
        "br",
        "img",
        "meta",
        "link",
        "hr",
        "input",
        "base",
        "col",
        "wbr",
        "area",
        "embed",
        "source",
        "track",
        "param",
    ]
)
_CELLS = frozenset(("td", "th"))
_ROWS = frozenset(("table", "tr", "tbody", "thead"))
_DEEPEST = 500


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes what is shown first."""
    texts = _readings(octets[:_MOST])
    for one in texts:
        _show(one, draft)
    for page in dict.fromkeys(page for one in texts for page in pages_in(one)):
        yield Inner("page.html", page.encode("utf-8", "replace"), "text/html")


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes all that is shown, in its likeliest reading, tables as they are read."""
    if len(octets) > _WHOLE_MOST:
        draft.obstacle(Why.TOO_LARGE)
    shown = _WholeShown(draft)
    shown.feed(_readings(octets[:_WHOLE_MOST])[0])
    shown.close()
    return ()


def _readings(octets: bytes) -> list[str]:
    """The likeliest first."""
    told = _CHARSET.search(octets[:4_096])
    if told and unicode_of(octets) is None:
        text = decoded_by_page(octets, int(told[1]))
    else:
        text = decoded(octets)
    texts = [text]
    if (other := TOLD_CHARSET.search(octets[:4_096])) and is_otherwise(other[1].decode("ascii")):
        texts += readings(octets, other[1].decode("ascii").lower())
    return list(dict.fromkeys(texts))


def _show(text: str, draft: Draft) -> None:
    with draft.portion(PAGE):
        shown = _Shown(draft)
        shown.feed(text)
        shown.close()


class _Shown(HTMLParser):
    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._fonts: list[tuple[str, str]] = []  # element and font, outermost first
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        if tag in _TEXTS:
            self.set_cdata_mode(tag)
        if tag in _BLOCKS:
            self._draft.write("\n")
        if tag == "meta":
            self._tell_meta(told)
        for name in ("alt", "title"):
            self._draft.mention("alt", told.get(name, ""))
        if tag == "input":
            self._draft.write(told.get("value", ""))
        family = _FAMILY.search(told.get("style", ""))
        font = family[1].strip() if family else told.get("face", "")
        if tag not in _VOID and len(self._fonts) < _DEEPEST:
            self._fonts.append((tag, font or self._font()))

    def _tell_meta(self, told: dict[str, str]) -> None:
        """What the head says of the page (HTML §4.2.5.1)."""
        name, text = told.get("name", "meta"), told.get("content", "")
        if name.lower() == "author":
            self._draft.field(name, text, Said.PERSON)
        else:
            self._draft.mention(name, text)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        if tag in _BLOCKS:
            self._draft.write("\n")
        elif tag in _CELLS:
            self._draft.write("\t")
        for at in range(len(self._fonts) - 1, max(len(self._fonts) - 20, -1), -1):
            if self._fonts[at][0] == tag:
                del self._fonts[at:]
                break

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in _TEXTS:
            data = html.unescape(data)
        if self._silent and "content" in data:
            self._draft.mention("style", data)  # a style sheet can write text
        elif not self._silent:
            self._draft.write(re.sub(r"\s+", " ", data), self._font())

    def _font(self) -> str:
        return self._fonts[-1][1] if self._fonts else ""


class _WholeShown(_Shown):
    """The same with tables, and with what answers quote."""

    def __init__(self, draft: Whole) -> None:
        super().__init__(draft)
        self._whole = draft
        self._quotations: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "table":
                self._whole.begin_table()
            case "tr":
                self._whole.begin_row()
            case "td" | "th":
                self._whole.begin_cell()
            case "blockquote":
                self._quotations.append(_is_quotation(attrs))
                if self._quotations[-1]:
                    self._whole.begin_quotation()
        if tag not in _ROWS:
            super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" or (tag == "blockquote" and self._quotations and self._quotations.pop()):
            self._whole.end_table()
        elif tag not in _ROWS and tag not in _CELLS:
            super().handle_endtag(tag)


def _is_quotation(attrs: list[tuple[str, str | None]]) -> bool:
    """Whether programs for mail put it there; others only move text to the right by it."""
    told = {name: (value or "").lower() for name, value in attrs}
    return told.get("type") == "cite" or "quote" in told.get("class", "")
