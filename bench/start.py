"""How soon Congvu is there: `congvu serve` until the first 220, and `congvu --help`.

Each is run once to warm the machine's caches and then five times; the median counts. Exit code 1
when one takes longer than it may.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.office import Office, congvu
from bench.program import Unable, free_port, greets

TIMES = 5
SERVE_SECONDS = 1.5
HELP_SECONDS = 0.4


def main() -> int:
    """Measures, prints, and gives the exit code."""
    argparse.ArgumentParser(prog="python -m bench.start", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as name:
        office = Office(Path(name) / "congvu", free_port())
        try:
            good = [
                _judged("congvu serve to the first 220", lambda: _greeting(office), SERVE_SECONDS),
                _judged("congvu --help", _help, HELP_SECONDS),
            ]
        except Unable as error:
            print(error, file=sys.stderr)
            return 2
    return 0 if all(good) else 1


def _judged(what: str, measure: Callable[[], float], most: float) -> bool:
    measure()
    found = sorted(measure() for _ in range(TIMES))
    median = statistics.median(found)
    print(
        f"{what}: median {median:.2f} s of {TIMES} ({found[0]:.2f} to {found[-1]:.2f});"
        f" at most {most} s is asked for; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return median <= most


def _greeting(office: Office) -> float:
    begun = time.perf_counter()
    daemon = office.start(workers=1)
    try:
        daemon.ready(lambda: greets(office.port))
        return time.perf_counter() - begun
    finally:
        daemon.stop()


def _help() -> float:
    begun = time.perf_counter()
    subprocess.run([*congvu(), "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
