"""What the files in a letter bear of secrecy: their names, first pages and properties, as papers found them."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Protocol

from mail.secrecy_fields import called, found_in_field
from papers.opened import PAGE_END, Field, Kind, Obstacle, Opened, Piece, Run, Said, Why
from work.legacy_text import readings, rereadings, tcvn3, vni
from work.secrecy.finding import Finding, Place, Verdict, worst
from work.secrecy.judge import Judge, tells_level

_TABLES = (Kind.XLSX, Kind.XLSB, Kind.XLS)


class Opens(Protocol):
    """Opens attachments in a process of their own: papers.opener.Opener."""

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        """What is found in the attachment within *seconds*."""


class OneAtATime:
    """Lets those who ask here have one reader of *opener* between them, in the order in which they came."""

    def __init__(self, opener: Opens) -> None:
        self._opener = opener
        self._turn = asyncio.Semaphore(1)

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        """As the opener has it; the wait for a turn is part of the time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                await self._turn.acquire()
        except TimeoutError:
            return Opened((), (Obstacle((name,), Why.BUSY),))
        try:
            return await self._opener.text(name, octets, max(deadline - loop.time(), 0.0), kind)
        finally:
            self._turn.release()


def found_in_papers(opened: Opened, judge: Judge) -> tuple[list[Finding], list[str]]:
    """What the files bear, and codes of why some could not be read."""
    found = [finding for piece in opened.pieces for finding in _found(piece, judge)]
    return found, [str(obstacle.why) for obstacle in opened.obstacles]


def _found(piece: Piece, judge: Judge) -> Iterator[Finding]:
    yield from judge.name(piece.name)
    for told in piece.fields:
        for text in rereadings(told.text):
            yield from _told(told, text, judge)
    place = Place.TABLE if piece.kind in _TABLES else Place.STAMP
    page = "".join(_as_shown(run) for run in piece.runs)
    pages = (*rereadings(page), *(readings(piece.octets) if piece.octets else ()))
    for text in dict.fromkeys(pages):
        if judge.may_bear(text.encode("utf-8", "replace")):
            yield from _on_pages(text, place, judge)


def _on_pages(text: str, place: Place, judge: Judge) -> Iterator[Finding]:
    """What pages bear: behind one that may be a cover, or the whole document, a stamp is in doubt."""
    first, *rest = [page for page in text.split(PAGE_END) if page.strip()] or [""]
    yield from judge.text(first, place)
    for page in rest:
        yield from _in_doubt(judge.text(page, place))


def _in_doubt(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding._replace(verdict=min(finding.verdict, Verdict.PERSON))


def _told(told: Field, text: str, judge: Judge) -> Iterator[Finding]:
    """What *text* bears, by the kind of place that it stands in; of names that a file gives it none speaks it free."""
    match told.said:
        case Said.NAME:
            yield from judge.name(text)
        case Said.PERSON:
            yield from called(text, judge)
        case Said.HEADER:
            yield from found_in_field(told.name, text, judge)
        case Said.ASIDE:
            yield from _in_doubt(_property(told.name, text, judge))
        case Said.PROPERTY:
            yield from _property(told.name, text, judge)


def _property(name: str, text: str, judge: Judge) -> Iterator[Finding]:
    told = judge.field(name, text) if tells_level(name) else ()
    yield from told
    if worst(told) < Verdict.REFUSE and judge.may_bear(text.encode("utf-8", "replace")):
        yield from judge.text(text, Place.METADATA)


def _as_shown(run: Run) -> str:
    """Its text as its font shows it."""
    font = (
        run.font.lower().lstrip("abcdefghijklmnopqrstuvwxyz+")
        if "+" in run.font
        else run.font.lower()
    )
    if font.startswith(".vn"):
        return tcvn3(run.text)
    return vni(run.text) if font.startswith("vni") else run.text
