"""SPF beyond the suite: bounds, deadlines, hostile records, and the same over a real name server."""

import time
from collections.abc import Mapping
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mail.auth.spf
from mail.auth.spf import Spf, check_helo, check_mail_from
from mail.auth.spf_record import Malformed, Record, read_record
from mail.dns import Resolver
from tests.mail.auth.zones import Records, Zones, texts
from tests.mail.peers.nameserver import Zone, serving
from tests.mail.sign.letters import NOW

CLIENT = ip_address("192.0.2.7")
SENDER = "an@moh.gov.vn"


async def checked(
    zone: Mapping[str, Records], client: str = "192.0.2.7", sender: str = SENDER
) -> Spf:
    return await check_mail_from(ip_address(client), "mx.moh.gov.vn", sender, Zones(zone), NOW)


async def test_who_is_listed_passes_and_the_reason_names_the_term() -> None:
    found = await checked(texts({"moh.gov.vn": "v=spf1 ip4:192.0.2.0/24 -all"}))

    reason = "ip4:192.0.2.0/24 in the record of moh.gov.vn"
    assert found == Spf("pass", reason, "moh.gov.vn", "mailfrom")


async def test_the_null_sender_stands_for_the_greeting() -> None:
    zone = Zones(texts({"mx.moh.gov.vn": "v=spf1 ip4:192.0.2.7 -all"}))
    found = await check_mail_from(CLIENT, "mx.moh.gov.vn", "", zone, NOW)
    greeted = await check_helo(CLIENT, "mx.moh.gov.vn", zone, NOW)

    assert (found.result, found.domain, found.identity) == ("pass", "mx.moh.gov.vn", "mailfrom")
    assert (greeted.result, greeted.domain, greeted.identity) == ("pass", "mx.moh.gov.vn", "helo")


@pytest.mark.parametrize(
    "helo", ["", "localhost", "[192.0.2.7]", "a..vn", "x" * 64 + ".vn", "\0.vn"]
)
async def test_a_greeting_that_names_no_domain_has_no_result(helo: str) -> None:
    assert (await check_helo(CLIENT, helo, Zones({}), NOW)).result == "none"


async def test_a_domain_in_vietnamese_is_asked_by_its_a_labels() -> None:
    found = await checked(
        texts({"xn--b-y-t-s61b7g.vn": "v=spf1 ip4:192.0.2.7 -all"}), sender="an@Bộ-Y-Tế.vn"
    )

    assert (found.result, found.domain) == ("pass", "xn--b-y-t-s61b7g.vn")


async def test_a_local_part_beyond_ascii_matches_nothing_that_is_made_of_it() -> None:
    zone = texts({"moh.gov.vn": "v=spf1 exists:%{l}.moh.gov.vn ?all"})

    assert (await checked(zone, sender="văn.thư@moh.gov.vn")).result == "neutral"


async def test_the_zone_of_a_link_local_address_is_none_of_the_dns() -> None:
    name = f"1.{'0.' * 28}8.E.F.vn"
    zone = {
        "moh.gov.vn": [("TXT", ["v=spf1 exists:%{ir}.vn -all"])],
        name.lower(): [("A", ["192.0.2.1"])],
    }

    assert (await checked(zone, "fe80::1%eth0")).result == "pass"


async def test_a_name_with_control_characters_is_not_asked_for() -> None:
    zone = texts({"moh.gov.vn": "v=spf1 include:%{l}.vn -all"})

    found = await checked(zone, sender="a\x1b[31m@moh.gov.vn")
    assert (found.result, found.reason) == ("permerror", "include:%{l}.vn names no domain")


async def test_an_explanation_is_one_line_of_printable_ascii() -> None:
    zone = texts({"moh.gov.vn": "v=spf1 -all exp=why.moh.gov.vn", "why.moh.gov.vn": "no %{l}%{t}"})
    for local, said in (("a\r\n250 ok", "no a??250 ok"), ("ăn", "no ?n")):
        found = await checked(zone, sender=f"{local}@moh.gov.vn")
        assert found.explanation == f"{said}{int(NOW.timestamp())}"

    zone["why.moh.gov.vn"] = [("TXT", ["%{l}"])]
    assert (await checked(zone, sender=f"{'x' * 300}@moh.gov.vn")).explanation == "x" * 64
    zone["why.moh.gov.vn"] = [("TXT", ["%{S}" * 2000])]
    assert len((await checked(zone)).explanation) == 400


