"""A letter that is a file: its fields, its text, and what is attached to it (RFC 5322, RFC 2045)."""

import email.errors
import email.header
import io
import re
from collections.abc import Callable, Iterable, Iterator
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32, compat32

from papers.opened import Field, Said, Why
from papers.opening.draft import Budget, Draft, Inner
from papers.opening.plain import decoded

_FIELDS_MOST = 200
_PARTS_MOST = 200
_POSTMARK = b"From "  # begins each letter of a mailbox
_BETWEEN = re.compile(rb"\n\r?\n(?=From )")
_TEXTS = ("text/plain", "text/html")


class _Eightbit(Compat32):
    """Fields that hold octets beyond ASCII are read as text is, in UTF-8 or what they look like (RFC 6532)."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value if value.isascii() else decoded(value.encode("utf-8", "surrogateescape"))


_EIGHTBIT = _Eightbit()


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Tells of the fields; gives every part that is no multipart, text among them."""
    yield from _read(octets, draft, budget, _parts)


def read_whole(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """The same; of two formats of one text it gives the plain one."""
    yield from _read(octets, draft, budget, _shown_parts)


def _read(
    octets: bytes, draft: Draft, budget: Budget, parts: Callable[[Message], Iterator[Message]]
) -> Iterator[Inner]:
    if octets.startswith(_POSTMARK):
        yield from _letters(octets)
        return
    letter = BytesParser(policy=_EIGHTBIT).parsebytes(octets)
    if len(letter) > _FIELDS_MOST:
        draft.obstacle(Why.TOO_MANY)
    for name, value in letter.items()[:_FIELDS_MOST]:
        draft.field(name.lower(), words(str(value)), Said.HEADER)
    for number, part in enumerate(parts(letter)):
        if number >= _PARTS_MOST:
            break
        inner = _inner(part, number)
        budget.spend(len(inner.octets))
        yield inner


def _letters(octets: bytes) -> Iterator[Inner]:
    """Those of a mailbox (RFC 4155)."""
    for number, letter in enumerate(_BETWEEN.split(octets), 1):
        _, _, rest = letter.partition(b"\n")
        why = Why.TOO_MANY if number > _PARTS_MOST else None
        yield Inner(f"letter {number}", rest, "message/rfc822", why)
        if why:
            return


def words(value: str) -> str:
    """A field's value with its encoded words decoded (RFC 2047); as it stands where that fails."""
    try:
        pairs = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    return "".join(_word(text, charset) for text, charset in pairs)


def _word(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "ascii")
    except (LookupError, ValueError, OSError):
        return decoded(text)


def _parts(letter: Message) -> Iterator[Message]:
    """Every part that holds no others; a letter within one is handed on whole."""
    waiting: list[Message] = [letter]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and part is not letter:
            yield part
        elif isinstance(inner, list):
            waiting += reversed([one for one in inner if isinstance(one, Message)])
        else:
            yield part


def _shown_parts(letter: Message) -> Iterator[Message]:
    """Without HTML that stands behind plain text which says the same (RFC 2046 §5.1.4)."""
    alternatives = {
        id(one)
        for group in letter.walk()
        if group.get_content_type() == "multipart/alternative"
        for one in list(group.walk())[1:]
    }
    plain = False
    for part in _parts(letter):
        is_other = id(part) in alternatives and part.get_content_type() == "text/html"
        if not (is_other and plain):
            yield part
        plain = id(part) in alternatives and (plain or part.get_content_type() == "text/plain")


def _inner(part: Message, number: int) -> Inner:
    kind = part.get_content_type()
    name = words(part.get_filename() or "") or f"part {number + 1}"
    payload = part.get_payload()
    if isinstance(payload, list):
        octets = b"".join(_written(one) for one in payload[:1] if isinstance(one, Message))
    else:
        plain = part.get_payload(decode=True)
        octets = plain if isinstance(plain, bytes) else b""
    described = Field("description", words(str(part.get("Content-Description", ""))))
    return Inner(
        name, _recoded(octets, part) if kind in _TEXTS else octets, kind, fields=(described,)
    )


def _written(letter: Message) -> bytes:
    out = io.BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=compat32).flatten(letter)
    return out.getvalue()


def _recoded(octets: bytes, part: Message) -> bytes:
    """Text in UTF-8 where its charset is told and known; otherwise as it is."""
    charset = part.get_content_charset()
    if charset is None:
        return octets
    try:
        return octets.decode(charset).encode("utf-8", "replace")
    except (LookupError, ValueError, OSError):
        return octets
