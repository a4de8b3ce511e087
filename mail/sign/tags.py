"""Tag lists of DKIM (RFC 6376 §3.2), read strictly."""

import binascii
import re
from collections.abc import Mapping

_TAG = r"[ \t]*+([A-Za-z][A-Za-z0-9_]*+)[ \t]*+=([%s]*+)"
_LIST = rf"(?>(?:{_TAG}(?:;|\Z))*)[ \t]*"
_PLAIN = r"\t -:<-~"
_UTF8 = _PLAIN + r"\u00a0-\U0010ffff"  # RFC 8616 §4 adds it, for i=
_PLAIN_LIST, _UTF8_LIST = re.compile(_LIST % _PLAIN), re.compile(_LIST % _UTF8)
_EACH_TAG = re.compile(_TAG % "^;")
_BLANKS = " \t"


def read_tags(octets: bytes) -> Mapping[str, str] | None:
    """The tags of an unfolded list by name, in their order; None where the list is broken or names one twice."""
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not (_PLAIN_LIST if text.isascii() else _UTF8_LIST).fullmatch(text):
        return None
    found = _EACH_TAG.findall(text)
    tags = {name: value.strip(_BLANKS) for name, value in found}
    return tags if len(tags) == len(found) else None


def names_of(value: str) -> tuple[str, ...]:
    """The parts of a list that colons divide, in lower case."""
    parts = value.lower().split(":")
    return tuple([part.strip(_BLANKS) for part in parts])


def octets_of(value: str) -> bytes | None:
    """What a base64 value holds, blanks in it ignored; None where it is no base64."""
    compact = value.replace(" ", "").replace("\t", "")
    try:
        return binascii.a2b_base64(compact.encode("ascii"), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
