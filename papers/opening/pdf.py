"""PDF: the text of the first page with its stamps and notes, what the file says of itself, and files inside (ISO 32000-1)."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

import pypdf
from pypdf._codecs import adobe_glyphs
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    StreamObject,
)

from papers.opened import PAGE_END, Field, Said, Why
from papers.opening.draft import NOTHING, PAGE, Budget, Draft, Inner, Stopped
from papers.opening.markup import parse
from papers.opening.pdf_aside import tell_aside, tell_elements, tell_replaced
from papers.opening.plain import decoded
from papers.opening.walk import HOSTILE

FAILURES: tuple[type[Exception], ...] = (*HOSTILE, PyPdfError)  # of a page or a file that is broken
_SIGNS_LEAST = 3  # that make a word
_BLANKS_LEAST = 10
# Bullets stand one by one; names of letters that nobody knows are handed on as names.
_MEANINGLESS = re.compile(
    "[\x01-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]{3}|(?:/[A-Za-z]{1,8}[0-9]{1,5}){5}"
)
_PAGES = 3  # where the first ones say hardly anything: covers
_LEAST = 200  # characters
_LETTER = 612.0 * 792.0  # square units of a page of that size
_COVERED = 0.5  # of a page, by the picture of one
_LINES = 2_000  # octets of a page's content, where words may be drawn as lines
_PICTURES = (b"Do", b"INLINE IMAGE")  # operators, by which a picture is drawn into a unit square
_NODES = 5_000  # of the tree of pages until the first ones are found
_NOTES = 200  # annotations of a page
_FIELDS_DEEPEST = 5
_NOTES_MOST = 4_000  # characters
_FILES = 50
_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_INHERITED = ("/Resources", "/MediaBox")
_XMP = {"title": "title", "description": "subject", "subject": "keywords", "Keywords": "keywords"}
_LISTED = frozenset(("Alt", "Bag", "Seq", "li"))  # between a property and its values
_NOTE = ("/Contents", "/Subj", "/V", "/DV", "/RC")


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first page; gives the files that are attached to the document or to its pages."""
    reader = opened(octets)
    _tell_info(reader, draft)
    noted: list[Any] = []
    drawn, shown = False, []
    for page in pages(reader, _PAGES):
        shown.append(page)
        if draft.size:
            draft.write(PAGE_END)
        with draft.portion(PAGE):
            write_page(page, draft)
        with draft.portion(_NOTES_MOST):
            noted += _write_notes(page, draft)
        drawn = drawn or is_drawn(page)
        if draft.size >= _LEAST:
            break
    if drawn and draft.size < NOTHING:
        draft.obstacle(Why.PICTURE)
    tell_aside(reader.root_object, draft)
    for page in shown:  # behind what is short
        tell_replaced(page, draft)
    tell_elements(reader.root_object, draft)
    yield from files(reader, noted, budget)


