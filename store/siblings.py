"""Takes a ring to the other processes on one store: datagrams beside an SQLite file, NOTIFY on PostgreSQL."""

import contextlib
import importlib
import os
import secrets
import select
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection

Sound = Callable[[list[str]], None]

CHANNEL = "congvu_bell"
LONGEST = 4096  # octets of one datagram
LISTEN_AGAIN = 1.0  # seconds after the listening connection was lost


class Datagrams:
    """A socket of each process in a folder beside the SQLite file.

    A lost datagram costs nothing but time: the next tick finds the work.
    """

    def __init__(self, database: Path, sound: Sound) -> None:
        self._folder = database.with_name(database.name + ".bells")
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._address(self._name))
        os.chmod(self._address(self._name), 0o666)  # noqa: S103 - only who may enter the folder can ring
        self._out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._out.setblocking(False)
        self._sound = sound
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="store-bell", daemon=True)
        self._thread.start()

    def announce(self, connection: Connection, topics: Iterable[str]) -> None:
        """Nothing: SQLite has no way to carry it inside the transaction."""

    def send(self, topics: Iterable[str]) -> None:
        """One datagram to each other process; the sockets of dead ones are removed."""
        message = "\n".join(topics).encode()
        for name in self._others():
            try:
                self._out.sendto(message, self._address(name))
            except ConnectionRefusedError:
                self._remove(name)
            except OSError:
                continue  # its buffer is full, so it will look anyway; it just left; it is another user's

    def _others(self) -> list[str]:
        try:
            return [name for name in os.listdir(self._descriptor) if name != self._name]
        except OSError:
            return []  # somebody removed the folder

    def close(self) -> None:
        """Ends the listening thread, even where somebody removed the folder."""
        self._closing.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._remove(self._name)
        self._socket.close()
        self._out.close()
        os.close(self._descriptor)

    def _listen(self) -> None:
        while not self._closing.is_set():
            if message := self._socket.recv(LONGEST):
                self._sound(message.decode().split("\n"))

    def _address(self, name: str) -> str:
        # A socket's path may have 108 octets (unix(7)); by way of the folder it is always short.
        return f"/proc/self/fd/{self._descriptor}/{name}"

    def _remove(self, name: str) -> None:
        with contextlib.suppress(OSError):
            (self._folder / name).unlink()


class Notifications:
    """LISTEN and NOTIFY: the ring is part of the transaction that it tells of."""

    def __init__(self, url: sqlalchemy.URL, sound: Sound) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._sound = sound
        self._closing = threading.Event()
        self._listening = threading.Event()
        self._end, self._ending = socket.socketpair()
        self._thread = threading.Thread(target=self._listen, name="store-bell", daemon=True)
        self._thread.start()
        self._listening.wait(LISTEN_AGAIN)

    def announce(self, connection: Connection, topics: Iterable[str]) -> None:
        """The server delivers it when the transaction commits, and only then."""
        statement = sqlalchemy.text("SELECT pg_notify(:channel, :topics)")
        connection.execute(statement, {"channel": CHANNEL, "topics": "\n".join(topics)})

    def send(self, topics: Iterable[str]) -> None:
        """Nothing: the commit carried it."""

    def close(self) -> None:
        """Ends the listening thread."""
        self._closing.set()
        self._ending.close()
        self._thread.join()
        self._end.close()

    def _listen(self) -> None:
        psycopg = importlib.import_module("psycopg")  # an extra: absent where the store is SQLite
        while not self._closing.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._listening.set()
                    self._hear(connection)
            except psycopg.OperationalError:
                self._closing.wait(LISTEN_AGAIN)

    def _hear(self, connection: Any) -> None:
        waiting = select.poll()  # select(2) ends at 1024 descriptors
        waiting.register(connection, select.POLLIN)
        waiting.register(self._end, select.POLLIN)
        while not self._closing.is_set():
            for notification in connection.notifies(timeout=0):
                self._sound(notification.payload.split("\n"))
            waiting.poll()
