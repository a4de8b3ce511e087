"""Reads by sight what stands in a letter as a picture, in processes that may be killed, within bounds of its own."""

import asyncio
from dataclasses import replace
from typing import Protocol, TypeVar

from mail.reader.apart import Part, taken_apart
from papers.opened import Kind, Obstacle, Opened, Piece, Place, Why
from store import Store, scan
from work.intake import Intake
from work.official.letter import Letter, Sheet
from work.official.scan import SCAN, Scans, pictures, with_scans

SECONDS = 20.0  # for the pictures of one letter together
LEAST_SECONDS = 1.0  # with which a further one is begun

F = TypeVar("F", Piece, Obstacle)


class Sees(Protocol):
    """Reads files to their end, pages that are pictures by sight: papers.opener.Opener."""

    async def scans(self, name: str, octets: bytes, seconds: float, kind: str = "") -> Opened:
        """All text that is found in the file within *seconds*."""


async def seen(octets: bytes, places: tuple[Place, ...], opener: Sees, seconds: float) -> Opened:
    """What is read by sight at *places* of the letter *octets* within *seconds*; their names begin at the letter."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    _, parts = await asyncio.to_thread(taken_apart, octets)
    pieces: list[Piece] = []
    obstacles: list[Obstacle] = []
    for part in parts:
        if not isinstance(part, Part) or not _holds(part, places):
            continue
        left = deadline - loop.time()
        if left < LEAST_SECONDS:
            obstacles.append(Obstacle(part.place, Why.TOO_SLOW))
            continue
        content = await asyncio.to_thread(part.octets)
        opened = await opener.scans(part.name or part.place[-1], content, left, part.kind)
        pieces += (_within(part, one) for one in opened.pieces if one.kind is Kind.SCAN)
        obstacles += (_within(part, one) for one in opened.obstacles)
    return Opened(
        tuple(one for one in pieces if one.place in places and one.first_page.strip()),
        tuple(one for one in obstacles if one.place in places),
    )


def read_so(opened: Opened) -> Scans:
    """The same as sheets of the letter."""
    cut = {one.place for one in opened.obstacles}
    return Scans(
        tuple(
            Sheet(one.place, SCAN, one.first_page, one.place not in cut) for one in opened.pieces
        ),
        tuple((one.place, str(one.why)) for one in opened.obstacles),
    )


async def with_read_scans(store: Store, intake: Intake, letter: Letter) -> Letter:
    """*letter* with what was read of its pictures before."""
    if not pictures(letter):
        return letter
    scans = await store.read(scan.scans, intake.id)
    return letter if scans is None else with_scans(letter, scans)


def _holds(part: Part, places: tuple[Place, ...]) -> bool:
    return bool(part.place) and any(one[: len(part.place)] == part.place for one in places)


def _within(part: Part, found: F) -> F:
    return replace(found, place=(*part.place, *found.place[1:]))
