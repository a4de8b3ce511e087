"""Whether a letter's S/MIME signature (RFC 8551) still holds, by OpenSSL."""

import subprocess
from pathlib import Path

from tests.peers import need


def holds(letter: bytes, folder: Path) -> bool:
    """Whether the signed part is, octet for octet, what was signed; who signed is not asked."""
    path = folder / "signed.eml"
    path.write_bytes(letter)
    command = [
        need("openssl"),
        "cms",
        "-verify",
        "-noverify",
        "-in",
        str(path),
        "-out",
        "/dev/null",
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
