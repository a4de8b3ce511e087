"""Client certificates of listeners: what goes together, and what is told with its line where it does not."""

from pathlib import Path

import pytest

from congvu.config import load
from congvu.parts.relay_settings import server_settings
from mail.smtp.bearer import Bearers
from tests.congvu.conftest import Write, complaint
from tests.congvu.test_config import LISTENER

FILES = 'cert_file = "listener.pem"\nkey_file = "listener.key"\n'
LOGINS = LISTENER.format("127.0.0.1:465", "submission", "implicit") + FILES
INSIDE = LISTENER.format("10.0.0.1:25", "trusted", "starttls") + FILES
CLEAR = LISTENER.format("10.0.0.1:25", "trusted", "none")
SHOWN = 'client_cert_file = "{0}.pem"\nagency = "{0}"\n'


@pytest.fixture
def written(write: Write, tmp_path: Path) -> Write:
    """Writes a configuration, where the files that it names are."""
    for name in ("listener.pem", "listener.key", "H05.pem", "H22.pem"):
        (tmp_path / name).write_text("", encoding="ascii")
        (tmp_path / name).chmod(0o600)
    return write


@pytest.mark.parametrize(
    ("listener", "expected"),
    [
        (
            INSIDE + "client_certificates = true\n" + SHOWN.format("H05"),
            '16: [[relay.listener]] `client_certificates` asks for the certificates of logins; it needs kind = "submission" and TLS, or remove it',
        ),
        (
            LOGINS + 'client_cert_file = "H05.pem"\n',
            '16: [[relay.listener]] `client_cert_file` belongs to kind = "trusted"; remove it, a login names the agency',
        ),
        (
            CLEAR + SHOWN.format("H05"),
            '14: [[relay.listener]] `client_cert_file` needs tls = "starttls" or "implicit"',
        ),
        (
            INSIDE + 'agency = "H05"\n',
            "10: [[relay.listener]] `networks` is missing: a trusted listener binds networks or certificates to one agency; client_cert_file would do as well",
        ),
        (
            INSIDE + 'client_cert_file = "H05.pem"\n',
            "10: [[relay.listener]] `agency` is missing: a trusted listener binds networks or certificates to one agency",
        ),
    ],
)  # fmt: skip
def test_certificates_that_cannot_be_asked_for_are_refused(
    written: Write, listener: str, expected: str
) -> None:
    assert complaint(written(listener)) == expected


def test_agencies_share_an_address_by_certificate_and_by_network(
    written: Write, tmp_path: Path
) -> None:
    network = 'networks = ["10.1.0.0/16"]\n'
    blocks = (
        INSIDE + SHOWN.format("H05") + network,
        INSIDE + SHOWN.format("H22"),
        INSIDE + network + 'agency = "H07"\n',
    )

    (door,) = server_settings(load(written("".join(blocks))), False, 4096).listeners

    assert [agency for _, agency in door.networks] == ["H07"]
    networks = (door.networks[0][0],)
    assert door.bearers == (
        Bearers(tmp_path / "H05.pem", "H05", networks),
        Bearers(tmp_path / "H22.pem", "H22"),
    )


@pytest.mark.parametrize("asks", [True, False])
def test_a_submission_listener_asks_where_it_is_told_to(written: Write, asks: bool) -> None:
    text = LOGINS + ("client_certificates = true\n" if asks else "")

    (door,) = server_settings(load(written(text)), False, 4096).listeners

    assert door.client_certificates is asks
