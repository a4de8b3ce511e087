"""Content lines of RFC 5545 §3.1: escaped, quoted and folded so that no reader cuts a letter of Vietnamese in two."""

LONGEST_LINE = 75  # octets without the line break, RFC 5545 §3.1
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def text(value: str) -> str:
    r"""*value* as TEXT (RFC 5545 §3.3.11); controls, which it may not hold, are left out.

    >>> text("Phòng 2; nhà A, tầng 3\nMang máy")
    'Phòng 2\\; nhà A\\, tầng 3\\nMang máy'
    """
    whole = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPED.get(sign, sign) for sign in whole if _is_text(sign))


def parameter(value: str) -> str:
    """*value* as a quoted parameter (RFC 5545 §3.2), which has no way to hold a quotation mark.

    >>> parameter('Trần "Bình", Vụ 1')
    '"Trần \\'Bình\\', Vụ 1"'
    """
    shown = "".join(sign if _is_text(sign) else " " for sign in value)
    return '"' + " ".join(shown.split()).replace('"', "'") + '"'


def folded(line: str) -> bytes:
    """*line* with CRLF behind it, folded at 75 octets between characters.

    >>> folded("X:" + "ạ" * 26).count(b"\\r\\n ")
    1
    """
    pieces, room = [bytearray()], LONGEST_LINE
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        if len(pieces[-1]) + len(octets) > room:
            pieces.append(bytearray())
            room = LONGEST_LINE - 1  # the blank in front counts
        pieces[-1] += octets
    return b"\r\n ".join(map(bytes, pieces)) + b"\r\n"


def _is_text(sign: str) -> bool:
    """Whether it may stand in a value: no control but the end of a line and the tab."""
    return sign in "\n\t" or (sign >= " " and sign != "\x7f" and not "\ud800" <= sign <= "\udfff")
