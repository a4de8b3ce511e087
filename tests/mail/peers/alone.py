"""Starts a mail server that is unpacked, not installed.

Users and folders of this machine are changed for it alone: it sees its packages in their places.
"""

import os
import shutil
import subprocess
from pathlib import Path

from tests.peers import missing, need, unpacked

FIRST = 61_987  # nobody has these numbers


def must_have_users(name: str) -> None:
    """Leaves the test out where *name* cannot have users of its own."""
    if os.getuid() != 0:
        missing(f"{name} changes its users, which needs root")
    if subprocess.run([need("unshare"), "-m", "true"], check=False).returncode != 0:
        missing(f"{name} needs users of its own, which needs unshare -m")


def laid_over(name: str, *packages: str) -> str:
    """The shell command that puts the *packages* of *name* into /usr; leaves the test out where it fails."""
    folders = [str(unpacked(package, "usr")) for package in packages]
    must_have_users(name)
    step = f"mount -t overlay overlay -o lowerdir={':'.join([*folders, '/usr'])} /usr"
    if subprocess.run([need("unshare"), "-m", "sh", "-c", step], check=False).returncode != 0:
        missing(f"{name} needs its files in their places, which needs a kernel with overlayfs")
    return step


def folder_of(here: Path) -> None:
    """Makes *here*, to which other users get."""
    here.mkdir(exist_ok=True)
    reachable(here)


def users(here: Path, *names: str) -> dict[str, int]:
    """Writes a passwd and a group file in which *names* stand as well; gives their numbers."""
    numbers = {name: FIRST + place for place, name in enumerate(names)}
    known = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    more = "".join(f"{name}:x:{n}:{n}::{here}:/bin/sh\n" for name, n in numbers.items())
    (here / "passwd").write_text(known[0] + more)
    groups = "".join(f"{name}:x:{n}:\n" for name, n in numbers.items())
    (here / "group").write_text(known[1] + groups)
    return numbers


def command(here: Path, start: str, *mounts: str) -> list[str]:
    """What runs *start* with those users, after the shell commands *mounts*; it replaces its shell."""
    steps = [f"mount --bind {here}/{name} /etc/{name}" for name in ("passwd", "group")]
    return [need("unshare"), "-m", "sh", "-c", " && ".join([*steps, *mounts, f"exec {start}"])]


def reachable(folder: Path) -> None:
    """Lets other users get to what is theirs in *folder*."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)


def own(folder: Path, number: int) -> None:
    """Makes a folder that belongs to the user *number*."""
    folder.mkdir(mode=0o700)
    shutil.chown(folder, number, number)
