"""Webhooks told to a real receiver: signed, never followed elsewhere, again under one id, and not to strangers' networks."""

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import trustme

from schedules.clock import OfficeClock
from schedules.official import official_calendar
from store import Store, task
from store.program import hook
from store.program.hook import NewHook
from tests.congvu.served import until
from tests.listening import listening
from tests.store.office import CLI, GIANG, NOW, opened, staffed, work
from tests.web.visitor import Watch
from web.hooks import post
from web.hooks.address import Reach, target
from web.hooks.post import Delivered, Failed, Post, Uncertain
from web.hooks.sender import Clocks, Sender
from work.program import Happening, Hook

OK = b"HTTP/1.1 204 No Content\r\n\r\n"
MOVED = (
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/elsewhere\r\nContent-Length: 0\r\n\r\n"
)


@dataclass
class Receiver:
    """A program that takes webhooks; *answer* is what it says, nothing where it is None."""

    port: int = 0
    answer: bytes | None = OK
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:  # what begins with TLS is no request
            writer.close()
            return
        first, *lines = head.strip().split("\r\n")
        fields = {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}
        body = await reader.readexactly(int(fields["content-length"]))
        self.got.append(({**fields, "line": first}, body))
        if self.answer is not None:
            writer.write(self.answer)
            await writer.drain()
        else:
            await reader.read()
        writer.close()


@dataclass
class Here:
    """The office with one webhook of the head's, its receiver and its sender."""

    store: Store
    watch: Watch
    receiver: Receiver
    sender: Sender
    number: int
    secret: str
    disabled: list[int]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with listening(receiver.serve) as receiver.port:
        yield receiver


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Here]:
    await staffed(store)
    async with receiving() as receiver:
        watch, disabled = Watch(NOW), list[int]()

        async def given_up(one: Hook, _: str) -> None:
            disabled.append(one.id)

        clocks = Clocks(watch, OfficeClock(watch), official_calendar())
        sender = Sender(store, clocks, Post(Reach()), given_up)
        new = NewHook(f"http://127.0.0.1:{receiver.port}/in?x=1", hook.draw(), frozenset(Happening))
        made = await store.write(hook.make, "binh@moh.gov.vn", new, CLI)
        assert made is not None
        yield Here(store, watch, receiver, sender, made.id, new.secret, disabled)


async def test_what_is_sent_is_signed_and_holds_ids_alone(here: Here) -> None:
    (number,) = await opened(here.store, work())
    await here.sender.once()

    (told,) = [json.loads(body) for _, body in here.receiver.got if b"task.opened" in body]
    assert told["about"] == {"kind": "task", "id": number, "url": f"/api/v1/tasks/{number}"}
    assert (set(told), told["at"]) == ({"id", "type", "at", "about"}, "2026-10-01T02:00:00+00:00")
    for fields, body in here.receiver.got:
        at, digest = (part.split("=")[1] for part in fields["congvu-signature"].split(","))
        wanted = hmac.new(here.secret.encode(), at.encode() + b"." + body, hashlib.sha256)
        assert digest == wanted.hexdigest()
        assert int(at) == int(NOW.timestamp())
        assert (fields["line"], fields["congvu-event"]) == (
            "POST /in?x=1 HTTP/1.1",
            json.loads(body)["id"],
        )
        assert "congvu-repeat" not in fields
    assert await here.sender.once() == 0


async def test_what_its_person_may_not_see_is_not_told(here: Here) -> None:
    await opened(here.store, work(person=GIANG, unit=None))
    assert await here.sender.once() == 2

    assert here.receiver.got == []
    ((_, tally),) = await here.store.read(hook.everything)
    assert (tally.dropped, tally.waiting) == (2, 0)


async def test_a_redirect_is_a_failure_and_leads_nowhere(here: Here) -> None:
    here.receiver.answer = MOVED % here.receiver.port
    assert await here.store.write(hook.try_out, here.number, CLI)
    await here.sender.once()

    assert [fields["line"] for fields, _ in here.receiver.got] == ["POST /in?x=1 HTTP/1.1"]
    ((one, tally),) = await here.store.read(hook.everything)
    assert (tally.waiting, one.failing) == (1, NOW)


