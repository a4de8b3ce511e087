"""Real and broken messages of a public collection, submitted to a whole relay: taken and signed soundly, or refused with a reason.

Read from the folder that CONGVU_SUITES names (by default ../shared/suites).
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mail.address import domain_of
from mail.header import parse, split
from mail.mailbox import mailboxes
from mail.sign import SigningKey, dns_record, keep_pem, new_pem
from mail.sign.key import read_pem
from mail.smtp.server import Server
from tests.mail.relaying import AGENCIES, SENDER, Worker, working
from tests.mail.sign import judges
from tests.mail.smtp.office import TRUSTED, client, limited, serving
from tests.mail.smtp.test_chunks import chunk
from tests.mail.travel.mended import mended
from tests.suites import suite

pytestmark = pytest.mark.suite

LETTERS = 103
GOOD = {"rsa": "pass", "ed25519": "pass"}
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
REFUSED = re.compile(r"5\d\d 5\.\d\.\d [A-Za-z].{20,}")
WRITERS = ("from", "sender", "resent-from", "resent-sender")


def emails() -> dict[str, bytes]:
    """Each message of the collection, as it lies there, by its name."""
    folder = suite("mime") / "emails"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.eml")}


def written(octets: bytes) -> bytes:
    """As a client sends it: every line ends in CRLF, and a line that parts mailboxes is not of it."""
    octets = re.sub(rb"\AFrom [^\n]*\n", b"", octets)
    lines = octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def domains(letters: list[bytes]) -> Iterator[str]:
    """Whose letters these say they are."""
    for one in letters:
        for field in parse(split(one)[0]).fields:
            found = mailboxes(field.value) if field.name in WRITERS else ()
            if isinstance(found, tuple):
                yield from (domain_of(address).lower() for address in found)


def records(folder: Path, names: set[str]) -> dict[tuple[str, str], bytes]:
    """The records of two keys, with which every one of these domains signs."""
    found = {}
    for selector, algorithm in (("r1", "rsa"), ("e1", "ed25519")):
        pem = new_pem("rsa" if algorithm == "rsa" else "ed25519")
        for name in names:
            keep_pem(folder / "dkim", name, selector, pem)
            key = read_pem(name, selector, pem)
            assert isinstance(key, SigningKey)
            found[selector, name] = dns_record(key.public_key, key.algorithm).encode()
    return found


@asynccontextmanager
async def relaying(folder: Path, names: set[str]) -> AsyncIterator[tuple[Worker, Server]]:
    """A relay for one agency that has all these domains."""
    agency = replace(AGENCIES[0], domains=AGENCIES[0].domains | names)
    listener = replace(TRUSTED, networks=tuple((one, "H05") for one, _ in TRUSTED.networks))
    limits = limited(size_bytes=1 << 22, memory_bytes=1 << 23, spool_bytes=1 << 23)
    async with (
        working(folder, agencies=(agency,)) as worker,
        serving(worker.relay, listener, limits, folder) as server,
    ):
        yield worker, server


async def said(server: Server, octets: bytes, wish: str = "") -> str:
    """What the relay answers to one message, for whose envelope something more is wished."""
    async with client(server) as peer:
        await peer.ask("EHLO client.test")
        await peer.ask(f"MAIL FROM:<{SENDER}> BODY=8BITMIME{wish}")
        await peer.ask("RCPT TO:<b@moh.gov.vn>")
        return await chunk(peer, octets, " LAST")


async def test_each_is_taken_and_signed_soundly_or_refused_with_a_reason(tmp_path: Path) -> None:
    raw = emails()
    assert len(raw) == LETTERS
    letters = {name: written(octets) for name, octets in raw.items()}
    hosts = {
        name
        for name in domains(list(letters.values()))
        if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name)
    }
    known = records(tmp_path, hosts)
    answers: dict[str, str] = {}
    async with relaying(tmp_path, hosts) as (worker, server):
        for name, octets in letters.items():
            answers[name] = await said(server, octets, " SMTPUTF8" * ("6532" in name))
        taken = [name for name in letters if answers[name].startswith("250")]
        await worker.until(*("delivered",) * len(taken))  # type: ignore[arg-type]
        sent = [one.prefix + one.body for one in worker.hop.letters["moh.gov.vn"]]  # type: ignore[operator]

    assert all(REFUSED.match(answers[name]) for name in letters if name not in taken)
    assert len(taken) > LETTERS * 4 // 5
    found = judges.opendkim_on_all(sent, known, tmp_path)
    assert found == [GOOD] * len(taken)
    fit = {mended(letters[name], utf8="6532" in name) for name in taken}
    assert all(any(one.endswith(octets) for octets in fit) for one in sent)  # type: ignore[arg-type]
    for name in taken:
        if re.search(rb"(?i)multipart/signed|pkcs7|BEGIN PGP|^DKIM-Signature", letters[name]):
            body = letters[name].partition(b"\r\n\r\n")[2]
            assert any(one.endswith(b"\r\n\r\n" + body) for one in sent), name


async def test_what_lies_there_with_bare_line_ends_is_refused_as_it_is(tmp_path: Path) -> None:
    bare = [octets for octets in emails().values() if BARE.search(octets)]
    assert bare
    async with relaying(tmp_path, set()) as (_, server):
        answers = {await said(server, octets) for octets in bare[:20]}

    assert {answer[:10] for answer in answers} == {"550 5.6.11"}


@pytest.mark.parametrize("goal", ["lines", "seven-bit"])
def test_each_is_fit_or_told_not_to_be_however_it_is_cut(goal: str) -> None:
    for name, octets in emails().items():
        letter = written(octets)
        whole = mended(letter, goal)  # type: ignore[arg-type]
        assert whole == mended(letter, goal, seed=len(letter)), name  # type: ignore[arg-type]
        assert not isinstance(whole, bytes) or goal == "lines" or whole.isascii()
