"""An office that signs what an agency sends and judges what it is sent, with openssl, swaks and s-nail at both ends."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from store import queue
from tests.certified import ADDRESS, Certified, authority, official, openssl, rsa
from tests.congvu.served import Relaying, until
from tests.peers import need

CONFIG = """\
[smime]
anchors = ["anchors"]
[[smime.gateway]]
agency = "H05"
cert_file = "gateway.pem"
key_file = "gateway.key"
"""


class Signing(Relaying):
    """An office with a gateway."""

    def __init__(self, folder: Path) -> None:
        (folder / "anchors").mkdir()
        (folder / "anchors" / "Ban Cơ yếu.pem").write_bytes(authority().pem)
        own = official(rsa())
        (folder / "gateway.pem").write_bytes(own.pem)
        (folder / "gateway.key").write_bytes(own.key.read_bytes())
        (folder / "gateway.key").chmod(0o600)
        super().__init__(folder, CONFIG)

    async def arrived(self, count: int) -> Path:
        """The newest of the *count* letters that the next hop has."""
        out = self.folder / "out" / "new"
        await until(lambda: out.is_dir() and len(list(out.iterdir())) == count)
        return max(out.iterdir(), key=lambda one: one.stat().st_mtime_ns)

    async def signatures(self, number: int) -> list[Any]:
        """What is known of those of that letter, once something is."""

        async def judged() -> bool:
            return bool((await self.read(queue.story, number)).signatures)

        await until(judged)
        return list((await self.read(queue.story, number)).signatures)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Signing]:
    one = Signing(folder)
    await one.registered()
    async with one.serving("--roles", "relay,web"):
        yield one


def s_nail(*options: str | Path, text: str = "", key: Certified | None = None) -> str:
    """What s-nail says."""
    words = [need("s-nail"), "-:/", "-Sv15-compat", "-Ssendwait", "-Ssmime-ca-no-defaults"]
    words += [f"-Ssmime-ca-file={authority().certificate}"]
    if key is not None:
        both = key.certificate.with_name("both.pem")
        both.write_bytes(key.pem + key.key.read_bytes())
        words += ["-Ssmime-sign", f"-Ssmime-sign-cert={both}"]
    asked = [str(word) for word in (*words, *options)]
    done = subprocess.run(
        asked, input=text, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


def verified(letter: Path, folder: Path) -> str:
    """What s-nail says of the signature."""
    box = folder / "mbox"
    box.write_bytes(b"From x Thu Jan  1 00:00:00 2026\n" + letter.read_bytes().replace(b"\r", b""))
    return s_nail("-R", "-Yverify 1", "-Yxit", "-f", box)


async def test_what_an_agency_sends_is_signed_and_what_clients_signed_is_judged(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as one:
        words = ("--header", "Subject: Báo cáo", "--body", "Kinh gui So Y te")
        await one.swaks(*words, "--attach", "@README.md")
        ours, (found,) = await one.arrived(1), await one.signatures(1)
        await asyncio.to_thread(_send, one.door)
        theirs, (other,) = await one.arrived(2), await one.signatures(2)
        shown = " ".join((await one.good("queue", "show", "2")).split())
        said = await one.good("read", "--signatures", "--json", str(theirs))
        (read,) = json.loads(said)["signatures"]

    assert (found.verdict, found.anchor, found.is_author) == ("good", "Ban Cơ yếu", True)
    _others_verify(ours, tmp_path)
    assert (other.verdict, other.is_author, other.addresses) == ("good", True, (ADDRESS,))
    assert "good, vouched for by Ban Cơ yếu" in shown
    assert (read["verdict"], read["signer"]) == ("good", "Nguyen Van An")
    assert [line["why"] for line in one.lines("gateway.unsigned")] == ["signed-already"]
    verdicts = [line["verdicts"] for line in one.lines("letter.signatures")]
    assert verdicts == ["smime:good*1"] * 2


def _send(door: int) -> None:
    way = (f"-Smta=smtp://127.0.0.1:{door}", "-Ssmtp-auth=none", f"-r{ADDRESS}")
    said = s_nail(*way, "-sBao cao", "binh@yte.gov.vn", text="Kinh gui\n", key=official())
    assert said == ""


def _others_verify(letter: Path, folder: Path) -> None:
    roots = ("-CAfile", authority().certificate, "-purpose", "smimesign")
    assert b"Kinh gui So Y te" in openssl("cms", "-verify", "-in", letter, *roots)
    assert "was verified successfully" in verified(letter, folder)
    letter.write_bytes(letter.read_bytes().replace(b"Kinh gui", b"Kinh guI"))
    assert "was verified successfully" not in verified(letter, folder)
