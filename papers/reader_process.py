"""One warm reader: how it is started, asked and killed. It runs a program of papers.opening."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

_REPORT_LONGEST = 1 << 12  # octets


class ReaderGone(Exception):
    """The reader itself ended, or says what it never should."""


class ReaderProcess:
    """Asked one thing at a time. It ends when the daemon does, since the socket between them ends."""

    def __init__(self, program: str) -> None:
        self.program = program
        self._control, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    @property
    def pid(self) -> int | None:
        """Its process, None before it was started."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Starts it, on a thread: where the machine is busy that takes longer than a loop may wait."""
        with self._lock, self._theirs:
            if self._killed:
                return
            self._process = subprocess.Popen(  # noqa: S603 - our own program, without a shell
                (sys.executable, "-P", "-m", self.program),
                stdin=self._theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
                start_new_session=True,  # a group of its own, to be killed with what it forked
            )

    def ask(self, descriptors: Sequence[int]) -> None:
        """Hands over open files: what is asked, what it is about, where to answer. Raises ReaderGone."""
        try:
            socket.send_fds(self._control, (b"?",), descriptors)
        except OSError as error:
            raise ReaderGone from error

    async def report(self) -> dict[str, Any]:
        """How the process that was forked for what was asked has ended. Raises ReaderGone."""
        try:
            said = await asyncio.get_running_loop().sock_recv(self._control, _REPORT_LONGEST)
            report = json.loads(said)
        except (OSError, ValueError) as error:
            raise ReaderGone from error
        if not isinstance(report, dict):
            raise ReaderGone
        return report

    def kill(self) -> None:
        """Kills it and what it forked; does not wait for their end."""
        with self._lock:
            self._killed = True
            self._control.close()
            self._theirs.close()
            if self._process is not None and self._process.returncode is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)

    def gone(self) -> bool:
        """Whether a killed one has ended, and needs no further look."""
        return self._process is None or self._process.poll() is not None

    def wait(self) -> None:
        """Blocks until a killed one has ended."""
        with self._lock:
            if self._process is not None:
                self._process.wait()
