"""For every test of mail: an authority and a peer's TLS; Hypothesis counts what is wrong, not how busy we are."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from hypothesis import HealthCheck, settings

settings.register_profile(
    "busy-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("busy-machine")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who vouches for peers."""
    return trustme.CA()


@pytest.fixture(scope="session")
def server(authority: trustme.CA) -> ssl.SSLContext:
    """The TLS of a peer whose certificate names 127.0.0.1, a.vn and mx.vn."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "a.vn", "mx.vn").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA) -> Iterator[Path]:
    """Its certificate, to be trusted."""
    with authority.cert_pem.tempfile() as path:
        yield Path(path)
