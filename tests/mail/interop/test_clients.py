"""curl, s-nail and Python's smtplib send by login behind STARTTLS; swaks and msmtp have tests of their own."""

import asyncio
import base64
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.mail.interop.table import LETTERS, Letter, digest_of
from tests.mail.peers.daemon import Tls
from tests.mail.smtp.office import SUBMISSION, Office, serving
from tests.peers import need

Client = Callable[[int, Tls, Letter, tuple[str, ...], Path], Awaitable[None]]
LOGIN, PASSWORD = "vănthư", "mật khẩu"
TO = ("binh@hg.gov.vn", "hoa@hg.gov.vn")


async def printed(*command: str, given: bytes = b"") -> str:
    """What a program printed; fails unless it was content."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        said, _ = await process.communicate(given)
    assert process.returncode == 0, said.decode()
    return said.decode()


async def curl(port: int, tls: Tls, letter: Letter, to: tuple[str, ...], folder: Path) -> None:
    path = folder / "letter"
    path.write_bytes(letter.content("hg.gov.vn"))
    options = [word for address in to for word in ("--mail-rcpt", address)]
    await printed(
        *[need("curl"), "-sS", "--url", f"smtp://localhost:{port}/client.example", "--ssl-reqd"],
        *["--cacert", str(tls.authority), "--user", f"{LOGIN}:{PASSWORD}"],
        *["--mail-from", "an@bn.gov.vn", *options, "--upload-file", str(path)],
    )


async def s_nail(port: int, tls: Tls, letter: Letter, to: tuple[str, ...], folder: Path) -> None:
    server = f"smtp://{quote(LOGIN)}:{quote(PASSWORD)}@localhost:{port}"
    settings = {
        "mta": server,
        "smtp-auth": "plain",
        "hostname": "client.example",
        "from": "an@bn.gov.vn",
        "tls-ca-file": str(tls.authority),
        "tls-verify": "strict",
        "sendcharsets": "utf-8",
        "ttycharset": "utf-8",
        "mime-encoding": "8bit",
    }
    options = [f"-S{name}={value}" for name, value in settings.items()]
    command = [need("s-nail"), "-:/", "-Sv15-compat", "-Ssendwait", "-Ssmtp-use-starttls", *options]
    words = ["-r", "an@bn.gov.vn", "-s", letter.subject, *to]
    await printed(*command, *words, given=letter.body.replace(b"\r\n", b"\n"))


async def python(port: int, tls: Tls, letter: Letter, to: tuple[str, ...], folder: Path) -> None:
    def send() -> None:
        with smtplib.SMTP("localhost", port, "client.example", 60) as client:
            client.starttls(context=ssl.create_default_context(cafile=str(tls.authority)))
            client.ehlo()
            # Its own login knows ASCII alone.
            proof = base64.b64encode(f"\0{LOGIN}\0{PASSWORD}".encode()).decode()
            assert client.docmd("AUTH PLAIN", proof)[0] == 235
            content = letter.content("hg.gov.vn")
            client.sendmail("an@bn.gov.vn", to, content, ["BODY=8BITMIME"], ["NOTIFY=NEVER"])

    await asyncio.to_thread(send)


@pytest.mark.parametrize("client", [curl, s_nail, python], ids=lambda client: client.__name__)
async def test_a_client_sends_by_login_and_nothing_is_changed_on_the_way(
    client: Client, tmp_path: Path, tls: Tls
) -> None:
    office, cert, key = Office(), tls.certificate, tls.key
    listener = replace(SUBMISSION, tls="starttls", cert_file=cert, key_file=key)
    unfit = {"no-body", "long-lines"} if client is s_nail else set()  # it writes those anew itself
    table = [one for one in LETTERS if one.name not in unfit]
    async with serving(office, listener, folder=tmp_path) as server:
        for one in table:
            await client(server.addresses["staff"][1], tls, one, TO, tmp_path)

    assert [digest_of(letter.octets) for letter in office.letters] == [one.digest for one in table]
    for letter in office.letters:
        assert {to.address for to in letter.envelope.recipients} == set(TO)
        assert (letter.origin.protocol, letter.origin.login) == ("ESMTPSA", LOGIN)
        assert letter.origin.helo == "client.example"