def opened(octets: bytes) -> pypdf.PdfReader:
    """The document. Raises Stopped where it asks for a password."""
    reader = pypdf.PdfReader(io.BytesIO(octets), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Stopped(Why.PASSWORD)
    return reader


def pages(reader: pypdf.PdfReader, most: int) -> Iterator[pypdf.PageObject]:
    """The first pages, found without the others."""
    waiting: list[tuple[Any, dict[str, Any]]] = [(reader.root_object.raw_get("/Pages"), {})]
    seen: set[int] = set()
    found = 0
    for _ in range(_NODES):
        if not waiting or found == most:
            return
        reference, inherited = waiting.pop()
        node = reference.get_object()
        if not isinstance(node, DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        inherited = {**inherited, **{key: node[key] for key in _INHERITED if key in node}}
        kids = node.get("/Kids")
        if isinstance(kids, ArrayObject):
            waiting += [(kid, inherited) for kid in reversed(kids[:_NODES])]
        else:
            found += 1
            yield _page(reader, reference, node, inherited)


def _page(
    reader: pypdf.PdfReader, reference: Any, node: DictionaryObject, inherited: dict[str, Any]
) -> pypdf.PageObject:
    indirect = reference if isinstance(reference, IndirectObject) else None
    page = pypdf.PageObject(reader, indirect)
    page.update(node)
    for key, value in inherited.items():
        if key not in page:
            page.update({key: value})
    return page


def write_page(page: pypdf.PageObject, draft: Draft) -> None:
    """Writes its text, font by font. Raises Enough."""
    writer = _Writer(draft)
    page.extract_text(visitor_text=writer.text)
    writer.end()
    draft.write("\n")


class _Writer:
    """Writes text as pypdf finds it, by font. Not all that it raises comes through pypdf, hence `full`."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._names: dict[int, str] = {}
        self._meaningless: set[int] = set()  # fonts of which nobody says what their signs mean
        self._unread = 0  # signs
        self._blank = self._seen = 0

    def text(self, text: str, _cm: Any, _tm: Any, font: Any, _size: Any) -> None:
        """One stretch of text in one font."""
        name = self._name(font)
        shown = len(text.strip())
        self._seen += shown
        self._blank += text.count(" ")
        self._unread += shown if id(font) in self._meaningless else 0
        if self._unread >= _SIGNS_LEAST or _MEANINGLESS.search(text):
            self._draft.obstacle(Why.SIGNS)
        self._draft.write(text, name)

    def end(self) -> None:
        """The page is at its end: one of nothing but blanks shows something else."""
        if not self._seen and self._blank >= _BLANKS_LEAST:
            self._draft.obstacle(Why.SIGNS)

    def _name(self, font: Any) -> str:
        if not isinstance(font, DictionaryObject):
            return ""
        if id(font) not in self._names:
            self._names[id(font)] = _SUBSET.sub("", str(font.get("/BaseFont", "")))
            if font.get("/Subtype") in {"/Type0", "/Type3"} and "/ToUnicode" not in font:
                self._draft.obstacle(Why.PARTLY)
                if not _is_told(font):
                    self._meaningless.add(id(font))
        return self._names[id(font)]


def _is_told(font: DictionaryObject) -> bool:
    """Whether by its encoding, or the names of its letters, it says what its signs mean (ISO 32000-1 §9.10.2)."""
    encoding = font.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    if not isinstance(encoding, DictionaryObject):
        return str(encoding) not in {"/Identity-H", "/Identity-V", "None"}
    return any(str(name) in adobe_glyphs for name in _array(encoding.get("/Differences")))


def is_drawn(page: pypdf.PageObject) -> bool:
    """Whether there is a picture on the page, or enough lines to be one."""
    resources = page.get("/Resources")
    resources = resources.get_object() if resources is not None else None
    if isinstance(resources, DictionaryObject) and "/XObject" in resources:
        return True
    content = page.get_contents()
    return content is not None and len(content.get_data()) > _LINES


def is_scan(page: pypdf.PageObject, said: int) -> bool:
    """Whether a picture covers the page on which, as text, *said* characters stand: a stamp, or what a scanner says of itself."""
    if said >= _LEAST or not is_drawn(page):
        return False
    covered = 0.0

    def draws(operator: bytes, _operands: Any, at: list[float], _tm: Any) -> None:
        nonlocal covered
        if operator in _PICTURES:
            covered += abs(at[0] * at[3] - at[1] * at[2])

    page.extract_text(visitor_operand_before=draws)
    return covered >= _COVERED * _area(page)


def _area(page: pypdf.PageObject) -> float:
    """In square units, whichever two of its corners are told (ISO 32000-1 §7.9.5); where the page says none, as it is drawn then."""
    try:
        told = abs(float(page.mediabox.width) * float(page.mediabox.height))
    except FAILURES:
        told = 0.0
    return told or _LETTER


def _write_notes(page: pypdf.PageObject, draft: Draft) -> list[Any]:
    """Writes notes, stamps and what is filled in; gives the files that are attached to the page."""
    files = []
    for note in _array(page.get("/Annots"))[:_NOTES]:
        note = note.get_object()
        if not isinstance(note, DictionaryObject):
            continue
        for key in _NOTE:
            draft.write(_string(_inherited_value(note, key)))
        draft.field("author", _string(note.get("/T")), Said.PERSON)
        looks = note.get("/MK")
        draft.write(_string(looks.get("/CA") if isinstance(looks, DictionaryObject) else None))
        if note.get("/Subtype") == "/Stamp":
            draft.field("stamp", str(note.get("/Name", "")).lstrip("/"))
        if "/FS" in note:
            files.append(note["/FS"])
        _write_drawn(page, note, draft)
    return files


def _inherited_value(note: DictionaryObject, key: str) -> Any:
    """What is filled in stands at the field that a note is one of the looks of (ISO 32000-1 §12.7.3.1)."""
    node: Any = note
    for _ in range(_FIELDS_DEEPEST):
        if key in node or key not in {"/V", "/DV"}:
            break
        above = node.get("/Parent")
        above = above.get_object() if above is not None else None
        if not isinstance(above, DictionaryObject):
            break
        node = above
    return node.get(key)


def _write_drawn(page: pypdf.PageObject, note: DictionaryObject, draft: Draft) -> None:
    """What a note looks like, where that is text."""
    looks = note.get("/AP")
    drawn = looks.get("/N") if isinstance(looks, DictionaryObject) else None
    drawn = drawn.get_object() if drawn is not None else None
    if isinstance(drawn, EncodedStreamObject | DecodedStreamObject):
        page.extract_xform_text(cast(EncodedStreamObject, drawn), visitor_text=_Writer(draft).text)
        draft.write("\n")


def _tell_info(reader: pypdf.PdfReader, draft: Draft) -> None:
    """What the document says of itself, old way and new."""
    info = reader.trailer.get("/Info")
    info = info.get_object() if info is not None else None
    if isinstance(info, DictionaryObject):
        for key in info:
            said = Said.PERSON if key == "/Author" else Said.PROPERTY
            draft.field(key.lstrip("/").lower(), _string(info.get(key)).strip(), said)
    packet = reader.root_object.get("/Metadata")
    packet = packet.get_object() if packet is not None else None
    if isinstance(packet, StreamObject):
        _tell_xmp(packet.get_data(), draft)


def _tell_xmp(packet: bytes, draft: Draft) -> None:
    name, text = "", ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name, text
        name, text = (name if element in _LISTED else _XMP.get(element, element)), ""
        for key, value in attributes.items():
            if key.rpartition(":")[2] in _XMP:
                draft.field(_XMP[key.rpartition(":")[2]], value)

    def between(more: str) -> None:
        nonlocal text
        if name and len(text) < 2_000:
            text += more

    def end(element: str) -> None:
        nonlocal text
        _tell_element(name, text, draft)
        text = ""

    parse((packet,), start, end, between)


def _tell_element(name: str, text: str, draft: Draft) -> None:
    if name == "creator":  # of Dublin Core, ISO 16684-1 §8.3
        draft.field(name, text, Said.PERSON)
    elif name in _XMP.values():
        draft.field(name, text)
    elif name:
        draft.mention(name, text)


def files(reader: pypdf.PdfReader, noted: list[Any], budget: Budget) -> Iterator[Inner]:
    """Files of the document's own tree of names, of its list, and of notes; each once."""
    root = reader.root_object
    told: set[int] = set()
    for specification in (*_named(root), *_array(root.get("/AF")), *noted):
        what = specification.get_object()
        if not isinstance(what, DictionaryObject) or len(told) >= _FILES:
            continue
        streams = what.get("/EF")
        stream = (
            streams.get("/F", streams.get("/UF")) if isinstance(streams, DictionaryObject) else None
        )
        stream = stream.get_object() if stream is not None else None
        if isinstance(stream, StreamObject) and id(stream) not in told:
            told.add(id(stream))
            octets = stream.get_data()
            budget.spend(len(octets))
            described = Field("description", _string(what.get("/Desc")))
            name = _string(what.get("/UF", what.get("/F"))).strip() or "file"
            yield Inner(name, octets, fields=(described,))


def _named(root: DictionaryObject) -> Iterator[Any]:
    names = root.get("/Names")
    waiting = [names.get("/EmbeddedFiles")] if isinstance(names, DictionaryObject) else []
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop()
        node = node.get_object() if node is not None else None
        if isinstance(node, DictionaryObject):
            yield from _array(node.get("/Names"))[1::2]
            waiting += _array(node.get("/Kids"))


def _array(value: Any) -> list[Any]:
    value = value.get_object() if value is not None else None
    return list(value) if isinstance(value, ArrayObject) else []


def _string(value: Any) -> str:
    """A text, on a line of its own; nothing where it is none."""
    value = value.get_object() if isinstance(value, IndirectObject) else value
    if isinstance(value, StreamObject):
        value = value.get_data()[:_NOTES_MOST]
    if isinstance(value, bytes):
        value = decoded(value)
    return f"{value}\n" if isinstance(value, str) and not value.startswith("/") else ""
