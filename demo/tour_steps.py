"""Tells step by step what happens, in Vietnamese and English, with a tick or a cross and how long it took."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TextIO

from demo.tour_failure import StepFailed

GREEN, RED, DIM, BOLD, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"
WIDEST = 100  # columns: longer lines are hard to read
_CLEAR = "\r\x1b[K"


@dataclass(slots=True)
class Step:
    """One step: what it is called, what was seen, and how it ended."""

    vi: str
    en: str
    seen: str = ""
    seconds: float = 0.0
    failure: str | None = None

    @property
    def good(self) -> bool:
        """Whether it really happened."""
        return self.failure is None


@dataclass(slots=True)
class Steps:
    """All steps so far; *out* is where they are told."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    told: list[Step] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every step happened."""
        return all(step.good for step in self.told)

    @asynccontextmanager
    async def step(self, vi: str, en: str, *, needed: bool = True) -> AsyncIterator[Step]:
        """One step; what was *seen* may be noted on it.

        A failure is told, and raised where the step is *needed* for those that follow.
        """
        step = Step(vi, en)
        self.told.append(step)
        self._announce(step)
        start = time.monotonic()
        try:
            yield step
        except (StepFailed, TimeoutError, OSError) as trouble:
            step.failure = str(trouble) or "it took too long"
            if needed:
                raise StepFailed(step.failure) from trouble
        except asyncio.CancelledError:
            self._forget(step)
            raise
        finally:
            if step in self.told:
                step.seconds = time.monotonic() - start
                self._tell(step)

    def say(self, line: str = "") -> None:
        """Prints a line as it is."""
        self.out.write(f"{line}\n")
        self.out.flush()

    def styled(self, style: str, text: str) -> str:
        """*text* in a style, where the terminal has any."""
        return f"{style}{text}{PLAIN}" if self._rich else text

    @property
    def columns(self) -> int:
        """How wide running text may be."""
        return min(shutil.get_terminal_size().columns, WIDEST) if self.out.isatty() else WIDEST

    @property
    def _rich(self) -> bool:
        return self.out.isatty() and "NO_COLOR" not in os.environ

    def _forget(self, step: Step) -> None:
        """A step that somebody broke off neither happened nor failed."""
        self.told.remove(step)
        if self.out.isatty():
            self.out.write(_CLEAR)

    def _announce(self, step: Step) -> None:
        if self.out.isatty():
            self.out.write(f"  … {step.vi}")
            self.out.flush()

    def _tell(self, step: Step) -> None:
        if self.out.isatty():
            self.out.write(_CLEAR)
        sign = self.styled(GREEN, "✓") if step.good else self.styled(RED, "✗")
        seen = f": {step.seen}" if step.seen else ""
        self.say(f"{sign} {step.seconds:5.1f} s  {step.vi}{seen}")
        self.say(f"           {self.styled(DIM, step.en)}")
        if step.failure:
            self.say(f"           {self.styled(RED, step.failure)}")
