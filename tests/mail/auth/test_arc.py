"""Chains of ARC sets: what holds names its sealers, what does not names its fault, and bounds come before keys."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.auth.arc import Chain, Sealing
from mail.auth.aside import LARGEST_HEADER, MOST_LINES
from tests.mail.auth import judged
from tests.mail.auth.chains import Changes, Set, domain, letter, sealed, zone
from tests.mail.auth.zones import Zones, named, texts
from tests.mail.sign.letters import BODY, HEADER, public_key, record_of


def sealing(instance: int) -> Sealing:
    name = domain(instance)
    return Sealing(instance, name, "arc", f"{name}; dmarc=pass")


async def test_a_letter_without_sets_has_no_chain() -> None:
    server = zone(1)

    assert await judged.arc(letter([]), server) == Chain("none", "there is no ARC set")
    assert server.names == []


@pytest.mark.parametrize("hops", [1, 3, 50])
async def test_a_chain_that_holds_names_its_sealers_from_the_oldest(hops: int) -> None:
    chain = await judged.arc(letter(sealed(hops)), zone(hops))

    assert chain == Chain(
        "pass", f"{hops} good seals", tuple(map(sealing, range(1, hops + 1))), 0, True
    )


@pytest.mark.parametrize("hops", [51, 100])
async def test_more_than_fifty_sets_fail_before_any_key_is_asked_for(hops: int) -> None:
    (one,) = sealed(1)
    server = zone(1)

    chain = await judged.arc(letter([one] * hops), server)

    assert chain.reason == f"there are {hops} arc-authentication-results fields; 50 are allowed"
    assert (chain.result, server.names) == ("fail", [])


async def test_each_key_is_asked_for_once() -> None:
    server = zone(3)

    await judged.arc(letter(sealed(3)), server)

    assert sorted(server.names) == [named("arc", domain(i)) for i in (1, 2, 3)]


async def test_where_the_newest_signature_fails_only_its_key_was_asked_for() -> None:
    server = zone(3)

    chain = await judged.arc(letter(sealed(3), body=BODY + b"x"), server)

    assert (chain.result, chain.reason) == ("fail", "signature 3: the body was changed")
    assert server.names == [named("arc", domain(3))]


Change = Callable[[list[Set]], list[Set]]


def without(kind: str, instance: int) -> Change:
    return lambda sets: [
        one._replace(**{kind: b""}) if number == instance else one
        for number, one in enumerate(sets, 1)
    ]


def renumbered(kind: str, instance: int, said: bytes) -> Change:
    def change(sets: list[Set]) -> list[Set]:
        own = getattr(sets[instance - 1], kind).replace(b"i=%d;" % instance, b"i=%s;" % said)
        changed = sets[instance - 1]._replace(**{kind: own})
        return [*sets[: instance - 1], changed, *sets[instance:]]

    return change


STRUCTURE: dict[str, tuple[Change, str]] = {
    "a set is missing": (lambda sets: [sets[0], sets[2]], "does not stand once for each of 1 to"),
    "the first is missing": (lambda sets: sets[1:], "does not stand once for each of 1 to 2"),
    "a set stands twice": (lambda sets: [*sets, sets[1]], "has instance 2 twice"),
    "no results": (without("results", 2), "arc-authentication-results does not stand once"),
    "no signature": (without("message", 2), "arc-message-signature does not stand once"),
    "no seal": (without("seal", 3), "arc-seal does not stand once for each of 1 to 3"),
    "instance 0": (renumbered("seal", 1, b"0"), "arc-seal has no instance of 1 to 50"),
    "instance 51": (renumbered("results", 1, b"51"), "results has no instance of 1 to 50"),
    "instance 1000": (renumbered("message", 1, b"1000"), "signature has no instance of 1 to 50"),
    "instance -1": (renumbered("message", 1, b"-1"), "signature has no instance of 1 to 50"),
    "other digits": (renumbered("seal", 1, "١".encode()), "arc-seal has no instance of 1 to 50"),
}


@pytest.mark.parametrize("change", STRUCTURE)
async def test_sets_that_make_no_chain_fail_without_a_question(change: str) -> None:
    changed, reason = STRUCTURE[change]
    server = zone(3)

    chain = await judged.arc(letter(changed(sealed(3))), server)

    assert reason in chain.reason
    assert (chain.result, chain.sealings, server.names) == ("fail", (), [])


@pytest.mark.parametrize(
    ("seal", "message", "reason"),
    [
        ({2: {"cv": "none"}}, {}, "cv= of seal 2 is not pass"),
        ({2: {"cv": "fail"}}, {}, "cv= of seal 2 is not pass"),
        ({1: {"cv": "pass"}}, {}, "cv= of seal 1 is not none"),
        ({1: {"cv": None}}, {}, "cv= of seal 1 is not none"),
        ({1: {"h": "from"}}, {}, "seal 1 has h="),
        ({2: {"a": "rsa-sha1"}}, {}, "seal 2: rsa-sha1 is no signature any more"),
        ({2: {"d": None}}, {}, "seal 2: d= is missing"),
        ({2: {"a": "ed25519-sha256"}}, {}, "seal 2: the key is of another algorithm"),
        ({}, {2: {"h": None}}, "signature 2: h= is missing"),
        ({}, {2: {"h": "from:arc-seal"}}, "signature 2: h= names seals"),
        ({}, {2: {"l": "1"}}, "signature 2: l= leaves room behind the signed body"),
        ({}, {2: {"x": "1795485599"}}, "signature 2: the signature has expired"),
        ({}, {2: {"a": "rsa-sha1"}}, "signature 2: rsa-sha1 is no signature any more"),
    ],
)
async def test_a_claim_that_breaks_the_chain(seal: Changes, message: Changes, reason: str) -> None:
    late = letter(sealed(2, seal=seal, message=message))

    chain = await judged.arc(late, zone(2))

    assert (chain.result, chain.reason, chain.sealings) == ("fail", reason, ())


async def test_an_older_signature_may_be_broken_and_the_oldest_that_holds_is_told() -> None:
    gone = sealed(4, message={2: {"bh": "A" * 43 + "="}})
    torn = sealed(4, message={1: {"a": "rsa-sha1"}})

    assert (await judged.arc(letter(gone), zone(4))).oldest_pass == 3
    assert (await judged.arc(letter(torn), zone(4))).oldest_pass == 2


async def test_dns_trouble_fails_the_chain_for_now_and_a_missing_key_for_good() -> None:
    late = letter(sealed(3))

    for instance in (3, 1):
        unknown = await judged.arc(late, zone(3, unknown=instance))
        absent = await judged.arc(late, zone(3, without=instance))
        assert (unknown.result, unknown.temporary) == ("fail", True)
        assert (absent.result, absent.temporary) == ("fail", False)


@pytest.mark.parametrize(
    ("trusted", "instance"),
    [
        ({1, 2, 3}, 1),
        ({2, 3}, 2),
        ({1, 3}, 3),  # hop 2 may have said of hop 1 what it liked
        ({1, 2}, None),
        (set(), None),
    ],
)
async def test_the_oldest_hop_counts_behind_which_all_are_trusted(
    trusted: set[int], instance: int | None
) -> None:
    chain = await judged.arc(letter(sealed(3)), zone(3))

    vouched = chain.vouched(frozenset(map(domain, trusted)))

    assert vouched == (None if instance is None else sealing(instance))


@pytest.mark.parametrize("names", ["", "to:subject"])
async def test_who_left_the_author_unsigned_vouches_for_nothing(names: str) -> None:
    chain = await judged.arc(letter(sealed(2, message={2: {"h": names}})), zone(2))

    assert (chain.result, chain.signs_author) == ("pass", False)
    assert chain.vouched(frozenset({domain(1), domain(2)})) is None


async def test_a_chain_that_fails_vouches_for_nothing() -> None:
    chain = await judged.arc(letter(sealed(2), body=b"x"), zone(2))

    assert chain.vouched(frozenset({domain(1), domain(2)})) is None


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER + b"From: other@moh.gov.vn\r\n", "there are 2 From fields"),
        (HEADER + b"no field\r\n", "the header is malformed"),
        (HEADER + b"X" * LARGEST_HEADER + b":\r\n", "the header is longer than 262144 octets"),
        (HEADER + b"X: x\r\n" * MOST_LINES, "the header has more than 5000 lines"),
    ],
    ids=["two authors", "malformed", "long", "many lines"],
)
async def test_no_chain_counts_over_such_a_header(header: bytes, reason: str) -> None:
    server = zone(1)

    assert await judged.arc(letter(sealed(1), header), server) == Chain("fail", reason)
    assert server.names == []


async def test_a_header_of_results_may_hold_comments() -> None:
    first, second = sealed(2)
    commented = first._replace(
        results=b"ARC-Authentication-Results: (a) i (b) = 1 (c) ; x.example\r\n"
    )

    chain = await judged.arc(letter([commented, second]), zone(2))

    assert chain.reason == "seal 2: the sets were changed, or the key is another"


@given(st.data())
async def test_one_changed_octet_of_the_sets_never_passes(data: st.DataObject) -> None:
    whole = letter(sealed(2))
    last = whole.index(b"ARC-Message-Signature: h")  # behind the newest seal, whose b= may vary
    end = whole.index(b"Received:")
    at = data.draw(st.integers(last, end - 3).filter(lambda at: 32 < whole[at] < 127))
    octet = data.draw(st.integers(33, 126).filter(lambda octet: octet | 32 != whole[at] | 32))
    changed = whole[:at] + bytes([octet]) + whole[at + 1 :]

    assert (await judged.arc(changed, zone(2))).result != "pass"


TAGS = st.sampled_from(
    [b"i=1", b"i=2", b"a=rsa-sha256", b"b=AAAA", b"bh=", b"d=x.vn", b"s=y", b"h=from", b"cv=none"]
)
values = st.lists(st.one_of(TAGS, st.binary(max_size=20)), max_size=10).map(b";".join)
fields = st.tuples(
    st.sampled_from([b"ARC-Seal: ", b"ARC-Message-Signature: ", b"ARC-Authentication-Results: "]),
    values,
).map(lambda pair: pair[0] + pair[1] + b"\r\n")


@given(st.lists(fields, max_size=8).map(b"".join), st.binary(max_size=100))
async def test_hostile_octets_never_raise_and_never_pass(sets: bytes, more: bytes) -> None:
    server = Zones(texts({named("y", "x.vn"): record_of(public_key())}))

    chain = await judged.arc(sets + more + HEADER + b"\r\n" + BODY, server)

    assert chain.result in ("none", "fail")
