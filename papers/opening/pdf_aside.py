"""What a PDF has beside its pages, or in the place of what is drawn: its outline (ISO 32000-1 §12.3.3), scripts (§12.6.4.16),
forms in XML (§12.7.8), names of layers (§8.11.2) and of pages (§12.4.2), and texts for who cannot see (§14.9).
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    StreamObject,
    read_hex_string_from_stream,
    read_string_from_stream,
)

from papers.opening.draft import Draft
from papers.opening.markup import parse
from papers.opening.plain import decoded

_TITLES = 60
_SCRIPTS = 20
_LONGEST = 1_000  # characters
_FORMS = 20  # of a page
_FORM_MOST = 4_000  # characters
_LAYERS = 200
_ELEMENTS = 5_000  # of a document's structure; texts of a page
_CONTENT_MOST = 1 << 20  # octets of a page
_READ_ALOUD = ("/ActualText", "/Alt", "/E")  # in the place of what is drawn
_REPLACED = re.compile(
    rb"/(?:ActualText|Alt|E)[ \t\r\n]{0,9}(\((?>(?:[^\\()]|\\.){0,2000})\)|<[0-9A-Fa-f \t\r\n]{0,4000}+>)",
    re.DOTALL,
)


def tell_aside(root: DictionaryObject, draft: Draft) -> None:
    """Tells of outline, layers, names of pages and scripts; writes the text of a form in XML."""
    for title in _titles(root):
        draft.aside("outline", title)
    for layer in _layers(root):
        draft.aside("layer", _text(layer.get("/Name")))
    for named in _page_names(root):
        draft.aside("page", _text(named.get("/P")))
    for script in _scripts(root):
        draft.aside("script", _text(script))
    form = _object(root.get("/AcroForm"))
    if isinstance(form, DictionaryObject):
        _write_form(_object(form.get("/XFA")), draft)


def tell_replaced(page: PageObject, draft: Draft) -> None:
    """Tells of the texts that the page's content, and forms in it, give for what they draw (ISO 32000-1 §14.9.3, §14.9.4)."""
    resources = _object(page.get("/Resources"))
    octets = b"\n".join(_contents(page, resources))[:_CONTENT_MOST]
    for number, found in enumerate(_REPLACED.finditer(octets)):
        if number == _ELEMENTS:
            break
        draft.aside("alt", _text(_read(found[1])))
    lists = (
        _object(resources.get("/Properties")) if isinstance(resources, DictionaryObject) else None
    )
    for one in list(lists.values())[:_LAYERS] if isinstance(lists, DictionaryObject) else ():
        if isinstance(named := _object(one), DictionaryObject):
            for key in (*_READ_ALOUD, "/Name"):
                draft.aside("alt", _text(named.get(key)))


def _contents(page: PageObject, resources: Any) -> Iterator[bytes]:
    """The content of a page and of the first forms that it may draw (ISO 32000-1 §8.10)."""
    if (content := page.get_contents()) is not None:
        yield content.get_data()
    forms = _object(resources.get("/XObject")) if isinstance(resources, DictionaryObject) else None
    for one in list(forms.values())[:_FORMS] if isinstance(forms, DictionaryObject) else ():
        form = _object(one)
        if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form":
            yield form.get_data()


def tell_elements(root: DictionaryObject, draft: Draft) -> None:
    """Tells of the texts that the document's structure gives in the place of what is drawn (ISO 32000-1 §14.7.2)."""
    for element in _below(root.get("/StructTreeRoot"), "/K"):
        for key in _READ_ALOUD:
            draft.aside("alt", _text(element.get(key)))


def _read(literal: bytes) -> Any:
    stream = io.BytesIO(literal)
    hexadecimal = literal.startswith(b"<")
    return read_hex_string_from_stream(stream) if hexadecimal else read_string_from_stream(stream)


def _layers(root: DictionaryObject) -> Iterator[DictionaryObject]:
    all_of_them = _object(root.get("/OCProperties"))
    groups = (
        _object(all_of_them.get("/OCGs")) if isinstance(all_of_them, DictionaryObject) else None
    )
    for group in list(groups or ())[:_LAYERS] if isinstance(groups, ArrayObject) else ():
        if isinstance(found := _object(group), DictionaryObject):
            yield found


def _page_names(root: DictionaryObject) -> Iterator[DictionaryObject]:
    for tree in _below(root.get("/PageLabels"), "/Kids"):
        named = _object(tree.get("/Nums"))
        for one in named[1 : 2 * _LAYERS : 2] if isinstance(named, ArrayObject) else ():
            if isinstance(found := _object(one), DictionaryObject):
                yield found


def _below(top: Any, key: str) -> Iterator[DictionaryObject]:
    """The dictionaries of a tree whose branches stand at *key*, one or several."""
    waiting: list[Any] = [top]
    seen: set[int] = set()
    for _ in range(_ELEMENTS):
        if not waiting:
            return
        node = _object(waiting.pop())
        if isinstance(node, ArrayObject):
            waiting += reversed(node[:_ELEMENTS])
        elif isinstance(node, DictionaryObject) and id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.append(node.get(key))


def _titles(root: DictionaryObject) -> Iterator[str]:
    waiting, seen = [root.get("/Outlines")], 0
    while waiting and seen < _TITLES:
        node = _object(waiting.pop())
        if isinstance(node, DictionaryObject):
            seen += 1
            yield _text(node.get("/Title"))
            waiting += [node.get("/Next"), node.get("/First")]


def _scripts(root: DictionaryObject) -> Iterator[Any]:
    actions = [root.get("/OpenAction")]
    names = _object(root.get("/Names"))
    tree = _object(names.get("/JavaScript")) if isinstance(names, DictionaryObject) else None
    named = _object(tree.get("/Names")) if isinstance(tree, DictionaryObject) else None
    if isinstance(named, ArrayObject):
        actions += named[1 : 2 * _SCRIPTS : 2]
    for reference in actions:
        action = _object(reference)
        if isinstance(action, DictionaryObject):
            yield action.get("/JS")


def _write_form(form: Any, draft: Draft) -> None:
    streams = [form] if isinstance(form, StreamObject) else list(form or ())[1::2]
    octets = b"".join(
        one.get_data() for one in map(_object, streams) if isinstance(one, StreamObject)
    )

    def start(name: str, attributes: dict[str, str]) -> None:
        draft.write("\n")

    if octets:
        with draft.portion(_FORM_MOST):
            parse((octets,), start, None, draft.write)


def _text(value: Any) -> str:
    value = _object(value)
    if isinstance(value, StreamObject):
        value = value.get_data()
    if isinstance(value, bytes):
        value = decoded(value[: 2 * _LONGEST])
    return value[:_LONGEST] if isinstance(value, str) else ""


def _object(value: Any) -> Any:
    return value.get_object() if value is not None else None