async def test_a_name_server_that_says_nothing_is_temperror_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail.auth.spf, "CHECK_SECONDS", 0.05)
    zone = Zones(texts({"moh.gov.vn": "v=spf1 a:mx.vn -all"}), silent=["mx.vn"])

    found = await check_mail_from(CLIENT, "mx.vn", SENDER, zone, NOW)
    assert (found.result, found.domain) == ("temperror", "moh.gov.vn")


async def test_an_explanation_that_does_not_come_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail.auth.spf, "EXPLANATION_SECONDS", 0.05)
    zone = Zones(texts({"moh.gov.vn": "v=spf1 -all exp=why.vn"}), silent=["why.vn"])

    found = await check_mail_from(CLIENT, "mx.vn", SENDER, zone, NOW)
    assert (found.result, found.explanation) == ("fail", "")


@pytest.mark.parametrize(
    ("client", "result"),
    [
        ("192.0.2.200", "pass"),
        ("192.0.3.1", "fail"),
        ("2001:db8::ffff", "pass"),
        ("2001:db8:0:1::1", "fail"),
    ],
)
async def test_addresses_of_either_kind_have_a_length_of_their_own(
    client: str, result: str
) -> None:
    host: Records = [("A", ["192.0.2.7"]), ("AAAA", ["2001:db8::7"])]
    zone = {**texts({"moh.gov.vn": "v=spf1 a:mx.moh.gov.vn/24//64 -all"}), "mx.moh.gov.vn": host}

    assert (await checked(zone, client)).result == result


async def test_exchangers_are_asked_for_no_more_addresses_than_ten() -> None:
    exchangers = [("MX", ["1", f"mx{n}.vn"]) for n in range(11)]
    zone = Zones({"moh.gov.vn": [("TXT", ["v=spf1 mx -all"]), *exchangers]})

    assert (await check_mail_from(CLIENT, "mx.vn", SENDER, zone, NOW)).result == "permerror"
    assert zone.asked.total() == 2


async def test_exchangers_of_the_other_kind_of_address_are_no_void_lookups() -> None:
    four = {f"mx{n}.vn": [("A", ["192.0.2.9"])] for n in range(5)}
    exchangers = [("MX", ["1", host]) for host in four]
    zone = {"moh.gov.vn": [("TXT", ["v=spf1 mx ip6:2001:db8::/32 -all"]), *exchangers], **four}

    assert (await checked(zone, "2001:db8::7")).result == "pass"


async def test_names_of_the_client_are_asked_for_once_whatever_the_record_wants() -> None:
    said = "v=spf1 ptr:a.vn ptr:b.vn exists:%{p}.c.vn exists:%{P1r}.d.vn -all"
    zone = Zones(
        {
            "moh.gov.vn": [("TXT", [said])],
            "7.2.0.192.in-addr.arpa": [("PTR", [f"n{n}.vn"]) for n in range(40)],
            "n3.vn": [("A", ["192.0.2.7"])],
        }
    )

    assert (await check_mail_from(CLIENT, "mx.vn", SENDER, zone, NOW)).result == "fail"
    assert {name for name, kind in zone.asked if kind == "A"} == {
        *(f"n{n}.vn" for n in range(10)),
        "n3.vn.c.vn",
        "n3.d.vn",
    }
    assert zone.asked["7.2.0.192.in-addr.arpa", "PTR"] == 1


LOOP = texts({"moh.gov.vn": "v=spf1 include:moh.gov.vn -all"})
TREE = texts({f"n{n}.vn": "v=spf1 " + f"include:n{n + 1}.vn " * 400 for n in range(20)})
WIDE = texts({f"w{n}.vn": "v=spf1 " + "a " * 1500 + f"include:w{n + 1}.vn" for n in range(20)})
SHORT = texts({f"s{n}.vn": f"v=spf1 include:s{n + 1}.vn" + " ip6:::" * 460 for n in range(20)})
GROWS = texts(
    {f"g{n}.vn": f"v=spf1 exists:{'%{S}' * 700}.vn redirect=g{n + 1}.vn" for n in range(20)}
)