async def test_a_lost_answer_is_uncertain_and_told_again_under_the_same_id(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "ANSWER_SECONDS", 0.3)
    here.receiver.answer = None
    await here.store.write(hook.try_out, here.number, CLI)
    await here.sender.once()
    ((_, tally),) = await here.store.read(hook.everything)
    assert tally.uncertain == 1

    here.receiver.answer = OK
    here.watch.after(hook.STEPS[0])
    await here.sender.once()
    (first, body), (second, same) = here.receiver.got
    assert body == same
    assert [one["congvu-attempt"] for one in (first, second)] == ["1", "2"]
    assert ("congvu-repeat" in first, second["congvu-repeat"]) == (False, "uncertain")
    ((_, tally),) = await here.store.read(hook.everything)
    assert (tally.uncertain, tally.delivered) == (0, 1)


async def test_what_fails_for_three_days_is_given_up_with_a_word_to_the_operator(
    here: Here,
) -> None:
    here.receiver.answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"
    await here.store.write(hook.try_out, here.number, CLI)
    for _ in range(18):
        await here.sender.once()
        here.watch.after(timedelta(hours=6))

    assert here.disabled == [here.number]
    seen = len(here.receiver.got)
    await here.sender.once()
    assert len(here.receiver.got) == seen


async def test_the_loop_tells_at_once_and_what_becomes_late_too(here: Here) -> None:
    (number,) = await opened(here.store, work("2026-09-30"))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(here.sender.run())
        await until(lambda: any(b"task.late" in body for _, body in here.receiver.got))
        await here.store.write(task.receive, number, CLI)
        await until(lambda: any(b"task.received" in body for _, body in here.receiver.got))
        running.cancel()


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::127.0.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("fec0::1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
    ],
)
def test_private_addresses_are_not_connected_to(address: str, allowed: bool) -> None:
    assert Reach().allows(ip_address(address), here=False) is allowed


def test_a_network_that_is_named_may_be_connected_to_but_for_this_machine() -> None:
    reach = Reach((ip_network("10.1.0.0/16"), ip_network("127.0.0.0/8")))
    allowed = [reach.allows(ip_address(one), here=False) for one in ("10.1.2.3", "10.2.0.1")]
    assert (allowed, reach.allows(ip_address("127.0.0.1"), here=False)) == ([True, False], False)
    simulated = Reach(reach.networks, beyond=False)
    assert not simulated.allows(ip_address("8.8.8.8"), here=False)
    assert simulated.allows(ip_address("127.0.0.1"), here=True)


async def test_what_cannot_be_reached_never_left_and_what_breaks_off_is_uncertain() -> None:
    async with receiving() as receiver:
        sent = Post(Reach()).send
        plain = f"http://127.0.0.1:{receiver.port}/"
        assert await sent(target("https://10.0.0.1/"), b"{}", {}) == Failed("address-not-allowed")
        tls = target(f"https://127.0.0.1:{receiver.port}/")
        assert await sent(tls, b"{}", {}) in (Failed("tls"), Failed("not-reached"))
        assert await sent(target("http://127.0.0.1:9/"), b"{}", {}) == Failed("not-reached")
        assert await sent(target(plain), b"{}", {}) == Delivered(204)
        for broken in (
            b"",
            b"HTTP/1.1 2",
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 9999,
        ):
            receiver.answer = broken
            assert await sent(target(plain), b"{}", {}) == Uncertain("broken-off"), broken[:20]


async def test_a_certificate_is_judged_by_its_name_and_by_whom_this_machine_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    receiver, context = Receiver(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    async with listening(receiver.serve, tls=context) as port:
        named = target(f"https://localhost:{port}/")
        unknown = await Post(Reach()).send(named, b"{}", {})
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        known = [
            await Post(Reach()).send(one, b"{}", {})
            for one in (named, target(f"https://127.0.0.1:{port}/"))
        ]

    assert (unknown, known) == (Failed("tls"), [Delivered(204), Failed("tls")])
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.vn/",
        "ftp://example.vn/",
        "https://",
        "https://u:p@example.vn/",
        "https://example.vn/#x",
        "https://example.vn/a b",
        "https://example.vn:99999/",
        "https://exa\nmple.vn/",
        "//example.vn/",
        "http://127.0.0.1.nip.io/",
    ],
)
def test_what_may_not_be_a_webhook_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|https"):
        target(url)
