"""The certificate that both sides of every interop test trust."""

from pathlib import Path

import pytest
import trustme

from tests.mail.peers.daemon import Tls


@pytest.fixture
def tls(authority: trustme.CA, tmp_path: Path) -> Tls:
    """A certificate for 127.0.0.1 and localhost in files that a peer's own user may read."""
    folder = tmp_path / "tls"
    folder.mkdir()
    made = Tls(folder / "cert.pem", folder / "key.pem", folder / "authority.pem")
    issued = authority.issue_cert("127.0.0.1", "localhost")
    issued.private_key_pem.write_to_path(made.key)
    authority.cert_pem.write_to_path(made.authority)
    made.certificate.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    return made
