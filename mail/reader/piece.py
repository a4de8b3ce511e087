"""What one file in a letter says, as papers found it."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from mail.reader.wording import likeliest, mended_text
from papers.opened import BODIES, Kind, Piece, Place, Run
from work.columns import unwoven
from work.legacy_text import tcvn3, vni

_HEADING = frozenset(("from", "date", "subject"))
_LEGACY = (".vn", "vni")
_VIETNAMESE = re.compile("[ĐĨĩŨũƠơƯưẠ-ỹ]")  # beyond what single octets show as letters
_EMPTY_LINES = re.compile("\n{3,}")


def once(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Each text once: Outlook keeps that of a letter in up to three formats, one behind the other."""
    told: set[Place] = set()
    for piece in pieces:
        letter = piece.place[:-1] if piece.name in BODIES else piece.place
        if piece.name in BODIES and letter in told:
            continue
        if piece.kind in {Kind.TNEF, Kind.MSG} or piece.name in BODIES:
            told |= {letter} if piece.first_page.strip() else set()
        yield piece


def read(piece: Piece) -> tuple[str, bool]:
    """Its text, and whether some of it is in letters that only a font tells, or in a charset that nobody does."""
    if piece.octets:
        text, guessed = likeliest(piece.octets)
    else:
        text, guessed = _of_fonts(piece)
    if piece.kind is Kind.TEXT:
        text = unwoven(_with_line_ends(text))
    return _EMPTY_LINES.sub("\n\n", _said(piece) + _with_line_ends(text)), guessed


def _said(piece: Piece) -> str:
    """What stands above a letter that is a file in the letter."""
    if piece.kind not in {Kind.LETTER, Kind.MSG}:
        return ""
    shown = (one for one in piece.fields if one.name in _HEADING)
    return "".join(f"{one.name.capitalize()}: {one.text}\n" for one in shown)


def _with_line_ends(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip(" \t\xa0") for line in text.split("\n")).strip("\n") + "\n"


def _of_fonts(piece: Piece) -> tuple[str, bool]:
    """The text of all runs; where no font tells what its letters look like, as likely as it can be told."""
    by_font = not any(map(_is_read, piece.runs))
    read = [_of_font(run.font, run.text) if by_font else None for run in piece.runs]
    text = "".join(text or run.text for run, text in zip(piece.runs, read, strict=True))
    if any(read):
        return normalize("NFC", text), True
    return mended_text(text)


def _is_read(run: Run) -> bool:
    """Whether text that names a font of TCVN3 or VNI has letters that no such font shows: it was read before."""
    return run.font.lower().startswith(_LEGACY) and _VIETNAMESE.search(run.text) is not None


def _of_font(font: str, text: str) -> str | None:
    """What a font of TCVN3 or VNI shows; None where it is another, or shows nothing else."""
    name = font.lower()
    if text.isascii() or not name.startswith(_LEGACY):
        return None
    shown = tcvn3(text) if name.startswith(".vn") else vni(text)
    return shown.upper() if name.startswith(".vn") and name.endswith("h") else shown
