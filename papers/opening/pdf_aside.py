"""What a PDF has beside its pages: its outline, scripts, and forms in XML (ISO 32000-1 §12.3.3, §12.6.4.16, §12.7.8)."""

from collections.abc import Iterator
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from papers.opening.draft import Draft
from papers.opening.markup import parse
from papers.opening.plain import decoded

_TITLES = 60
_SCRIPTS = 20
_LONGEST = 1_000  # characters
_FORM_MOST = 4_000  # characters


def tell_aside(root: DictionaryObject, draft: Draft) -> None:
    """Tells of the titles in the outline and of scripts; writes the text of a form in XML."""
    for title in _titles(root):
        draft.field("outline", title)
    for script in _scripts(root):
        draft.field("script", _text(script))
    form = _object(root.get("/AcroForm"))
    if isinstance(form, DictionaryObject):
        _write_form(_object(form.get("/XFA")), draft)


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
