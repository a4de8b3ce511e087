"""CSV files of registers: read the same by our own reader, and harmless in a spreadsheet."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from papers.csv_book import write_csv
from papers.table import read_table
from work.sheet import Sheet

ROWS = (
    (4012, 'Bộ Y tế; "Cục A",\nCục B', date(2026, 3, 5), None),
    (2.5, "2026", datetime(2026, 3, 5, 15, 30), ""),
)


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ("Số", "Nơi nhận", "Ngày", "Ghi chú"), ROWS)

    octets = (tmp_path / "a.csv").read_bytes()
    assert octets.startswith("\ufeffSố,Nơi nhận,Ngày,Ghi chú\r\n".encode())
    found = read_table(tmp_path / "a.csv")
    assert isinstance(found, Sheet)
    assert [[str(cell or "") for cell in line.cells[:3]] for line in found.lines[1:]] == [
        ["4012", 'Bộ Y tế; "Cục A",\nCục B', "05/03/2026"],
        ["2.5", "2026", "05/03/2026 15:30"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_would_be_a_formula_is_marked_as_text(tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "a.csv", ("A",), [(text,), (-5,)])

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["A"], [f"'{text}"], ["-5"]]
