"""Pages that are pictures, read by the real Tesseract; hostile ones end in the right obstacle, and nothing is left."""

import asyncio
import io
import os
import re
import signal
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from papers.opened import PAGE_END, Kind, Opened, Why
from papers.opener import Opener
from papers.sighted import lacking
from tests.congvu.served import until
from tests.papers.documents import docx, paragraph, pdf, pdf_of, stream
from tests.papers.pages import BODY, blank, bound, page, photo, scan, stamped
from tests.peers import need

SECONDS = 60.0  # the machine may be busy

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True, scope="module")
def _peers() -> None:
    need("tesseract")
    need("pdftoppm")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as opener:
        yield opener


def whys(opened: Opened) -> list[Why]:
    return [one.why for one in opened.obstacles]


def words(opened: Opened) -> str:
    return " ".join(opened.pieces[0].first_page.split())


def running() -> set[int]:
    """The processes of Tesseract and of pdftoppm that this test's own processes have begun."""
    found, parents = set[int](), dict[int, int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, name, parent = re.match(r"(\d+) \((.*)\) \S (\d+)", path.read_text()).groups()  # type: ignore[union-attr]
        except (OSError, AttributeError):
            continue
        parents[int(number)] = int(parent)
        if name in {"tesseract", "pdftoppm"}:
            found.add(int(number))
    return {one for one in found if _is_ours(one, parents)}


def temporary() -> set[str]:
    """What such programs may have left where they leave things."""
    there = (one.name for one in Path(tempfile.gettempdir()).iterdir())
    return {name for name in there if re.search("tess|ppm|poppler|lept", name)}


def _is_ours(number: int, parents: dict[int, int]) -> bool:
    while number in parents and number != os.getpid():
        number = parents[number]
    return number == os.getpid()


async def test_a_head_in_two_columns_is_read_column_by_column(opener: Opener) -> None:
    opened = await opener.scans("a.pdf", scan(page()), SECONDS)

    (piece,) = opened.pieces
    assert (piece.kind, whys(opened)) == (Kind.SCAN, [])
    assert piece.first_page.split("\n")[:11] == [
        "UBND TỈNH LÂM THƯỢNG",
        "SỞ NỘI VỤ",
        "Số: 412/SNV-CCHC",
        "V/v báo cáo cải cách hành chính",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lâm Thượng, ngày 26 tháng 10 năm 2026",
        *(line.strip() for line in BODY),
    ]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP"])
async def test_a_picture_of_a_page_is_read_as_well(opener: Opener, format: str) -> None:
    camera = page(askew=-1.0).resize((3000, 4242))

    opened = await opener.scans("IMG_1.jpg", photo(camera, format), SECONDS)

    assert "Số: 412/SNV-CCHC" in words(opened)
    assert "trước ngày 20/11/2026 để tổng hợp./." in words(opened)


async def test_a_picture_that_lies_on_its_side_by_its_exif_is_turned(opener: Opener) -> None:
    octets, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter to the right
    page().rotate(90, expand=True).save(octets, "JPEG", exif=exif)

    assert "ngày 26 tháng 10 năm 2026" in words(
        await opener.scans("a.jpg", octets.getvalue(), SECONDS)
    )


async def test_a_scan_in_an_archive_is_found_where_it_lies(opener: Opener) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("vb/412.pdf", scan(page()))
        folder.writestr("ghi chu.txt", "Kính gửi")

    opened = await opener.scans("a.zip", packed.getvalue(), SECONDS)

    assert [one.place for one in opened.pieces if one.kind is Kind.SCAN] == [
        ("a.zip", "vb/412.pdf")
    ]


async def test_what_has_a_text_of_its_own_is_not_looked_at(opener: Opener) -> None:
    text = pdf("BT /F1 12 Tf 100 700 Td (So: 12/SYT-VP ngay 20 thang 11) Tj ET")

    for name, octets in (("a.pdf", text), ("a.docx", docx(paragraph("Kính gửi")))):
        opened = await opener.scans(name, octets, SECONDS)
        whole = await opener.whole(name, octets, SECONDS)
        assert [one.kind for one in opened.pieces] == [one.kind for one in whole.pieces]
        assert Kind.SCAN not in {one.kind for one in opened.pieces}


TYPED = pdf(
    "BT /F1 12 Tf 100 700 Td (Phu luc: danh muc nhiem vu kem theo cong van, nam 2026) Tj ET"
)
SCANNER = pdf("BT /F1 8 Tf 200 20 Td (Scanned with CamScanner) Tj ET")
SEAL = pdf("BT /F1 8 Tf 300 20 Td (Ky boi: So Noi vu. Ngay ky: 26/10/2026 09:12:33 +07:00) Tj ET")


@pytest.mark.parametrize(
    "octets",
    [bound(scan(page(stamp="MẬT")), TYPED)]
    + [stamped(scan(page(stamp="MẬT")), one) for one in (SCANNER, SEAL)],
)
async def test_a_letter_that_begins_with_a_scan_is_read_whatever_stands_beside_it_as_text(
    opener: Opener, octets: bytes
) -> None:
    """A line of the scanner's, or a typed annex behind it, had it count as read: no word of it, no mark, no obstacle."""
    assert whys(await opener.whole("a.pdf", octets, SECONDS)) == [Why.PICTURE]

    opened = await opener.scans("a.pdf", octets, SECONDS)

    (piece,) = opened.pieces
    assert (piece.kind, whys(opened)) == (Kind.SCAN, [])
    assert "Số: 412/SNV-CCHC" in words(opened)
    assert "MẬT" in words(opened)


async def test_a_scan_of_many_pages_is_told_as_one(opener: Opener) -> None:
    """The ends of thirty empty pages counted as thirty characters."""
    octets = bound(*[scan(Image.new("L", (60, 80)))] * 30)

    assert whys(await opener.whole("a.pdf", octets, SECONDS)) == [Why.PICTURE]


@pytest.mark.parametrize("box", [b"/NoMediaBox[0 0 595 842]", b"/MediaBox[0 0 0 842]      "])
async def test_a_scan_that_does_not_say_how_large_it_is_is_one_all_the_same_and_hides_no_other(
    opener: Opener, box: bytes
) -> None:
    seal = stream("x", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray")  # fmt: skip
    first = "BT /F1 12 Tf 100 700 Td (So: 12/SYT-VP) Tj ET q 500 0 0 800 0 0 cm /I1 Do Q"
    second = "BT /F1 12 Tf 100 700 Td (Bao cao truoc ngay 20 thang 11 nam 2026) Tj ET"
    octets = pdf(first, second, objects={100: seal}).replace(
        b"<</Font<</F1 3 0 R>>>>", b"<</Font<</F1 3 0 R>>/XObject<</I1 100 0 R>>>>"
    )
    whole = await opener.whole("a.pdf", octets.replace(b"/MediaBox[0 0 595 842]", box), SECONDS)

    assert whys(whole) == [Why.PICTURE]
    assert "Bao cao truoc ngay 20" in "".join(run.text for run in whole.pieces[0].runs)


async def test_a_short_letter_with_a_seal_beside_it_is_no_scan(opener: Opener) -> None:
    seal = stream("x", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray")  # fmt: skip
    octets = pdf(
        "BT /F1 12 Tf 100 700 Td (So: 12/SYT-VP ngay 20 thang 11) Tj ET q 150 0 0 150 300 500 cm /I1 Do Q",
        objects={100: seal},
    ).replace(b"<</Font<</F1 3 0 R>>>>", b"<</Font<</F1 3 0 R>>/XObject<</I1 100 0 R>>>>")

    assert whys(await opener.whole("a.pdf", octets, SECONDS)) == []
    assert Kind.SCAN not in {
        one.kind for one in (await opener.scans("a.pdf", octets, SECONDS)).pieces
    }


async def test_the_first_five_pages_are_read_and_it_is_told_that_more_stand_behind(
    opener: Opener,
) -> None:
    pages = [page(head=((f"Trang thứ {n}", ""),)) for n in range(1, 8)]

    opened = await opener.scans("a.pdf", scan(*pages), 4 * SECONDS)

    read = opened.pieces[0].first_page.split(PAGE_END)
    assert [one.split("\n")[0].strip() for one in read] == [f"Trang thứ {n}" for n in range(1, 6)]
    assert whys(opened) == [Why.TOO_LARGE]


@pytest.mark.parametrize(
    ("name", "octets", "why"),
    [
        ("nothing.pdf", scan(blank()), Why.PICTURE),
        ("logo.png", photo(Image.new("L", (300, 2000), 255), "PNG"), None),
        ("giant.png", b"", Why.BOMB),
        ("broken.jpg", photo(page())[:3000], Why.BROKEN),
        ("broken.png", photo(page(), "PNG")[:200] + b"\0" * 500, Why.BROKEN),
        ("heic.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100, Why.BROKEN),
    ],
)
async def test_what_cannot_be_read_says_why(
    opener: Opener, name: str, octets: bytes, why: Why | None
) -> None:
    if name == "giant.png":  # a few octets that unpack to a gigabyte
        octets = photo(Image.new("L", (600, 600)), "PNG")
        size = struct.pack(">II", 40_000, 40_000)
        told = b"IHDR" + size + octets[24:29]
        octets = octets[:12] + told + struct.pack(">I", zlib.crc32(told)) + octets[33:]

    opened = await opener.scans(name, octets, SECONDS)

    assert words(opened) == ""
    assert (why or Why.PICTURE) in whys(opened)
    assert running() == set()


@pytest.mark.parametrize("filter", ["JBIG2Decode", "CCITTFaxDecode", "DCTDecode", "JPXDecode"])
async def test_a_page_whose_picture_is_broken_is_told_as_a_picture(
    opener: Opener, filter: str
) -> None:
    said = f"/Type/XObject/Subtype/Image/Width 2000/Height 2800/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/{filter}"
    octets = _with_picture(stream("\x97JB2\r\n rubbish" * 50, said))

    opened = await opener.scans("a.pdf", octets, SECONDS)

    assert (words(opened), whys(opened)) == ("", [Why.PICTURE])


async def test_a_page_as_large_as_a_house_is_drawn_no_larger_than_another(opener: Opener) -> None:
    octets = scan(page()).replace(b"/MediaBox", b"/UserUnit 9000 /MediaBox")

    assert "Số: 412/SNV-CCHC" in words(await opener.scans("a.pdf", octets, SECONDS))


async def test_ten_thousand_pages_cost_no_more_than_five(opener: Opener) -> None:
    box = "/MediaBox[0 0 595 842]/Resources<</XObject<</I1 9 0 R>>>>/Contents 8 0 R"
    image = "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    pages = dict.fromkeys(range(10, 10010), f"<</Type/Page/Parent 2 0 R{box}>>")
    octets = pdf_of(
        {
            1: "<</Type/Catalog/Pages 2 0 R>>",
            2: f"<</Type/Pages/Count 10000/Kids[{' '.join(f'{n} 0 R' for n in pages)}]>>",
            8: stream("q 595 0 0 842 0 0 cm /I1 Do Q"),
            9: stream("x", image),
            **pages,
        }
    )

    opened = await opener.scans("a.pdf", octets, SECONDS)

    assert whys(opened) == [Why.PICTURE, Why.TOO_LARGE]


async def test_one_whose_reader_is_killed_says_so_and_the_next_is_read(opener: Opener) -> None:
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(opener.scans("a.pdf", scan(page(body=BODY * 6)), SECONDS))
        await until(lambda: _is_reading())
        for one in running():
            os.kill(one, signal.SIGKILL)

    assert whys(asked.result()) == [Why.PICTURE, Why.CRASHED]
    assert "Số: 412/SNV-CCHC" in words(await opener.scans("a.pdf", scan(page()), SECONDS))


async def test_one_that_takes_too_long_says_what_was_read_and_leaves_nothing_running(
    opener: Opener,
) -> None:
    before = temporary()
    slow = scan(*[page(body=BODY * 8) for _ in range(5)])
    began = time.monotonic()

    opened = await opener.scans("a.pdf", slow, 1.5)

    assert time.monotonic() - began < 3
    assert Why.TOO_SLOW in whys(opened)
    await until(lambda: _is_at_rest())
    assert temporary() == before


async def test_who_waits_no_longer_leaves_nothing_running() -> None:
    async with Opener(readers=1) as opener:
        asked = asyncio.create_task(opener.scans("a.pdf", scan(page(body=BODY * 8)), SECONDS))
        await until(lambda: _is_reading())
        asked.cancel()
        with suppress(asyncio.CancelledError):
            await asked

    await until(lambda: _is_at_rest())


async def test_this_machine_lacks_nothing() -> None:
    assert lacking() == ()


def _with_picture(image: str) -> bytes:
    return pdf("q 595 0 0 842 0 0 cm /I1 Do Q", objects={100: image}).replace(
        b"<</Font<</F1 3 0 R>>>>", b"<</XObject<</I1 100 0 R>>>>"
    )


async def _is_reading() -> bool:
    return bool(running())


async def _is_at_rest() -> bool:
    return not running()
