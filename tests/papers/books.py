"""Workbooks for the tests, good and hostile."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

TITLES = (
    "Số đến",
    "Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành",
    "Đơn vị hoặc người nhận",
    "Thời hạn giải quyết",
    "Tiến độ giải quyết",
    "Số, ký hiệu văn bản trả lời",
    "Ghi chú",
)


def book(path: Path, fill: Callable[[Any, Any, Any], None], **options: Any) -> Path:
    """A workbook whose first sheet *fill* fills; it gets the workbook, the sheet and a date format."""
    with xlsxwriter.Workbook(str(path), options) as made:
        sheet = made.add_worksheet("2026")
        fill(made, sheet, made.add_format({"num_format": "dd/mm/yyyy"}))
    return path


def packed(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of *members*."""
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def repacked(path: Path, changed: dict[str, bytes]) -> Path:
    """The workbook at *path* with some of its members changed."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return packed(path, {**members, **changed})
