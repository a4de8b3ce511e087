"""Files made to harm: each is refused by name, and whoever reads goes on."""

import random
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from papers.container import OLE
from papers.table import Limits, Trouble, Unreadable, read_table
from tests.papers.books import book, packed, repacked
from tests.papers.test_table import refused
from work.sheet import Sheet

SHEET = "xl/worksheets/sheet1.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def small(path: Path) -> Path:
    def fill(made: Any, sheet: Any, day: Any) -> None:
        for row in range(40):
            sheet.write_row(row, 0, ["Công văn", row, "Vụ Pháp luật"])

    return book(path, fill)


def sheet_xml(rows: str) -> bytes:
    return f'<worksheet xmlns="{_NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_a_workbook_with_a_password_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))

    assert refused(path) == Unreadable(Trouble.PASSWORD)


def test_an_encrypted_zip_is_told_as_one(tmp_path: Path) -> None:
    path = small(tmp_path / "a.xlsx")
    octets = bytearray(path.read_bytes())
    entry = octets.index(b"PK\x01\x02")
    octets[entry + 8] |= 1
    path.write_bytes(octets)

    assert refused(path) == Unreadable(Trouble.PASSWORD)


@pytest.mark.parametrize(
    ("octets", "trouble"),
    [
        (OLE + bytes(600), Trouble.OLD_FORMAT),
        (b"S\xe1\xbb\x91;V\xc4\x83n b\xe1\xba\xa3n\n1;2\n", Trouble.NOT_XLSX),
        (b"%PDF-1.7 ...", Trouble.NOT_XLSX),
        (b"", Trouble.NOT_XLSX),
        (b"PK\x03\x04 and nothing more", Trouble.BROKEN),
    ],
)
def test_what_is_only_named_xlsx_is_told_apart(
    tmp_path: Path, octets: bytes, trouble: Trouble
) -> None:
    (tmp_path / "a.xlsx").write_bytes(octets)

    assert refused(tmp_path / "a.xlsx") == Unreadable(trouble)


@pytest.mark.parametrize(
    "members", [{"mimetype": b"x"}, {"word/document.xml": b"<w/>"}, {"xl/workbook.bin": b"x"}]
)
def test_other_packages_are_told_apart(tmp_path: Path, members: dict[str, bytes]) -> None:
    assert refused(packed(tmp_path / "a.xlsx", members)) == Unreadable(Trouble.OTHER_FORMAT)


def test_a_workbook_named_csv_is_read_for_what_it_is(tmp_path: Path) -> None:
    assert isinstance(read_table(small(tmp_path / "a.csv")), Sheet)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = repacked(small(tmp_path / "a.xlsx"), {SHEET: bytes(300 << 20)})
    assert path.stat().st_size < 1 << 20

    assert refused(path) == Unreadable(Trouble.BOMB)


def test_a_bomb_of_many_members_is_not_opened(tmp_path: Path) -> None:
    members = {f"xl/media/{n}": b"" for n in range(2_001)}

    assert refused(repacked(small(tmp_path / "a.xlsx"), members)) == Unreadable(Trouble.BOMB)


def test_a_bomb_that_lies_about_its_size_stays_in_its_process(tmp_path: Path) -> None:
    path = repacked(small(tmp_path / "a.xlsx"), {SHEET: sheet_xml("<row/>" * 10_000_000)})
    octets = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        true = package.getinfo(SHEET).file_size
    path.write_bytes(octets.replace(struct.pack("<I", true), struct.pack("<I", 900)))

    assert isinstance(read_table(path), Unreadable)


def test_two_cells_at_the_corners_of_the_sheet_do_not_fill_the_memory(tmp_path: Path) -> None:
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = repacked(small(tmp_path / "a.xlsx"), {SHEET: sheet_xml(corners)})

    found = read_table(path, limits=Limits(memory_mib=512, processor_seconds=5))

    assert isinstance(found, Unreadable)
    assert found.trouble in (Trouble.TOO_HUNGRY, Trouble.TOO_SLOW, Trouble.CRASHED)


def test_entities_that_multiply_are_not_expanded(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE w [<!ENTITY a0 "{"x" * 100}">{entities}]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    path = repacked(small(tmp_path / "a.xlsx"), {SHEET: bomb.encode() + sheet_xml(cell)})

    found = read_table(path)

    assert (
        isinstance(found, Unreadable) or sum(len(str(line.cells)) for line in found.lines) < 10_000
    )


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1;2\n" * 1000)

    assert read_table(path, limits=Limits(octets=2000)) == Unreadable(Trouble.TOO_LARGE)


def test_a_reader_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    found = read_table(small(tmp_path / "a.xlsx"), limits=Limits(seconds=0.001))

    assert found == Unreadable(Trouble.TOO_SLOW)


def test_a_reader_that_runs_out_of_memory_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x" * 30_000 + "\n" + ("y" * 30_000 + "\n") * 300)

    found = read_table(path, limits=Limits(memory_mib=8))

    assert isinstance(found, Unreadable)
    assert found.trouble in (Trouble.TOO_HUNGRY, Trouble.CRASHED)


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_workbook_is_a_value_never_an_exception(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = small(tmp_path / "a.xlsx")
    octets = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 30)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    path.write_bytes(octets[: chance.randint(len(octets) // 2, len(octets))])

    assert isinstance(read_table(path), Sheet | Unreadable)
