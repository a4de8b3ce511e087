"""What somebody reads of a letter: its fields, its own text whatever the charset, and the files in it, each where it stands."""

import asyncio
import base64
import quopri
import unicodedata
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
import pytest_asyncio

from mail.reader.letter import SAID_MOST, letter
from papers.opened import Opened
from papers.opener import Opener
from tests.papers.compounds import winmail
from tests.papers.documents import docx, packed, paragraph
from work.official.letter import Letter, Sheet

SECONDS = 60.0  # the machine may be busy
TEXT = "Đề nghị các sở báo cáo kết quả trước ngày 15/10/2026, gửi về Ủy ban nhân dân tỉnh."
VNI = "Ñeà nghò caùc sôû baùo caùo keát quaû tröôùc ngaøy 15/10/2026, göûi veà UÛy ban nhaân daân tænh."
TCVN3 = bytes.fromhex(
    "a7d2206e6768de2063b8632073eb2062b86f2063b86f206bd5742071"  # Đề nghị các sở báo cáo kết q
    "75b6207472aded63206e67b57920"  # uả trước ngày
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as opener:
        yield opener


async def read(opener: Opener, octets: bytes) -> Letter:
    return await letter(octets, opener, SECONDS)


async def test_a_letter_without_files_crosses_to_a_thread_once(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossed, to_thread = list[object](), asyncio.to_thread

    async def counting(function: Callable[..., object], *args: object) -> object:
        crossed.append(function)
        return await to_thread(function, *args)

    monkeypatch.setattr(asyncio, "to_thread", counting)
    read_so = await read(opener, f"Subject: a\r\n\r\n{TEXT}\r\n".encode())
    assert [sheet.text.strip() for sheet in read_so.sheets] == [TEXT]
    assert len(crossed) == 1


async def text_of(opener: Opener, octets: bytes) -> str:
    return "".join(sheet.text for sheet in (await read(opener, octets)).sheets)


def plain(octets: bytes, charset: str, more: str = "", encoding: str = "8bit") -> bytes:
    told = f"; charset={charset}" if charset else ""
    fields = f"Content-Type: text/plain{told}{more}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return fields.encode() + b"\r\n" + octets


def attached(message: EmailMessage, name: str, octets: bytes) -> None:
    message.add_attachment(octets, "application", "octet-stream", filename=name)


async def test_its_fields_are_read_as_programs_show_them(opener: Opener) -> None:
    word = base64.b64encode("Sở Y tế".encode()).decode()
    found = await read(
        opener,
        (
            f"From: =?utf-8?B?{word}?= <vanthu@soyt.vn>\r\nTo: a@b.vn, C <c@d.vn>\r\nCc: a@b.vn\r\n"
            "Subject: =?utf-8?Q?12/SYT:_b=C3=A1o?=\r\n =?utf-8?Q?_c=C3=A1o?=\r\nDate: Mon, 12 Oct 2026 09:00:00 +0700\r\n"
            "Message-ID: <3@b.vn>\r\nReferences: <1@b.vn>\r\n <2@b.vn>\r\nIn-Reply-To: <2@b.vn>\r\n\r\nKinh gui\r\n"
        ).encode(),
    )
    assert found == Letter(
        author="vanthu@soyt.vn",
        called="Sở Y tế",
        recipients=("a@b.vn", "c@d.vn"),
        subject="12/SYT: báo cáo",
        sent=datetime(2026, 10, 12, 2, tzinfo=UTC),
        message_id="<3@b.vn>",
        answers=("<2@b.vn>", "<1@b.vn>"),
        sheets=(Sheet((), "text", "Kinh gui\n"),),
    )


@pytest.mark.parametrize(
    ("octets", "charset", "guessed"),
    [
        (TEXT.encode(), "utf-8", False),
        (unicodedata.normalize("NFD", TEXT).encode(), "UTF-8", False),
        (TEXT.encode("utf-16"), "utf-16", False),
        (TEXT.encode(), "us-ascii", True),
        (TEXT.encode(), "", True),
        (TEXT.encode(), "windows-1252", True),
        (VNI.encode("latin-1"), "windows-1252", True),
        (VNI.encode("latin-1"), "x-user-defined", True),
        (VNI.encode("latin-1"), "us-ascii", True),
        (VNI.encode(), "utf-8", True),
        (TEXT.encode().decode("latin-1").encode(), "utf-8", True),
    ],
)
async def test_its_text_is_read_in_the_charset_that_it_is_in(
    opener: Opener, octets: bytes, charset: str, guessed: bool
) -> None:
    found = await read(opener, plain(octets, charset))
    assert [sheet.text for sheet in found.sheets] == [TEXT]
    assert found.guessed == guessed


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "us-ascii", "x-user-defined"])
async def test_tcvn3_is_read_whatever_it_says_it_is(opener: Opener, charset: str) -> None:
    found = await read(opener, plain(TCVN3 + b"15/10", charset))
    assert found.sheets[0].text == "Đề nghị các sở báo cáo kết quả trước ngày 15/10"
    assert found.guessed