@pytest.mark.parametrize(
    ("zone", "domain"),
    [
        (LOOP, "moh.gov.vn"),
        (TREE, "n0.vn"),
        (WIDE, "w0.vn"),
        (SHORT, "s0.vn"),
        (GROWS, "g0.vn"),
        (texts({"moh.gov.vn": "v=spf1 " + "include:a.vn " * 10_000}), "moh.gov.vn"),
        (texts({"moh.gov.vn": "v=spf1 " + "ip4:192.0.2.1 " * 200_000}), "moh.gov.vn"),
        (texts({"moh.gov.vn": "v=spf1 a:" + "a." * 4000}), "moh.gov.vn"),
        (texts({"moh.gov.vn": "v=spf1 a:" + "%{d}/" * 1600 + "/1"}), "moh.gov.vn"),
        (texts({"moh.gov.vn": "v=spf1 a:" + "/1" * 4000}), "moh.gov.vn"),
        (texts({"moh.gov.vn": ["v=spf1 a", *["v=spf1 b"] * 5000]}), "moh.gov.vn"),
    ],
    ids=["a loop", "a tree", "many terms", "short terms", "macros", "many includes", "megabytes",
         "dots", "slashes", "prefixes", "many records"],
)  # fmt: skip
async def test_a_hostile_record_costs_little_and_never_passes(
    zone: Mapping[str, Records], domain: str
) -> None:
    sender = f"{'a.b-c+d' * 30}@{domain}"
    shortest = 1.0
    for _ in range(5):  # the machine may be busy with something else
        resolver = Zones(zone)
        began = time.thread_time()
        found = await check_mail_from(CLIENT, "x" * 250, sender, resolver, NOW)
        shortest = min(shortest, time.thread_time() - began)
        assert found.result in ("permerror", "neutral")
        assert resolver.asked.total() <= 23
    assert shortest < 0.05


async def test_records_that_are_long_together_are_permerror() -> None:
    long = " ip4:192.0.2.1" * 550
    zone = texts({f"n{n}.vn": f"v=spf1 include:n{n + 1}.vn{long}" for n in range(9)})

    found = await checked({**zone, "n3.vn": [("TXT", ["v=spf1 -all"])]}, sender="an@n0.vn")
    assert found.result == "neutral"
    found = await checked(zone, sender="an@n0.vn")
    assert found.reason == "the records have more than 32768 octets"


TERMS = st.sampled_from(
    ["a", "mx", "ptr", "all", "-all", "include", "exists", "ip4", "ip6", "redirect=", "exp=", "x=",
     ":", "/", "//", "%", "%{", "%{d", "%{l1r-}", "}", ".", "vn", "1.2.3.4", "::1", "24", "0", "~", " "]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=80), st.lists(TERMS, max_size=12).map("".join).map(str.encode)))
def test_any_octets_are_a_record_or_malformed(octets: bytes) -> None:
    assert isinstance(read_record(b"v=spf1 " + octets), Record | Malformed)


@given(st.lists(TERMS, max_size=12).map("".join), st.text(max_size=20), st.text(max_size=20))
async def test_any_record_sender_and_greeting_give_a_result(
    said: str, local: str, helo: str
) -> None:
    zone = Zones({"moh.gov.vn": [("TXT", [f"v=spf1 {said}"]), ("A", ["192.0.2.1"])]})

    found = await check_mail_from(CLIENT, helo, f"{local}@moh.gov.vn", zone, NOW)

    assert found.result != "none"
    assert found.reason.isprintable()


REAL: Zone = {
    "moh.gov.vn": {"TXT": ['"v=spf1 include:%{d2}.inc.vn ptr:relay.vn exists:" "%{l}.e.vn -all"']},
    "gov.vn.inc.vn": {"TXT": ['"v=spf1 mx:hg.gov.vn -all"']},
    "hg.gov.vn": {"MX": ["10 mx.hg.gov.vn."]},
    "mx.hg.gov.vn": {"A": ["192.0.2.7"], "AAAA": ["2001:db8::7"]},
    "8.2.0.192.in-addr.arpa": {"PTR": ["Out.Relay.vn."]},
    "out.relay.vn": {"A": ["192.0.2.8"]},
    r"a\\b\032c.e.vn": {"A": ["127.0.0.2"]},
    "broken.vn": "SERVFAIL",
}


@pytest.mark.parametrize(
    ("client", "sender", "result"),
    [
        ("192.0.2.7", "an@moh.gov.vn", "pass"),
        ("::ffff:192.0.2.7", "an@moh.gov.vn", "pass"),
        ("2001:db8::7", "an@moh.gov.vn", "pass"),
        ("192.0.2.8", "an@moh.gov.vn", "pass"),
        ("192.0.2.9", "an@moh.gov.vn", "fail"),
        ("192.0.2.9", "a\\b c@moh.gov.vn", "pass"),
        ("192.0.2.9", "an@broken.vn", "temperror"),
        ("192.0.2.9", "an@nowhere.vn", "none"),
    ],
)
async def test_over_a_name_server_it_is_the_same(client: str, sender: str, result: str) -> None:
    async with serving(REAL) as server:
        resolver = Resolver([("127.0.0.1", server.port)])
        found = await check_mail_from(ip_address(client), "mx.vn", sender, resolver, NOW)

    assert found.result == result
