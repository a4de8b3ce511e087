"""Files made in a process of their own: whole, in order, and ended where they cost too much."""

import asyncio
import io
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from papers import made
from papers.made import Sheet, Unmade, picture, workbook
from work.chart import Chart, Series, Tone
from work.office_register import Column
from work.sheet import Value

CHART = Chart("Tiêu đề", ("a", "b"), (Series("x", (1, None), Tone.GOOD),), "Hình")
COLUMNS = (Column("Số", 5, centred=True), Column("Nội dung", 30), Column("Ngày", 12))
SHEETS = tuple(
    Sheet(name, "Bộ Y tế", "DANH SÁCH", "(đến ngày)", COLUMNS)
    for name in ("Tổng hợp", "Danh sách", "Quá hạn")
)
DAY = date(2026, 10, 1)
Batch = tuple[int, Sequence[Sequence[Value]]]


async def rows(*batches: Batch) -> AsyncIterator[Batch]:
    for one in batches:
        yield one


async def test_a_picture_is_a_png_with_its_text() -> None:
    octets = await picture(CHART)

    assert isinstance(octets, bytes)
    with Image.open(io.BytesIO(octets)) as drawn:
        assert (drawn.format, drawn.info["Description"]) == ("PNG", "Hình")


async def test_a_workbook_has_every_row_on_its_page_and_no_formula() -> None:
    many = [(number, "=1+1", DAY) for number in range(700)]
    octets = await workbook(SHEETS, rows((0, many[:2]), (2, many[:500]), (2, many[500:])))

    assert isinstance(octets, bytes)
    book = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    found = [book.get_sheet_by_name(name).to_python()[6:] for name in book.sheet_names]
    assert book.sheet_names == [one.name for one in SHEETS]
    assert [len(page) for page in found] == [2, 0, 700]
    assert found[2][699] == [699.0, "=1+1", DAY]


async def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "PATIENCE_SECONDS", 0.05)

    assert await picture(CHART) is Unmade.TOO_SLOW


async def test_one_that_is_larger_than_a_chat_takes_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(made, "LARGEST", 100)

    assert await picture(CHART) is Unmade.TOO_LARGE


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (f"os.kill(os.getpid(), {int(signal.SIGXCPU)})", Unmade.TOO_SLOW),
        (
            "bounds.WRITTEN = 9; bounds.bind(); open(sys.argv[1], 'w').write('x' * 10)",
            Unmade.TOO_LARGE,
        ),
        ("raise ValueError", Unmade.CRASHED),
    ],
)
async def test_how_it_ended_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str, why: Unmade
) -> None:
    (tmp_path / "ending.py").write_text(f"import os, sys\nfrom papers import bounds\n{ends}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(made, "DRAWER", "ending")

    assert await picture(CHART) is why


async def test_one_that_nobody_waits_for_any_more_is_ended() -> None:
    async with asyncio.TaskGroup() as group:
        making = group.create_task(picture(CHART))
        await asyncio.sleep(0.3)
        making.cancel()

    assert making.cancelled()
