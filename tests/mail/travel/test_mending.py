"""A letter made fit says what it said, and nothing that may be signed was touched in it."""

import time
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.travel import Goal, Unfit
from tests.mail.travel.mended import crlf, mended

TOP = "From: a@b.vn\nSubject: x\nMIME-Version: 1.0\n"
LONG = "Kính gửi " * 200
PLAIN = TOP + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
INNER = "\n".join(
    (
        "--b2",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "{}",
        "--b2",
        "Content-Type: application/pgp-signature",
        "",
        "sig",
        "--b2--",
    )
)
MIXED = (
    TOP
    + """Content-Type: multipart/mixed; boundary="b1"
Content-Transfer-Encoding: 8bit

for old readers
--b1
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

{html}
--b1
Content-Type: multipart/signed; boundary=b2; protocol="application/pgp-signature"

{signed}
--b1
Content-Type: message/rfc822

Subject: {subject}
From: c@d.vn

{letter}

--b1
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="{name}"

{octets}
--b1
Content-Type: image/png
Content-Transfer-Encoding: base64

{image}
--b1--
the end
"""
)
SIGNED = INNER.format("as signed")
FACTS = {
    "html": "<p>x</p>",
    "signed": SIGNED,
    "subject": "Bao cao",
    "letter": "text",
    "name": "a.bin",
    "octets": "octets",
    "image": "QUJD\nREVG",
}


def mixed(**facts: str) -> bytes:
    return crlf(MIXED.format(**FACTS | facts))


def contents(octets: bytes) -> list[tuple[str, bytes]]:
    """Type and decoded content of each part, as Python reads them."""
    letter = message_from_bytes(octets, policy=policy.default)
    return [
        (part.get_content_type(), cast(bytes, part.get_payload(decode=True)))
        for part in letter.walk()
        if not part.is_multipart()
    ]


@pytest.mark.parametrize("goal", ["lines", "seven-bit"])
@pytest.mark.parametrize(
    "facts",
    [
        {"html": f"<p>{'x ' * 600}</p>"},
        {"octets": "z" * 3000},
        {"image": "QUJD" * 500},
        {"letter": "y" * 2000},
        {"html": f"<p>{'x ' * 600}</p>", "octets": "z" * 3000, "image": "QUJD" * 500},
    ],
    ids=["html", "octets", "base64", "a letter in it", "all"],
)
def test_parts_with_long_lines_are_encoded_and_read_as_before(
    facts: dict[str, str], goal: Goal
) -> None:
    before = mixed(**facts)
    out = mended(before, goal)

    assert isinstance(out, bytes)
    assert contents(out) == contents(before)
    assert max(map(len, out.split(b"\r\n"))) <= 998
    assert crlf(SIGNED) in out


@pytest.mark.parametrize(
    "facts",
    [
        {"html": "<p>Kính gửi</p>"},
        {"octets": "số"},
        {"letter": "nội dung", "subject": "Báo cáo"},
        {"name": "Báo cáo.bin"},
    ],
    ids=["html", "octets", "a letter in it", "a name"],
)
def test_what_is_beyond_ascii_is_encoded_only_where_it_must_be(facts: dict[str, str]) -> None:
    before = mixed(**facts)

    out = mended(before, "seven-bit")

    assert isinstance(out, bytes)
    assert out.isascii()
    assert contents(out) == contents(before)
    assert crlf(SIGNED) in out
    assert b"8bit" not in out
    assert mended(before, "lines") == before


@pytest.mark.parametrize("goal", ["lines", "seven-bit"])
@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_same_however_the_letter_is_cut(seed: int, goal: Goal) -> None:
    letters = (mixed(), mixed(html=LONG, name="Báo cáo.bin"), mixed(signed=INNER.format(LONG)))

    for one in letters:
        assert mended(one, goal, seed=seed) == mended(one, goal)


