"""DMARC against a table that was made before it, and against what letters and records may hold."""

import time
from collections.abc import Mapping, Sequence
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mail.auth.dmarc
from mail.auth.dmarc import Dmarc, author_domains, check_dmarc
from mail.auth.dmarc_record import Record, read_record, selected
from mail.auth.spf import Spf
from mail.auth.tree import MOST_LOOKUPS, names_to_ask
from mail.sign.verifier import Verdict
from tests.mail.auth.dmarc_table import CASES, Case
from tests.mail.auth.zones import Records, Zones, texts

REJECT = "v=DMARC1; p=reject"


def zone(records: Mapping[str, str | bytes | Sequence[str] | None]) -> dict[str, Records]:
    """Records at _dmarc, unless the name begins with "@"; None is a name server that does not answer."""
    at = {
        name.removeprefix("@") if name[0] == "@" else f"_dmarc.{name}": said
        for name, said in records.items()
    }
    known = texts({name: said for name, said in at.items() if said is not None})
    return {**known, **{name: [("TIMEOUT", [""])] for name, said in at.items() if said is None}}


def spf_of(domain: str) -> Spf:
    if domain == "":
        return Spf("none", "")
    return Spf(_result(domain), "", domain.removeprefix("?").lower())


def dkim_of(domain: str) -> Verdict:
    return Verdict(_result(domain), "", domain.removeprefix("?"), "s")


def _result(domain: str) -> Literal["pass", "temperror"]:
    return "temperror" if domain.startswith("?") else "pass"


async def checked(
    records: Mapping[str, str | bytes | Sequence[str] | None],
    author: str,
    spf: str = "",
    dkim: Sequence[str] = (),
) -> Dmarc:
    authors = author_domains(f"From: {author}\r\n".encode())
    signed = [dkim_of(one) for one in dkim]
    return await check_dmarc(authors, spf_of(spf), signed, Zones(zone(records)))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
async def test_each_case_of_the_table_ends_as_the_rfc_says(case: Case) -> None:
    found = await checked(case.zone, f"an@{case.author}", case.spf, case.dkim)

    assert (found.result, found.policy) == (case.result, case.policy), found
    assert found.policy_domain == case.policy_domain


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("To: an@a.vn\r\n", "it names nobody"),
        ("From: an@a.vn\r\nFrom: an@a.vn\r\n", "it stands 2 times"),
        ("From: nobody:;\r\n", "it names nobody"),
        ("From: an@[192.0.2.1]\r\n", "it holds a domain literal"),
        ("From: an@a.vn <binh@b.vn>\r\n", "a display name holds an address without quotes"),
        ("From: " + ",".join(f"an@a{n}.vn" for n in range(5)) + "\r\n", "it names 5 domains"),
    ],
)
async def test_who_wrote_must_be_certain(header: str, reason: str) -> None:
    found = await check_dmarc(author_domains(header.encode()), spf_of("a.vn"), [], Zones({}))

    assert found == Dmarc("permerror", f"From cannot be read: {reason}")


@pytest.mark.parametrize(
    ("second", "result", "policy", "domain"),
    [
        ("b.vn", "fail", "quarantine", "b.vn"),
        ("c.vn", "fail", "reject", "c.vn"),
        ("none.vn", "none", "none", "none.vn"),
        ("broken.vn", "temperror", "none", "broken.vn"),
        ("A.vn", "pass", "none", "a.vn"),
        ("x.a.vn", "pass", "none", "a.vn"),
    ],
)
async def test_of_several_authors_the_worst_result_counts(
    second: str, result: str, policy: str, domain: str
) -> None:
    records = {
        "a.vn": REJECT,
        "b.vn": "v=DMARC1; p=quarantine",
        "c.vn": REJECT,
        "broken.vn": None,
    }
    for authors in (f"an@a.vn, binh@{second}", f"binh@{second}, an@a.vn"):
        found = await checked(records, authors, spf="a.vn")
        assert (found.result, found.policy) == (result, policy)
        assert found.domain == domain or result == "pass"


