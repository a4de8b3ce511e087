"""Text that a header field carries in encoded words (RFC 2047), as people read it."""

import unicodedata
from binascii import Error
from email.errors import HeaderParseError
from email.header import decode_header, make_header


def decoded(text: str) -> str:
    """*text* with its encoded words read, in composed characters; as it stands where they are broken.

    >>> decoded("=?utf-8?B?xJHGsOG7o2M=?= 1")
    'được 1'
    """
    if "=?" in text:
        try:
            text = str(make_header(decode_header(text)))
        except (HeaderParseError, Error, LookupError, ValueError):
            return text
    return unicodedata.normalize("NFC", text)