KEPT = {
    "S/MIME": TOP + "Content-Type: application/pkcs7-mime; name=smime.p7m\n\n{}\n",
    "PGP/MIME": TOP + "Content-Type: multipart/signed; boundary=b2\n\n" + INNER,
    "encrypted": TOP + "Content-Type: multipart/encrypted; boundary=b2\n\n" + INNER,
    "clear-signed": PLAIN + "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{}\n",
    "PDF": TOP + "Content-Type: application/pdf\n\n{}\n",
    "PDF by its name": TOP + 'Content-Type: application/x-foo; name="x.PDF"\n\n{}\n',
    "PDF by its octets": TOP + "Content-Type: application/octet-stream\n\n%PDF-1.7\n{}\n",
    "DKIM of its writer": "DKIM-Signature: v=1\n" + PLAIN + "{}\n",
    "DKIM of a letter in it": TOP
    + "Content-Type: message/rfc822\n\nDKIM-Signature: v=1\nFrom: c@d.vn\n\n{}\n",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_may_be_signed_is_never_touched(name: str) -> None:
    for goal, text in (("lines", "x" * 1000), ("seven-bit", "số")):
        found = mended(crlf(KEPT[name].format(text)), cast(Goal, goal))

        assert isinstance(found, Unfit)
        assert "may be signed" in found.reason
        assert found.reason.isascii()
        assert len(found.reason) < 490
    fit = crlf(KEPT[name].format("fit"))
    assert mended(fit) == fit


@pytest.mark.parametrize("name", KEPT)
def test_the_fields_of_such_a_letter_are_mended_unless_they_are_signed_too(name: str) -> None:
    before = crlf("Comments: số " + "x " * 600 + "\n" + KEPT[name].format("fit"))

    out = mended(before)

    if name == "DKIM of its writer":
        assert isinstance(out, Unfit)
    else:
        assert isinstance(out, bytes)
        assert out.startswith(b"Comments: =?utf-8?B?c+G7kQ==?= x")
        assert out.partition(b"\r\n\r\n")[2] == before.partition(b"\r\n\r\n")[2]
        assert max(map(len, out.split(b"\r\n"))) <= 998


UNREADABLE = {
    "an unknown encoding": TOP + "Content-Transfer-Encoding: x-uuencode\n\n{}\n",
    "no boundary": TOP + "Content-Type: multipart/mixed\n\n{}\n",
    "two boundaries": TOP
    + "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\n{}\n--a--\n",
    "a part that may not be encoded": TOP + "Content-Type: message/delivery-status\n\n{}\n",
    "an encoded multipart": TOP
    + "Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n{}\n",
    "no base64": TOP + "Content-Transfer-Encoding: base64\n\n{}!\n",
    "before the parts": TOP + "Content-Type: multipart/mixed; boundary=a\n\n{}\n--a--\n",
    "a line that is no field": TOP + "x\n\n{}\n",
    "fields that do not end": TOP + "Content-Type: multipart/mixed; boundary=a\n\n--a\n{}\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_could_be_read_in_two_ways_is_not_touched(name: str) -> None:
    found = mended(crlf(UNREADABLE[name].format("x" * 1000)))

    assert isinstance(found, Unfit)
    assert "998 octets" in found.reason
    assert "signed, so" not in found.reason
    fit = crlf(UNREADABLE[name].format("fit"))
    assert mended(fit) == fit


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("X-Trace: " + "x" * 1000, "The field X-Trace has a line longer"),
        ("Message-ID: <số@b.vn>", "The field Message-Id has octets beyond ASCII"),
    ],
)
def test_a_field_that_cannot_be_written_otherwise_is_named(field: str, sentence: str) -> None:
    found = mended(crlf(f"{field}\n{TOP}\ntext\n"))

    assert isinstance(found, Unfit)
    assert found.reason.startswith(sentence)


def test_fields_beyond_ascii_stay_where_the_envelope_lets_them() -> None:
    before = crlf(f"To: Sở <số@b.vn>\n{TOP}\nsố\n")

    assert mended(before, utf8=True) == before


