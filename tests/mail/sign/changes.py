"""Changes that happen to letters on their way, by a seeded choice; some of them canonicalisation swallows."""

import random
import re
from collections.abc import Callable

Change = Callable[[bytes, random.Random], bytes]

# Which may stand once only, RFC 5322 §3.6, and what else readers take from a letter's top.
SINGULAR = (
    b"From", b"Sender", b"Reply-To", b"To", b"Cc", b"Subject", b"Date", b"Message-ID",
    b"In-Reply-To", b"References", b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding",
    b"Content-Disposition", b"List-Unsubscribe", b"List-Unsubscribe-Post", b"Auto-Submitted",
)  # fmt: skip


def parts_of(letter: bytes) -> tuple[list[bytes], bytes]:
    """Our signatures as one, each field below them, and the body with the empty line before it."""
    header, end, body = letter.partition(b"\r\n\r\n")
    fields = [
        f"{one}\r\n".encode("latin-1")
        for one in re.split(r"\r\n(?![ \t])", header.decode("latin-1"))
    ]
    return [b"".join(fields[:2]), *fields[2:]], end[2:] + body


def put_together(fields: list[bytes], rest: bytes) -> bytes:
    return b"".join(fields) + rest


def a_field(
    change: Callable[[bytes, random.Random], bytes],
) -> Change:
    """The *change* made to the value of one field, not of our signatures."""

    def made(letter: bytes, chance: random.Random) -> bytes:
        fields, rest = parts_of(letter)
        at = chance.randrange(1, len(fields))
        name, colon, value = fields[at].partition(b":")
        fields[at] = name + colon + change(value.removesuffix(b"\r\n"), chance) + b"\r\n"
        return put_together(fields, rest)

    return made


def a_line(change: Callable[[bytes, random.Random], bytes]) -> Change:
    """The *change* made to one line of the body."""

    def made(letter: bytes, chance: random.Random) -> bytes:
        fields, rest = parts_of(letter)
        lines = rest.split(b"\r\n")
        if len(lines) < 3:
            return letter
        at = chance.randrange(1, len(lines) - 1)
        lines[at] = change(lines[at], chance)
        return put_together(fields, b"\r\n".join(lines))

    return made


def _put(text: bytes, at: int, more: bytes) -> bytes:
    return text[:at] + more + text[at:]


def _octet(text: bytes, chance: random.Random) -> bytes:
    return _put(text, chance.randrange(len(text) + 1) if b"\n" not in text else len(text), b"x")


def _case(text: bytes, chance: random.Random) -> bytes:
    return text.swapcase()


def _blank_behind(text: bytes, chance: random.Random) -> bytes:
    return text + chance.choice((b" ", b"\t", b" \t  "))


def _blanks_doubled(text: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"(?<=[^\s])([ \t])(?=[^\s])", rb"\1 ", text)


def _tabs(text: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"(?<=[^\s]) (?=[^\s])", b"\t", text)


def _blank_taken(text: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"(?<=[^\s])[ \t](?=[^\s])", b"", text, count=1)


def _unfolded(text: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"\r\n[ \t]+", b" ", text)


def _folded(text: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"(?<=[^\s]) (?=[^\s])", b"\r\n\t", text, count=3)


def _blank_before(text: bytes, chance: random.Random) -> bytes:
    return b"   " + text


def _cut(text: bytes, chance: random.Random) -> bytes:
    return text[:-1] if text[-1:].strip() else text


def renamed(letter: bytes, chance: random.Random) -> bytes:
    fields, rest = parts_of(letter)
    at = chance.randrange(1, len(fields))
    name, colon, value = fields[at].partition(b":")
    fields[at] = chance.choice((name.upper(), name.lower(), name.swapcase())) + colon + value
    return put_together(fields, rest)


def reordered(letter: bytes, chance: random.Random) -> bytes:
    fields, rest = parts_of(letter)
    below = fields[1:]
    chance.shuffle(below)
    return put_together([fields[0], *below], rest)


def taken_out(letter: bytes, chance: random.Random) -> bytes:
    fields, rest = parts_of(letter)
    del fields[chance.randrange(1, len(fields))]
    return put_together(fields, rest)


def traced(letter: bytes, chance: random.Random) -> bytes:
    return b"Received: from a by b;\r\n\tThu, 26 Nov 2026 02:00:00 +0000\r\n" + letter


def unlisted(letter: bytes, chance: random.Random) -> bytes:
    fields, rest = parts_of(letter)
    fields.insert(chance.randrange(1, len(fields) + 1), b"X-Spam-Status: No, score=-1\r\n")
    return put_together(fields, rest)


def lengthened(letter: bytes, chance: random.Random) -> bytes:
    return letter + chance.choice((b"\r\n", b"\r\n\r\n\r\n", b" \r\n", b"\t\r\n \r\n"))


def shortened(letter: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"(?:[ \t]*\r\n)+\Z", b"\r\n", letter)


def signed_below(letter: bytes, chance: random.Random) -> bytes:
    return letter + b"-- \r\nvpcp mailing list\r\n"


def line_added(letter: bytes, chance: random.Random) -> bytes:
    fields, rest = parts_of(letter)
    lines = rest.split(b"\r\n")
    lines.insert(chance.randrange(1, len(lines) + 1), b"")
    return put_together(fields, b"\r\n".join(lines))


CHANGES: tuple[Change, ...] = (
    *map(a_field, (_octet, _case, _blank_behind, _blanks_doubled, _tabs, _blank_taken, _unfolded)),
    *map(a_field, (_folded, _blank_before, _cut)),
    *map(a_line, (_octet, _case, _blank_behind, _blanks_doubled, _tabs, _blank_taken)),
    *map(a_line, (_blank_before, _cut)),
    renamed,
    reordered,
    taken_out,
    traced,
    unlisted,
    lengthened,
    shortened,
    signed_below,
    line_added,
)  # fmt: skip


def added(letter: bytes, name: bytes, *, on_top: bool) -> bytes:
    """One more field *name*, above the signatures or below all fields."""
    value = b"x@example.com" if name in (b"From", b"To", b"Cc", b"Sender", b"Reply-To") else b"1"
    field = name + b": " + value + b"\r\n"
    fields, rest = parts_of(letter)
    return put_together([field, *fields] if on_top else [*fields, field], rest)
