"""What a destination has shown of TLS is expected of it again, until it is old or somebody forgets it."""

import random
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
import trustme

from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Exchangers, Hop
from mail.tls.memory import Memory, Past
from tests.mail.letters import SETTINGS, Begun, letter
from tests.mail.peers.nameserver import Zone, serving
from tests.mail.peers.sink import Sink, sinking
from tests.mail.tls.test_sts import context
from work.letter import TlsWish
from work.outcome import Deferred, Delivered, Outcome
from work.tls import Level, Shown

ZONE: Zone = {"a.vn": {"MX": ["1 mx.a.vn."]}, "mx.a.vn": {"A": ["127.0.0.1"]}}
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
MONTH = timedelta(days=30)
STRANGER = trustme.CA()


@dataclass
class World:
    """One domain whose server changes; *memory* is that of one process, over its restarts."""

    port: int
    sink: Sink
    ca_file: Path
    memory: Memory
    span: timedelta = MONTH

    async def sent(self, wish: TlsWish | None = None, door: Hop | None = None) -> Outcome:
        settings = replace(
            SETTINGS,
            port=self.sink.port,
            ca_file=self.ca_file,
            loopback_only=True,
            tls_memory=self.span,
        )
        resolver = Resolver([("127.0.0.1", self.port)])
        delivery = Delivery(settings, resolver, random.Random(1), self.memory)
        try:
            (outcome,) = await delivery.deliver(
                door or Exchangers("a.vn", "opportunistic"), letter("b@a.vn", tls=wish), Begun()
            )
        finally:
            await delivery.close()
        return outcome

    def known(self) -> Level | None:
        return Past(self.memory, MONTH).level("a.vn", datetime.now(UTC))


@asynccontextmanager
async def world(ca_file: Path, tls: ssl.SSLContext | None) -> AsyncIterator[World]:
    async with serving(ZONE) as names, sinking(tls=tls) as sink:
        yield World(names.port, sink, ca_file, Memory())


async def test_one_that_has_spoken_tls_gets_no_letter_in_clear(ca_file: Path) -> None:
    async with world(ca_file, context(STRANGER, "mx.a.vn")) as made:
        assert isinstance(await made.sent(), Delivered)
        assert made.known() == "encrypted"
        made.sink.tls = None
        with structlog.testing.capture_logs() as said:
            outcome = await made.sent()

        assert isinstance(outcome, Deferred)
        assert outcome.status == "4.7.4"
        assert "what its domain has shown before (congvu tls forget) requires" in outcome.reason
        assert len(made.sink.letters) == 1
        assert "hop.downgraded" in [line["event"] for line in said]


async def test_one_whose_certificate_was_good_gets_no_letter_with_a_bad_one(
    ca_file: Path, authority: trustme.CA
) -> None:
    async with world(ca_file, context(authority, "mx.a.vn")) as made:
        assert isinstance(await made.sent(), Delivered)
        assert made.known() == "verified"
        made.sink.tls = context(STRANGER, "mx.a.vn")
        outcome = await made.sent()

        assert isinstance(outcome, Deferred)
        assert outcome.status == "4.7.5"
        made.sink.tls = context(authority, "mx.a.vn")
        assert isinstance(await made.sent(), Delivered)


async def test_one_that_gets_better_is_expected_to_stay_so(
    ca_file: Path, authority: trustme.CA
) -> None:
    async with world(ca_file, None) as made:
        levels = []
        for tls in (None, context(STRANGER, "mx.a.vn"), context(authority, "mx.a.vn")):
            made.sink.tls = tls
            assert isinstance(await made.sent(), Delivered)
            levels.append(made.known())

    assert levels == [None, "encrypted", "verified"]


async def test_a_certificate_for_another_name_is_not_taken_for_a_good_one(
    ca_file: Path, authority: trustme.CA
) -> None:
    async with world(ca_file, context(authority, "mx.b.vn")) as made:
        assert isinstance(await made.sent(), Delivered)

    assert made.known() == "encrypted"


async def test_a_letter_may_ask_to_go_all_the_same(ca_file: Path) -> None:
    async with world(ca_file, context(STRANGER, "mx.a.vn")) as made:
        await made.sent()
        made.sink.tls = None
        assert isinstance(await made.sent("optional"), Delivered)


async def test_a_host_of_the_operators_is_remembered_by_its_name(ca_file: Path) -> None:
    async with world(ca_file, context(STRANGER, "mx.a.vn")) as made:
        door = Hop("smtp", "mx.a.vn", made.sink.port, "opportunistic")
        assert isinstance(await made.sent(door=door), Delivered)
        made.sink.tls = None
        assert isinstance(await made.sent(door=door), Deferred)


async def test_where_nothing_is_to_be_remembered_nothing_is_expected(ca_file: Path) -> None:
    async with world(ca_file, context(STRANGER, "mx.a.vn")) as made:
        made.span = timedelta(0)
        await made.sent()
        made.sink.tls = None
        assert isinstance(await made.sent(), Delivered)
        assert made.memory.shown.take() == ()


@pytest.mark.parametrize(
    ("later", "level", "written"),
    [
        (timedelta(days=1), "encrypted", False),
        (timedelta(days=1), "verified", True),
        (timedelta(days=16), "encrypted", True),
        (timedelta(days=31), "encrypted", True),
    ],
)
def test_it_is_written_down_only_where_something_changes(
    later: timedelta, level: Level, written: bool
) -> None:
    memory = Memory()
    past = Past(memory, MONTH)
    past.saw("a.vn", "encrypted", NOW)
    memory.shown.take()
    memory.shown.written(well=True)
    past.saw("a.vn", level, NOW + later)

    new = Shown("a.vn", level, NOW + later, NOW + later + MONTH)
    assert memory.shown.take() == ((new,) if written else ())


def test_less_than_was_shown_changes_nothing_and_all_ends_with_its_time() -> None:
    past = Past(Memory(), MONTH)
    past.saw("a.vn", "verified", NOW)
    past.saw("a.vn", "encrypted", NOW + MONTH / 2)

    assert past.level("a.vn", NOW + MONTH / 2) == "verified"
    assert past.level("a.vn", NOW + MONTH) is None


def test_what_cannot_be_written_is_written_with_what_comes_next() -> None:
    memory = Memory()
    past = Past(memory, MONTH)
    past.saw("a.vn", "encrypted", NOW)
    (first,) = memory.shown.take()
    past.saw("b.vn", "encrypted", NOW)
    memory.shown.learn(())
    assert past.level("a.vn", NOW) == "encrypted"
    memory.shown.written(well=False)

    assert {one.domain for one in memory.shown.take()} == {"a.vn", "b.vn"}
    memory.shown.written(well=True)
    memory.shown.learn([first])
    assert past.level("b.vn", NOW) is None
