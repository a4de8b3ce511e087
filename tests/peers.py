"""Programs from outside that tests ask to judge Congvu: found, or honestly missed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REQUIRED = os.environ.get("CONGVU_REQUIRE_PEERS") == "1"


def need(program: str, *, perl: str | None = None) -> str:
    """The path of *program*, and the Perl module *perl* with it; otherwise the test is left out.

    With CONGVU_REQUIRE_PEERS=1 a missing peer is a failure.
    """
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if path is None:
        missing(f"{program} is not installed")
    elif perl is not None:
        asked = subprocess.run([path, f"-M{perl}", "-e", "1"], capture_output=True, check=False)
        if asked.returncode != 0:
            missing(f"Perl's {perl} is not installed")
    return path or ""


def unpacked(package: str, program: str) -> Path:
    """Where *program* of a Debian *package* stands that is unpacked, not installed."""
    path = Path(__file__).parent.parent / "build/peers" / package / program
    if not path.exists():
        missing(f"{package} is not unpacked")
    return path


def missing(reason: str, remedy: str = "run `make setup` as root") -> None:
    """Leaves the running test out, or fails it where peers are required."""
    if REQUIRED:
        pytest.fail(f"{reason}, and CONGVU_REQUIRE_PEERS=1 asks for it; {remedy}")
    pytest.skip(f"{reason}; {remedy}")