async def test_what_is_read_from_its_octets_is_not_read_by_its_font_again(opener: Opener) -> None:
    page = '<font face=".VnTime">B¸o c¸o tr­íc ngµy 15/10</font>'.encode("latin-1")
    letter = plain(page, "x-user-defined").replace(b"text/plain", b"text/html")
    assert await text_of(opener, letter) == "Báo cáo trước ngày 15/10\n"


async def test_windows_1258_is_read_with_its_accents_behind_their_letters(opener: Opener) -> None:
    octets = bytes.fromhex("f0ea cc 20 6e 67 68 69 f2 20 74 72 fd f5 ec 63".replace(" ", ""))
    found = await read(opener, plain(octets, "windows-1258"))
    assert (found.sheets[0].text, found.guessed) == ("đề nghị trước", False)


async def test_other_tongues_stay_what_they_say_they_are(opener: Opener) -> None:
    text = "Déjà vu, naïve façade: Größe, Übung, señor"
    found = await read(opener, plain(text.encode("latin-1"), "iso-8859-1"))
    assert (found.sheets[0].text, found.guessed) == (text, False)


async def test_paragraphs_that_flow_are_put_together(opener: Opener) -> None:
    encoded = quopri.encodestring("nộp trước \nngày 15/10\n> trích \n> dẫn\n\n-- \nVT\n".encode())
    octets = plain(encoded.replace(b"\n", b"\r\n"), "utf-8", "; format=flowed", "quoted-printable")
    text = "nộp trước ngày 15/10\n> trích dẫn\n\n-- \nVT\n"
    assert await text_of(opener, octets) == text


async def test_an_invitation_is_read_without_its_folds(opener: Opener) -> None:
    card = b"BEGIN:VEVENT\r\nDESCRIPTION:h\xe1\xbb\x8dp ng\xc3\xa0\r\n y 15/10\\, g\xe1\xbb\xadi\\ntr\r\n\t\xc6\xb0\xe1\xbb\x9bc\r\n"
    octets = b"Content-Type: text/calendar; charset=utf-8\r\n\r\n" + card
    assert "họp ngày 15/10, gửi\ntrước\n" in await text_of(opener, octets)


async def test_of_two_formats_of_one_text_one_is_read(opener: Opener) -> None:
    for said, kind in (
        ("một văn bản đủ dài để ai cũng đọc được nội dung", "text"),
        ("xem HTML", "html"),
    ):
        message = EmailMessage()
        message.set_content(said)
        message.add_alternative("<p>một văn bản ở dạng trang, trước ngày 15/10</p>", subtype="html")
        found = await read(opener, bytes(message))
        assert [sheet.kind for sheet in found.sheets] == [kind]


async def test_each_file_stands_where_it_was_found(opener: Opener) -> None:
    inner = EmailMessage()
    inner["Subject"] = "Gửi văn bản"
    inner["From"] = "a@b.vn"
    inner.set_content("thư gốc")
    attached(inner, "phụ lục.docx", docx(paragraph("phụ lục")))
    message = EmailMessage()
    message["Subject"] = "Gửi"
    message.set_content("kèm theo")
    attached(
        message,
        "hồ sơ.zip",
        packed({"a.docx": docx(paragraph("tờ trình")), "b.7z": b"7z\xbc\xaf\x27\x1c"}),
    )
    attached(message, "winmail.dat", winmail("x", {"c.docx": docx(paragraph("kế hoạch"))}))
    attached(message, "gốc.eml", bytes(inner))

    found = await read(opener, bytes(message))

    assert [(sheet.place, sheet.kind, sheet.text) for sheet in found.sheets] == [
        ((), "text", "kèm theo\n"),
        (("hồ sơ.zip", "a.docx"), "docx", "tờ trình\n"),
        (("winmail.dat", "c.docx"), "docx", "kế hoạch\n"),
        (("gốc.eml",), "letter", "From: a@b.vn\nSubject: Gửi văn bản\n"),
        (("gốc.eml",), "text", "thư gốc\n"),
        (("gốc.eml", "phụ lục.docx"), "docx", "phụ lục\n"),
    ]
    assert found.obstacles == ((("hồ sơ.zip", "b.7z"), "archive"),)
    assert found.forwarded, "a letter within a letter has come through somebody's hands"


