"""Reads a table from an xlsx or CSV file that a stranger may have made.

The file is opened in a process of its own with bounds on memory and time
(papers.reader); what goes wrong there is a value here.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import IO, Any

from papers import wire
from papers.trouble import Trouble, Unreadable
from work.sheet import Line, Sheet

__all__ = ["Limits", "Trouble", "Unreadable", "read_table"]

Progress = Callable[[int], None]

_CHUNK = 1 << 16
_MOST_ANSWERED = 512 << 20  # octets; a reader that says more than this is no reader of ours


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; 50,000 rows full of formulas need about a fifth of each."""

    octets: int = 32 << 20
    memory_mib: int = 1024
    processor_seconds: int = 60
    seconds: float = 120.0


def read_table(
    path: Path,
    sheet: str | None = None,
    limits: Limits = Limits(),
    progress: Progress = lambda rows: None,
) -> Sheet | Unreadable:
    """The sheet named *sheet*, or the first that can be seen, of the file at *path*.

    Blocks; *progress* is called now and then with the number of rows read. What
    the file is, its first octets say; a name that ends in .xlsx must hold.
    Raises OSError where it cannot be opened at all.
    """
    kind = "xlsx" if path.suffix.lower() == ".xlsx" else "any"
    answer, end = os.pipe()
    try:
        with path.open("rb") as file:
            reader = _started(file, end, (kind, sheet or ""), limits)
    except BaseException:
        os.close(answer)
        raise
    finally:
        os.close(end)
    with os.fdopen(answer, "rb", buffering=0) as stream, reader:
        try:
            return _received(reader, stream, time.monotonic() + limits.seconds, progress)
        finally:
            reader.kill()


def _started(
    file: IO[bytes], answer: int, what: tuple[str, str], limits: Limits
) -> "subprocess.Popen[bytes]":
    bounds = (str(limits.octets), str(limits.memory_mib), str(limits.processor_seconds))
    return subprocess.Popen(  # noqa: S603 - our own program, without a shell
        (sys.executable, "-P", "-m", "papers.reader", *what, *bounds),
        stdin=file,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
        start_new_session=True,  # the terminal's interrupt comes to it by us
    )


def _received(
    reader: "subprocess.Popen[bytes]", stream: RawIOBase, deadline: float, progress: Progress
) -> Sheet | Unreadable:
    head: dict[str, Any] = {}
    lines: list[Line] = []
    try:
        for message in map(json.loads, _answers(stream, deadline)):
            match message:
                case {"trouble": _}:
                    return wire.refused(message)
                case {"end": _}:
                    names = tuple(head["names"])
                    return Sheet(tuple(lines), head["name"], names, wire.merges(head))
                case {"lines": _}:
                    lines.extend(wire.lines(message))
                    progress(len(lines))
                case _:
                    head = message
    except TimeoutError:
        return Unreadable(Trouble.TOO_SLOW, _row(lines))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Unreadable(Trouble.CRASHED, _row(lines))
    return Unreadable(_death(reader), _row(lines))


def _answers(stream: RawIOBase, deadline: float) -> Iterator[bytes]:
    """Each whole line of the answer as it comes. Raises TimeoutError."""
    pending, size = b"", 0
    with DefaultSelector() as selector:
        selector.register(stream, EVENT_READ)
        while size < _MOST_ANSWERED:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise TimeoutError
            chunk = stream.read(_CHUNK)
            if not chunk:
                return
            size += len(chunk)
            *whole, pending = (pending + chunk).split(b"\n")
            yield from whole


def _death(reader: "subprocess.Popen[bytes]") -> Trouble:
    """What ended the reader before its answer did: the kernel kills who takes all memory."""
    code = reader.wait()
    if code == -signal.SIGXCPU:
        return Trouble.TOO_SLOW
    hungry = (-signal.SIGABRT, -signal.SIGKILL)
    return Trouble.TOO_HUNGRY if code in hungry else Trouble.CRASHED


def _row(lines: list[Line]) -> int:
    return lines[-1].number if lines else 0
