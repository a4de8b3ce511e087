"""Which host gets a letter for a domain: RFC 5321 §5, RFC 7505."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from mail.delivery import Delivery
from mail.dns import Resolver
from mail.exchanger import Guide, Place
from mail.route import Exchangers, Hop
from tests.mail.letters import SETTINGS, Begun, letter
from tests.mail.peers.nameserver import Zone, serving
from tests.mail.peers.script import HELLO, OPENING, scripted
from tests.mail.peers.sink import sinking
from work.outcome import Deferred, Delivered, Outcome, Refused


async def places(zone: Zone, domain: str, seed: int = 1) -> list[Place | Deferred | Refused]:
    async with serving(zone) as names:
        resolver = Resolver([("127.0.0.1", names.port)])
        guide = Guide(resolver, "relay.example", random.Random(seed), 25)
        return [place async for place in guide.places(Exchangers(domain, "opportunistic"))]


def hosts(found: list[Place | Deferred | Refused]) -> list[str]:
    return [place.host for place in found if isinstance(place, Place)]


FOUR = {
    "a.vn": {"MX": ["20 far.vn.", "10 one.vn.", "10 two.vn.", "5 best.vn."]},
    **{f"{host}.vn": {"A": ["192.0.2.1"]} for host in ("far", "one", "two", "best")},
}


async def test_nearer_exchangers_come_first_and_equal_ones_in_any_order() -> None:
    orders = {tuple(hosts(await places(FOUR, "a.vn", seed))) for seed in range(20)}

    assert orders == {
        ("best.vn", "one.vn", "two.vn", "far.vn"),
        ("best.vn", "two.vn", "one.vn", "far.vn"),
    }


async def test_both_address_families_are_tried() -> None:
    both = {"A": ["192.0.2.1", "192.0.2.2"], "AAAA": ["2001:db8::1"]}
    found = await places({"a.vn": {"MX": ["1 mx.vn."]}, "mx.vn": both}, "a.vn")

    addresses = [place.address for place in found if isinstance(place, Place)]
    assert addresses[0] == "2001:db8::1"
    assert sorted(addresses[1:]) == ["192.0.2.1", "192.0.2.2"]


async def test_the_number_of_hosts_and_addresses_is_bounded() -> None:
    zone = {"a.vn": {"MX": [f"{n} m{n}.vn." for n in range(50)]}}
    zone |= {f"m{n}.vn": {"A": [f"192.0.2.{i}" for i in range(50)]} for n in range(50)}

    assert len(await places(zone, "a.vn")) == 20


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ({}, Refused("5.1.2", "the domain a.vn does not exist")),
        ({"a.vn": "SERVFAIL"}, Deferred("4.4.3", "no name server answered for a.vn (MX)")),
        (
            {"a.vn": {"MX": ["0 ."]}},
            Refused("5.1.10", "the domain a.vn takes no mail (null MX, RFC 7505)"),
        ),
        (
            {"a.vn": {"MX": ["1 -bad\\032name.vn.", "2 caf\\195\\169.vn."]}},
            Refused("5.4.4", "the MX records of a.vn name no host that could exist"),
        ),
        (
            {"a.vn": {"MX": ["1 localhost."]}},
            Refused("5.4.6", "the DNS sends mail for localhost to this machine itself"),
        ),
        *(
            (
                {"a.vn": {"MX": ["1 b.vn."]}, "b.vn": {kind: [address]}},
                Refused("5.4.6", "the DNS sends mail for b.vn to this machine itself"),
            )
            for kind, address in [
                ("A", "127.0.0.1"),
                ("A", "127.8.0.1"),
                ("A", "0.0.0.0"),
                ("AAAA", "::1"),
                ("AAAA", "::"),
                ("AAAA", "::ffff:127.0.0.1"),
            ]
        ),
        (
            {"a.vn": {"A": ["127.0.0.1", "192.0.2.7"]}},
            Place("a.vn", "192.0.2.7", 25),
        ),
        ({"a.vn": {"TXT": ["x"]}}, Refused("5.4.4", "the host a.vn has no address")),
        ({"a.vn": {"MX": ["1 b.vn."]}}, Refused("5.4.4", "the host b.vn has no address")),
        (
            {"a.vn": {"MX": ["1 b.vn."]}, "b.vn": "SERVFAIL"},
            Deferred("4.4.3", "no name server answered for b.vn"),
        ),
        (
            {"a.vn": {"MX": ["1 relay.example.", "1 b.vn.", "2 c.vn."]}},
            Refused("5.4.6", "mail for a.vn leads back to this host"),
        ),
        ({"a.vn": {"A": ["192.0.2.7"]}}, Place("a.vn", "192.0.2.7", 25)),
        (
            {"a.vn": {"MX": ["1 b.vn.", "2 RELAY.example."]}, "b.vn": {"A": ["192.0.2.8"]}},
            Place("b.vn", "192.0.2.8", 25),
        ),
    ],
    ids=[
        "NXDOMAIN",
        "SERVFAIL",
        "null",
        "nonsense",
        "localhost",
        *("A loopback", "A loopback net", "A zero", "AAAA loopback", "AAAA zero", "AAAA mapped"),
        "half",
        "bare",
        "lost",
        "ill",
        "loop",
        "implicit",
        "backup",
    ],
)
async def test_what_the_dns_says_decides(zone: Zone, expected: Place | Outcome) -> None:
    assert await places(zone, "a.vn") == [expected]


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("[192.0.2.9]", Place("192.0.2.9", "192.0.2.9", 25)),
        ("[IPv6:2001:db8::9]", Place("2001:db8::9", "2001:db8::9", 25)),
        (
            "[127.0.0.1]",
            Refused("5.4.6", "the DNS sends mail for 127.0.0.1 to this machine itself"),
        ),
        ("[elsewhere]", Refused("5.1.2", "[elsewhere] is no address literal")),
    ],
)
async def test_an_address_literal_needs_no_dns(domain: str, expected: Place | Outcome) -> None:
    assert await places({}, domain) == [expected]


@pytest.mark.parametrize(
    ("signed", "named", "bases"),
    [
        ({"a.vn", "mx.b.vn"}, True, ("mx.b.vn",)),
        ({"a.vn"}, True, ()),
        ({"mx.b.vn"}, False, ()),  # whoever forged the MX record could name a host of their own
        (set(), False, ()),
    ],
)
async def test_records_of_keys_are_asked_for_only_where_every_step_is_signed(
    signed: set[str], named: bool, bases: tuple[str, ...]
) -> None:
    zone: Zone = {"a.vn": {"MX": ["1 mx.b.vn."]}, "mx.b.vn": {"A": ["192.0.2.1"]}}
    async with serving(zone, signed=signed) as names:
        resolver = Resolver([("127.0.0.1", names.port)], validating=True)
        guide = Guide(resolver, "relay.example", random.Random(1), 25)
        (place,) = [one async for one in guide.places(Exchangers("a.vn", "opportunistic"))]

    assert isinstance(place, Place)
    assert (place.named, place.bases) == (named, bases)


@asynccontextmanager
async def to_domain(zone: Zone, port: int, **changes: Any) -> AsyncIterator[Delivery]:
    async with serving(zone) as names:
        settings = replace(SETTINGS, port=port, **{"loopback_only": True, **changes})
        resolver = Resolver([("127.0.0.1", names.port)])
        made = Delivery(settings, resolver, random.Random(1))
        yield made
        await made.close()


DOMAIN = Exchangers("a.vn", "opportunistic")
TWO = {
    "a.vn": {"MX": ["1 dead.vn.", "2 live.vn."]},
    "dead.vn": {"A": ["127.0.0.2"]},
    "live.vn": {"A": ["127.0.0.1"]},
}


async def test_the_next_exchanger_is_tried_when_the_first_does_not_answer() -> None:
    async with sinking() as sink, to_domain(TWO, sink.port) as made:
        outcomes = await made.deliver(DOMAIN, letter(), Begun())

    assert outcomes == (Delivered("2.0.0 taken"),)


@pytest.mark.parametrize("banner", ["421 4.3.2 busy", "554 5.7.1 no service", "ESMTP?"])
async def test_the_next_exchanger_is_tried_when_the_first_is_unfriendly(banner: str) -> None:
    unfriendly = [f"S: {banner}", "X: rest"]
    live = {**TWO, "dead.vn": {"A": ["127.0.0.1"]}}
    friendly = [*HELLO, *OPENING, "C: .", "S: 250 2.0.0 taken", "C: QUIT", "S: 221 bye"]
    async with scripted(unfriendly, friendly) as peer, to_domain(live, peer.port) as made:
        outcomes = await made.deliver(DOMAIN, letter(), Begun())

    assert outcomes == (Delivered("2.0.0 taken"),)


@pytest.mark.parametrize(
    ("at", "dead"), [("127.0.0.1", {"AAAA": ["::1"]}), ("::1", {"A": ["127.0.0.1"]})]
)
async def test_the_other_family_is_tried_when_one_does_not_answer(
    at: str, dead: dict[str, list[str]]
) -> None:
    live = {"A" if at == "127.0.0.1" else "AAAA": [at]}
    zone: Zone = {"a.vn": {"MX": ["1 mx.vn."]}, "mx.vn": {**dead, **live}}
    async with sinking(at=(at, 0)) as sink, to_domain(zone, sink.port) as made:
        outcomes = await made.deliver(DOMAIN, letter(), Begun())

    assert outcomes == (Delivered("2.0.0 taken"),)


async def test_aliases_of_domains_and_of_exchangers_are_followed() -> None:
    zone: Zone = {
        "a.vn": {"CNAME": ["b.vn."]},
        "b.vn": {"MX": ["1 mx.vn."]},
        "mx.vn": {"CNAME": ["real.vn."]},
        "real.vn": {"A": ["192.0.2.1"]},
    }

    assert await places(zone, "a.vn") == [Place("mx.vn", "192.0.2.1", 25)]


async def test_an_exchanger_without_an_address_does_not_hide_the_others() -> None:
    zone: Zone = {
        "a.vn": {"MX": ["1 gone.vn.", "2 ill.vn.", "3 mx.vn."]},
        "ill.vn": "SERVFAIL",
        "mx.vn": {"A": ["192.0.2.1"]},
    }

    assert [type(one) for one in await places(zone, "a.vn")] == [Refused, Deferred, Place]


async def test_a_letter_is_refused_only_when_no_exchanger_might_take_it() -> None:
    both = {**TWO, "dead.vn": {"A": ["127.0.0.1"]}}
    no, later = ["S: 554 5.7.1 no", "X: rest"], ["S: 421 4.3.2 later", "X: rest"]
    async with scripted(no, later, later, no, no) as peer, to_domain(both, peer.port) as made:
        seen = [await made.deliver(DOMAIN, letter(), Begun()) for _ in range(3)]

    assert [type(outcome) for (outcome,) in seen] == [Deferred, Deferred, Refused]


async def test_a_place_that_did_not_answer_is_tried_last_for_a_while() -> None:
    swapped = {**TWO, "dead.vn": {"A": ["127.0.0.1"]}}
    taken = [*HELLO, *OPENING, "C: .", "S: 250 2.0.0 taken", "X: close"]
    async with (
        scripted(["X: close"], taken, taken) as peer,
        to_domain(swapped, peer.port, letters_per_connection=1) as made,
    ):
        for _ in range(2):
            assert await made.deliver(DOMAIN, letter(), Begun()) == (Delivered("2.0.0 taken"),)

    assert len(peer.heard) == 3


async def test_a_null_exchanger_refuses_all_recipients_without_beginning() -> None:
    begin = Begun()
    async with to_domain({"a.vn": {"MX": ["0 ."]}}, 9) as made:
        outcomes = await made.deliver(DOMAIN, letter("x@a.vn", "y@a.vn"), begin)

    assert [outcome.status for outcome in outcomes if isinstance(outcome, Refused)] == [
        "5.1.10"
    ] * 2
    assert begin.times == 0


async def test_the_operators_host_without_an_address_defers_rather_than_refuses() -> None:
    async with to_domain({}, 9) as made:
        hop = Hop("smtp", "nowhere.invalid", 25, "opportunistic")
        (outcome,) = await made.deliver(hop, letter(), Begun())

    assert isinstance(outcome, Deferred)
    assert outcome.status == "4.4.4"


async def test_nobodys_mx_record_makes_us_knock_at_our_own_services() -> None:
    begin = Begun()
    here = {"a.vn": {"MX": ["1 b.vn."]}, "b.vn": {"A": ["127.0.0.1"]}}
    async with sinking() as sink, to_domain(here, sink.port, loopback_only=False) as made:
        (outcome,) = await made.deliver(DOMAIN, letter(), begin)

    assert isinstance(outcome, Refused)
    assert outcome.status == "5.4.6"
    assert (begin.times, sink.connections) == (0, 0)


async def test_in_simulated_time_no_other_machine_is_reached() -> None:
    elsewhere = {"a.vn": {"MX": ["1 mx.vn."]}, "mx.vn": {"A": ["192.0.2.1"]}}
    async with to_domain(elsewhere, 25, loopback_only=True) as made:
        (outcome,) = await made.deliver(DOMAIN, letter(), Begun())

    assert isinstance(outcome, Deferred)
    assert "simulated" in outcome.reason
