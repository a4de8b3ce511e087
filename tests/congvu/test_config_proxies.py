"""`proxies` of a listener: what may not stand there is told with its line and a remedy."""

import pytest

from tests.congvu.conftest import Write, complaint
from tests.congvu.test_config import LISTENER, TRUSTED

LOGINS = LISTENER.format("127.0.0.1:25", "submission", "none")
ONE, OTHER = TRUSTED.format("10.1.0.0/16", "H05"), TRUSTED.format("10.2.0.0/16", "H22")


@pytest.mark.parametrize(
    ("listener", "expected"),
    [
        (
            LOGINS + 'proxies = ["127.0.0.1"]\n',
            '14: [[relay.listener]] `proxies` would let clients from elsewhere send passwords in the clear; set tls = "starttls" or "implicit" and let the proxy pass TLS through, or remove it',
        ),
        (
            ONE + 'proxies = ["0.0.0.0/0"]\n',
            "16: [[relay.listener]] `proxies` names everybody, and who is named may claim any address; write the addresses of your proxies",
        ),
        (
            ONE + 'proxies = ["10.9.0.7/24"]\n',
            '16: [[relay.listener]] `proxies` "10.9.0.7/24" is not a network: has host bits set; write it such as "10.1.0.0/16"',
        ),
        (
            ONE + OTHER + 'proxies = ["10.9.0.7"]\n',
            "17: [[relay.listener]] `address` 10.0.0.1:25 is taken by a listener above; only trusted listeners with the same tls, cert_file, key_file and proxies may share an address",
        ),
    ],
)  # fmt: skip
def test_proxies_that_cannot_be_are_refused(write: Write, listener: str, expected: str) -> None:
    assert complaint(write(listener)) == expected
