"""What a relaxed/relaxed signature sees of a letter, straight from RFC 6376 §3.4 and §5.4.2, slowly and simply.

Two letters that look the same to it pass alike. It imports nothing of Congvu.
"""

import re

WSP = rb"[ \t]+"


def seen(letter: bytes, names: list[bytes]) -> tuple[list[bytes], bytes]:
    """The header fields that h= *names*, in its order, and the body, both in canonical form."""
    header, _, body = letter.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", header.removesuffix(b"\r\n"))
    taken = []
    for name in names:
        at = [i for i, one in enumerate(fields) if one.partition(b":")[0].lower() == name]
        if at:  # the lowest that is left
            taken.append(_relaxed_field(fields.pop(at[-1])))
        else:
            taken.append(name + b" is not there")
    return taken, _relaxed_body(body)


def names_signed(letter: bytes) -> list[bytes]:
    """What h= of the first signature lists."""
    (listing,) = re.findall(rb"(?s)\ADKIM-Signature:.*?\bh=(.*?);", letter)
    return re.sub(rb"[ \t\r\n]", b"", listing).lower().split(b":")


def _relaxed_field(field: bytes) -> bytes:
    name, _, value = field.partition(b":")
    value = re.sub(WSP, b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.lower() + b":" + value


def _relaxed_body(body: bytes) -> bytes:
    lines = [re.sub(WSP, b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"\r\n".join(lines)
