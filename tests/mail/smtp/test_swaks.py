"""swaks, a client that knows nothing of us, sends letters in every way it can."""

from pathlib import Path

import pytest
import trustme

from mail.smtp.listener import Listener
from tests.mail.smtp.office import TRUSTED, Office, serving
from tests.peers import need
from tests.swaks import sent


@pytest.mark.parametrize("options", [(), ("--pipeline",), ("--protocol", "SMTP")])
async def test_a_letter_from_a_trusted_network(options: tuple[str, ...]) -> None:
    office = Office()
    async with serving(office) as server:
        await sent(server.addresses["inside"][1], "--body", "a line\n.\n..two dots", *options)

    (letter,) = office.letters
    assert b"\r\n\r\na line\r\n.\r\n..two dots\r\n" in letter.octets
    assert [to.address for to in letter.envelope.recipients] == ["thu@moh.gov.vn", "b@moh.gov.vn"]
    assert letter.origin.helo == "swaks.test"


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize(
    ("tls", "option"), [("starttls", "--tls"), ("implicit", "--tls-on-connect")]
)
async def test_a_letter_behind_tls_and_a_login(
    tmp_path: Path, tls: str, option: str, mechanism: str
) -> None:
    need("perl", perl="Net::SSLeay")
    issued = trustme.CA().issue_cert("mx.test")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    files = (tmp_path / "cert.pem", tmp_path / "key.pem")
    office = Office()
    listener = Listener("staff", "127.0.0.1", 0, "submission", tls, *files)  # type: ignore[arg-type]
    credentials = ("--auth", mechanism, "--auth-user", "vănthư", "--auth-password", "mật khẩu")
    async with serving(office, listener) as server:
        await sent(server.addresses["staff"][1], option, *credentials)

    origin = office.letters[0].origin
    assert (origin.protocol, origin.login) == ("ESMTPSA", "vănthư")


async def test_a_stranger_is_refused() -> None:
    async with serving(Office(), Listener("inside", "127.0.0.1", 0, "trusted")) as server:
        with pytest.raises(AssertionError, match=r"554 5\.7\.1"):
            await sent(server.addresses["inside"][1])


async def test_an_attachment_of_two_megabytes(tmp_path: Path) -> None:
    office = Office()
    attachment = tmp_path / "báo-cáo.bin"
    attachment.write_bytes(bytes(range(256)) * 8192)
    async with serving(office, TRUSTED, folder=tmp_path) as server:
        await sent(server.addresses["inside"][1], "--attach", f"@{attachment}")

    assert not office.letters[0].in_memory
    assert len(office.letters[0].octets) > 2_097_152 * 4 // 3
