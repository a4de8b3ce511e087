"""The files of this repository, as git knows them or would."""

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (
    "bot",
    "congvu",
    "demo",
    "mail",
    "papers",
    "schedules",
    "store",
    "templates",
    "web",
    "work",
)


@functools.cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file that is committed or may be, with one of *suffixes*; all where none is given."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    chosen = (path for path in paths if not suffixes or path.suffix in suffixes)
    return tuple(path for path in chosen if path.is_file())


def shipped(*suffixes: str) -> tuple[Path, ...]:
    """Those of the files that lie in a package."""
    return tuple(path for path in files(*suffixes) if path.relative_to(ROOT).parts[0] in PACKAGES)


def name(path: Path) -> str:
    """*path* as it is written in reports."""
    return str(path.relative_to(ROOT))
