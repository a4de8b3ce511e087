"""Text that a header field carries in encoded words (RFC 2047), as people read it."""

import unicodedata
from binascii import Error
from email.errors import HeaderParseError
from email.header import decode_header, make_header


def decoded(text: str) -> str | None:
    """*text* with its encoded words read, in composed characters and without those that nobody sees.

    None where one of the words is broken: programs show them differently then, and some read the others.

    >>> decoded("=?utf-8?B?xJHGsOG7o2M=?= 1")
    'được 1'
    """
    if "=?" in text:
        try:
            text = str(make_header(decode_header(text)))
        except (HeaderParseError, Error, LookupError, ValueError):
            return None
        if "=?" in text or "\ufffd" in text:
            return None
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFC", seen)
