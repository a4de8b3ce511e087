"""MTA-STS (RFC 8461): policies fetched from a real HTTPS server of a private root, and what they do to letters."""

import asyncio
import random
import re
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
import trustme

from bench.program import free_port
from mail.delivery import Delivery
from mail.dns import Resolver
from mail.exchanger import Guide
from mail.route import Exchangers
from mail.smtp.trust import Trust
from mail.tls import sts
from mail.tls.fetch import Fetcher, Unfetched
from mail.tls.memory import Memory
from mail.tls.policies import Policies
from tests.mail.letters import SETTINGS, Begun, letter
from tests.mail.peers.nameserver import NameServer, Zone, serving
from tests.mail.peers.sink import Sink, sinking
from tests.mail.relaying import eventually, working
from tests.mail.tls.website import Site, page, website
from tests.peers import need
from work.letter import TlsWish
from work.outcome import Deferred, Delivered, Outcome, Refused
from work.tls import Policy

ENFORCE = "version: STSv1\r\nmode: enforce\r\nmx: mx.a.vn\r\nmax_age: 86400\r\n"
TESTING = ENFORCE.replace("enforce", "testing")
RECORD = ["v=STSv1; id=1;"]
ZONE: Zone = {
    "a.vn": {"MX": ["1 mx.a.vn."]},
    "mx.a.vn": {"A": ["127.0.0.1"]},
    "_mta-sts.a.vn": {"TXT": [f'"{RECORD[0]}"']},
    "mta-sts.a.vn": {"A": ["127.0.0.1"]},
}
START = datetime(2026, 11, 25, 8, tzinfo=UTC)


@dataclass
class World:
    """One domain, a.vn, with its exchanger, its website and its name server; *now* is what we take for the time."""

    names: NameServer
    site: Site
    sink: Sink
    ca_file: Path
    memory: Memory
    now: datetime = START

    def delivery(self) -> Delivery:
        settings = replace(
            SETTINGS,
            port=self.sink.port,
            policy_port=self.site.port,
            ca_file=self.ca_file,
            loopback_only=True,
        )
        resolver = Resolver([("127.0.0.1", self.names.port)])
        return Delivery(settings, resolver, random.Random(1), self.memory)

    def policies(self, resolver: Resolver | None = None) -> Policies:
        resolver = resolver or Resolver([("127.0.0.1", self.names.port)])
        guide = Guide(resolver, "relay.example", random.Random(1), 25, loopback=True)
        settings = replace(SETTINGS, policy_port=self.site.port)
        fetcher = Fetcher(guide, Trust(self.ca_file), settings)
        return Policies(resolver, fetcher, self.memory, lambda: self.now)

    async def sent(self, wish: TlsWish | None = None) -> Outcome:
        delivery = self.delivery()
        try:
            door = Exchangers("a.vn", "opportunistic")
            (outcome,) = await delivery.deliver(door, letter("b@a.vn", tls=wish), Begun())
        finally:
            await delivery.close()
        return outcome


def context(authority: trustme.CA, *names: str, days: int = 9) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    start, end = (datetime.now(UTC) + timedelta(days=days - ago) for ago in (10, 0))
    authority.issue_cert(*names, not_before=start, not_after=end).configure_cert(made)
    return made


@asynccontextmanager
async def world(
    authority: trustme.CA,
    ca_file: Path,
    says: bytes | None,
    *,
    mx: ssl.SSLContext | None = None,
    web: ssl.SSLContext | None = None,
    zone: Zone = ZONE,
) -> AsyncIterator[World]:
    """The world with what the website *says*; the exchanger's certificate is good where *mx* is not another."""
    good = context(authority, "mx.a.vn")
    keeps = ("PIPELINING", "8BITMIME", "REQUIRETLS")
    async with (
        serving(zone) as names,
        website(says, web or context(authority, "mta-sts.a.vn")) as site,
        sinking(tls=mx or good, extensions=keeps) as sink,
    ):
        yield World(names, site, sink, ca_file, Memory())


STRANGER = trustme.CA()


