"""The load and where it ends: Postfix's smtp-source and smtp-sink, for every relay the same."""

import os
import re
import resource
import subprocess
import threading
import time
from pathlib import Path

from bench.cases import Load
from bench.office import DOMAIN
from bench.program import PATIENCE, Running, greets, need

SENDER = f"bench@{DOMAIN}"
RECIPIENT = "reader@next-hop.example"
_COUNTS = re.compile(rb"mesg=(\d+)")


def send(load: Load, port: int) -> float:
    """Sends it, each letter after the 250 of the one before; the seconds of processor time that took."""
    command = [need("smtp-source", "postfix"), *(["-d"] if load.kept else [])]
    command += ["-s", str(load.connections), "-m", str(load.letters), "-l", str(load.octets)]
    command += ["-f", SENDER, "-t", RECIPIENT, "-M", f"client.{DOMAIN}", f"127.0.0.1:{port}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Sink:
    """The next hop: takes every letter, keeps none, counts them."""

    def __init__(self, port: int, folder: Path) -> None:
        command = [need("smtp-sink", "postfix"), "-c", f"127.0.0.1:{port}", "1024"]
        if os.geteuid() == 0:
            command[1:1] = ["-u", "nobody"]  # it will not work as root
        self._arrived = 0
        self._last_at = 0.0
        self._changed = threading.Condition()
        self._running = Running(command, folder / "sink.log", out=subprocess.PIPE)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._running.ready(lambda: greets(port))

    @property
    def pid(self) -> int:
        """Its process."""
        return self._running.pid

    @property
    def arrived(self) -> int:
        """How many letters have come in all."""
        return self._arrived

    def wait_for(self, arrived: int, patience: float = PATIENCE) -> float | None:
        """When so many had come, on the clock of time.perf_counter; None if they do not come in time."""
        with self._changed:
            came = self._changed.wait_for(lambda: self._arrived >= arrived, patience)
            return self._last_at if came else None

    def stop(self) -> None:
        """Ends it."""
        self._running.stop()
        self._reader.join()

    def _read(self) -> None:
        """Takes the counters that it writes after each letter, in gulps: to read is work as well."""
        out = self._running.process.stdout
        if out is None:
            return
        rest = b""
        while octets := os.read(out.fileno(), 65536):
            now = time.perf_counter()
            line, _, tail = (rest + octets).rpartition(b"\r")
            rest = tail or b""
            if counts := _COUNTS.findall(line):
                with self._changed:
                    self._arrived, self._last_at = int(counts[-1]), now
                    self._changed.notify_all()
            time.sleep(0.002)
        out.close()
