"""Rich text: read from its beginning on, word by word; what it would draw or embed is passed over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from papers.opened import Said, Why
from papers.opening.codes import of_field
from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.properties import decoded
from papers.opening.whole import Whole

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
_SIGNS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
_SILENT = frozenset((b"stylesheet", b"colortbl", b"pict", b"objdata", b"listtable", b"rsidtbl"))
_SHOWN = frozenset((b"shptxt", b"shpinst", b"sp", b"sv", b"shprslt", b"nonshppict", b"userprops"))
_OBJECT = b"objdata"  # a file that is embedded; it is not opened
_INFO = {
    b"title": "title", b"subject": "subject", b"keywords": "keywords", b"doccomm": "description",
    b"category": "category", b"company": "Company", b"manager": "Manager",
    b"staticval": "property", b"annotation": "annotation", b"fldinst": "field", b"docvar": "variable",
}  # fmt: skip
_ASIDE = frozenset(("annotation", "field", "variable"))
_PAGES = {
    0: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258,
    177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
}  # fmt: skip
_PAGE_BREAKS = frozenset((b"page", b"pagebb"))
_OF_TABLES = frozenset((b"pard", b"trowd", b"intbl", b"cell", b"row"))
_DEEPEST = 1_000  # groups within one another
_MOST = 16 << 20  # octets


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end takes back."""

    font: int = 0
    fallback: int = 1  # characters that stand behind \\u for those who do not know it
    what: str = "text"  # or "silent", "fonts", or the name of a property


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the text of the first page."""
    reader = _Reader(draft)
    with draft.portion(PAGE):
        reader.read(octets[max(octets.find(b"{"), 0) :][:_MOST])
    return ()


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes the text to its end, tables as they are read."""
    _WholeReader(draft).read(octets[max(octets.find(b"{"), 0) :][:_MOST])
    return ()


