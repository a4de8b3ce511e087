"""Addresses: parsed as strictly as the RFC's grammar, held against a parser that walks it slowly."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.address import Flaw, domain_of, mailbox, path, typed_domain

ATEXT = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"
)
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def slow(text: str) -> str | None:
    """The ASCII mailbox in *text* by RFC 5321 §4.1.2, one character at a time."""
    local, place, plain = "", 0, ""
    if text.startswith('"'):
        place = 1
        while place < len(text) and text[place] != '"':
            place += text[place] == "\\"
            if place >= len(text) or not " " <= text[place] <= "~":
                return None
            plain += text[place]
            place += 1
        place += 1
        local = plain if dotted(plain) else '"' + "".join(escaped(c) for c in plain) + '"'
    else:
        while place < len(text) and text[place] != "@":
            local += text[place]
            place += 1
        if not dotted(local):
            return None
    domain = text[place + 1 :]
    if text[place : place + 1] != "@" or not (named(domain) or literal(domain)):
        return None
    return f"{local}@{domain}" if len(local) <= 64 and len(f"{local}@{domain}") <= 254 else None


def escaped(character: str) -> str:
    return f"\\{character}" if character in '"\\' else character


def dotted(text: str) -> bool:
    return all(atom and ATEXT.issuperset(atom) for atom in text.split("."))


def named(domain: str) -> bool:
    return all(
        label
        and len(label) <= 63
        and (LETTERS | {"-"}).issuperset(label)
        and label[0] != "-"
        and label[-1] != "-"
        for label in domain.split(".")
    )


def literal(domain: str) -> bool:
    if domain[:1] != "[" or domain[-1:] != "]" or "%" in domain:
        return False
    tagged = domain[1:6].lower() == "ipv6:"
    try:
        ipaddress.IPv6Address(domain[6:-1]) if tagged else ipaddress.IPv4Address(domain[1:-1])
    except ValueError:
        return False
    return True


MARKS = ["a", "B", "9", ".", "-", "_", "@", '"', "\\", " ", "(", ")", "<", ">", ",", ":", "[", "]"]
CONTROLS = ["\r", "\n", "\0", "\t", "\x7f"]
PARTS = [
    "vpcp",
    ".gov.vn",
    "@moh.vn",
    "x" * 40,
    '"a b"@',
    "1.2",
    "[10.0.0.1]",
    "[IPv6:",
    "::1]",
    "!{+",
]
TEXTS = st.lists(st.sampled_from([*MARKS, *CONTROLS, *PARTS]), max_size=9).map("".join)


@given(TEXTS)
def test_an_ascii_address_is_one_exactly_where_the_grammar_says_so(text: str) -> None:
    found = mailbox(text)

    assert (None if isinstance(found, Flaw) else found) == slow(text)
    assert mailbox(text, utf8=True) == found


@given(TEXTS)
def test_what_was_parsed_parses_to_itself(text: str) -> None:
    found = mailbox(text)
    if isinstance(found, str):
        assert mailbox(found) == found
        assert path(f"<{found}> REST") == (found, " REST")


@given(st.text(max_size=12), st.text(max_size=12))
def test_nothing_makes_the_parser_raise(local: str, domain: str) -> None:
    found = mailbox(f"{local}@{domain}", utf8=True)
    if isinstance(found, str):
        assert "\r" not in found
        assert "\n" not in found
        assert domain_of(found).isascii()
    path(f"<{local}@{domain}>{local}", utf8=True)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("văn.thư@vpcp.gov.vn", Flaw.NON_ASCII),
        ("thu@bộ.vn", Flaw.NON_ASCII),
        ("@relay.vn:thu@vpcp.gov.vn", Flaw.ROUTE),
        ("thu(phòng)@vpcp.gov.vn", Flaw.NON_ASCII),
        ("thu(note)@vpcp.gov.vn", Flaw.SYNTAX),
        ("x" * 65 + "@vpcp.gov.vn", Flaw.LENGTH),
        ("thu@" + ".".join(["x" * 62] * 4), Flaw.LENGTH),
        ("thu", Flaw.SYNTAX),
        ("", Flaw.SYNTAX),
    ],
)
def test_a_refusal_says_why(text: str, flaw: Flaw) -> None:
    assert mailbox(text) is flaw


@pytest.mark.parametrize(
    "text", ["văn.thư@vpcp.gov.vn", "thu@Bộ.vn", '"văn thư"@bộ.vn', "thư@[10.0.0.1]"]
)
def test_utf8_is_taken_where_it_was_asked_for(text: str) -> None:
    assert mailbox(text, utf8=True) == text


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u00a0", "\u3000", "\ud800", "\uffff"])
def test_no_control_or_space_hides_among_utf8(character: str) -> None:
    assert mailbox(f"v{character}n@vpcp.gov.vn", utf8=True) is Flaw.SYNTAX


def test_octets_are_counted_not_characters() -> None:
    assert mailbox("ư" * 32 + "@vpcp.gov.vn", utf8=True) == "ư" * 32 + "@vpcp.gov.vn"
    assert mailbox("ư" * 33 + "@vpcp.gov.vn", utf8=True) is Flaw.LENGTH


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("thu@VPCP.gov.vn", "vpcp.gov.vn"),
        ("thu@Bộ.vn", "xn--b-8xm.vn"),
        ('"a@b"@vpcp.gov.vn', "vpcp.gov.vn"),
        ("thu@[IPv6:2001:DB8::1]", "[ipv6:2001:db8::1]"),
        ("postmaster", ""),
        ("", ""),
    ],
)
def test_domains_are_compared_in_lower_case_and_a_labels(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("<>", ("", "")),
        ("<> SIZE=1", ("", " SIZE=1")),
        ("<POSTmaster>", ("postmaster", "")),
        ('<"a>b"@vpcp.vn> X', ('"a>b"@vpcp.vn', " X")),
        ("<a@vpcp.vn>>", ("a@vpcp.vn", ">")),
        ("a@vpcp.vn", Flaw.SYNTAX),
        ("<a@vpcp.vn", Flaw.SYNTAX),
        ("<<a@vpcp.vn>>", Flaw.SYNTAX),
        ('<"a>b@vpcp.vn>', Flaw.SYNTAX),
    ],
)
def test_a_path_ends_at_its_bracket(text: str, parsed: object) -> None:
    assert path(text) == parsed


@pytest.mark.parametrize(
    "text", ["BacNinh.gov.vn", "vănphòng.vn", "faß.vn", "Ｂộ.vn", "xn--fa-hia.vn"]
)
def test_a_domain_is_registered_in_the_form_that_addresses_are_compared_in(text: str) -> None:
    assert typed_domain(text) == domain_of(f"thu@{text}")


@pytest.mark.parametrize("text", ["", "vn", "a_b.vn", "a@b.vn", "bộ..vn", "\u2488.vn"])
def test_what_a_person_typed_that_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no mail domain"):
        typed_domain(text)
