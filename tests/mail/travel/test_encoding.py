"""What is encoded is decoded to the same octets by readers that are not ours, and its lines are short."""

import base64
import quopri
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mail.travel.encoding import WIDTH, Base64, Encoder, Quoted, Requoted, Rewrapped
from mail.travel.lines import LINE_LIMIT

PIECES = (b"a", b" ", b"\t", b"=", b".", b"From ", b"\r\n", b"\xc3\xa9", b"x" * 700, b"y " * 50)
texts = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)
cuts = st.lists(st.integers(0, 3000), max_size=6)

ESCAPED = (b"=C3=A1", b"=\r\n", b"abc", b" ", b"=3D", b"\r\n", b"\xc3", b"z" * 400)
escaped = st.lists(st.sampled_from(ESCAPED), max_size=30).map(b"".join)


def through(encoder: Encoder, octets: bytes, cuts: list[int], *, last: bool) -> bytes:
    """All of it, cut so that no CRLF is, as the walk never does."""
    out, start = b"", 0
    for cut in sorted(cuts):
        end = min(cut, len(octets))
        end -= octets[:end].endswith(b"\r")
        if end > start:
            out += encoder.feed(octets[start:end])
            start = end
    return out + encoder.feed(octets[start:]) + encoder.finish(last=last)


@given(texts, cuts)
@example(b"x" * 74 + b" \r\n" + b"y" * 200 + b"\t\r\n", [])
def test_quoted_text_is_read_as_it_was(text: bytes, cuts: list[int]) -> None:
    out = through(Quoted(), text, cuts, last=False)

    assert quopri.decodestring(out.replace(b"\r\n", b"\n")) == text.replace(b"\r\n", b"\n")
    assert out.isascii()
    assert max(map(len, out.split(b"\r\n"))) <= WIDTH
    assert b"\n" not in out.replace(b"\r\n", b"")


@given(texts, cuts, st.booleans())
def test_octets_in_base64_are_read_as_they_were(text: bytes, cuts: list[int], last: bool) -> None:
    out = through(Base64(), text, cuts, last=last)

    assert base64.b64decode(out.replace(b"\r\n", b""), validate=True) == text
    assert max(map(len, out.split(b"\r\n"))) <= WIDTH
    assert out.endswith(b"\r\n") == last
    assert not out.startswith(b"\r\n") or not text


@given(st.binary(max_size=3000), st.sampled_from([10, 76, 1000, 5000]), cuts)
def test_base64_in_lines_of_any_length_is_read_as_it_was(
    octets: bytes, width: int, cuts: list[int]
) -> None:
    text = base64.b64encode(octets)
    lines = b"\r\n".join(text[at : at + width] for at in range(0, len(text), width))
    encoder = Rewrapped()

    out = through(encoder, lines, cuts, last=False)

    assert base64.b64decode(out.replace(b"\r\n", b""), validate=True) == octets
    assert max(map(len, out.split(b"\r\n"))) <= WIDTH
    assert encoder.sound


@settings(max_examples=12)
@given(st.sampled_from([b"x", b"x y", b"\xc3\xa9", b"ab=3Dc"]), st.integers(0, 200_000), cuts)
def test_an_endless_line_is_written_alike_wherever_it_is_cut(
    text: bytes, length: int, cuts: list[int]
) -> None:
    line = (text * (length // len(text) + 1))[: length - length % len(text)]
    for make in (Quoted, Base64, Requoted):
        for behind in (b"", b"\r\n", b" \r\nnext"):
            whole = through(make(), line + behind, [], last=False)
            for where in (cuts, [length // 2, length, length + 1]):
                assert through(make(), line + behind, where, last=False) == whole


def test_what_is_no_base64_is_told() -> None:
    encoder = Rewrapped()
    encoder.feed(b"QUJD\r\n-- \r\nlist")

    assert not encoder.sound


@given(escaped, cuts)
def test_quoted_printable_with_long_lines_is_read_as_it_was(text: bytes, cuts: list[int]) -> None:
    out = through(Requoted(), text, cuts, last=False)

    plain = (one.replace(b"\r\n", b"\n") for one in (text, out))
    assert len(set(map(quopri.decodestring, plain))) == 1
    assert max(map(len, out.split(b"\r\n"))) <= LINE_LIMIT
    assert out.isascii()


@pytest.mark.parametrize("shift", range(6))
def test_no_escaped_octet_is_cut(shift: int) -> None:
    text = b"x" * shift + b"=C3=A1" * 500 + b"\r\n"

    out = through(Requoted(), text, [], last=True)

    assert quopri.decodestring(out) == quopri.decodestring(text)


def test_short_lines_of_quoted_printable_stay_as_they_are() -> None:
    text = b"a" * 900 + b"\r\nb=3Dc \r\n"

    assert through(Requoted(), text, [], last=True) == text


@pytest.mark.parametrize("make", [Quoted, Base64, Rewrapped, Requoted])
def test_a_line_that_never_ends_is_not_kept(make: Callable[[], Encoder]) -> None:
    encoder, given = make(), 0
    for _ in range(20):
        given += len(encoder.feed(b"A" * 100_000))

    assert given > 1_900_000
