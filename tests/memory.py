"""Where what a test run throws away may stand: in memory where there is plenty, so that nobody waits for a disk."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PLENTY = 8 << 30  # octets; a run of the whole suite takes 4 GiB


def temporary_place() -> Path:
    """The file system in memory if it has room and runs programs, else where temporary files go."""
    return _MEMORY if _MEMORY.is_dir() and _fits() else Path(tempfile.gettempdir())


def _fits() -> bool:
    room = min(shutil.disk_usage(_MEMORY).free, _available())
    return room > _PLENTY and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC


def _available() -> int:
    """Octets that programs may still take without swapping; proc(5)."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    words = next(line.split() for line in lines if line.startswith("MemAvailable:"))
    return int(words[1]) << 10


if __name__ == "__main__":
    print(temporary_place())