@pytest.mark.parametrize(
    ("signer", "reason"),
    [("?a.vn", "DKIM of a.vn is not known now"), ("?", "DKIM of the letter is not known now")],
)
async def test_an_identifier_that_is_not_known_now_is_named_as_far_as_it_was_read(
    signer: str, reason: str
) -> None:
    found = await checked({"a.vn": REJECT}, "an@a.vn", dkim=[signer])

    assert (found.result, found.reason, found.policy) == ("temperror", reason, "none")


async def test_what_dkim_gives_no_weight_vouches_for_nobody() -> None:
    signed = [Verdict("policy", "only 512 bits", "a.vn", "s"), Verdict("fail", "", "a.vn", "t")]

    found = await check_dmarc(["a.vn"], spf_of(""), signed, Zones(zone({"a.vn": REJECT})))

    assert found.result == "fail"


@pytest.mark.parametrize("labels", [1, 2, 7, 8, 9, 100])
def test_a_walk_asks_no_more_than_eight_names(labels: int) -> None:
    name = ".".join(f"l{n}" for n in range(labels))
    asked = names_to_ask(name)

    assert len(asked) == len(set(asked)) == min(labels, MOST_LOOKUPS)
    assert (asked[0], asked[-1]) == (name, f"l{labels - 1}")


async def test_a_record_is_looked_for_at_eight_names_each_once() -> None:
    resolver = Zones({})
    found = await check_dmarc([".".join("abcdefghijklmnop")], spf_of("b.vn"), [], resolver)

    assert found.result == "none"
    assert sorted(resolver.asked.values()) == [1] * MOST_LOOKUPS


async def test_a_letter_costs_a_bounded_number_of_look_ups_and_no_time() -> None:
    deep = [".".join([f"n{n}", *"abcdefghijklmnop", "vn"]) for n in range(20)]
    resolver = Zones(zone({"a.vn": REJECT, **dict.fromkeys(deep, f"{REJECT};" * 400)}))
    author = deep[:4]
    signed = [dkim_of(one) for one in deep[5:10]]
    await check_dmarc(author, spf_of(deep[4]), signed, resolver)  # reads the list of suffixes

    resolver.asked.clear()
    began = time.thread_time()
    found = await check_dmarc(author, spf_of(deep[4]), signed, resolver)
    taken = time.thread_time() - began

    assert found.result == "permerror"  # p= stands twice
    assert len(resolver.asked) <= 8 * (4 + 1 + 5)
    assert taken < 0.05


async def test_a_name_server_that_says_nothing_is_temperror_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail.auth.dmarc, "CHECK_SECONDS", 0.05)
    resolver = Zones({}, silent=["_dmarc.a.vn"])

    found = await check_dmarc(["a.vn"], spf_of("a.vn"), [], resolver)

    assert (found.result, found.domain) == ("temperror", "a.vn")


def test_a_record_of_megabytes_is_not_applied() -> None:
    began = time.thread_time()
    record = selected([b"v=DMARC1;" + b"p=reject;" * 500_000])

    assert record is not None
    assert record.flaw
    assert time.thread_time() - began < 0.05


TAGS = st.sampled_from(
    ["p", "sp", "np", "t", "psd", "adkim", "rua", "=", "reject", "none", "y", "n", "s", "mailto:a@b", " ", ";", "v"]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=80), st.lists(TAGS, max_size=12).map("".join).map(str.encode)))
def test_any_octets_are_read_as_a_record(octets: bytes) -> None:
    record = read_record(b"v=DMARC1;" + octets)

    assert record.suffix in "ynu"
    assert not record.flaw or record == Record(
        flaw=record.flaw,
        suffix=record.suffix,
        strict_dkim=record.strict_dkim,
        strict_spf=record.strict_spf,
        testing=record.testing,
    )
    for exists in (True, False):
        assert record.policy_for(subdomain=True, exists=exists) in ("none", "quarantine", "reject")
