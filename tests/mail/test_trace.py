"""The trace field says where a letter came from, and repeats nothing that could break the header."""

import dataclasses
import email.policy
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.header import parse
from mail.trace import folded, missing_fields, received_field
from work.letter import Addressee, Envelope, Origin, Parcel

HOST = "mx.vpcp.gov.vn"
ORIGIN = Origin(
    "587",
    "submission",
    "192.0.2.7",
    "pc7.vpcp.gov.vn",
    "ESMTPSA",
    "TLSv1.3 TLS_AES_256_GCM_SHA384",
    "vpcp",
    "G08",
)
ENVELOPE = Envelope("thu@vpcp.gov.vn", (Addressee("vanthu@moh.gov.vn"),))
PARCEL = Parcel(
    17,
    "relayed",
    datetime(2026, 11, 24, 2, 0, 7, 250000, tzinfo=UTC),
    ORIGIN,
    ENVELOPE,
    (0,),
    (0,),
    1,
    900,
)


def parcel(**changes: object) -> Parcel:
    return PARCEL._replace(origin=dataclasses.replace(ORIGIN, **changes))  # type: ignore[arg-type]


def to(*addresses: str) -> Parcel:
    recipients = tuple(Addressee(address) for address in addresses)
    return PARCEL._replace(envelope=Envelope("", recipients))


def unfolded(given: Parcel) -> str:
    (field,) = parse(received_field(given, HOST)).fields
    return field.value.decode()


def test_it_has_the_clauses_of_rfc_5321_in_their_order() -> None:
    assert received_field(PARCEL, HOST) == (
        b"Received: from pc7.vpcp.gov.vn ([192.0.2.7]) by mx.vpcp.gov.vn (Congvu)\r\n"
        b" with ESMTPSA id 0000HX for <vanthu@moh.gov.vn> tls TLS_AES_256_GCM_SHA384\r\n"
        b" (TLSv1.3); Tue, 24 Nov 2026 02:00:07 +0000\r\n"
    )


def test_without_tls_there_is_no_tls_clause() -> None:
    assert unfolded(parcel(tls=None, protocol="ESMTP")) == (
        "from pc7.vpcp.gov.vn ([192.0.2.7]) by mx.vpcp.gov.vn (Congvu) with ESMTP "
        "id 0000HX for <vanthu@moh.gov.vn>; Tue, 24 Nov 2026 02:00:07 +0000"
    )


def test_several_recipients_are_not_told_of_each_other() -> None:
    assert " for " not in unfolded(to("a@b.vn", "c@d.vn"))


@pytest.mark.parametrize(
    "address", ['"a>b"@b.vn', "thư@b.vn", "a@[192.0.2.1]", "x" * 300 + "@b.vn"]
)
def test_a_recipient_that_needs_care_is_left_out(address: str) -> None:
    assert " for " not in unfolded(to(address))


@pytest.mark.parametrize(
    ("peer", "written"),
    [
        ("192.0.2.7", "([192.0.2.7])"),
        ("2001:DB8:0::1", "([IPv6:2001:db8::1])"),
        ("fe80::1%eth0", "([IPv6:fe80::1])"),
        ("/run/congvu.sock", "(unknown)"),
        ("", "(unknown)"),
    ],
)
def test_the_peers_address_is_written_as_rfc_5321_wants_it(peer: str, written: str) -> None:
    assert f"from pc7.vpcp.gov.vn {written} by" in unfolded(parcel(peer=peer))


@pytest.mark.parametrize("helo", ["pc7", "pc_7.vpcp.gov.vn", "[192.0.2.9]", "[IPv6:2001:db8::9]"])
def test_a_well_formed_greeting_is_repeated(helo: str) -> None:
    assert unfolded(parcel(helo=helo)).startswith(f"from {helo} ([192.0.2.7]) by ")


@pytest.mark.parametrize(
    "helo",
    [
        "",
        "a b",
        "a\r\nBcc: x",
        "a(b",
        "a;b",
        "[1.2.3.4] (x",
        "x" * 300,
        "thư.vn",
        "a\0",
        "<a>",
        "-",
    ],
)
def test_for_any_other_greeting_stands_the_address(helo: str) -> None:
    assert unfolded(parcel(helo=helo)).startswith("from [192.0.2.7] ([192.0.2.7]) by ")


@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=60), st.text(max_size=80))
def test_nothing_that_a_peer_says_makes_a_second_field(
    helo: str, peer: str, tls: str, address: str
) -> None:
    origin = dataclasses.replace(ORIGIN, helo=helo, peer=peer, tls=tls)
    given_parcel = to(address)._replace(origin=origin)

    octets = received_field(given_parcel, HOST)

    header = parse(octets)
    assert (len(header.fields), header.malformed) == (1, ())
    assert octets.isascii()
    assert octets.endswith(b" Tue, 24 Nov 2026 02:00:07 +0000\r\n")


@given(st.from_regex(r"[a-z]{1,20}(\.[a-z]{1,20}){0,2}", fullmatch=True))
def test_lines_stay_within_78_columns(helo: str) -> None:
    lines = received_field(parcel(helo=helo), HOST).split(b"\r\n")

    assert max(map(len, lines)) <= 78


def test_a_letter_that_lacks_date_and_message_id_gets_them() -> None:
    added = missing_fields(PARCEL, parse(b"From: thu@vpcp.gov.vn\r\n"), HOST)

    assert added == (
        b"Date: Tue, 24 Nov 2026 02:00:07 +0000\r\n"
        b"Message-ID: <20261124020007.250000.0000HX@mx.vpcp.gov.vn>\r\n"
    )
    assert parse(added).message_id() == "<20261124020007.250000.0000HX@mx.vpcp.gov.vn>"
    read = BytesHeaderParser(policy=email.policy.default).parsebytes(added)
    assert read["date"].datetime == PARCEL.received_at.replace(microsecond=0)


def test_another_letter_gets_another_message_id_and_the_same_one_the_same() -> None:
    empty = parse(b"")
    later = PARCEL._replace(received_at=PARCEL.received_at + timedelta(microseconds=1))
    other = PARCEL._replace(letter=18)

    first, again, *others = (missing_fields(p, empty, HOST) for p in (PARCEL, PARCEL, later, other))

    assert first == again
    assert len({first, *others}) == 3


@pytest.mark.parametrize(
    ("block", "names"),
    [
        (b"Date: x\r\nMessage-ID: y\r\n", []),
        (b"Date: x\r\n", ["message-id"]),
        (b"message-id: x\r\n", ["date"]),
        (b"Date: x\r\nMessage-ID: y\r\nContent-Type: text/plain\r\n", ["mime-version"]),
        (b"Date: x\r\nMessage-ID: y\r\nMIME-Version: 1.0\r\nContent-Type: z\r\n", []),
        (b"Date: x\r\nMessage-ID: y\r\nContent-Type: z\r\nDKIM-Signature: v=1\r\n", []),
    ],
)
def test_what_is_there_is_not_added_again(block: bytes, names: list[str]) -> None:
    added = parse(missing_fields(PARCEL, parse(block), HOST))

    assert [field.name for field in added.fields] == names


def test_a_piece_longer_than_a_line_leaves_no_empty_one_before_it() -> None:
    assert folded("", ["x" * 100, "y"]) == b" " + b"x" * 100 + b"\r\n y\r\n"
