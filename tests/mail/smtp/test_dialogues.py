r"""Dialogues with the server, one file each, said in a burst, octet by octet, and cut anywhere.

A file begins with what it shows ("# …") and, where it is not the trusted one, its listener and
limits ("kind: submission", "tls: implicit", "limit: errors=3"); with "kind: proxied" the client is a proxy, and 192.0.2.0/24
is trusted. "C: " is a line of the client's with its CRLF,
"C! " the same without one; both know the escapes \r \n \0 \t \xNN \\ . "S: " is how a line of
the server's begins. The last line is the end of the connection.
"""

import asyncio
import random
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from mail.smtp.dialogue import COMMANDS
from mail.smtp.listener import Listener
from tests.mail.smtp.office import (
    PROXIED,
    SUBMISSION,
    TRUSTED,
    Client,
    Office,
    limited,
    serving,
)

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))


@dataclass
class Dialogue:
    listener: Listener = TRUSTED
    tls: bool = False
    limits: dict[str, int] = field(default_factory=dict)
    said: bytes = b""
    answers: list[str] = field(default_factory=list)


def read(path: Path) -> Dialogue:
    found = Dialogue()
    for line in path.read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        octets = rest.encode().decode("unicode_escape").encode("latin-1")
        if mark == "C:":
            found.said += octets + b"\r\n"
        elif mark == "C!":
            found.said += octets
        elif mark == "S:":
            found.answers.append(rest)
        elif mark == "kind:":
            found.listener = {"submission": SUBMISSION, "proxied": PROXIED}[rest]
        elif mark == "tls:":
            found.tls = rest == "implicit"
        elif mark == "limit:":
            name, _, value = rest.partition("=")
            found.limits[name] = int(value)
        else:
            assert mark in {"#", ""}, line
    return found


Secured = tuple[dict[str, Any], ssl.SSLContext]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Secured:
    """What a listener needs for implicit TLS, and what its clients trust."""
    folder, authority = tmp_path_factory.mktemp("tls"), trustme.CA()
    cert, key, trust = folder / "cert.pem", folder / "key.pem", ssl.create_default_context()
    issued = authority.issue_cert("mx.test")
    issued.private_key_pem.write_to_path(key)
    issued.cert_chain_pems[0].write_to_path(cert)
    authority.configure_trust(trust)
    return {"tls": "implicit", "cert_file": cert, "key_file": key}, trust


def burst(octets: bytes) -> Iterator[bytes]:
    yield octets


def octet_by_octet(octets: bytes) -> Iterator[bytes]:
    for place in range(len(octets)):
        yield octets[place : place + 1]


def anywhere(octets: bytes) -> Iterator[bytes]:
    chance = random.Random(len(octets))
    while octets:
        cut = chance.randint(1, 40)
        yield octets[:cut]
        octets = octets[cut:]


@pytest.mark.parametrize("cut", [burst, octet_by_octet, anywhere])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_dialogue_goes_as_written(
    path: Path, cut: Callable[[bytes], Iterator[bytes]], secured: Secured
) -> None:
    dialogue = read(path)
    shown, trust = secured if dialogue.tls else ({}, None)
    listener = replace(dialogue.listener, **shown)
    async with serving(Office(), listener, limited(**dialogue.limits)) as server:
        client = await Client.connect(server, trust)
        for piece in cut(dialogue.said):
            client.writer.write(piece)
            await asyncio.sleep(0)
        answers = (await client.rest()).splitlines()
        await client.close()

    wrong = [pair for pair in zip(dialogue.answers, answers, strict=False) if not fits(*pair)]
    assert not wrong
    assert len(answers) == len(dialogue.answers), answers[len(dialogue.answers) :]


def test_every_command_has_its_part_in_some_dialogue() -> None:
    said = {line.partition(b" ")[0].upper() for path in FILES for line in lines_of(read(path))}

    assert {verb.encode() for verb in COMMANDS} <= said


def lines_of(dialogue: Dialogue) -> list[bytes]:
    return dialogue.said.split(b"\r\n")


def fits(expected: str, answer: str) -> bool:
    return answer.startswith(expected)