class _Reader:
    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._state = _State()
        self._outer: list[_State] = []
        self._starred = False
        self._page = 1252
        self._fonts: dict[int, tuple[str, int]] = {}  # name and code page
        self._font_page = 1252
        self._font_name = ""
        self._bytes = b""
        self._skip = 0
        self._high = 0
        self._property = ""

    def read(self, octets: bytes) -> None:
        """Raises Enough where the page is full."""
        place = 0
        while found := _TOKEN.match(octets, place):
            place = found.end()
            word, number, octet, sign, brace, text = found.groups()
            if octet is not None:
                self._add(bytes((int(octet, 16),)))
            elif text is not None:
                self._add(text)
            elif word == b"bin":
                place += max(int(number or 0), 0)
            elif word is not None:
                self._word(word, int(number) if number else None)
            elif brace is not None:
                self._group(brace == b"{")
            elif sign is not None:
                self._escaped(sign)
        self._flush()

    def _add(self, octets: bytes) -> None:
        skipped = min(self._skip, len(octets))
        self._skip -= skipped
        self._bytes += octets[skipped:]
        if len(self._bytes) > 4_096:
            self._flush()

    def _flush(self) -> None:
        octets, self._bytes = self._bytes, b""
        if octets:
            name, page = self._fonts.get(self._state.font, ("", self._page))
            page = self._font_page if self._state.what == "fonts" else page
            self._write(decoded(octets, page), name)

    def _write(self, text: str, font: str = "") -> None:
        match self._state.what:
            case "text":
                self._draft.write(text, font or self._fonts.get(self._state.font, ("", 0))[0])
            case "fonts":
                self._font_name += text
            case "silent":
                pass
            case _:
                self._property = (self._property + text)[:1_000]

    def _group(self, begins: bool) -> None:
        self._flush()
        self._skip = 0
        if begins:
            if len(self._outer) > _DEEPEST:
                raise ValueError("groups within one another")
            self._outer.append(self._state)
            self._property += "\n" if self._state.what == "variable" else ""  # its name, its value
        elif self._outer:
            self._end_font()
            ended, self._state = self._state.what, self._outer.pop()
            if ended != self._state.what and ended not in {"text", "silent", "fonts"}:
                self._tell(ended, self._property)
                self._property = ""

    def _tell(self, what: str, text: str) -> None:
        if what not in _ASIDE:
            self._draft.field(what, text, Said.PERSON if what == "Manager" else Said.PROPERTY)
            return
        for words in of_field(text) if what == "field" else (text,):
            self._draft.aside(what, words)

    def _end_font(self) -> None:
        if self._font_name:
            name = self._font_name.partition(";")[0].strip()
            self._fonts[self._state.font] = (name, self._font_page)
            self._font_name = ""

    def _escaped(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in _ESCAPED:
            self._flush()
            self._write(_ESCAPED[sign])

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        starred, self._starred = self._starred, False
        if word == _OBJECT:
            self._draft.obstacle(Why.PARTLY)
        if starred and word not in _SHOWN and word not in _INFO:
            self._state = replace(self._state, what="silent")
        elif word == b"u":
            self._unicode(number or 0)
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif word in _PAGE_BREAKS:
            self._draft.page_break()
        else:
            self._state_word(word, number)

    def _unicode(self, number: int) -> None:
        """One unit of UTF-16, signed; the halves of a pair come one after the other."""
        unit = number & 0xFFFF
        self._skip = self._state.fallback
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
        elif 0xDC00 <= unit < 0xE000:
            self._write(chr(0x10000 + ((self._high & 0x3FF) << 10) + (unit & 0x3FF)))
        else:
            self._write(chr(unit))

    def _state_word(self, word: bytes, number: int | None) -> None:
        if word == b"fonttbl":
            self._state = replace(self._state, what="fonts")
        elif word in _SILENT:
            self._state = replace(self._state, what="silent")
        elif word in _INFO:
            self._state = replace(self._state, what=_INFO[word])
        elif number is not None:
            self._numbered(word, number)
        elif word == b"plain":
            self._state = replace(self._state, font=0)

    def _numbered(self, word: bytes, number: int) -> None:
        match word:
            case b"f":
                if self._state.what == "fonts":
                    self._end_font()
                self._state = replace(self._state, font=number)
            case b"uc":
                self._state = replace(self._state, fallback=min(max(number, 0), 10))
            case b"ansicpg":
                self._page = self._font_page = number
            case b"fcharset" if self._state.what == "fonts":
                self._font_page = _PAGES.get(number, self._page)


class _WholeReader(_Reader):
    """The same with tables: paragraphs say whether they stand in one, and rows and cells where they end."""

    def __init__(self, draft: Whole) -> None:
        super().__init__(draft)
        self._whole = draft
        self._in_cell = False
        self._begins = ""  # what begins with the next text

    def _word(self, word: bytes, number: int | None) -> None:
        if self._state.what != "text" or word not in _OF_TABLES:
            if word in _PAGE_BREAKS and not self._in_cell:
                self._begin()
            super()._word(word, number)
            return
        self._flush()
        match word:
            case b"pard":
                self._in_cell = False
            case b"trowd":
                self._in_cell = True
            case b"intbl":
                self._in_cell = True
            case b"cell":
                self._begin()
                self._begins = self._begins or "cell"
            case b"row":
                self._begins = "row"

    def _write(self, text: str, font: str = "") -> None:
        if self._state.what == "text" and text.strip():
            self._begin()
        super()._write(text, font)

    def _begin(self) -> None:
        """What is written now stands in a cell, or no longer."""
        if not self._in_cell:
            if self._whole.is_in_table:
                self._whole.end_table()
            return
        if not self._whole.is_in_table:
            self._whole.begin_table()
            self._begins = "row"
        if self._begins == "row":
            self._whole.begin_row()
        if self._begins:
            self._whole.begin_cell()
        self._begins = ""
