"""Addresses to authorise by: what the grammar says, or an honest refusal."""

import time
from email.headerregistry import HeaderRegistry
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.mailbox import LONGEST_VALUE, Unreadable, mailboxes

READ = {
    "a@b.vn": ["a@b.vn"],
    "<a@b.vn>": ["a@b.vn"],
    "Thu <a@b.vn>": ["a@b.vn"],
    '"Sở Y tế, Hà Giang" <vanthu@soyte.gov.vn>': ["vanthu@soyte.gov.vn"],
    "TS. Nguyễn Văn A. <a@b.vn>": ["a@b.vn"],
    "=?utf-8?B?VsSDbiB0aMaw?= =?utf-8?Q?_x?= <a@b.vn>": ["a@b.vn"],
    '"boss@vpcp.gov.vn" <a@b.vn>': ["a@b.vn"],
    r'"a \" < x@y >" <a@b.vn>': ["a@b.vn"],
    "a@b.vn (Văn thư)": ["a@b.vn"],
    r"(x (y) \) z) a (1) @ (2) b.vn (3)": ["a@b.vn"],
    "a@b.vn, C <c@d.vn>": ["a@b.vn", "c@d.vn"],
    "Các sở: a@b.vn, C <c@d.vn>;, e@f.vn": ["a@b.vn", "c@d.vn", "e@f.vn"],
    "undisclosed-recipients:;": [],
    '"van.thu"@b.vn': ["van.thu@b.vn"],
    '"van thu"@b.vn': ['"van thu"@b.vn'],
    r'"a\@b"@c.vn': ['"a@b"@c.vn'],
    r'"a\"\\"@c.vn': [r'"a\"\\"@c.vn'],
    "thư@bộytế.vn": ["thư@bộytế.vn"],
    "\ta@b.vn  ": ["a@b.vn"],
    "a!b%c+d=e@b.vn": ["a!b%c+d=e@b.vn"],
    "a@localhost": ["a@localhost"],
    f"a@{'x' * 63}.vn": [f"a@{'x' * 63}.vn"],
}

UNREADABLE = {
    "": "it is empty",
    "(only a comment)": "it is empty",
    "a": "it is not a list of addresses (RFC 5322 §3.4)",
    "a@b.vn,": "it is not a list of addresses (RFC 5322 §3.4)",
    "a@b.vn,,c@d.vn": "it is not a list of addresses (RFC 5322 §3.4)",
    "a@b.vn c@d.vn": "it is not a list of addresses (RFC 5322 §3.4)",
    "a@b@c.vn": "it is not a list of addresses (RFC 5322 §3.4)",
    "Thu <a@b.vn": "it is not a list of addresses (RFC 5322 §3.4)",
    "Thu a@b.vn>": "it is not a list of addresses (RFC 5322 §3.4)",
    "<a@b.vn> <c@d.vn>": "it is not a list of addresses (RFC 5322 §3.4)",
    "<>": "it is not a list of addresses (RFC 5322 §3.4)",
    "Thu <a@b.vn> x": "it is not a list of addresses (RFC 5322 §3.4)",
    "x: y: a@b.vn;;": "it is not a list of addresses (RFC 5322 §3.4)",
    "x: a@b.vn": "it is not a list of addresses (RFC 5322 §3.4)",
    ": a@b.vn;": "it is not a list of addresses (RFC 5322 §3.4)",
    '"a".b@c.vn': "it is not a list of addresses (RFC 5322 §3.4)",
    "a@b .vn": "it is not a list of addresses (RFC 5322 §3.4)",
    "boss@vpcp.gov.vn <a@b.vn>": "a display name holds an address without quotes",
    "<@x.vn,@y.vn:a@b.vn>": "it holds a source route",
    "<@x.vn:a@b.vn>": "it holds a source route",
    '"Thu <a@b.vn>': "a quoted string does not end",
    "Thu (văn thư <a@b.vn>": "a comment does not end",
    f"{'(' * 17}{')' * 17} a@b.vn": "a comment does not end",
    "Thu) <a@b.vn>": "it holds a character that must be quoted",
    r"a\b@c.vn": "it holds a character that must be quoted",
    "a@[192.0.2.1]": "it holds a domain literal",
    "a@b.vn\0": "it holds a control character",
    "a\r\nBcc: x@y@b.vn": "it holds a control character",
    "a@b.vn\u2028": "it holds a control character",
    "a\x85@b.vn": "it holds a control character",
    ".a@b.vn": "a local part has a dot too many",
    "a..b@b.vn": "a local part has a dot too many",
    "a.@b.vn": "a local part has a dot too many",
    '""@b.vn': "a local part is empty or too long",
    f"{'x' * 65}@b.vn": "a local part is empty or too long",
    "=?utf-8?q?boss=40vpcp.gov.vn=3E?=@b.vn": "a local part holds an encoded word",
    "a@-b.vn": "a domain is none",
    "a@b_c.vn": "a domain is none",
    "a@b..vn": "a domain is none",
    "a@b.vn.": "a domain is none",
    "a@=?utf-8?q?b?=.vn": "a domain is none",
    f"a@{'x' * 64}.vn": "a domain is none",
    f"a@{'.'.join(['x' * 63] * 4)}.vn": "a domain is none",
    "a@vpcp\uff0egov.vn": "a domain is not in its normal form",
    "a@vpcp\u3002gov.vn": "a domain is not in its normal form",
    "a@\uff56pcp.gov.vn": "a domain is not in its normal form",
    "a@vp\u00adcp.gov.vn": "an address holds an invisible character",
    "a\u200b@vpcp.gov.vn": "an address holds an invisible character",
    '"a\u202eb"@vpcp.gov.vn': "an address holds an invisible character",
    "a\u00a0@vpcp.gov.vn": "an address holds an invisible character",
    "good@b.vn, bad..x@b.vn": "a local part has a dot too many",
}


