"""A letter made fit by both walks, cut anywhere."""

import random
from collections.abc import Iterator

from mail.travel import Goal, Mender, Survey, Unfit, Walk

SIZES = (1, 2, 3, 7, 50, 1000)


def pieces(octets: bytes, seed: int | None) -> Iterator[bytes]:
    """The whole at once, or cut by a seeded choice."""
    if seed is None:
        yield octets
        return
    chance, at = random.Random(seed), 0
    while at < len(octets):
        size = chance.choice(SIZES)
        yield octets[at : at + size]
        at += size


def mended(
    octets: bytes, goal: Goal = "lines", *, utf8: bool = False, seed: int | None = None
) -> bytes | Unfit:
    """What leaves, or why nothing may."""
    survey = Survey()
    walk = Walk(survey)
    for piece in pieces(octets, seed):
        walk.feed(piece)
    walk.finish()
    mender = Mender(goal, survey.needs, utf8=utf8)
    walk = Walk(mender)
    out = b"".join([walk.feed(piece) for piece in pieces(octets, seed)]) + walk.finish()
    return mender.finish() or out


def crlf(text: str) -> bytes:
    """Lines as they travel."""
    return text.replace("\n", "\r\n").encode()
