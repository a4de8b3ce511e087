"""Formatted text as the Bot API keeps it: plain text and entities, measured in UTF-16 units."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from demo.telegram_refusal import Refused, bad

MAX_TEXT = 4096  # UTF-16 units after the entities were parsed
MAX_CAPTION = 1024
MAX_ENTITIES = 100  # further ones are ignored

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"|&(?P<name>#\d+|#[xX][0-9A-Fa-f]+|lt|gt|amp|quot);"
    r"|(?P<stray><)"
)
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{4,31})"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text with a meaning; *offset* and *length* in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The entity as the Bot API writes it."""
        extra = {"url": self.url, "language": self.language}
        found = {"type": self.kind, "offset": self.offset, "length": self.length}
        return found | {name: value for name, value in extra.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Styled:
    """A text and its entities, outer ones before inner ones."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length of *text* as Telegram counts it.

    >>> units("việc 🔴")
    7
    """
    return len(text.encode("utf-16-le")) // 2


def styled(source: str, parse_mode: str, given: Iterable[Mapping[str, Any]] = ()) -> Styled:
    """*source* read in *parse_mode* ("" or "HTML"), or with the entities that were *given*.

    What anybody would see as a link, address or command becomes one by itself.
    Raises Refused as Telegram does.
    """
    if parse_mode.lower() not in ("", "html"):
        raise bad("unsupported parse_mode (this emulator reads HTML only)")
    parsed = parse_html(source) if parse_mode else Styled(source, tuple(map(_entity, given)))
    return _trimmed(_with_found(parsed))


def parse_html(source: str) -> Styled:
    """*source* in Telegram's HTML; raises Refused with "can't parse entities"."""
    reading = _Reading()
    last = 0
    for token in _TOKEN.finditer(source):
        reading.add(source[last : token.start()])
        reading.take(token)
        last = token.end()
    reading.add(source[last:])
    return reading.finished()


@dataclass(slots=True)
class _Open:
    tag: str
    entity: Entity


@dataclass(slots=True)
class _Reading:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def take(self, token: re.Match[str]) -> None:
        offset = len(token.string[: token.start()].encode())
        if token["stray"]:
            raise _unparsable(f"Unclosed start tag at byte offset {offset}")
        if token["name"]:
            self.add(html.unescape(token[0]))
        elif token["end"]:
            self._close(token["tag"].lower(), offset)
        else:
            self._open(token["tag"].lower(), token["attributes"], offset)

    def finished(self) -> Styled:
        if self.stack:
            tag = self.stack[-1].tag
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self.entities.sort(key=lambda entity: (entity.offset, -entity.length))
        return Styled("".join(self.parts), tuple(self.entities[:MAX_ENTITIES]))

    def _open(self, tag: str, source: str, offset: int) -> None:
        attributes = _attributes(source)
        spoiler = tag != "span" or attributes.get("class") == "tg-spoiler"
        if tag not in _KINDS or not spoiler:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {offset}')
        language = attributes.get("class", "").removeprefix("language-") if tag == "code" else ""
        kind = "expandable_blockquote" if "expandable" in attributes else _KINDS[tag]
        url = attributes.get("href") if tag == "a" else None
        self.stack.append(_Open(tag, Entity(kind, self.length, 0, url, language or None)))

    def _close(self, tag: str, offset: int) -> None:
        if not self.stack:
            raise _unparsable(f"Unexpected end tag at byte offset {offset}")
        opened = self.stack.pop()
        if opened.tag != tag:
            raise _unparsable(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        self._keep(replace(opened.entity, length=self.length - opened.entity.offset))

    def _keep(self, entity: Entity) -> None:
        outer = self.stack[-1] if self.stack else None
        inside_pre = outer is not None and outer.tag == "pre"
        if outer and inside_pre and entity.language and outer.entity.offset == entity.offset:
            outer.entity = replace(outer.entity, language=entity.language)
        elif entity.length and (entity.kind != "text_link" or entity.url):
            self.entities.append(
                replace(entity, language=None if entity.kind == "code" else entity.language)
            )


def _attributes(source: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(source)
    return {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in found}


def _unparsable(reason: str) -> Refused:
    return bad(f"can't parse entities: {reason}")


def _entity(given: Mapping[str, Any]) -> Entity:
    try:
        kind, offset, length = str(given["type"]), int(given["offset"]), int(given["length"])
    except (KeyError, TypeError, ValueError):
        raise bad("can't parse MessageEntity") from None
    return Entity(kind, offset, length, given.get("url"), given.get("language"))


def _with_found(parsed: Styled) -> Styled:
    closed = [e for e in parsed.entities if e.kind in ("code", "pre", "text_link")]
    fresh = [e for e in _found(parsed.text) if not any(_overlap(e, other) for other in closed)]
    known = {(e.kind, e.offset) for e in parsed.entities}
    entities = [*parsed.entities, *(e for e in fresh if (e.kind, e.offset) not in known)]
    entities.sort(key=lambda entity: (entity.offset, -entity.length))
    return Styled(parsed.text, tuple(entities[:MAX_ENTITIES]))


def _found(text: str) -> Iterator[Entity]:
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        yield Entity(kind, units(text[: match.start(kind)]), units(match[kind]))


def _overlap(one: Entity, other: Entity) -> bool:
    ends_before = one.offset + one.length <= other.offset
    return not ends_before and one.offset < other.offset + other.length


def _trimmed(parsed: Styled) -> Styled:
    """Blanks at both ends are cut, as Telegram cuts them, and entities with them."""
    cut = units(parsed.text) - units(parsed.text.lstrip())
    text = parsed.text.strip()
    end = units(text)
    moved = []
    for entity in parsed.entities:
        start = max(entity.offset - cut, 0)
        stop = min(entity.offset + entity.length - cut, end)
        if start < stop:
            moved.append(replace(entity, offset=start, length=stop - start))
    return Styled(text, tuple(moved))
