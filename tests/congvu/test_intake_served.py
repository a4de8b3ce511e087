"""Letters that come in as work, in a daemon: both doors, what an operator sees, and what the check says."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import trustme

from bench.program import free_port
from store import mailbox
from tests.congvu.names import name_server
from tests.congvu.served import until
from tests.congvu.watched import Watched
from tests.mail.interop.conftest import tls
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes, mailboxes
from tests.mail.peers.watchable import USER

__all__ = ["authority", "tls"]

LETTER = (
    "From: An <an@hue.vn>\nTo: vanthu@vpcp.gov.vn\nSubject: V/v báo cáo\n"
    "Message-ID: <1@hue.vn>\nDate: Thu, 26 Nov 2026 09:00:00 +0700\n"
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nKính gửi\n"
).encode()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who vouches for the server."""
    return trustme.CA()


class Office(Watched):
    """One that has both doors."""

    def __init__(self, folder: Path, peer: Mailboxes, tls: Tls, names: int) -> None:
        self.front, self.peer = free_port(), peer
        super().__init__(
            folder, peer, tls,
            f'[[relay.listener]]\naddress = "127.0.0.1:{self.front}"\nkind = "inbound"\ntls = "none"\n'
            f'[dns]\nresolvers = ["127.0.0.1:{names}"]\n[intake]\naddresses = ["{USER}"]\n',
        )  # fmt: skip

    async def read_by_now(self, count: int) -> bool:
        """Whether so many letters of the tray were read."""
        return [one.state for one in await self.tray()] == ["read"] * count

    async def outside(self, letter: bytes, to: str = USER) -> str:
        """What swaks prints of a letter that comes to the listener."""
        (self.folder / "letter").write_bytes(letter)
        ends = ("--from", "an@hue.vn", "--to", to, "--data", f"@{self.folder / 'letter'}")
        return await self.swaks(*ends, door=self.front)


@pytest_asyncio.fixture
async def office(tmp_path: Path, tls: Tls) -> AsyncIterator[Office]:
    """As yet not served."""
    with name_server({"hue.vn": "v=spf1 ip4:127.0.0.1 -all"}) as names:
        async with mailboxes(tls) as peer:
            yield Office(tmp_path, peer, tls, names)


async def test_a_letter_that_comes_by_both_doors_is_there_once_and_the_metrics_know_of_it(
    office: Office,
) -> None:
    peer = office.peer
    async with office.serving("--roles", "relay,intake,web", "--workers", "2"):
        await until(office.is_watching)
        await office.outside(LETTER)
        await office.all_taken(1)
        await until(office.letters)
        (delivered,) = office.letters()
        assert delivered != LETTER
        peer.put(delivered)
        peer.put(LETTER.replace(b"<1@", b"<2@"))
        await office.all_taken(2)
        await office.outside(LETTER.replace(b"<1@", b"<3@"), to="khac@vpcp.gov.vn")

        first, second = json.loads(await office.good("intake", "list", "--json"))["letters"][::-1]
        assert (first["subject"], second["message_id"]) == ("V/v báo cáo", "<2@hue.vn>")
        shown = json.loads(await office.good("intake", "show", str(first["id"]), "--json"))
        assert [way["door"] for way in shown["ways"]] == ["inbound", "imap"]
        came = await office.run("intake", "letter", str(first["id"]))
        assert "Kính gửi" in came.out
        await office.outside(LETTER.replace("V/v báo cáo".encode(), b"MAT - lich hop"))
        await office.all_taken(3)
        (held,) = json.loads(await office.good("intake", "list", "--state", "aside", "--json"))[
            "letters"
        ]
        assert (held["reason"].split(":")[0], held["kept"]) == ("secrecy", True)
        await office.good("intake", "retry", str(held["id"]))
        await until(lambda: office.read_by_now(3))
        metrics = await office.ask("/metrics")

    assert {line["worker"] for line in office.lines("mailbox.watched")} == {"worker-4"}
    assert metrics is not None
    assert 'congvu_intake_letters{state="new"} 0.0' in metrics.text
    silent = metrics.text.split('congvu_mailbox_silent_seconds{mailbox="van-thu"} ')[1].split()[0]
    assert 0 <= float(silent) < 30


async def test_a_simulated_office_watches_no_real_mailbox(office: Office) -> None:
    office.peer.put(LETTER)
    text = office.config.read_text("utf-8")
    office.config.write_text(text.replace('host = "127.0.0.1"', 'host = "127.0.0.2"', 1))
    async with office.serving("--roles", "intake,web", "--clock-start", "2026-11-27T08:00"):
        await until(lambda: office.told("mailbox.not-in-a-simulation") == 1)
        assert await office.read(mailbox.watched) == ()


async def test_a_mailbox_whose_authority_is_none_is_told_and_lets_the_daemon_serve(
    office: Office,
) -> None:
    (office.folder / "tls/none.pem").write_text("no certificate")
    text = office.config.read_text("utf-8")
    office.config.write_text(text.replace("authority.pem", "none.pem", 1), encoding="utf-8")
    async with office.serving("--roles", "intake,web"):
        (line,) = office.lines("mailbox.untrusting")
        assert line["mailbox"] == "van-thu"
        await until(lambda: office.read(mailbox.silent_since))  # which is told of in ten minutes


async def test_what_is_wrong_with_a_mailbox_is_said_with_what_to_do(office: Office) -> None:
    good = await office.run("check", "--json")
    assert said(good.out) == ("ok", f'logged in as {USER}, the folder "INBOX" is there')

    await told(
        office,
        'poll = "5s"',
        'folder = "Cong van"',
        "error",
        'the folder "Cong van" cannot be opened',
    )
    await told(
        office,
        'folder = "Cong van"',
        'folder = "INBOX"\ntaken = "move"\nmove_to = "Xong"',
        "error",
        'no folder "Xong" to move',
    )
    (office.folder / "keys" / "van-thu").write_text("sai")
    await told(
        office,
        'taken = "move"\nmove_to = "Xong"',
        "",
        "error",
        "no to AUTHENTICATE (authenticationfailed)",
    )
    await told(office, 'host = "127.0.0.1"', 'host = "localhost"', "error", "no to AUTHENTICATE")
    await told(office, "ca_file", "# ca_file", "error", "TLS with localhost")
    await told(
        office, f"port = {office.peer.port}", "port = 1", "error", "localhost:1 cannot be reached"
    )


async def told(office: Office, before: str, after: str, level: str, sentence: str) -> None:
    """The check says that once the configuration is changed so."""
    text = office.config.read_text("utf-8")
    assert before in text
    office.config.write_text(text.replace(before, after, 1), encoding="utf-8")
    done = await office.run("check", "--json")
    found = said(done.out)
    assert (found[0], sentence in found[1]) == (level, True), found


def said(printed: str) -> tuple[str, str]:
    (one,) = [line for line in json.loads(printed) if line["matter"] == "mailbox van-thu"]
    return one["level"], one["sentence"]
