"""Exim, which sends by BDAT wherever CHUNKING is offered: a client that knows nothing of us."""

from pathlib import Path

import pytest

from tests.mail.peers.exim import exim, ready
from tests.mail.smtp.office import Office, serving

HEAD = "From: thu@vpcp.gov.vn\nTo: thu@moh.gov.vn\nSubject: Báo cáo\n\n".encode()


@pytest.mark.parametrize(
    "body",
    [
        b"text\n",
        b".\n..\n.x\nQUIT\n",
        "văn bản số 12/UBND\n".encode(),
        b"a line of this letter\n.\n" * 40_000,
        b"no end",
    ],
    ids=["short", "dots", "eight bits", "a megabyte", "no end"],
)
async def test_a_letter_comes_in_chunks_octet_for_octet(tmp_path: Path, body: bytes) -> None:
    ready()
    office = Office()
    async with serving(office) as server:
        peer = exim(tmp_path, server.addresses["inside"][1])
        told = await peer.send(HEAD + body, "thu@vpcp.gov.vn", "thu@moh.gov.vn", "b@moh.gov.vn")

    (letter,) = office.letters
    assert " K " in told, "CHUNKING was used"
    assert 'C="250 2.0.0 kept as 1"' in told
    assert letter.octets.endswith(
        b"\r\n\r\n" + body.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"
    )
    assert [to.address for to in letter.envelope.recipients] == ["thu@moh.gov.vn", "b@moh.gov.vn"]
    assert letter.origin.helo == "exim.example"
