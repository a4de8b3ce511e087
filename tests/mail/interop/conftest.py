"""The certificate that both sides of every interop test trust."""

from pathlib import Path

import pytest
import trustme

from tests.mail.peers.daemon import Tls


@pytest.fixture
def tls(authority: trustme.CA, tmp_path: Path) -> Tls:
    """A certificate for this machine, where a peer's own user may read it."""
    return Tls.of(authority, tmp_path / "tls")