async def test_an_enforced_policy_is_kept_to_and_a_good_server_gets_its_letter(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with world(authority, ca_file, page(ENFORCE)) as made:
        with structlog.testing.capture_logs() as said:
            assert isinstance(await made.sent(), Delivered)

    (line,) = (line for line in said if line["event"] == "hop.connected")
    assert (line["proof"], line["by"]) == ("certificate", "mta-sts")
    assert made.site.asked == [
        "GET /.well-known/mta-sts.txt HTTP/1.1 Host: mta-sts.a.vn Connection: close  "
    ]


async def test_a_policy_without_an_age_is_not_fetched_for_each_connection(
    authority: trustme.CA, ca_file: Path
) -> None:
    says = re.sub(r"max_age: \d+", "max_age: 0", ENFORCE)
    async with world(authority, ca_file, page(says)) as made:
        policies = made.policies()
        await asyncio.gather(*(policies.of("a.vn") for _ in range(20)))
        made.now += timedelta(minutes=4)
        await policies.of("a.vn")

    assert len(made.site.asked) == 1


@pytest.mark.parametrize("flaw", ["unknown root", "another name", "expired", "in clear"])
async def test_a_server_that_is_not_what_the_policy_says_gets_nothing(
    authority: trustme.CA, ca_file: Path, flaw: str
) -> None:
    other = {
        "unknown root": context(STRANGER, "mx.a.vn"),
        "another name": context(authority, "mx.b.vn"),
        "expired": context(authority, "mx.a.vn", days=-1),
        "in clear": None,
    }[flaw]
    async with world(authority, ca_file, page(ENFORCE), mx=other) as made:
        if other is None:
            made.sink.tls = None
        outcome = await made.sent()

    assert isinstance(outcome, Deferred)
    assert outcome.status == ("4.7.4" if other is None else "4.7.5")
    assert "the MTA-STS policy of its domain requires" in outcome.reason
    assert made.sink.letters == []


async def test_a_server_that_the_policy_does_not_name_gets_nothing(
    authority: trustme.CA, ca_file: Path
) -> None:
    says = page(ENFORCE.replace("mx.a.vn", "*.b.vn"))
    async with world(authority, ca_file, says) as made:
        outcome = await made.sent()

    said = "mx.a.vn is not named by the MTA-STS policy of a.vn (enforce)"
    assert outcome == Deferred("4.7.5", said)
    assert made.sink.connections == 0


async def test_what_queue_why_shows_names_the_policy_and_what_failed(
    authority: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    bad = context(STRANGER, "mx.a.vn")
    async with world(authority, ca_file, page(ENFORCE), mx=bad) as made:
        delivery = made.delivery()
        async with working(tmp_path, deliverer=delivery) as worker:
            number = await worker.number("b@a.vn")

            async def put_off() -> bool:
                return [row.status for row in await worker.rows(number)] == ["4.7.5"]

            await eventually(put_off)
            (row,) = await worker.rows(number)
        await delivery.close()

    assert row.state == "waiting"
    assert re.fullmatch(
        r"mx\.a\.vn: TLS failed \(unable to get local issuer certificate\),"
        r" and the MTA-STS policy of its domain requires it",
        row.answer,
    )


@pytest.mark.parametrize("mode", ["testing", "none"])
async def test_a_policy_that_only_tests_stops_nothing(
    authority: trustme.CA, ca_file: Path, mode: str
) -> None:
    says = page(ENFORCE.replace("enforce", mode))
    async with world(authority, ca_file, says, mx=context(STRANGER, "mx.a.vn")) as made:
        with structlog.testing.capture_logs() as said:
            assert isinstance(await made.sent(), Delivered)

    events = [line["event"] for line in said]
    assert ("sts.would-fail" in events) == (mode == "testing")


async def test_a_letter_may_ask_to_go_whatever_the_policy_says(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with world(authority, ca_file, page(ENFORCE), mx=context(STRANGER, "mx.a.vn")) as made:
        assert isinstance(await made.sent("optional"), Delivered)


@pytest.mark.parametrize(("says", "good"), [(ENFORCE, True), (TESTING, False)])
async def test_requiretls_trusts_an_exchanger_that_an_enforced_policy_names(
    authority: trustme.CA, ca_file: Path, says: str, good: bool
) -> None:
    async with world(authority, ca_file, page(says)) as made:
        outcome = await made.sent("required")

    assert isinstance(outcome, Delivered if good else Refused)


BAD = {
    "not there": page("", "404 Not Found"),
    "moved": page("", "301 Moved Permanently", more="Location: https://mta-sts.a.vn/x\r\n"),
    "a page": page(ENFORCE, kind="text/html"),
    "too long": page(ENFORCE + "x: y\r\n" * 12_000),
    "no HTTP": b"220 ftp\r\n\r\n",
    "cut short": page(ENFORCE)[:-9],
    "no policy": page("hello"),
}


@pytest.mark.parametrize("says", BAD.values(), ids=BAD.keys())
async def test_a_policy_that_cannot_be_had_stops_nothing_and_is_not_asked_for_at_once_again(
    authority: trustme.CA, ca_file: Path, says: bytes
) -> None:
    async with world(authority, ca_file, says) as made:
        policies = made.policies()
        assert await policies.of("a.vn") is None
        assert await policies.of("a.vn") is None
        assert len(made.site.asked) == 1
        made.now += timedelta(minutes=5)
        assert await policies.of("a.vn") is None
        assert len(made.site.asked) == 2


@pytest.mark.parametrize("flaw", ["unknown root", "another name", "expired"])
async def test_a_policy_counts_only_from_a_host_that_proves_its_name(
    authority: trustme.CA, ca_file: Path, flaw: str
) -> None:
    web = {
        "unknown root": context(STRANGER, "mta-sts.a.vn"),
        "another name": context(authority, "a.vn"),
        "expired": context(authority, "mta-sts.a.vn", days=-1),
    }[flaw]
    async with world(authority, ca_file, page(ENFORCE), web=web) as made:
        assert await made.policies().of("a.vn") is None
        assert made.site.asked == []


async def test_a_silent_website_is_not_waited_for_long(
    authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.tls.fetch.FETCH_SECONDS", 0.5)
    async with world(authority, ca_file, None) as made:
        assert await made.policies().of("a.vn") is None


async def test_without_a_record_nobody_is_asked(authority: trustme.CA, ca_file: Path) -> None:
    zone = {**ZONE, "_mta-sts.a.vn": {"TXT": ['"v=STSv1; id=1;"', '"v=STSv1; id=2;"']}}
    async with world(authority, ca_file, page(ENFORCE), zone=zone) as made:
        assert await made.policies().of("a.vn") is None
        assert await made.policies().of("b.vn") is None
        assert made.site.asked == []


async def test_a_policy_that_is_kept_holds_until_its_end_whatever_disappears(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with world(authority, ca_file, page(ENFORCE)) as made:
        assert await made.policies().of("a.vn") is not None
        made.names.zone = {name: made.names.zone[name] for name in ("a.vn", "mx.a.vn")}
        made.site.says = page("", "404 Not Found")
        made.now += timedelta(hours=23)
        assert await made.policies().of("a.vn") is not None
        made.now += timedelta(hours=2)
        assert await made.policies().of("a.vn") is None


async def test_another_number_brings_another_policy_if_it_can_be_had(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with world(authority, ca_file, page(ENFORCE)) as made:
        assert await made.policies().of("a.vn") is not None
        made.names.zone = {**ZONE, "_mta-sts.a.vn": {"TXT": ['"v=STSv1; id=2;"']}}
        made.site.says = page("", "503 Busy")
        kept = await made.policies().of("a.vn")
        made.site.says = page(TESTING)
        later = await made.policies().of("a.vn")

    assert kept is not None
    assert later is not None
    assert (kept.mode, later.mode) == ("enforce", "testing")


async def test_many_who_ask_at_once_fetch_once(authority: trustme.CA, ca_file: Path) -> None:
    async with world(authority, ca_file, page(ENFORCE)) as made:
        policies = made.policies()
        found = await asyncio.gather(*(policies.of("a.vn") for _ in range(20)))

    assert len(made.site.asked) == 1
    assert set(found) == {sts.policy(ENFORCE.encode())}


async def test_a_policy_is_fetched_anew_before_it_ends(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with world(authority, ca_file, page(ENFORCE)) as made:
        policies = made.policies()
        await policies.of("a.vn")
        await policies.refresh()
        assert len(made.site.asked) == 1
        made.now += timedelta(hours=13)
        await policies.refresh()
        made.now += timedelta(hours=13)
        assert made.memory.policies.get("a.vn", made.now) is not None


async def test_nobodys_policy_makes_us_knock_at_our_own_services(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with world(authority, ca_file, page(ENFORCE)) as made:
        resolver = Resolver([("127.0.0.1", made.names.port)])
        guide = Guide(resolver, "relay.example", random.Random(1), 25)
        settings = replace(SETTINGS, policy_port=made.site.port)
        with pytest.raises(Unfetched, match="this machine itself"):
            await Fetcher(guide, Trust(ca_file), settings).policy("a.vn")

    assert made.site.asked == []


async def test_openssls_own_web_server_is_understood(
    authority: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    port, leaf = free_port(), authority.issue_cert("mta-sts.a.vn")
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known/mta-sts.txt").write_text(ENFORCE)
    leaf.private_key_and_cert_chain_pem.write_to_path(tmp_path / "web.pem")
    command = [need("openssl"), "s_server", "-accept", f"127.0.0.1:{port}", "-WWW", "-quiet"]
    server = await asyncio.create_subprocess_exec(
        *[*command, "-cert", "web.pem"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        async with serving(ZONE) as names:
            resolver = Resolver([("127.0.0.1", names.port)])
            guide = Guide(resolver, "relay.example", random.Random(1), 25, loopback=True)
            fetcher = Fetcher(guide, Trust(ca_file), replace(SETTINGS, policy_port=port))
            policy = await fetched(fetcher)
    finally:
        server.terminate()
        await server.wait()

    assert policy == sts.policy(ENFORCE.encode())


async def fetched(fetcher: Fetcher) -> Policy:
    for _ in range(100):  # until it listens
        try:
            return await fetcher.policy("a.vn")
        except Unfetched as error:
            if "refused" not in str(error) and "Connect call failed" not in str(error):
                raise
        await asyncio.sleep(0.1)
    raise AssertionError("openssl did not listen")
