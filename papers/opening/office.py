"""What the packages of Office Open XML have in common: properties, drawn text, files inside (ECMA-376)."""

import re
from collections.abc import Iterable, Iterator

from papers.opened import PAGE_END, Said, Why
from papers.opening.codes import of_field, of_format
from papers.opening.draft import NOTHING, Draft, Inner
from papers.opening.markup import parse
from papers.opening.package import Package

_PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
_WANTED = frozenset(
    (
        "title",
        "subject",
        "keywords",
        "description",
        "category",
        "contentStatus",
        "Manager",
        "Company",
    )
)
_MOST_INSIDE = 50
_BELOW_MOST = 1_500  # characters
_DELETED_MOST = 500  # characters
_FIELDS_ENDING = frozenset(("separate", "end"))
_INSTRUCTION_MOST = 4_000  # characters
_TOLD = {  # what a pointer shows, what is read aloud, what stands in a field of a form until it is filled in
    "hyperlink": "tooltip",
    "hlinkClick": "tooltip",
    "tblCaption": "val",
    "tblDescription": "val",
    "default": "val",
}
_BLANKS = re.compile(r"\s+")
_BEHIND = {"tc": "\t", "tr": "\n"}  # cells, rows


class Text:
    """Writes the text of a part as its elements come; *styles* know the fonts of a style's text."""

    def __init__(self, draft: Draft, styles: "Styles | None" = None) -> None:
        self._draft = draft
        self._styles = styles or Styles()
        self._collecting = 0
        self._in_run = False
        self._deleting = False
        self._deleted = ""
        self._instructing = False
        self._instruction = ""  # of a field
        self._paragraph = ""  # its style
        self._run = ""
        self._font = ""
        self._section_ends = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in _TOLD:
            self._draft.aside("alt", attributes.get(_TOLD[name], ""))
        act = getattr(self, f"_on_{name}", None)
        if act is not None:
            act(attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "t":
            self._collecting -= 1
        elif name == "delText":
            self._deleting = False
        elif name in {"instrText", "delInstrText"}:
            self._instructing = False
        elif name == "r":
            self._in_run, self._run, self._font = False, "", ""
        elif name == "p":
            self._end_paragraph()
        elif name in _BEHIND:
            self._draft.write(_BEHIND[name])

    def text(self, text: str) -> None:
        """Text between elements."""
        if self._deleting:
            self._deleted = (self._deleted + text)[:_DELETED_MOST]
        elif self._instructing:
            self._instruction = (self._instruction + text)[:_INSTRUCTION_MOST]
        elif self._collecting > 0:
            self._draft.write(text, self._named())

    def _named(self) -> str:
        return self._font or self._styles.font(self._run, self._paragraph)

    def _end_paragraph(self) -> None:
        self._draft.write("\n")
        self._draft.aside("deleted", self._deleted)
        self._end_instruction()
        self._paragraph = self._deleted = ""
        if self._section_ends:
            self._section_ends = False
            self._draft.page_break()

    def _on_t(self, attributes: dict[str, str]) -> None:
        self._collecting += 1

    def _on_delText(self, attributes: dict[str, str]) -> None:  # noqa: N802 - the element's name
        self._deleting = True  # still shown, struck through

    def _on_instrText(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._instructing = True  # what it shows may never have been calculated

    _on_delInstrText = _on_instrText  # noqa: N815

    def _on_fldChar(self, attributes: dict[str, str]) -> None:  # noqa: N802
        if attributes.get("fldCharType") in _FIELDS_ENDING:
            self._end_instruction()

    def _on_fldSimple(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._instruction += attributes.get("instr", "")[:_INSTRUCTION_MOST]
        self._end_instruction()

    def _end_instruction(self) -> None:
        for words in of_field(self._instruction) if self._instruction else ():
            self._draft.aside("field", words)
        self._instruction = ""

    def _on_lvlText(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._draft.write(
            f"{attributes.get('val', '')}\n"
        )  # what stands before the items of a list

    def _on_r(self, attributes: dict[str, str]) -> None:
        self._in_run = True

    def _on_rFonts(self, attributes: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if self._in_run:
            self._font = font_of(attributes)

    def _on_latin(self, attributes: dict[str, str]) -> None:
        face = attributes.get("typeface", "")
        if self._in_run and not face.startswith("+"):  # a theme's
            self._font = face

    def _on_rStyle(self, attributes: dict[str, str]) -> None:  # noqa: N802
        if self._in_run:
            self._run = attributes.get("val", "")

    def _on_pStyle(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._paragraph = attributes.get("val", "")

    def _on_tab(self, attributes: dict[str, str]) -> None:
        if self._in_run:
            self._draft.write("\t")

    def _on_br(self, attributes: dict[str, str]) -> None:
        self._draft.write("\n")
        if attributes.get("type") == "page":
            self._draft.page_break()

    def _on_txbxContent(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._draft.write("\n")

    _on_txBody = _on_txbxContent  # noqa: N815

    def _on_cr(self, attributes: dict[str, str]) -> None:
        self._draft.write("\n")

    def _on_noBreakHyphen(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._draft.write("-")

    def _on_pageBreakBefore(self, attributes: dict[str, str]) -> None:  # noqa: N802
        if attributes.get("val", "1") not in {"0", "false", "off"}:
            self._draft.page_break()

    def _on_sym(self, attributes: dict[str, str]) -> None:
        code = int(attributes.get("char", "0"), 16)
        sign = code & 0xFF if 0xF000 <= code < 0xF100 else code  # a symbol font's own
        self._draft.write(chr(sign), attributes.get("font", ""))

    def _on_numFmt(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._draft.aside("format", of_format(attributes.get("formatCode", "")))

    def _on_sectPr(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._section_ends = True  # unless its type says that it goes on on the same page

    def _on_type(self, attributes: dict[str, str]) -> None:
        if attributes.get("val") == "continuous":
            self._section_ends = False

    def _on_textpath(self, attributes: dict[str, str]) -> None:
        self._draft.write(f"\n{attributes.get('string', '')}\n")  # a watermark, as Word draws it

    def _on_docPr(self, attributes: dict[str, str]) -> None:  # noqa: N802
        for what in ("descr", "title"):
            self._draft.field("alt", attributes.get(what, ""))

    _on_cNvPr = _on_docPr  # noqa: N815


class Styles:
    """Which font the text of a style is in (ECMA-376-1 §17.7)."""

    def __init__(self) -> None:
        self._fonts: dict[str, str] = {}
        self._based_on: dict[str, str] = {}
        self._style = ""
        self._paragraph = ""  # what paragraphs without a style are in

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the styles' part begins."""
        match name:
            case "docDefaults":
                self._style = ""
            case "style":
                self._style = attributes.get("styleId", "")
                is_default = attributes.get("default") in {"1", "true", "on"}
                if is_default and attributes.get("type") == "paragraph":
                    self._paragraph = self._style
            case "basedOn":
                self._based_on[self._style] = attributes.get("val", "")
            case "rFonts":
                self._fonts.setdefault(self._style, font_of(attributes))

    def font(self, run: str, paragraph: str) -> str:
        """The font of a run of style *run* in a paragraph of style *paragraph*; each may be ""."""
        inherited = self._inherited(paragraph or self._paragraph) or self._fonts.get("", "")
        return (self._inherited(run) if run else "") or inherited

    def _inherited(self, style: str) -> str:
        for _ in range(20):  # as styles can be based on themselves
            if self._fonts.get(style) or not style:
                break
            style = self._based_on.get(style, "")
        return self._fonts.get(style, "") if style else ""


def font_of(attributes: dict[str, str]) -> str:
    """The font that w:rFonts names for Latin letters."""
    return attributes.get("ascii") or attributes.get("hAnsi") or ""


def write_part(package: Package, name: str, draft: Draft, most: int, styles: Styles | None) -> None:
    """Writes the text of a part, at most so many characters."""
    writer = Text(draft, styles)
    with draft.portion(most):
        parse(package.chunks(name), writer.start, writer.end, writer.text)


def write_below(package: Package, parts: Iterable[str], draft: Draft) -> None:
    """Writes the text of *parts* as what stands behind the first page: notes, comments, charts."""
    for part in parts:
        if package.has(part):
            with draft.portion(len(PAGE_END)):  # that all is full ends no more than this
                draft.write(PAGE_END)
            write_part(package, part, draft, _BELOW_MOST, None)


def write_words(package: Package, part: str, draft: Draft) -> None:
    """Writes all text of a part, that of each element on a line of its own."""
    begins = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal begins
        begins = True

    def text(text: str) -> None:
        nonlocal begins
        if not text.isspace():
            draft.write(("\n" if begins else "") + _BLANKS.sub(" ", text))
            begins = False

    draft.write(PAGE_END)
    parse(package.chunks(part), start, None, text)


def tell_properties(package: Package, draft: Draft) -> None:
    """Title, subject and the like; properties of the office's own by their own names."""
    for ending in _PROPERTIES:
        for name in package.of_type(ending):
            _tell(package, name, draft)


def tell_pictures(package: Package, draft: Draft) -> None:
    """Tells that pictures stand where text would, and are not read."""
    if draft.size < NOTHING and any("/media/" in name for name in package.names):
        draft.obstacle(Why.PICTURE)


def inside(package: Package) -> Iterator[Inner]:
    """Files that are embedded in a document, as far as they are not pictures."""
    main, mains = package.main(), package.mains()
    embedded = [
        name
        for name in package.names
        if "/embeddings/" in name
        or (name in mains and name != main)
        or package.types.get(name, "").startswith(("message/", "text/", "application/rtf"))
    ]
    for name in embedded[:_MOST_INSIDE]:
        yield package.named(name)


def _tell(package: Package, part: str, draft: Draft) -> None:
    named, own, texts = "", "", [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal named, own
        texts[0] = ""
        named = name if name in _WANTED else ""
        if name == "property":
            own = attributes.get("name", "")

    def text(text: str) -> None:
        if len(texts[0]) < 2_000:
            texts[0] += text

    def end(name: str) -> None:
        nonlocal named, own
        if own or named:
            said = Said.PERSON if named == "Manager" and not own else Said.PROPERTY
            draft.field(own or named, texts[0], said)
        texts[0], named = "", ""
        if name == "property":
            own = ""

    parse(package.chunks(part), start, end, text)
