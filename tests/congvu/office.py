"""An office of its own for each test, and its commands run as a user runs them."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from congvu.cli.main import run

HERE = Path(__file__).parent.parent.parent


NOTHING = "Nothing is new; nothing was changed."


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Office:
    """A folder with an office in it."""

    folder: Path

    def run(self, *arguments: str, stdin: str = "") -> Done:
        """One command, run in the folder, in this process: that spares a second of imports."""
        before = Path.cwd()
        given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        os.chdir(self.folder)
        try:
            with mock.patch.object(sys, "stdin", given), redirect_stdout(out), redirect_stderr(err):
                code = run(arguments)
        finally:
            os.chdir(before)
        return Done(code, _written(out), _written(err))

    def process(self, *arguments: str, **environment: str) -> Done:
        """One command, run in the folder as a user runs it."""
        done = subprocess.run(
            [sys.executable, "-m", "congvu", *arguments],
            cwd=self.folder,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(HERE), **environment},
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def good(self, *arguments: str, stdin: str = "") -> str:
        """What a command prints that must succeed."""
        done = self.run(*arguments, stdin=stdin)
        assert (done.code, done.err) == (0, ""), done
        return done.out

    def json(self, *arguments: str) -> Any:
        """What a command prints with --json."""
        return json.loads(self.good(*arguments, "--json"))

    def refused(self, *arguments: str, stdin: str = "", code: int = 1) -> str:
        """What a command says that must not succeed."""
        done = self.run(*arguments, stdin=stdin)
        assert (done.code, done.out) == (code, ""), done
        return done.err.rstrip("\n")

    def refused_after(self, *arguments: str) -> str:
        """The same of one that shows first what it would do."""
        done = self.run(*arguments)
        assert done.code == 1, done
        return done.err.rstrip("\n")

    def write(self, name: str, text: str) -> str:
        """A file in the folder."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


def imported(office: Office, what: str, path: str) -> str:
    """The last line that an import says, which is what it came to."""
    return office.good(what, "import", path, "--yes").splitlines()[-1]


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
