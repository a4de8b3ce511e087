"""Which attributes of the namespace xml an element has in Canonical XML because they stand around it."""

from typing import Any
from urllib.parse import urljoin

XML = "{http://www.w3.org/XML/1998/namespace}"
_LANG, _SPACE, _BASE = f"{XML}lang", f"{XML}space", f"{XML}base"
_EXCLUSIVE, _SECOND = "http://www.w3.org/2001/10/xml-exc-c14n", "http://www.w3.org/2006/12/xml-c14n11"  # fmt: skip


def inherited(element: Any, algorithm: str) -> dict[str, str]:
    """Those that *element* is written with, beside or instead of its own, where nothing around it is written.

    In 1.0 all, of each the nearest (Canonical XML 1.0 §2.4). In 1.1 xml:lang and xml:space alone,
    and xml:base joined with what it is relative to (Canonical XML 1.1 §2.4). In exclusive
    canonicalisation none (Exclusive XML Canonicalization 1.0 §2).
    """
    if algorithm.startswith(_EXCLUSIVE):
        return {}
    around: dict[str, list[str]] = {}
    for one in element.iterancestors():
        for key, value in one.items():
            if key.startswith(XML):
                around.setdefault(key, []).append(value)
    second = algorithm.startswith(_SECOND)
    kept = {_LANG, _SPACE} if second else around.keys()
    found = {key: values[0] for key, values in around.items() if key in kept and key not in element.attrib}  # fmt: skip
    if (
        second
        and _BASE in around
        and (base := _joined([*element.xpath("@xml:base"), *around[_BASE]]))
    ):
        found[_BASE] = base
    return found


def _joined(bases: list[str]) -> str:
    """The outermost, which stands last, with each that is relative to it; ".." at an end is a folder."""
    found = ""
    for one in reversed(bases):
        folder = found.endswith("..")
        found = urljoin(f"{found}/" if folder else found, one)
    return found
