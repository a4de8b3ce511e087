"""A terminal for commands that look whether one is there."""

import os
import pty
import subprocess
import sys

import click

from tests.congvu.office import HERE, Office


def in_terminal(office: Office, columns: int, *arguments: str, said: str = "") -> list[str]:
    """The lines that a terminal of so many columns shows, where *said* is typed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "congvu", *arguments],
        cwd=office.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(HERE), "COLUMNS": str(columns)},
    ):
        os.close(theirs)
        os.write(ours, said.encode())
        shown = bytearray()
        while octets := _read(ours):
            shown += octets
    os.close(ours)
    return click.unstyle(shown.decode()).split("\r\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other end is closed
        return b""
