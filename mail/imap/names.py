"""Names and words as IMAP wants them written: quoted strings, and folders in modified UTF-7 (RFC 3501 §5.1.3)."""

import re
from base64 import b64decode, b64encode
from binascii import Error

_BEYOND = re.compile(r"[^\x20-\x7e]+")
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def quoted(text: str) -> str:
    r"""*text* as a quoted string (RFC 3501 §9); it holds no control character.

    >>> quoted('mật "khẩu"'), quoted(r"a\b")
    ('"mật \\"khẩu\\""', '"a\\\\b"')
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_name(text: str) -> str:
    """A folder's name as it stands on the wire, before it is quoted.

    >>> folder_name("Công văn đến"), folder_name("A & B"), folder_name("INBOX")
    ('C&APQ-ng v&AQM-n &AREevw-n', 'A &- B', 'INBOX')
    """
    return _BEYOND.sub(_shift, text.replace("&", "&-"))


def folder_text(name: str) -> str:
    """The name as people read it; one that is written against the rule stays as it is.

    >>> folder_text("C&APQ-ng v&AQM-n"), folder_text("A &- B"), folder_text("&AAA")
    ('Công văn', 'A & B', '&AAA')
    """
    return _SHIFTED.sub(_unshift, name)


def _shift(match: re.Match[str]) -> str:
    octets = match[0].encode("utf-16-be")
    return "&" + b64encode(octets).rstrip(b"=").replace(b"/", b",").decode() + "-"


def _unshift(match: re.Match[str]) -> str:
    if not match[1]:
        return "&"
    padded = match[1].replace(",", "/") + "=" * (-len(match[1]) % 4)
    try:
        return b64decode(padded).decode("utf-16-be")
    except (Error, UnicodeDecodeError):
        return match[0]
