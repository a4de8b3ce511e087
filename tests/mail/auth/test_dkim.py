"""Other people's signatures: their keys are asked for once, side by side and within bounds; nothing weak passes."""

import asyncio

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from hypothesis import given
from hypothesis import strategies as st

from mail.auth.aside import LARGEST_HEADER, MOST_LINES
from mail.auth.keys import key_records
from mail.dns import Absent, Answer, Resolver
from mail.sign import SeenBody, Verdict, txt_strings
from tests.mail.auth import judged
from tests.mail.auth.zones import Zones, named, texts
from tests.mail.peers.nameserver import Zone as Names
from tests.mail.peers.nameserver import serving
from tests.mail.sign.letters import (
    BODY,
    DOMAIN,
    HEADER,
    forged,
    keys,
    private_key,
    public_key,
    record_of,
    records,
    signatures,
)

KEY = named("forged", DOMAIN)
GOOD = Verdict("pass", "good signature", DOMAIN, "forged")


def letter(*fields: bytes, body: bytes = BODY) -> bytes:
    return b"".join(fields) + HEADER + b"\r\n" + body


def zone(record: bytes | tuple[bytes, ...] | None = None) -> Zones:
    return Zones(texts({KEY: record or record_of(public_key())}))


async def test_a_good_signature_passes_by_the_key_that_dns_gives() -> None:
    server = zone()

    assert await judged.dkim(letter(forged()), server) == (GOOD,)
    assert server.names == [KEY]


async def test_our_own_letters_pass_at_a_receiver() -> None:
    server = Zones(texts({named(*name): record for name, record in records().items()}))

    verdicts = await judged.dkim(letter(signatures()), server)

    assert [verdict.result for verdict in verdicts] == ["pass", "pass"]
    assert sorted(server.names) == sorted(named(key.selector, key.domain) for key in keys())


async def test_a_letter_without_signatures_asks_for_nothing() -> None:
    server = zone()

    assert await judged.dkim(letter(), server) == ()
    assert server.names == []


async def test_each_key_is_asked_for_once_and_only_those_of_the_first_five() -> None:
    fields = [forged({"s": selector}) for selector in ("a", "b", "a", "c", "b", "d")]
    server = Zones(texts({named(name, DOMAIN): record_of(public_key()) for name in "abcd"}))

    verdicts = await judged.dkim(letter(*fields), server)

    assert [(verdict.result, verdict.selector) for verdict in verdicts] == [
        ("pass", selector) for selector in "abacb"
    ]
    assert sorted(server.names) == [named(name, DOMAIN) for name in "abc"]


async def test_keys_are_asked_for_side_by_side() -> None:
    class Together:
        def __init__(self) -> None:
            self.barrier = asyncio.Barrier(3)

        async def txt(self, name: str) -> Answer[bytes]:
            await self.barrier.wait()
            return Absent(name_exists=False)

    async with asyncio.timeout(20):
        found = await key_records([("a", "x.vn"), ("b", "x.vn"), ("c", "x.vn")], Together())

    assert found == {("a", "x.vn"): None, ("b", "x.vn"): None, ("c", "x.vn"): None}


async def test_a_name_server_that_never_answers_costs_its_own_key_alone() -> None:
    slow, quick = ("slow", DOMAIN), ("quick", DOMAIN)
    server = Zones(texts({named(*quick): b"v=DKIM1; p="}), silent=frozenset({named(*slow)}))

    assert await key_records([slow, quick], server, seconds=0.05) == {quick: b"v=DKIM1; p="}


async def test_dns_trouble_is_temporary_and_a_missing_key_is_not() -> None:
    (unknown,) = await judged.dkim(letter(forged()), Zones(texts({KEY: None})))
    (absent,) = await judged.dkim(letter(forged()), Zones(texts({})))

    assert (unknown.result, unknown.reason) == ("temperror", "the key is not known now")
    assert (absent.result, absent.reason) == ("permerror", "there is no key")


async def test_keys_come_out_of_real_dns_and_are_remembered_for_all_who_ask() -> None:
    strings = " ".join(f'"{one}"' for one in txt_strings(record_of(public_key()).decode()))
    broken, absent = forged({"s": "broken"}), forged({"s": "absent"})
    told: Names = {KEY: {"TXT": [strings]}, named("broken", DOMAIN): "SERVFAIL"}

    async with serving(told) as server, asyncio.TaskGroup() as tasks:
        resolver = Resolver([("127.0.0.1", server.port)])
        several = letter(forged(), broken, absent)
        judging = [tasks.create_task(judged.dkim(several, resolver)) for _ in range(20)]

    for verdicts in (task.result() for task in judging):
        assert [verdict.result for verdict in verdicts] == ["pass", "temperror", "permerror"]
    assert server.asked[KEY, "TXT"] == server.asked[named("absent", DOMAIN), "TXT"] == 1


