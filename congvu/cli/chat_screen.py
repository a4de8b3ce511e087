"""Draws a chat's screen in a terminal: bold is bold, <pre> stays as it is, buttons have numbers."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from bot.console import Shown
from congvu.cli.output import GAP, folded, harmless, shown_width

WIDTH = 80  # columns

_TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>")
_STYLES = {"b": "bold", "strong": "bold", "i": "dim", "em": "dim", "u": "underline"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands behind a button's number: *data* to press, or else *told*: an address, or a text to copy."""

    data: str = ""
    told: str = ""


def drawn(shown: Shown) -> tuple[str, tuple[Choice, ...]]:
    """The screen as the terminal takes it, and what each number chooses, from 1 on."""
    if shown.toast:
        return click.style(f"» {harmless(shown.toast)}", fg="green"), ()
    lines = [line for one in _blocks(shown.text) for line in one]
    choices = tuple(_choice(button) for row in shown.rows for button in row)
    return "\n".join([*lines, *([""] if choices else []), *_buttons(shown)]), choices


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines of the text, those within <pre> as they are, the others folded."""
    for number, part in enumerate(re.split(r"<pre>|</pre>", text)):
        if number % 2:
            yield [harmless(html.unescape(_TAG.sub("", line))) for line in part.split("\n")]
        elif part.strip("\n") or number == 0:
            yield [line for one in part.strip("\n").split("\n") for line in _folded(one)]


def _folded(line: str) -> list[str]:
    """One line of the text with its styles, in lines of at most WIDTH columns."""
    pieces = list(_pieces(line))
    plain = "".join(text for text, _ in pieces)
    if not plain.strip():
        return [""]
    styles = [style for text, style in pieces for _ in text if _.strip()]
    given = iter(styles)
    return [_styled(one, given) for one in folded(plain, WIDTH)]


def _styled(line: str, styles: Iterator[frozenset[str]]) -> str:
    """*line* with the style of each of its signs, blanks as the sign before."""
    out, run, now = "", "", frozenset[str]()
    for sign in line:
        style = now if sign == " " else next(styles, frozenset())
        if style != now:
            out, run, now = out + _painted(run, now), "", style
        run += sign
    return out + _painted(run, now)


def _painted(text: str, style: frozenset[str]) -> str:
    return click.style(text, **dict.fromkeys(sorted(style), True)) if text and style else text


def _pieces(line: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The text between the tags, each with the styles that are on."""
    on: list[str] = []
    at = 0
    for tag in _TAG.finditer(line):
        yield harmless(html.unescape(line[at : tag.start()])), frozenset(on)
        at, style = tag.end(), _STYLES.get(tag[2])
        if style and not tag[1]:
            on.append(style)
        elif style in on:
            on.remove(style)
    yield harmless(html.unescape(line[at:])), frozenset(on)


def _buttons(shown: Shown) -> Iterator[str]:
    number = 0
    for row in shown.rows:
        line = ""
        for button in row:
            number += 1
            label = f"[{number}] {harmless(str(button['text']))}"
            if line and shown_width(f"{line}{GAP}{label}") > WIDTH:
                yield line
                line = ""
            line = f"{line}{GAP}{label}" if line else label
        if line:
            yield line


def _choice(button: object) -> Choice:
    told = dict(button) if isinstance(button, dict) else {}
    if "callback_data" in told:
        return Choice(data=str(told["callback_data"]))
    copied = told.get("copy_text") or {}
    return Choice(told=harmless(str(told.get("url") or copied.get("text", ""))))
