"""Pages of letters as a scanner sees them: drawn at 200 dots an inch, grey, a little askew, with dirt; no text layer."""

import io
import random
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

A4 = (1654, 2339)  # dots
_FONTS = Path(matplotlib.get_data_path()) / "fonts/ttf"  # every Vietnamese letter is in them
_LINE, _LEFT, _TOP = 52, 170, 150
_SIZE = 30  # dots: 11 points

HEAD = (
    ("UBND TỈNH LÂM THƯỢNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 412/SNV-CCHC", "Lâm Thượng, ngày 26 tháng 10 năm 2026"),
    ("V/v báo cáo cải cách hành chính", ""),
)
BODY = (
    "          Kính gửi: Ủy ban nhân dân các xã, phường",
    "Thực hiện Kế hoạch cải cách hành chính năm 2026, Sở Nội vụ đề nghị Ủy ban",
    "nhân dân các xã, phường báo cáo kết quả thực hiện, gửi về Sở Nội vụ trước",
    "ngày 20/11/2026 để tổng hợp./.",
)
FOOT = (("Nơi nhận:", "GIÁM ĐỐC"), ("- Như trên;", ""), ("- Lưu: VT, CCHC.", "Nguyễn Thị Hạnh"))


def page(
    head: tuple[tuple[str, str], ...] = HEAD,
    body: tuple[str, ...] = BODY,
    foot: tuple[tuple[str, str], ...] = FOOT,
    askew: float = 0.6,
    dirt: int = 400,
    stamp: str = "",
) -> Image.Image:
    """A page with a head and a foot in two columns; *askew* in degrees, *dirt* in specks, *stamp* in a box."""
    picture = Image.new("L", A4, 246)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(_FONTS / "DejaVuSerif.ttf", _SIZE)
    top = _TOP
    for rows in (head, tuple((line, "") for line in body), foot):
        for left, right in rows:
            draw.text((_LEFT, top), left, 25, font)
            draw.text((900 if rows is foot else 760, top), right, 25, font)
            top += _LINE
        top += _LINE
        if stamp and rows is head:
            bold = ImageFont.truetype(_FONTS / "DejaVuSerif-Bold.ttf", 2 * _SIZE)
            draw.text((_LEFT + 60, top), stamp, 60, bold)
            draw.rectangle((_LEFT + 20, top - 10, _LEFT + 300, top + 90), None, 60, 4)
            top += 3 * _LINE
    picture = picture.rotate(askew, Image.Resampling.BICUBIC, fillcolor=246)
    chance, specks = random.Random(7), ImageDraw.Draw(picture)  # dirt
    for _ in range(dirt):
        at = chance.randrange(A4[0]), chance.randrange(A4[1])
        specks.point((*at, at[0] + 1, at[1]), chance.randrange(90, 200))
    return picture


def blank() -> Image.Image:
    """A page on which nothing stands."""
    return page((), (), ())


def scan(*pages: Image.Image) -> bytes:
    """A PDF that is nothing but these pictures."""
    octets = io.BytesIO()
    first, *others = pages
    first.save(octets, "PDF", resolution=200, save_all=True, append_images=others)
    return octets.getvalue()


def photo(picture: Image.Image, format: str = "JPEG") -> bytes:
    """The picture as a file of that format."""
    octets = io.BytesIO()
    picture.save(octets, format)
    return octets.getvalue()


def bound(*documents: bytes) -> bytes:
    """The pages of these PDF one behind the other in one."""
    writer, octets = PdfWriter(), io.BytesIO()
    for one in documents:
        writer.append(io.BytesIO(one))
    writer.write(octets)
    return octets.getvalue()


def stamped(document: bytes, stamp: bytes) -> bytes:
    """The PDF *document* with what stands on the page of another over each of its pages."""
    writer, octets = PdfWriter(clone_from=io.BytesIO(document)), io.BytesIO()
    for one in writer.pages:
        one.merge_page(PdfReader(io.BytesIO(stamp)).pages[0])
    writer.write(octets)
    return octets.getvalue()