@pytest.mark.parametrize("backwards", [False, True])
async def test_of_several_records_a_usable_one_counts_in_whatever_order_they_come(
    backwards: bool,
) -> None:
    texts = (b"v=spf1 -all", record_of(public_key()), b"v=DKIM1; p=")
    server = zone(texts[::-1] if backwards else texts)

    assert await judged.dkim(letter(forged()), server) == (GOOD,)


@pytest.mark.parametrize(("bits", "result"), [(1023, "permerror"), (1024, "pass"), (2048, "pass")])
async def test_an_rsa_key_of_so_many_bits(bits: int, result: str) -> None:
    private = private_key(2048 if bits == 1023 else bits)
    record = record_of(private.public_key()) if bits != 1023 else _record((1 << 1022) | 1, 65537)

    (verdict,) = await judged.dkim(letter(forged(private=private)), zone(record))

    assert verdict.result == result


@pytest.mark.parametrize(
    ("modulus", "exponent", "reason"),
    [
        ((1 << 16383) | 1, 65537, "the RSA key has 16384 bits"),
        ((1 << 2047) | 1, (1 << 33) | 1, "the RSA key has a huge exponent"),
        ((1 << 2047) | 1, (1 << 2046) | 1, "the RSA key has a huge exponent"),
    ],
    ids=["16,384 bits", "an exponent of 34 bits", "an exponent of 2,047 bits"],
)
async def test_a_key_that_would_take_long_is_not_tried(
    modulus: int, exponent: int, reason: str
) -> None:
    (verdict,) = await judged.dkim(letter(forged()), zone(_record(modulus, exponent)))

    assert (verdict.result, verdict.reason) == ("permerror", reason)


@pytest.mark.parametrize(
    ("behind", "result"),
    [(b"", "policy"), (b"an advertisement\r\n", "fail")],
    ids=["whole", "more"],
)
async def test_a_signature_over_a_part_of_the_body_never_passes(behind: bytes, result: str) -> None:
    signed = forged({"l": "39"})

    (verdict,) = await judged.dkim(letter(signed, body=BODY.rstrip() + b"\r\n" + behind), zone())

    assert verdict.result == result


async def test_a_simple_body_is_judged_octet_by_octet() -> None:
    simple = SeenBody("simple")
    simple.update(BODY)
    signed = forged({"c": "relaxed/simple"}, body_digest=simple.digest())

    (same,) = await judged.dkim(letter(signed), zone())
    (other,) = await judged.dkim(letter(signed, body=BODY.replace(b"\t", b" ")), zone())

    assert (same.result, other.result) == ("pass", "fail")


async def test_a_signature_that_names_signatures_does_not_sign_itself() -> None:
    other = b"DKIM-Signature: v=1; another\r\n"
    alone = forged({"h": "from:dkim-signature"})
    above = forged({"h": "from:dkim-signature", "s": "above"}, header=other + HEADER)
    server = Zones(
        texts({named(name, DOMAIN): record_of(public_key()) for name in ("forged", "above")})
    )

    (verdict,) = await judged.dkim(letter(alone), server)
    first, _ = await judged.dkim(letter(above, other), server)

    assert (verdict.result, first.result) == ("pass", "pass")


@pytest.mark.parametrize(
    "header",
    [HEADER + b"From: other@moh.gov.vn\r\n", HEADER + b"no field\r\n", HEADER + b"X: \0\r\n"],
    ids=["two authors", "no field", "a NUL"],
)
async def test_where_no_signature_can_count_no_key_is_asked_for(header: bytes) -> None:
    server = zone()

    verdicts = await judged.dkim(forged() * 2 + header + b"\r\n" + BODY, server)

    assert [verdict.result for verdict in verdicts] == ["permerror", "permerror"]
    assert server.names == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (b"X" * LARGEST_HEADER + b":\r\n", "the header is longer than 262144 octets"),
        (b"X: x\r\n" * MOST_LINES, "the header has more than 5000 lines"),
    ],
    ids=["octets", "lines"],
)
async def test_a_header_that_is_too_long_is_not_read(more: bytes, reason: str) -> None:
    server = zone()

    assert await judged.dkim(letter(forged(), more), server) == (Verdict("permerror", reason),)
    assert server.names == []


TAGS = st.sampled_from(
    [b"v=1", b"a=rsa-sha256", b"b=AAAA", b"bh=", b"d=vpcp.gov.vn", b"s=forged", b"h=from", b"i=@"]
)
values = st.lists(st.one_of(TAGS, st.binary(max_size=20)), max_size=12).map(b";".join)


@given(values, st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=60))
async def test_hostile_octets_never_raise_and_never_pass(
    value: bytes, header: bytes, record: bytes, body: bytes
) -> None:
    octets = b"DKIM-Signature: " + value + b"\r\n" + header + HEADER + b"\r\n" + body

    for verdict in await judged.dkim(octets, zone(record)):
        assert verdict.result in ("neutral", "permerror", "temperror", "fail")


def _record(modulus: int, exponent: int) -> bytes:
    return record_of(RSAPublicNumbers(exponent, modulus).public_key())
