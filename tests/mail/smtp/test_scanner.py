"""The scanner of DATA against a model that is slow and simple, cut in every way."""

from hypothesis import example, given
from hypothesis import strategies as st

from mail.smtp.scanner import BARE, NUL, ChunkScanner, Scanner

PIECES = [b"\r\n", b"\r", b"\n", b".", b"a", b"\0", b"\xc3\xa9", b"\r\n.", b"x" * 400, b"y" * 598]
STREAMS = st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join)
CLEAN = st.lists(st.sampled_from([b"\r\n", b".", b"a", b"\r\n.", b"z" * 333]), max_size=20).map(
    b"".join
)
CUTS = st.lists(st.integers(1, 30), max_size=20)


def slow(stream: bytes) -> tuple[bytes, bytes, bool, bool]:
    """Content, what follows it, whether each CR, LF is in a CRLF and there is no NUL, whether lines fit."""
    whole = b"\r\n" + stream
    place = 0
    while whole[place : place + 5] != b"\r\n.\r\n":
        place += 1
    lines = whole[2 : place + 2].split(b"\r\n")[:-1] if place else []
    lines = [line[1:] if line.startswith(b".") else line for line in lines]
    pure = not any(octet in line for line in lines for octet in (b"\r", b"\n", b"\0"))
    fit = all(len(line) <= 998 for line in lines)
    return b"".join(line + b"\r\n" for line in lines), whole[place + 5 :], pure, fit


def scan(stream: bytes, cuts: list[int]) -> tuple[Scanner, bytes]:
    scanner, content, cuts = Scanner(), b"", [*cuts]
    while scanner.rest is None:
        size = cuts.pop() if cuts else len(stream)
        assert stream
        content += scanner.feed(stream[:size])
        stream = stream[size:]
    scanner.rest += stream
    return scanner, content


@given(STREAMS, STREAMS, CUTS)
@example(b"", b"", [1] * 5)
@example(b".", b"rest", [1, 1, 1])
@example(b"x" * 999, b"", [998])
def test_it_finds_what_the_model_finds(before: bytes, after: bytes, cuts: list[int]) -> None:
    stream = before + b"\r\n.\r\n" + after
    content, rest, pure, fit = slow(stream)

    scanner, found = scan(stream, cuts)

    assert found == content
    assert scanner.rest == rest
    assert (scanner.flaw is None) == pure
    if scanner.flaw is None:
        assert scanner.long_line == (not fit)
        assert scanner.eight_bit == (not content.isascii())


@given(CLEAN, CUTS)
def test_what_was_stuffed_comes_back(text: bytes, cuts: list[int]) -> None:
    letter = text + b"\r\n"
    stuffed = b"".join(
        b"." + line if line.startswith(b".") else line for line in letter.splitlines(keepends=True)
    )

    scanner, found = scan(stuffed + b".\r\nQUIT\r\n", cuts)

    assert found == letter
    assert scanner.rest == b"QUIT\r\n"


def test_each_flaw_has_its_own_answer() -> None:
    for line, flaw in ((b"a\nb", BARE), (b"a\rb", BARE), (b"a\0b", NUL), (b"a" * 999, None)):
        scanner, _ = scan(line + b"\r\n.\r\n", [])
        assert scanner.flaw is flaw


def test_a_long_line_is_found_however_it_is_cut() -> None:
    for cut in range(1, 1200, 7):
        scanner, _ = scan(b"a\r\n" + b"x" * 999 + b"\r\n.\r\n", [cut, cut])
        assert scanner.long_line
        scanner, _ = scan(b"a\r\n" + b"x" * 998 + b"\r\n.\r\n", [cut, cut])
        assert not scanner.long_line


@given(STREAMS, CUTS)
@example(b"x\r", [1])
@example(b"x\r\n", [2])
def test_chunks_are_judged_as_a_whole_letter_is(stream: bytes, cuts: list[int]) -> None:
    scanner, found, rest = ChunkScanner(), b"", stream
    for cut in cuts:
        found += scanner.feed(rest[:cut])
        rest = rest[cut:]
    found += scanner.feed(rest)
    found += scanner.finish()

    *lines, last = stream.split(b"\r\n")
    pure = not any(octet in line for line in (*lines, last) for octet in (b"\r", b"\n", b"\0"))
    assert (scanner.flaw is None) == pure
    if scanner.flaw is None:
        assert scanner.long_line == any(len(line) > 998 for line in (*lines, last))
        assert found == (stream + b"\r\n" if last else stream)
        assert scanner.eight_bit == (not stream.isascii())
