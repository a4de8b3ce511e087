"""SQLite stores of our schema: copied from one that is made once a process, which takes a hundredth of the time."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from store.migrate import ensure


def empty_store(folder: Path) -> str:
    """The address of an empty store in *folder*; one that is there stays."""
    path = folder / "congvu.db"
    if not path.exists():
        shutil.copy(template(), path)
    return f"sqlite:///{path}"


@functools.cache
def template() -> Path:
    """An empty store to copy from; nobody writes into it."""
    path = Path(tempfile.mkdtemp()) / "empty.db"
    ensure(f"sqlite:///{path}")
    atexit.register(shutil.rmtree, path.parent)
    return path