async def test_a_picture_is_an_obstacle_unless_the_text_shows_it(opener: Opener) -> None:
    message = EmailMessage()
    message.set_content("x")
    picture = b"\x89PNG\r\n\x1a\n"
    message.add_attachment(
        picture, "image", "png", filename="logo.png", cid="<1>", disposition="inline"
    )
    message.add_attachment(picture, "image", "png", filename="trang 1.png")
    found = await read(opener, bytes(message))
    assert found.obstacles == ((("trang 1.png",), "picture"),)


async def test_letters_of_fonts_of_tcvn3_in_documents_are_read(opener: Opener) -> None:
    def font(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}"/>'

    message = EmailMessage()
    message.set_content("x")
    body = paragraph("Sè 12, tr­íc ngµy 15/10", font(".VnTime")) + paragraph(
        "céng hßa", font(".VnTimeH")
    )
    attached(message, "a.docx", docx(body))

    found = await read(opener, bytes(message))

    assert found.sheets[1].text == "Số 12, trước ngày 15/10\nCỘNG HÒA\n"
    assert found.guessed


@pytest.mark.parametrize(
    ("subject", "body", "forwarded"),
    [
        ("Fwd: 12/SYT", "x", True),
        ("Chuyển tiếp: 12/SYT", "x", True),
        ("12/SYT", "---------- Forwarded message ---------\nTừ: a", True),
        ("12/SYT", "----- Thư được chuyển tiếp -----\nTừ: a", True),
        ("Re: 12/SYT", "-----Original Message-----\nFrom: a", False),
        ("chuyển tiếp văn bản", "x", False),
    ],
)
async def test_that_somebody_sent_it_on_is_told(
    opener: Opener, subject: str, body: str, forwarded: bool
) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(body)
    assert (await read(opener, bytes(message))).forwarded == forwarded


async def test_columns_of_plain_text_are_read_one_after_the_other(opener: Opener) -> None:
    octets = plain(
        "UBND TỈNH LAM GIANG      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\r\n"
        "SỞ Y TẾ                       Độc lập - Tự do - Hạnh phúc\r\n"
        "V/v báo cáo công tác     Lam Giang, ngày 12 tháng 10 năm 2026\r\nphòng dịch\r\n\r\n"
        "       Kính gửi: các sở\r\n".encode(),
        "utf-8",
    )
    assert "V/v báo cáo công tác\nphòng dịch\nCỘNG HÒA" in await text_of(opener, octets)


async def test_a_boundary_that_is_missing_or_told_wrongly_hides_nothing(opener: Opener) -> None:
    part = (
        b"--x\r\nContent-Type: text/plain\r\n\r\nmot\r\n--x\r\nContent-Type: text/plain\r\n\r\nhai"
    )
    for told in (b"x", b'"x', b"y", b""):
        head = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" + told + b"\r\n\r\n"
        assert await text_of(opener, head + part) == "mothai"
        assert await text_of(opener, (head + part).replace(b"\r\n", b"\n")) == "mothai"


class Slow:
    """An opener that takes all the time it is given."""

    def __init__(self) -> None:
        self.given: list[float] = []

    async def whole(self, name: str, octets: bytes, seconds: float, kind: str = "") -> Opened:
        self.given.append(seconds)
        return Opened()


async def test_one_file_never_takes_the_time_of_all() -> None:
    message = EmailMessage()
    message.set_content("x")
    for name in ("a.docx", "b.docx"):
        attached(message, name, docx(paragraph("x")))
    slow = Slow()
    await letter(bytes(message), slow, 10.0)
    assert [seconds < 5.1 for seconds in slow.given] == [True, True]
    late = await letter(bytes(message), slow, 0.0)
    assert [why for _, why in late.obstacles] == ["too-slow", "too-slow"]


async def test_a_letter_says_no_more_than_can_be_read_in_its_time(opener: Opener) -> None:
    message = EmailMessage()
    message["From"] = "a@b.vn"
    message.set_content("Kính gửi\n")
    for name in ("1.txt", "2.txt", "3.txt"):
        message.add_attachment(b"bao cao\n" * (1 << 17), "text", "plain", filename=name)
    message.add_attachment(b"bao cao\n" * ((1 << 17) + 1), "text", "plain", filename="4.txt")

    found = await read(opener, message.as_bytes())
    assert sum(len(sheet.text) for sheet in found.sheets) == SAID_MOST
    assert [sheet.whole for sheet in found.sheets] == [True, True, False]
    assert found.obstacles == ((("2.txt",), "too-large"), (("3.txt",), "too-large"), (("4.txt",), "too-large"))  # fmt: skip
