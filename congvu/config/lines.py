"""Finds the line on which each value of a TOML document stands; tomllib keeps no places.

It reads only what tomllib has accepted before, so it need not tell right from wrong.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

Loc = tuple[str | int, ...]

# TOML v1.0.0: a key's part is bare, a basic or a literal string; a value's end is left to its kind.
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|' r"'''.*?'''(?:'{0,2})|" r'"(?:[^"\\]|\\.)*"|' r"'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\r\n]+")
_GAP = re.compile(r"[ \t]*")
_GAPS = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")


def lines(document: str) -> dict[Loc, int]:
    """The line, counted from 1, of every table and value, by its path: ``("relay", "listener", 0, "tls")``."""
    scanner = _Scanner(document)
    scanner.document()
    return scanner.found


def line_of(found: Mapping[Loc, int], loc: Loc) -> int:
    """The line of *loc*, or of the nearest thing around it that the document holds."""
    while loc and loc not in found:
        loc = loc[:-1]
    return found.get(loc, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.found: dict[Loc, int] = {}
        self._text = text
        self._at = 0
        self._table: Loc = ()
        self._arrays: dict[Loc, int] = {}

    def document(self) -> None:
        """Goes from the first line to the last."""
        self._skip(_GAPS)
        while self._at < len(self._text):
            if self._next("["):
                self._header()
            else:
                self._pair(self._table)
            self._skip(_GAPS)

    def _header(self) -> None:
        line = self._line()
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        keys = tuple(self._key())
        self._at += 2 if many else 1
        outer = self._inside(keys[:-1])
        self._table = self._new_element((*outer, keys[-1])) if many else self._inside(keys)
        self._note(self._table, line)

    def _inside(self, keys: Loc) -> Loc:
        """The path of a table; what lies below an array of tables belongs to its last one."""
        loc: Loc = ()
        for key in keys:
            loc = (*loc, key)
            if loc in self._arrays:
                loc = (*loc, self._arrays[loc])
        return loc

    def _new_element(self, array: Loc) -> Loc:
        self._arrays[array] = self._arrays.get(array, -1) + 1
        return (*array, self._arrays[array])

    def _pair(self, table: Loc) -> None:
        line = self._line()
        loc = table + tuple(self._key())
        self._at += 1  # the equals sign
        self._skip(_GAP)
        self._note(loc, line)
        self._value(loc)

    def _key(self) -> Iterator[str]:
        while True:
            self._skip(_GAP)
            yield self._part()
            self._skip(_GAP)
            if not self._next("."):
                return
            self._at += 1

    def _part(self) -> str:
        if bare := _BARE.match(self._text, self._at):
            self._at = bare.end()
            return bare.group()
        quoted = _STRING.match(self._text, self._at)
        assert quoted is not None  # noqa: S101 - tomllib has read it
        self._at = quoted.end()
        decoded: str = tomllib.loads(f"key = {quoted.group()}")["key"]
        return decoded

    def _value(self, loc: Loc) -> None:
        if self._next("["):
            self._array(loc)
        elif self._next("{"):
            self._inline_table(loc)
        elif string := _STRING.match(self._text, self._at):
            self._at = string.end()
        else:
            self._skip(_PLAIN)

    def _array(self, loc: Loc) -> None:
        self._at += 1
        position = 0
        while self._more("]"):
            self._note((*loc, position), self._line())
            self._value((*loc, position))
            position += 1

    def _inline_table(self, loc: Loc) -> None:
        self._at += 1
        while self._more("}"):
            self._pair(loc)

    def _more(self, end: str) -> bool:
        """Whether another element follows; steps over commas, and over *end* when none does."""
        self._skip(_GAPS)
        if self._next(","):
            self._at += 1
            self._skip(_GAPS)
        if self._next(end):
            self._at += 1
            return False
        return True

    def _note(self, loc: Loc, line: int) -> None:
        for length in range(1, len(loc) + 1):
            self.found.setdefault(loc[:length], line)

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _next(self, character: str) -> bool:
        return self._text.startswith(character, self._at)

    def _skip(self, gap: re.Pattern[str]) -> None:
        if found := gap.match(self._text, self._at):
            self._at = found.end()
