"""Words that codes of programs show: fields of Word (ECMA-376-1 §17.16), formats of numbers (§18.8.31)."""

import re
from collections.abc import Iterator

_LONGEST = 4_000  # characters of one code
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”')
_ADDRESS = re.compile(r"[a-z]{2,10}:", re.IGNORECASE)
_TEXTUAL = re.compile(r"[\"\\]|\[\$")
_SILENT = re.compile(  # fields that calculate what they show, and show no word of their own
    r"\s*(?:PAGE|NUMPAGES|PAGEREF|SECTIONPAGES|REF|NOTEREF|STYLEREF|SEQ|TOC|HYPERLINK|MERGEFIELD|DATE|TIME)\b",
    re.IGNORECASE,
)
_FORMAT = re.compile(
    r'"([^"]*)"?'  # as it stands
    r"|\\(.)|[_*].?"  # one sign; room for one, or one that fills the cell
    r"|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]"  # a currency; a colour, a condition
    r"|([^\W\d_]+)|(;)|."  # letters that are no code some programs show
)


def of_field(instruction: str) -> Iterator[str]:
    """The words in the instruction of a field, each argument by itself; addresses are not shown."""
    instruction = instruction[:_LONGEST]
    for quoted in _QUOTED.finditer(instruction):
        text = quoted[1] or quoted[2] or ""
        if not _ADDRESS.match(text):
            yield text
    if not _SILENT.match(instruction):
        yield _QUOTED.sub(" ", instruction)


def of_format(code: str) -> str:
    r"""The words that a format of numbers puts beside the number, or in its place.

    >>> of_format('#,##0 "đồng";[Red]"m"\\ật')
    'đồng\nmật'
    """
    if code.isascii() and not _TEXTUAL.search(code):
        return ""
    shown = "".join(map(_shown, _FORMAT.finditer(code[:_LONGEST])))
    return "\n".join(line.strip() for line in shown.split("\n")).strip()


def _shown(found: re.Match[str]) -> str:
    if found[5]:
        return "\n"
    return next((text for text in found.groups()[:4] if text is not None), " ")
