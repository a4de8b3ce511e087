"""A real Exim that sends letters: its own queue and log, in a folder of its own, under a user of its own."""

import asyncio
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.peers import missing, need, unpacked

USER, NUMBER = "Debian-exim", 61_987  # Debian's Exim asks for the name; nobody has the number
CONFIGURATION = """
primary_hostname = exim.example
exim_path = {program}
spool_directory = {here}/spool
log_file_path = {here}/log/%slog
keep_environment = LD_LIBRARY_PATH
deliver_drop_privilege = true
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = out
begin transports
out:
  driver = smtp
  port = {port}
  allow_localhost
"""
# Files of this machine are changed for the program alone.
ALONE = "mount --bind {here}/passwd /etc/passwd && mount --bind {here}/group /etc/group && exec "


@dataclass(frozen=True)
class Exim:
    """An Exim that hands what it is given to the port of our server."""

    program: Path
    here: Path

    async def send(self, letter: bytes, sender: str, *recipients: str) -> str:
        """The line of its log that tells of the delivery; its flag K says that it used CHUNKING."""
        command = f"{self.program} -C {self.here}/conf -odf -oi -f {sender} {' '.join(recipients)}"
        process = await asyncio.create_subprocess_exec(
            *[need("unshare"), "-m", "sh", "-c", ALONE.format(here=self.here) + command],
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(60):
            printed, _ = await process.communicate(letter)
        assert process.returncode == 0, printed.decode()
        log = (self.here / "log/mainlog").read_text()
        return next(line for line in reversed(log.splitlines()) if " => " in line)


def ready() -> Path:
    """The program; leaves the test out where it cannot be run."""
    program = unpacked("exim4-daemon-light", "usr/sbin/exim4")
    if os.getuid() != 0:
        missing("Exim changes its users, which needs root")
    if subprocess.run([need("unshare"), "-m", "true"], check=False).returncode != 0:
        missing("Exim needs a user of its own, which needs unshare -m")
    return program


def exim(folder: Path, port: int) -> Exim:
    """An Exim for the server at *port* of this machine."""
    program = ready()
    for parent in (folder, *folder.parents):  # its own user must get to its files
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    for name in ("spool", "log"):
        (folder / name).mkdir(mode=0o700)
        shutil.chown(folder / name, NUMBER, NUMBER)
    known = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    (folder / "passwd").write_text(f"{known[0]}{USER}:x:{NUMBER}:{NUMBER}::/:/bin/false\n")
    (folder / "group").write_text(f"{known[1]}{USER}:x:{NUMBER}:\n")
    facts = {"program": program, "here": folder, "port": port}
    (folder / "conf").write_text(CONFIGURATION.format(**facts))
    return Exim(program, folder)
