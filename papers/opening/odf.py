"""OpenDocument texts, spreadsheets and presentations: the first page, headers and footers, and who they say they are."""

from collections.abc import Iterable, Iterator

from papers.opened import Said, Why
from papers.opening.draft import NOTHING, PAGE, Budget, Draft, Enough, Inner, Stopped
from papers.opening.markup import parse
from papers.opening.package import Package
from papers.opening.whole import Whole

_MARGIN = 6_000  # characters of all headers and footers
_ROWS = 60  # of each table
_WANTED = frozenset(("title", "subject", "description", "keyword", "user-defined"))
_MARGINS = frozenset(
    f"{what}{which}" for what in ("header", "footer") for which in ("", "-left", "-first")
)
_SPACES_MOST = 200
_PASSED_OVER = frozenset(("tracked-changes", "annotation", "note-citation"))
_SHOWN = {  # attributes that are shown, or may be, by elements without their prefix (OpenDocument 1.3, part 3, §13, §7.4, §7.7, §16)
    "text": ("current-value", "value"),
    "textarea": ("current-value", "value"),
    "button": ("label",),
    "fixed-text": ("label",),
    "user-field-decl": ("string-value",),
    "conditional-text": ("string-value-if-true", "string-value-if-false"),
    "list-level-style-number": ("num-prefix", "num-suffix"),
}


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first page; gives the objects that are embedded."""
    package = _opened(octets, budget)
    if package.has("meta.xml"):
        _tell_meta(package, draft)
    text = _Text(draft)
    if package.has("styles.xml"):
        text.begin(_MARGINS)
        with draft.portion(_MARGIN):
            parse(package.chunks("styles.xml"), text.start, text.end, text.text)
        if draft.size >= _MARGIN:  # that of the first page may be behind
            draft.obstacle(Why.TOO_LARGE)
    text.begin(frozenset(("body",)))
    with draft.portion(PAGE):
        parse(package.chunks("content.xml"), text.start, text.end, text.text)
    yield from _beside(package, draft)


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes the body to its end, tables as they are read; gives the objects that are embedded."""
    package = _opened(octets, budget)
    text = _Body(draft)
    text.begin(frozenset(("body",)))
    parse(package.chunks("content.xml"), text.start, text.end, text.text)
    yield from _beside(package, draft)


def _opened(octets: bytes, budget: Budget) -> Package:
    package = Package(octets, budget)
    if any(b"encryption-data" in chunk for chunk in package.chunks("META-INF/manifest.xml")):
        raise Stopped(Why.PASSWORD)
    return package


def _beside(package: Package, draft: Draft) -> Iterator[Inner]:
    if draft.size < NOTHING and any(name.startswith("Pictures/") for name in package.names):
        draft.obstacle(Why.PICTURE)
    for name in package.names:
        if name.startswith("Object ") and "/" not in name:  # of another format, in one file
            yield package.named(name)


class _Text:
    """Writes text as its elements come (OpenDocument 1.3, part 3)."""

    rows_most = _ROWS

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._fonts: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._style = ""
        self.begin(frozenset())

    def begin(self, inside: frozenset[str]) -> None:
        """Another part comes; text is wanted within these elements."""
        self._inside = inside
        self._depth = 0  # of elements whose text is wanted
        self._rows = 0
        self._said = ""
        self._open: list[str] = []  # styles of paragraphs and spans, outermost first

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._tell_shown(name, attributes)
        if name in self._inside:
            self._depth += 1
        match name:
            case "style":
                self._style = attributes.get("name", "")
                self._parents[self._style] = attributes.get("parent-style-name", "")
            case "text-properties":
                font = attributes.get("font-name") or attributes.get("font-family", "")
                self._fonts.setdefault(self._style, font.strip("'"))
            case "p" | "h" | "span":
                self._open.append(attributes.get("style-name", ""))
            case "table":
                self._rows = 0
                self._draft.field("sheet", attributes.get("name", ""), Said.NAME)
            case "title" | "desc":  # of a drawing
                self._said = name
            case _ if self._depth:
                self._sign(name, attributes)

    def _tell_shown(self, name: str, attributes: dict[str, str]) -> None:
        for key in _SHOWN.get(name, ()):
            self._draft.aside("shown", attributes.get(key, ""))

    def _sign(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "s":
                count = attributes.get("c", "1")
                self._draft.write(" " * min(int(count), _SPACES_MOST))
            case "tab":
                self._draft.write("\t")
            case "line-break":
                self._draft.write("\n")
            case "soft-page-break":
                self._draft.page_break()
            case "table-row":
                self._rows += 1

    def end(self, name: str) -> None:
        """An element ends."""
        self._said = ""
        if name in {"p", "h", "span"} and self._open:
            self._open.pop()
        if self._depth:
            if name in {"p", "h"}:
                self._draft.write("\n")
            elif name == "page":  # the first slide
                raise Enough
        if name in self._inside:
            self._depth -= 1

    def text(self, text: str) -> None:
        """Text between elements."""
        if self._said:
            self._draft.field("alt", text)
        if self._depth and self._open and self._rows <= self.rows_most:
            self._draft.write(text, self._font())

    def _font(self) -> str:
        for style in reversed(self._open):
            for _ in range(20):  # as styles can be based on themselves
                if self._fonts.get(style) or not style:
                    break
                style = self._parents.get(style, "")
            if self._fonts.get(style):
                return self._fonts[style]
        return ""


class _Body(_Text):
    """The body with its tables; what was struck out is passed over."""

    rows_most = 1 << 30

    def __init__(self, draft: Whole) -> None:
        super().__init__(draft)
        self._whole = draft
        self._passed_over = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _PASSED_OVER or self._passed_over:
            self._passed_over += 1
            return
        match name:
            case "table" if self._depth:
                self._whole.begin_table()
            case "table-row":
                self._whole.begin_row()
            case "table-cell":
                self._whole.begin_cell()
        super().start(name, attributes)

    def end(self, name: str) -> None:
        if self._passed_over:
            self._passed_over -= 1
            return
        if name == "table" and self._depth:
            self._whole.end_table()
        elif name == "page":
            self._whole.page_break()
        else:
            super().end(name)

    def text(self, text: str) -> None:
        if not self._passed_over:
            super().text(text)


def _tell_meta(package: Package, draft: Draft) -> None:
    name, texts = "", [""]

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name
        name = attributes.get("name", element) if element in _WANTED else ""
        texts[0] = ""

    def text(text: str) -> None:
        if name and len(texts[0]) < 2_000:
            texts[0] += text

    def end(element: str) -> None:
        nonlocal name
        if name:
            draft.field(name, texts[0])
        name = ""

    parse(package.chunks("meta.xml"), start, end, text)