def test_a_letter_without_a_body_is_made_fit_too() -> None:
    assert mended(crlf("From: a@b.vn\nSubject: Báo\n")) == (
        b"From: a@b.vn\r\nSubject: =?utf-8?B?QsOhbw==?=\r\n"
    )


@pytest.mark.parametrize(
    ("body", "charset"), [("số".encode(), b"utf-8"), ("dè".encode("cp1258"), None)]
)
def test_a_text_that_says_nothing_of_itself_is_told_for_what_it_is(
    body: bytes, charset: bytes | None
) -> None:
    out = mended(b"From: a@b.vn\r\n\r\n" + body + b"\r\n", "seven-bit")

    assert isinstance(out, bytes)
    assert b"MIME-Version: 1.0\r\n" in out
    assert b"charset=" + (charset or b"unknown-8bit") + b"\r\n" in out
    assert contents(out)[0][1] == body + b"\r\n"


LINES = ("text", "", "--b1", "--b2", "--b1--", "--b2--", "x" * 1000, "số", "--b1x", "Subject: x")
KINDS = (
    "Content-Type: multipart/mixed; boundary=b1",
    "Content-Type: multipart/signed; boundary=b2",
    "Content-Type: multipart/digest; boundary=b2",
    "Content-Type: message/rfc822",
    "Content-Transfer-Encoding: base64",
)
broken = st.lists(st.sampled_from((*LINES, *KINDS)), max_size=30).map("\n".join)


@given(broken, st.sampled_from(["lines", "seven-bit"]), st.integers(0, 99))
def test_whatever_comes_is_fit_afterwards_or_told_not_to_be(
    text: str, goal: Goal, seed: int
) -> None:
    octets = crlf(f"From: a@b.vn\n{KINDS[0]}\n\n{text}\n")

    out = mended(octets, goal)

    assert out == mended(octets, goal, seed=seed)
    if isinstance(out, bytes):
        assert max(map(len, out.split(b"\r\n"))) <= 998
        assert goal == "lines" or out.isascii()
        assert goal == "seven-bit" or max(map(len, octets.split(b"\r\n"))) > 998 or out == octets


def test_thousands_of_parts_and_of_levels_are_read_within_bounds() -> None:
    nested = "".join(
        f"--b{i}\nContent-Type: multipart/mixed; boundary=b{i + 1}\n\n" for i in range(3000)
    )
    found = mended(crlf(f"{TOP}Content-Type: multipart/mixed; boundary=b0\n\n{nested}{LONG}\n"))
    assert isinstance(found, Unfit)

    flat = "--b1\n\n\n" * 10_000
    out = mended(crlf(f"{TOP}Content-Type: multipart/mixed; boundary=b1\n\n{flat}--b1--\n"))
    assert isinstance(out, bytes)


HOSTILE: dict[str, Callable[[int], str]] = {
    "parts": lambda count: "--b1\n\n\n" * count,
    "near misses": lambda count: "--b1x\n" * count,
    "letters in letters": lambda count: "--b1\n" + "Content-Type: message/rfc822\n\n" * count,
    "one line": lambda count: "--b1\n\n" + "x " * count,
    "fields": lambda count: "--b1\n" + "X: số\n" * (count // 20) + "\n",
    "words": lambda count: f"--b1\nX: {'số x ' * (count // 20)}\n\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_time_it_takes_is_linear_in_the_length_of_a_letter(kind: str) -> None:
    def seconds(count: int) -> float:
        octets = crlf(
            f"{TOP}Content-Type: multipart/mixed; boundary=b1\n\n{HOSTILE[kind](count)}\n"
        )
        started = time.process_time()
        mended(octets, "seven-bit")
        return time.process_time() - started

    short = min(seconds(30_000) for _ in range(3))
    long = min(seconds(120_000) for _ in range(2))

    assert long < 10 * short + 0.05  # quadratic would be sixteen times
