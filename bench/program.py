"""Programs that the benchmarks run: found or named, started, waited for, ended."""

import itertools
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

PATIENCE = 60.0  # seconds for anything to start or to end

_OWN = range(20_000 + os.getpid() % 100, 32_000, 100)
_PORTS = itertools.cycle(random.sample(_OWN, len(_OWN)))


class Unable(Exception):
    """The measurement cannot be made; the text says what to do."""


def need(name: str, package: str) -> str:
    """The path of a program; raises Unable where the Debian *package* that has it is missing."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        raise Unable(f"{name} is not here; install the Debian package {package} (`make setup`)")
    return found


class Running:
    """One program in the background, whose words go to a file."""

    def __init__(
        self, command: list[str], log: Path, *, out: int | IO[bytes] | None = None
    ) -> None:
        self._log = log
        self._name = Path(command[0]).name
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said if out is None else out,
                stderr=said,
            )

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    def stop(self) -> None:
        """Asks it to end, and insists after a while."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ready(self, look: Callable[[], bool]) -> None:
        """Comes back once *look* gives True; raises Unable when the program ended or takes too long."""
        until = time.monotonic() + PATIENCE
        while not look():
            if self.process.poll() is not None or time.monotonic() > until:
                raise Unable(f"{self._name} did not start: {self.said()[-2000:]}")
            time.sleep(0.02)

    def said(self) -> str:
        """What it has said so far."""
        return self._log.read_text(errors="replace")


def greets(port: int) -> bool:
    """Whether an SMTP server on loopback says 220 now."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as peer:
            return peer.recv(4).startswith(b"220")
    except OSError:
        return False


def free_port() -> int:
    """A free port below those that the system gives to clients, and none that this process was given lately.

    Who asks at one of theirs whether somebody listens yet may be connected to itself. Of a hundred
    processes that stand beside each other each has ports of its own, so that nobody takes one that
    another has been given and does not listen at yet.
    """
    for port in itertools.islice(_PORTS, len(_OWN)):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise Unable("no port of this machine is free")
