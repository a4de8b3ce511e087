"""Listeners for the outside world: who comes in by them may do less, and never takes all the room."""

import pytest

from mail.content import Budget, Share
from mail.smtp.listener import Listener
from tests.mail.smtp.office import TRUSTED, Client, Office, client, limited, serving, settled
from tests.mail.smtp.test_limits import KIB

OUTSIDE = Listener("outside", "127.0.0.1", 0, "inbound")


async def test_anybody_may_begin_a_letter_and_nobody_logs_in() -> None:
    office = Office()
    async with serving(office, OUTSIDE) as server, client(server) as peer:
        offered = await peer.ask("EHLO mx.stranger.vn")
        assert "AUTH" not in offered
        assert "FUTURERELEASE" not in offered
        assert "REQUIRETLS" not in offered, "in clear"
        assert (await peer.ask("AUTH PLAIN AHUAcA==")).startswith("503")
        assert (await peer.ask("MAIL FROM:<a@b.vn> HOLDFOR=60")).startswith("555")
        assert (await peer.ask("MAIL FROM:<>")).startswith("250")
        assert (await peer.ask("RCPT TO:<b@moh.gov.vn>")).startswith("250")
        assert (await peer.ask("DATA")).startswith("354")
        assert (await peer.ask("From: x\r\n\r\nx\r\n.")).startswith("250")

    (letter,) = office.letters
    assert (letter.origin.kind, letter.origin.login, letter.origin.agency) == (
        "inbound",
        None,
        None,
    )


@pytest.mark.parametrize("alone", [False, True])
async def test_strangers_take_half_of_the_connections_beside_others(alone: bool) -> None:
    beside = () if alone else (TRUSTED,)
    limits = limited(connections=4)
    async with serving(Office(), OUTSIDE, limits, beside=beside) as server:
        async with client(server, to="outside"), client(server, to="outside"):
            third = await Client.connect(server, to="outside")
            said = await third.reply()
            assert said.startswith("220" if alone else "421 4.3.2")
            await third.close()
            if not alone:
                async with client(server, to="inside"), client(server, to="inside"):
                    one_more = await Client.connect(server, to="inside")
                    assert (await one_more.reply()).startswith("421 4.3.2"), "all together"
                    await one_more.close()
        await settled()
        async with client(server, to="outside") as peer:
            assert (await peer.ask("NOOP")).startswith("250")


async def test_letters_of_strangers_leave_half_of_the_memory_to_agencies() -> None:
    office = Office()
    office.open.clear()
    limits = limited(memory_bytes=250_000)
    async with (
        serving(office, OUTSIDE, limits, beside=(TRUSTED,)) as server,
        client(server, to="outside") as first,
        client(server, to="outside") as second,
        client(server, to="inside") as agency,
    ):
        for peer in (first, second, agency):
            await peer.ask("EHLO client.test")
        await first.ask("MAIL FROM:<a@b.vn>")
        await first.ask("RCPT TO:<b@moh.gov.vn>")
        await first.ask("DATA")
        await first.say(KIB * 100 + b".\r\n")
        await office.reached.wait()

        assert (await second.ask("MAIL FROM:<a@b.vn> SIZE=100000")).startswith("452 4.3.1 ")
        assert (await agency.ask("MAIL FROM:<a@b.vn> SIZE=100000")).startswith("250")
        office.open.set()
        assert (await first.reply()).startswith("250")
        assert (await second.ask("MAIL FROM:<a@b.vn> SIZE=100000")).startswith("250")


def test_a_share_takes_of_the_whole_and_gives_back_to_it() -> None:
    whole = Budget(10)
    share = Share(5, whole)

    assert share.take(4)
    assert not share.take(2), "the share is spent"
    assert whole.take(6)
    assert not share.take(1), "the whole is spent"
    share.give(4)
    assert whole.take(4)
