"""A reader whose job is to try what a hostile file might: `python -m tests.papers.prying`."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from papers.opened import Kind, Piece, Run
from papers.opening import wire
from papers.opening.reader import Tell, serve

SCRATCH = os.memfd_create("scratch")  # open before the process is bound


def pry(asked: dict[str, Any], octets: bytes, tell: Tell) -> None:
    """Tells what came of each attempt, unless *octets* want it to take for ever."""
    if octets != b"pry":
        _stay(octets)
    attempts: dict[str, Callable[[], object]] = {
        "open": lambda: os.open("/etc/hostname", os.O_RDONLY),
        "socket": socket.socket,
        "write": lambda: os.write(SCRATCH, b"x"),
        "ask": lambda: os.write(0, b"x"),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
    }
    told = [f"{name}: {_came_of(attempt)}" for name, attempt in attempts.items()]
    told.append(f"environment: {' '.join(sorted(os.environ))}")
    tell(wire.line(Piece((asked["name"],), Kind.TEXT, (Run("", "\n".join(told)),))))
    tell(wire.END)


def _stay(octets: bytes) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    if octets == b"stop the reader":
        os.kill(os.getppid(), signal.SIGSTOP)
    while True:
        signal.pause()


def _came_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


if __name__ == "__main__":
    sys.exit(serve(pry))
