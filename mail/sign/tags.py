"""Tag lists of DKIM (RFC 6376 §3.2), read strictly."""

import binascii
import re
from collections.abc import Mapping

# A tag begins where the list does or behind a semicolon: no octet is looked at twice.
_TAG = r"(?<![^;])([ \t]*+([A-Za-z][A-Za-z0-9_]*+)[ \t]*+=([%s]*+)(?:;|\Z))"
_PLAIN = r"\t -:<-~"
_UTF8 = _PLAIN + r"\u00a0-\U0010ffff"  # RFC 8616 §4 adds it, for i=
_PLAIN_TAG, _UTF8_TAG = re.compile(_TAG % _PLAIN), re.compile(_TAG % _UTF8)
_BLANKS = " \t"


def read_tags(octets: bytes) -> Mapping[str, str] | None:
    """The tags of an unfolded list by name, in their order; None where the list is broken or names one twice."""
    try:
        text = octets.decode("utf-8").rstrip(_BLANKS)
    except UnicodeDecodeError:
        return None
    found = (_PLAIN_TAG if text.isascii() else _UTF8_TAG).findall(text)
    if sum([len(whole) for whole, _, _ in found]) < len(text):  # something else stands there
        return None
    tags = {name: value.strip(_BLANKS) for _, name, value in found}
    return tags if len(tags) == len(found) else None


def names_of(value: str) -> tuple[str, ...]:
    """The parts of a list that colons divide, in lower case."""
    parts = value.lower().split(":")
    return tuple([part.strip(_BLANKS) for part in parts])


def octets_of(value: str) -> bytes | None:
    """What a base64 value holds, blanks in it ignored; None where it is no base64."""
    compact = value.replace(" ", "").replace("\t", "")
    try:
        return binascii.a2b_base64(compact, strict_mode=True)
    except ValueError:  # binascii.Error, or an octet beyond ASCII
        return None
