"""Fields that are folded or encoded say what they said, to Python's reader too."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.header import Field, parse
from mail.mailbox import mailboxes
from mail.travel.field import encoded, folded

WORDS = ("Báo", "cáo", "IV", "=?utf-8?Q?a?=", "x", "=3D", "về", "ưu", "\t", "  ")


def field(text: str) -> Field:
    (one,) = parse(f"{text}\r\n".encode()).fields
    return one


def read(octets: bytes, name: str) -> str:
    """As Python reads it."""
    return str(message_from_bytes(octets + b"\r\n", policy=policy.default)[name])


@pytest.mark.parametrize(
    ("raw", "width"),
    [
        (b"Subject: " + b"word " * 400 + b"end\r\n", 78),
        (b"References: <" + b"a" * 600 + b"@b> <" + b"c" * 600 + b"@d>\r\n", 620),
        (b"To: a@b,\r\n " + b"c@d, " * 400 + b"e@f\r\n", 78),
        (b"X: short\r\n" + b"\t" + b"y" * 998 + b"\r\n", 999),
    ],
    ids=["words", "two ids", "a folded list", "one word"],
)
def test_long_lines_are_folded_at_their_blanks(raw: bytes, width: int) -> None:
    out = folded(raw)
    if width > 998:
        assert out is None
        return

    assert out is not None
    assert max(map(len, out.split(b"\r\n"))) <= width
    assert out.replace(b"\r\n", b"") == raw.replace(b"\r\n", b"")
    assert all(line.strip() for line in out.removesuffix(b"\r\n").split(b"\r\n"))


@pytest.mark.parametrize(
    "value",
    [b"x" * 1000, b"a " + b" " * 1000, b"a" + b" " * 1000 + b"b"],
    ids=["one word", "blanks behind", "blanks between"],
)
def test_what_has_no_place_for_a_fold_is_left_to_its_writer(value: bytes) -> None:
    assert folded(b"Subject: " + value + b"\r\n") is None


def test_a_field_whose_lines_fit_stays_as_it_is() -> None:
    raw = b"Subject:  a \r\n\t b" + b"c" * 990 + b"\r\n"

    assert folded(raw) == raw


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_a_subject_in_encoded_words_reads_as_before(words: list[str]) -> None:
    text = " ".join(words).strip()
    before = field(f"Subject: {text}")
    out = encoded(before) if not text.isascii() else before.raw

    assert out is not None
    assert out.isascii()
    assert max(map(len, out.split(b"\r\n"))) <= 78
    # Python drops the blanks between a raw word and an encoded one, others show them.
    squeezed = ["".join(read(raw, "subject").split()) for raw in (before.raw, out)]
    assert squeezed[0] == squeezed[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Subject: Báo cáo quý IV", "=?utf-8?B?QsOhbyBjw6FvIHF1w70=?= IV"),
        ("Subject: =?utf-8?Q?a?= bé", "=?utf-8?Q?a?= =?utf-8?B?IGLDqQ==?="),
        ("Subject: bé  =?utf-8?Q?a?=", "=?utf-8?B?YsOpICA=?= =?utf-8?Q?a?="),
        ("To: Sở Y tế <a@b.vn>", "=?utf-8?B?U+G7nyBZIHThur8=?= <a@b.vn>"),
        ('To: "Sở Y, \\"tế\\"" <a@b.vn>', "=?utf-8?B?U+G7nyBZLCAidOG6vyI=?= <a@b.vn>"),
        ("Cc: x <a@b.vn>,Sở<c@d.vn>", "x <a@b.vn>,=?utf-8?B?U+G7nw==?= <c@d.vn>"),
        ("To: a@b.vn (ghi chú)", "a@b.vn (=?utf-8?B?Z2hpIGNow7o=?=)"),
        ("To: Nhóm: a@b.vn, Sở <c@d.vn>;", "=?utf-8?B?TmjDs20=?= : a@b.vn, =?utf-8?B?U+G7nw==?= <c@d.vn>;"),
        (
            'Content-Disposition: attachment; filename="Báo cáo.pdf"',
            "attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o.pdf",
        ),
    ],
)  # fmt: skip
def test_each_field_is_encoded_as_its_grammar_lets_it(before: str, after: str) -> None:
    out = encoded(field(before))

    assert out is not None
    (one,) = parse(out).fields
    assert one.value.decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "To: bình@hg.gov.vn",
        "To: <bình@hg.gov.vn>",
        "From: Sở <a@b.vn> c@d.vn",
        "To: Sở =?utf-8?Q?a?= <a@b.vn>",
        "Message-ID: <số@b.vn>",
        "Received: từ a",
        "DKIM-Signature: d=á",
        'Content-Type: text/plain; name="á"; name=b',
    ],
)
def test_what_no_encoded_word_may_stand_in_is_not_touched(text: str) -> None:
    assert encoded(field(text)) is None


def test_text_of_an_unknown_character_set_is_not_touched() -> None:
    (windows,) = parse("Subject: Báo cáo\r\n".encode("cp1258", "replace")).fields

    assert encoded(windows) is None


@given(
    st.lists(
        st.tuples(st.text('Sởa ",.(é)\\', max_size=8), st.sampled_from(["a@b.vn", "c.d@e.gov.vn"])),
        min_size=1,
        max_size=4,
    )
)
def test_encoding_names_never_changes_who_is_addressed(people: list[tuple[str, str]]) -> None:
    value = ", ".join(f"{name} <{address}>" for name, address in people)
    before = field(f"To: {value}")
    out = encoded(before)

    if out is not None:
        (after,) = parse(out).fields
        assert mailboxes(after.value) == mailboxes(before.value)


def test_a_long_file_name_is_written_in_pieces_that_python_puts_together() -> None:
    name = "Quyết định về việc phê duyệt kế hoạch " * 6 + ".docx"
    out = encoded(field(f'Content-Disposition: attachment; filename="{name}"'))

    assert out is not None
    assert max(map(len, out.split(b"\r\n"))) <= 90
    assert message_from_bytes(out + b"\r\n", policy=policy.default).get_filename() == name
