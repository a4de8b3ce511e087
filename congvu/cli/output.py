"""How commands print: lined up for people, JSON for programs, and never a word cut off."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import zip_longest
from operator import gt
from typing import Any

import click

GAP = "  "
NARROW = 10  # columns that a table leaves to each of its own: as many as a date takes

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    wide: int,
    style: Callable[[Sequence[str]], str | None] = lambda row: None,
) -> None:
    """Prints *rows* in columns; where the terminal is too narrow column number *wide* is folded, then others.

    *style* gives the colour of a row's last column.
    """
    cells = [tuple(map(harmless, row)) for row in rows]
    widths = _fitted(list(zip(header, *cells, strict=True)), wide)
    for line in _lines(header, widths):
        click.secho(GAP.join(line).rstrip(), bold=True)
    for row in cells:
        _row(row, widths, style(row))


def fields(title: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Prints one thing: its title, and a line for each fact that is not empty."""
    facts = [(name, value) for name, value in pairs if value]
    width = max(shown_width(name) for name, _ in facts)
    click.secho(title, bold=True)
    for name, value in facts:
        first, *rest = folded(harmless(value), max(20, screen_width() - width - 4))
        click.echo(f"  {padded(name, width)}{GAP}{first}")
        for line in rest:
            click.echo(f"  {' ' * width}{GAP}{line}")


def say(text: str) -> None:
    """Prints a sentence, folded at the terminal's width."""
    for line in folded(harmless(text), screen_width()):
        click.echo(line)


def harmless(text: str) -> str:
    """*text* without what would move the cursor, colour the screen or turn the direction of writing.

    What strangers wrote in a letter or a file is printed too (Unicode categories Cc and Cf).

    >>> harmless("a\x1b[31mb\u202ec")
    'a\ufffd[31mb\ufffdc'
    """
    return "".join("\ufffd" if _steers(sign) else sign for sign in text)


def _steers(sign: str) -> bool:
    return sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf")


def as_json(value: Any) -> None:
    """Prints *value* as JSON, Vietnamese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def plain(value: object) -> object:
    """What JSON has for *value*. Raises TypeError where it has nothing."""
    match value:
        case date() | datetime():
            return value.isoformat()
        case frozenset() | set():
            return sorted(value)
        case bytes():
            return value.hex()
        case _:
            raise TypeError(f"no JSON for {type(value)}")


def screen_width() -> int:
    """Columns to keep to; without a terminal nothing is folded."""
    if sys.stdout.isatty():
        return max(40, shutil.get_terminal_size().columns)
    return 10_000


def shown_width(text: str) -> int:
    """How many columns *text* takes: a combining mark none, an East Asian wide character two.

    >>> shown_width("Hà Giang"), shown_width("Ha\u0300"), shown_width("公務")
    (8, 2, 4)
    """
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int) -> str:
    """*text* with blanks behind it up to *width* columns."""
    return text + " " * (width - shown_width(text))


def folded(text: str, width: int) -> list[str]:
    """*text* in lines of at most *width* columns, broken at blanks; a longer word is broken anywhere.

    >>> folded("Văn phòng Chính phủ", 10)
    ['Văn phòng', 'Chính phủ']
    """
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if shown_width(joined) <= width:
            lines[-1] = joined
        else:
            kept = lines if lines[-1] else lines[:-1]
            lines = [*kept, *_pieces(word, width)]
    return lines


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if shown_width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _fitted(columns: Sequence[Sequence[str]], wide: int) -> list[int]:
    """How wide each column is shown: what is too much is taken from *wide*, then from texts, then from long words.

    *wide* keeps two fifths of the screen as long as others can be folded at blanks.
    """
    widths = [max(map(shown_width, column)) for column in columns]
    room = screen_width() - len(GAP) * (len(widths) - 1)
    words = [max(NARROW, *map(_longest_word, column)) for column in columns]
    share = max(words[wide], room * 2 // 5)
    widths[wide] -= max(0, min(sum(widths) - room, widths[wide] - share))
    for least in (words, [NARROW] * len(widths)):
        while sum(widths) > room and any(map(gt, widths, least)):
            above = [place for place, width in enumerate(widths) if width > least[place]]
            widths[max(above, key=widths.__getitem__)] -= 1
    return widths


def _longest_word(text: str) -> int:
    return max(map(shown_width, text.split()), default=0)


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[list[str]]:
    """The lines that *row* takes, each as its padded cells."""
    columns = [_folded_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
    for line in zip_longest(*columns, fillvalue=""):
        yield [padded(cell, width) for cell, width in zip(line, widths, strict=True)]


def _folded_cell(cell: str, width: int) -> list[str]:
    fits = shown_width(cell) <= width and "\n" not in cell
    return [cell] if fits else folded(cell, width)


def _row(row: Sequence[str], widths: Sequence[int], colour: str | None) -> None:
    for *before, last in _lines(row, widths):
        shown = last.rstrip()
        styled = click.style(shown, fg=colour) if colour and shown else shown
        click.echo(GAP.join([*before, styled]).rstrip())
