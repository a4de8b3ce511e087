"""CSV as spreadsheets and clerks make it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.csv_table import decoded, records
from papers.table import Trouble, Unreadable, read_table
from tests.papers.test_table import read, refused
from work.sheet import Line

TEXT = "Số đến;Văn bản\n1;Công điện của Thủ tướng Chính phủ, về ứng phó bão\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-sig"])
def test_every_form_of_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    octets = (
        b"\xfe\xff" + TEXT.encode("utf-16-be")
        if encoding == "utf-16-be-sig"
        else TEXT.encode(encoding)
    )
    (tmp_path / "a.csv").write_bytes(octets)

    assert read(tmp_path / "a.csv").lines == (
        Line(1, ("Số đến", "Văn bản")),
        Line(2, ("1", "Công điện của Thủ tướng Chính phủ, về ứng phó bão")),
    )


def windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: some letters whole, tones as marks behind them."""
    import unicodedata

    octets = b""
    for character in unicodedata.normalize("NFC", text):
        try:
            octets += character.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", character)
            tone = next(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", apart.replace(tone, ""))
            octets += base.encode("cp1258") + tone.encode("cp1258")
    return octets


def test_windows_1258_comes_out_composed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(windows_1258(TEXT))

    assert read(tmp_path / "a.csv").lines[1].cells[1] == (
        "Công điện của Thủ tướng Chính phủ, về ứng phó bão"
    )


def test_other_old_encodings_are_refused_not_guessed(tmp_path: Path) -> None:
    tcvn3 = "Sè ®Õn;V¨n b¶n\n1;C«ng ®iÖn cña Thñ t­íng ChÝnh phñ\n".encode("latin-1")
    (tmp_path / "a.csv").write_bytes(tcvn3)

    assert refused(tmp_path / "a.csv") == Unreadable(Trouble.ENCODING)


@pytest.mark.parametrize("octets", [b"a;b\0\n", b"\xff\xfe\x00", bytes(range(128, 256))])
def test_what_is_no_text_is_refused(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(octets)

    assert refused(tmp_path / "a.csv").trouble is Trouble.ENCODING


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_from_the_commas_in_the_words(delimiter: str) -> None:
    title = "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN, NĂM 2026"
    header = ["Số đến", "Tên loại, số, ký hiệu; ngày tháng", "Thời hạn"]
    row = ["1", "QĐ 123/QĐ-TTg, 05/01/2026, Thủ tướng Chính phủ; v/v ban hành", "15/10/2026"]
    lines = [[title], header, row, row, row]

    def quoted(cell: str) -> str:
        return f'"{cell}"' if delimiter in cell else cell

    text = "".join(delimiter.join(map(quoted, cells)) + "\r\n" for cells in lines)

    assert [cells for _, cells in records(text)] == lines


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'a;b\n\n"hai\ndòng";c\n;\n"""dẫn""";d\n'

    assert list(records(text)) == [(1, ["a", "b"]), (3, ["hai\ndòng", "c"]), (5, ['"dẫn"', "d"])]


def test_a_quotation_mark_that_is_not_closed_is_told_by_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a;b\n1;2\n3;"bốn\n5;6\n')

    assert refused(tmp_path / "a.csv") == Unreadable(Trouble.QUOTES, 3)


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n" + "x" * 40_000 + ";1\n")

    assert refused(tmp_path / "a.csv").trouble is Trouble.QUOTES


def test_more_rows_than_a_register_has_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1;2\n" * 100_001)

    assert refused(tmp_path / "a.csv") == Unreadable(Trouble.TOO_MANY_ROWS, 100_000)


def test_blank_rows_alone_are_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(";;\n\n  ;\n")

    assert refused(tmp_path / "a.csv").trouble is Trouble.EMPTY


def test_the_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "none.csv")


@given(st.binary(max_size=400))
def test_any_octets_are_text_or_refused(octets: bytes) -> None:
    text = decoded(octets)

    assert text is None or "\0" not in text
