"""What the mail door knows of files that bear marks of secrecy, for chat and console: a work.secrecy.contents.Contents."""

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial

from congvu.daemon import Daemon
from mail.secrecy_papers import found_in_papers
from papers.opener import Opener
from work.secrecy.discretion import Discretion
from work.secrecy.finding import Finding, Verdict


@dataclass(frozen=True, slots=True)
class Papers:
    """Opens by *opener* and judges by the rules of *discretion*."""

    opener: Opener
    discretion: Discretion

    async def gravest(self, name: str, octets: bytes, day: date, seconds: float) -> Finding | None:
        """The gravest mark in the file, papers for circulation inside among them; None where rules are waived."""
        judge = self.discretion.judge(day)
        if judge is None:
            return None
        found, _ = found_in_papers(await self.opener.text(name, octets, seconds), judge)
        marks = (one for one in found if one.verdict >= Verdict.INTERNAL)
        return max(marks, key=lambda one: one.verdict, default=None)


def contents(daemon: Daemon, discretion: Discretion, door: str) -> Papers:
    """For *door*: with one reader, which starts when the first file comes."""
    opener = Opener(readers=1)
    daemon.supervisor.add(f"{door}-opener", partial(_open, opener), last=True)
    return Papers(opener, discretion)


async def _open(opener: Opener) -> None:
    """Keeps the reader until nobody needs it any more."""
    async with opener:
        await asyncio.Event().wait()
