"""Clients that know nothing of us show their certificates: curl, msmtp, swaks, openssl, Postfix."""

import asyncio
import os
import smtplib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.peers.postfix import postfix
from tests.mail.smtp.certificates import made
from tests.mail.smtp.office import Office, serving
from tests.mail.smtp.showing import House, known
from tests.peers import need
from tests.swaks import sent

LETTER = b"From: thu@vpcp.gov.vn\nTo: thu@moh.gov.vn\nSubject: x\n\n.dot\n"


class Shown:
    """A certificate in the two files that most clients ask for."""

    def __init__(self, folder: Path) -> None:
        self.made = made()
        whole = self.made.write(folder / "shown.pem").read_bytes()
        self.key, self.cert = folder / "shown.key", folder / "shown.crt"
        self.cert.write_bytes(self.made.pem)
        self.key.write_bytes(whole.removesuffix(self.made.pem))
        self.key.chmod(0o600)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(tmp_path)


@pytest.fixture
def office(shown: Shown) -> Iterator[Office]:
    """One whose login "relay" has sent a letter by EXTERNAL in the end."""
    office = known((shown.made, "relay"))
    yield office
    (letter,) = office.letters
    assert (letter.origin.protocol, letter.origin.login) == ("ESMTPSA", "relay")
    assert office.logins == []


async def run(*command: str, given: bytes = LETTER) -> str:
    """What the command printed; fails unless it was content."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate(given)
    assert process.returncode == 0, printed.decode()
    return printed.decode()


async def test_curl_logs_in_by_certificate(house: House, shown: Shown, office: Office) -> None:
    need("curl")
    async with serving(office, house.listener("implicit")) as server:
        port = server.addresses["staff"][1]
        await run(
            *["curl", "--silent", "--show-error", "--insecure", "--upload-file", "-"],
            *["--cert", str(shown.cert), "--key", str(shown.key)],
            *["--mail-from", "thu@vpcp.gov.vn", "--mail-rcpt", "thu@moh.gov.vn"],
            *["--login-options", "AUTH=EXTERNAL", "--user", "relay:"],
            f"smtps://127.0.0.1:{port}",
            given=LETTER.replace(b"\n", b"\r\n"),
        )


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_msmtp_logs_in_by_certificate(
    house: House, shown: Shown, office: Office, tls: str
) -> None:
    need("msmtp")
    async with serving(office, house.listener(tls)) as server:  # type: ignore[arg-type]
        port = server.addresses["staff"][1]
        await run(
            *["msmtp", "--host=localhost", f"--port={port}", "--from=thu@vpcp.gov.vn"],
            *["--tls=on", f"--tls-starttls={'on' if tls == 'starttls' else 'off'}"],
            *["--tls-certcheck=off", f"--tls-cert-file={shown.cert}"],
            *[f"--tls-key-file={shown.key}", "--auth=external", "--user=relay", "thu@moh.gov.vn"],
        )


async def test_smtplib_logs_in_by_certificate(house: House, shown: Shown, office: Office) -> None:
    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as peer:
            peer._host = "mx.test"  # type: ignore[attr-defined]
            peer.starttls(context=house.shows(shown.made))
            peer.ehlo()
            assert "EXTERNAL" in peer.esmtp_features["auth"].split()
            assert peer.docmd("AUTH", "EXTERNAL =")[0] == 235
            peer.sendmail("thu@vpcp.gov.vn", ["thu@moh.gov.vn"], LETTER.decode())

    async with serving(office, house.listener("starttls")) as server:
        await asyncio.to_thread(send, server.addresses["staff"][1])


@pytest.mark.parametrize("option", ["--tls", "--tls-on-connect"])
async def test_swaks_sends_as_the_agency_of_its_certificate(
    house: House, shown: Shown, option: str
) -> None:
    need("perl", perl="Net::SSLeay")
    office = Office()
    listener = house.trusted("starttls" if option == "--tls" else "implicit", shown.made)
    files = ("--tls-cert", str(shown.cert), "--tls-key", str(shown.key))
    async with serving(office, listener) as server:
        await sent(server.addresses["inside"][1], option, *files)
        with pytest.raises(AssertionError, match=r"554 5\.7\.1"):
            await sent(server.addresses["inside"][1], option)

    assert [one.origin.agency for one in office.letters] == ["H05"]


async def test_postfix_sends_as_the_agency_of_its_certificate(
    house: House, shown: Shown, tmp_path: Path
) -> None:
    office = Office()
    async with serving(office, house.trusted("starttls", shown.made)) as server:
        more = f"""
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
relayhost = [127.0.0.1]:{server.addresses["inside"][1]}
smtp_tls_security_level = encrypt
smtp_tls_cert_file = {shown.cert}
smtp_tls_key_file = {shown.key}
smtp_tls_session_cache_database =
"""
        async with postfix(tmp_path / "postfix", more) as peer:
            for _ in range(2):
                await asyncio.to_thread(_handed_over, peer.port)
            async with asyncio.timeout(60):
                while len(office.letters) < 2:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(0.05)

    assert [one.origin.agency for one in office.letters] == ["H05", "H05"]
    assert {one.origin.helo for one in office.letters} == {"postfix.example"}


def _handed_over(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as peer:
        peer.sendmail("thu@vpcp.gov.vn", ["thu@moh.gov.vn"], LETTER.decode())


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
async def test_a_resumed_session_is_still_whose_it_was(
    house: House, shown: Shown, tmp_path: Path, version: str
) -> None:
    """A ticket brings the certificate back, and what it opens is looked up anew."""
    office = known((shown.made, "relay"))
    files = ["-cert", str(shown.cert), "-key", str(shown.key), version]
    ticket = str(tmp_path / "ticket")
    async with serving(office, house.listener("implicit")) as server:
        place = ["-connect", f"127.0.0.1:{server.addresses['staff'][1]}"]
        printed: list[str] = []
        for keep in (["-sess_out", ticket], ["-sess_in", ticket], ["-sess_in", ticket]):
            if len(printed) == 2:
                office.bearers.clear()
            command = [need("openssl"), "s_client", "-crlf", *place, *files, *keep]
            printed.append(await asyncio.to_thread(_talked, command))

    assert [("Reused, TLS" in one, "235 2.7.0" in one) for one in printed] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def _talked(command: list[str]) -> str:
    """What s_client printed while it spoke, one command after the other's answer."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as peer:  # fmt: skip
        assert peer.stdin is not None
        assert peer.stdout is not None
        printed = b""
        for line, answer in ((b"", b"220 "), (b"EHLO c.test", b"\n250 "), (b"AUTH EXTERNAL =", b"\n"), (b"QUIT", b"221")):  # fmt: skip
            if line:
                peer.stdin.write(line + b"\n")
                peer.stdin.flush()
            seen = b""
            while answer not in seen:
                octet = os.read(peer.stdout.fileno(), 65536)
                if not octet:
                    break
                seen += octet
            printed += seen
        peer.stdin.close()
        printed += peer.stdout.read()
    return printed.decode("utf-8", "replace")
