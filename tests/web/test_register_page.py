"""The registers as pages to print, looked at as a printer gets them: out of a real browser."""

import base64
import io
import tempfile
from datetime import date
from pathlib import Path

import pypdf
import pytest

from tests.demo.browser import chromium
from web.register_page import register_page
from work.numbering import Numbering
from work.office_register import COLUMNS, Book, Register

A4_ACROSS = (842, 595)  # points
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def book(rows: int, year: int = 2026, excerpt: str = "Công văn. Rà soát thủ tục") -> Book:
    row = (date(year, 3, 2), 1, "Bộ Y tế", "15/BYT-KH", date(year, 3, 1), excerpt, *4 * (None,))
    since, until = FIRST.replace(year=year), LAST.replace(year=year)
    return Book(Register.INCOMING, since, until, rows * (row,), Numbering())


def shown(*books: Book, language: str = "vi") -> str:
    below = ("Số còn khuyết: 3.",)
    return register_page("Sở Y tế", [(one, below) for one in books], LAST, language)


async def test_it_prints_on_a4_across_with_its_header_and_number_on_each_page(
    tmp_path: Path,
) -> None:
    file = tmp_path / "so.html"
    long = "nghiên cứu " * 30
    file.write_text(shown(book(60, 2025, long), book(1)), "utf-8")

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        async with chromium(Path(profile)) as browser:
            page = await browser.open(file.as_uri())
            printed = await page.ask("Page.printToPDF", preferCSSPageSize=True)
            assert browser.complaints == []

    pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(printed["data"]))).pages
    texts = [" ".join(one.extract_text().split()) for one in pages]
    assert len(pages) > 3
    assert {tuple(round(float(side)) for side in one.mediabox[2:]) for one in pages} == {A4_ACROSS}
    for number, text in enumerate(texts, 1):
        assert f"{number}/{len(pages)}" in text
        assert "(1) (2) (3) (4) (5) (6) (7) (8) (9) (10)" in text
        assert "Số, ký hiệu" in text
    assert ["SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in text for text in texts] == [
        True, *[False] * (len(texts) - 2), True,
    ], "each year begins on a page of its own"  # fmt: skip
    assert "SỞ Y TẾ" in texts[0].upper()
    assert "Từ ngày 01/01/2025 đến ngày 30/6/2025" in texts[0]


def test_what_stands_in_it_is_text_and_loads_nothing() -> None:
    page = shown(book(1, excerpt='<script>alert("x")</script>'))

    assert "<script" not in page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in page
    assert "src=" not in page
    assert "url(" not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_columns_of_the_law_stand_in_either_language(language: str) -> None:
    page = shown(book(0), language=language)

    places = [page.index(f">{column.title}<") for column in COLUMNS[Register.INCOMING]]
    assert places == sorted(places)
    assert {"vi": "Không có văn bản nào", "en": "No document"}[language] in page
