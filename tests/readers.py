"""Readers of attachments that outlive their opener, as in a daemon one reader opens the files of hours.

A reader looks at no file itself: it forks for each (papers.opener). So what one test has opened is nothing to the
next, and none need wait the second that a reader takes to start. An opener that fails its reader ends it, as ever.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from papers import opener
from papers.opener import Opener
from papers.reader_process import ReaderProcess

_MOST = 4  # idle ones at a time
_idle: list[ReaderProcess] = []


class _Kept(ReaderProcess):
    """One that is started once."""

    def start(self) -> None:
        if self.pid is None:
            super().start()


def _reader(program: str) -> ReaderProcess:
    for one in _idle:
        if one.program == program:
            _idle.remove(one)
            return _reader(program) if one.gone() else one
    return _Kept(program)


_leave = Opener.__aexit__


async def _kept(self: Opener, *why: Any) -> None:
    """Ends an opener, but not the readers that have nothing to do."""
    for reader, timer in self._idle:
        timer.cancel()
        _idle.append(reader)
    self._idle.clear()
    while len(_idle) > _MOST:
        self._end(_idle.pop(0))
    await _leave(self, *why)


@contextmanager
def kept() -> Iterator[None]:
    """While the block runs, openers take over readers from those before them."""
    with (
        mock.patch.object(opener, "ReaderProcess", _reader),
        mock.patch.object(Opener, "__aexit__", _kept),
    ):
        yield


@atexit.register
def _end() -> None:
    for one in _idle:
        one.kill()
        one.wait()
