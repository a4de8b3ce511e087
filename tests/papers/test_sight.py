"""What is made of the words that Tesseract finds on a page, and what this machine lacks for it."""

import re

import pytest

from papers.opening.sight_lines import lines_of
from papers.sighted import lacking


def test_what_is_missing_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papers.sighted.PATH", "/nowhere")
    monkeypatch.setattr("papers.sighted._LEARNED", ("nowhere",))

    assert lacking() == ("tesseract-ocr", "poppler-utils", "tesseract-ocr-vie")


def test_lines_that_stand_side_by_side_are_one_and_dirt_is_none() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    rows = (
        (1, 100, 100, 200, 30, 91, "SỞ"),
        (1, 310, 100, 200, 30, 91, "YTẾ"),
        (2, 1200, 108, 400, 30, 91, "CỘNGHÒA"),
        (3, 100, 160, 400, 30, 91, "Số:12/SYT"),
        (4, 700, 300, 90, 30, 3, "~'|"),
        (5, 700, 400, 90, 30, 3, "MẶT"),
    )
    told = [
        f"5\t1\t{block}\t1\t1\t1\t{x}\t{y}\t{w}\t{h}\t{sure}\t{text}"
        for block, x, y, w, h, sure, text in rows
    ]

    lines = lines_of("\n".join((head, *told))).split("\n")

    assert [re.split(" {2,}", line.strip()) for line in lines] == [
        ["SỞ YTẾ", "CỘNGHÒA"],
        ["Số:12/SYT"],
        ["MẶT"],
    ]
