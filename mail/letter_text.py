"""What a letter says to who reads it: its subject, and the text of its parts."""

from collections.abc import Iterator

from mail.header import parse, split
from mail.hypertext import text_of
from mail.part import Part, parts
from mail.words import every_reading
from work.legacy_text import readings

PLAIN, HTML = "text/plain", "text/html"


def letter_text(letter: bytes) -> str:
    """Subject and body as lines; HTML is read where a letter has no plain text. Attachments are not opened."""
    return "\n\n".join((*_subject(letter), *_texts(list(parts(letter)))))


def _subject(letter: bytes) -> Iterator[str]:
    for field in parse(split(letter)[0]).named("subject")[:1]:
        yield every_reading(field.value)[0]


def _texts(found: list[Part]) -> Iterator[str]:
    shown = [part for part in found if not part.name]
    plain = [part for part in shown if part.kind == PLAIN]
    for part in plain:
        yield readings(part.octets())[0]
    if not plain:
        yield from (text_of(readings(part.octets())[0]) for part in shown if part.kind == HTML)