@pytest.mark.parametrize("value", READ)
def test_read(value: str) -> None:
    assert mailboxes(value.encode()) == tuple(READ[value])


@pytest.mark.parametrize("value", UNREADABLE)
def test_refused(value: str) -> None:
    assert mailboxes(value.encode()) == Unreadable(UNREADABLE[value])


def test_what_is_not_utf_8_or_too_long_is_refused() -> None:
    assert mailboxes(b"V\xe3 <a@b.vn>") == Unreadable("it is not UTF-8 (RFC 6532 §3.1)")
    assert mailboxes(b"a" * (LONGEST_VALUE + 1)) == Unreadable(
        f"it is longer than {LONGEST_VALUE} octets"
    )


@pytest.mark.parametrize("value", [value for value in READ if "(2)" not in value])
def test_the_email_package_reads_the_same(value: str) -> None:
    """But for comments inside an address, which it loses with the blanks around them."""
    made: Any = HeaderRegistry()("To", value)

    theirs = [address.addr_spec for address in made.addresses]

    assert [address.replace('"van.thu"', "van.thu") for address in theirs] == READ[value]


atoms = st.text("abzA09!#$%&'*+-/=?^_`{|}~\u1ec7\u0111", min_size=1, max_size=8).filter(
    lambda atom: "=?" not in atom
)
locals_ = st.lists(atoms, min_size=1, max_size=3).map(".".join)
labels = st.text("abz09\u1ec7", min_size=1, max_size=8)
domains = st.lists(labels, min_size=1, max_size=3).map(".".join)
addresses = st.tuples(locals_, domains).map("@".join)
comments = st.text("ab@<>,;:. \u1ec7", max_size=6).map(lambda text: f"({text})")
gaps = st.one_of(st.sampled_from(["", " ", "\t "]), comments)
phrases = st.one_of(
    st.lists(atoms, min_size=1, max_size=3).map(" ".join),
    st.text("ab@<>,;:.() \u1ec7", max_size=8).map(lambda text: f'"{text}"'),
    st.just("=?utf-8?B?VsSDbiB0aMaw?="),
)


@st.composite
def mailbox_texts(draw: st.DrawFn) -> tuple[str, list[str]]:
    address, before, behind = draw(addresses), draw(gaps), draw(gaps)
    if draw(st.booleans()):
        return f"{before}{address}{behind}", [address]
    return f"{before}{draw(phrases)}{draw(gaps)}<{address}>{behind}", [address]


@st.composite
def address_texts(draw: st.DrawFn) -> tuple[str, list[str]]:
    if draw(st.integers(0, 3)):
        return draw(mailbox_texts())
    inside = draw(st.lists(mailbox_texts(), max_size=2))
    text = ",".join(text for text, _ in inside)
    return f"{draw(phrases)}:{text};", [address for _, found in inside for address in found]


@given(st.lists(address_texts(), min_size=1, max_size=4))
def test_every_list_that_the_grammar_makes_is_read(parts: list[tuple[str, list[str]]]) -> None:
    value = ",".join(text for text, _ in parts)

    assert mailboxes(value.encode()) == tuple(found for _, each in parts for found in each)


@given(
    st.one_of(st.binary(max_size=80), st.text('ab@<>,;:."\\()[]= \t?', max_size=60).map(str.encode))
)
def test_hostile_octets_never_raise_and_what_is_read_has_one_domain(value: bytes) -> None:
    found = mailboxes(value)

    if not isinstance(found, Unreadable):
        for address in found:
            local, _, domain = address.rpartition("@")
            assert local
            assert not set(domain) & set('<>,;:"\\()[] \t@')


@pytest.mark.parametrize("piece", ["(", "a@", "a ", "a@b,", '"', "<", "x:", "a@b <", "\\"])
def test_no_value_takes_long(piece: str) -> None:
    value = (piece * LONGEST_VALUE)[:LONGEST_VALUE].encode()
    started = time.process_time()

    mailboxes(value)

    assert time.process_time() - started < 2  # milliseconds; quadratic would be minutes
