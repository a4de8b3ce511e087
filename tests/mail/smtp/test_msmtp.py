"""msmtp, whose SCRAM is GNU SASL's: a client that knows nothing of us."""

import asyncio
from pathlib import Path

import pytest
import trustme

from mail.smtp.listener import Listener
from tests.mail.smtp.office import SUBMISSION, Office, serving
from tests.peers import need

LETTER = b"From: thu@vpcp.gov.vn\nTo: thu@moh.gov.vn\nSubject: x\n\n.dot\n"


async def msmtp(port: int, *options: str) -> str:
    """What msmtp printed; fails unless it was content."""
    command = [need("msmtp"), "--host=localhost", f"--port={port}", "--debug"]
    command += ["--from=thu@vpcp.gov.vn", "--user=user", "--passwordeval=echo pencil"]
    process = await asyncio.create_subprocess_exec(
        *command,
        *options,
        "thu@moh.gov.vn",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate(LETTER)
    assert process.returncode == 0, printed.decode()
    return printed.decode()


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_letter_behind_tls_and_a_proof(tmp_path: Path, tls: str) -> None:
    need("msmtp")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    issued = authority.issue_cert("localhost")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    files = (tmp_path / "cert.pem", tmp_path / "key.pem")
    listener = Listener("staff", "127.0.0.1", 0, "submission", tls, *files)  # type: ignore[arg-type]
    office = Office()
    async with serving(office, listener) as server:
        starttls = "on" if tls == "starttls" else "off"
        trust = f"--tls-trust-file={tmp_path / 'ca.pem'}"
        options = ("--tls=on", f"--tls-starttls={starttls}", trust, "--auth=scram-sha-256")
        await msmtp(server.addresses["staff"][1], *options)

    origin = office.letters[0].origin
    assert (origin.protocol, origin.login) == ("ESMTPSA", "user")
    assert office.proofs == [("user", True)]
    assert office.logins == []


async def test_the_best_that_is_offered_is_taken() -> None:
    need("msmtp")
    office = Office()
    async with serving(office, SUBMISSION) as server:
        await msmtp(server.addresses["staff"][1], "--tls=off", "--auth=on")

    assert office.proofs == [("user", True)]
    assert office.letters[0].octets.endswith(b"\r\n\r\n.dot\r\n")
