"""A mark counts in whatever field of a letter people or programs put words; what people are called is no mark."""

import time
from base64 import b64encode

import pytest

from mail import header
from mail.content import Content
from mail.secrecy import Guard, Outcome, Ruling
from mail.secrecy_fields import called
from papers.opener import Opener
from tests.papers import documents
from tests.secrecy.looking import DAY, RULES, outcome, with_file

PEOPLE = ("From", "To", "Cc", "Reply-To", "Sender", "Resent-From", "Resent-To")


def encoded(text: str) -> str:
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


async def ruling(name: str, value: str) -> Ruling:
    return (await outcome(f"{name}: {value}\r\n\r\nKinh gui\r\n".encode())).ruling


@pytest.mark.parametrize("name", PEOPLE)
async def test_a_mark_beside_an_address_is_refused(name: str) -> None:
    for marked in (encoded("[TỐI MẬT] Văn thư"), '"TUYỆT MẬT - Văn thư"', "[TỐI MẬT]"):
        assert await ruling(name, f"{marked} <c@c.gov.vn>") == Ruling.REFUSE
    assert await ruling(name, "c@c.gov.vn (TỐI MẬT)") == Ruling.REFUSE
    assert await ruling(name, f"An <a@a.gov.vn>, {encoded('[TỐI MẬT] B')} <c@c.gov.vn>") == "refuse"


@pytest.mark.parametrize("called", ["MẬT", "[MẬT] Văn thư", "MẬT - Công văn 12", "TOI MAT"])
async def test_what_may_be_a_mark_or_a_name_is_for_a_person(called: str) -> None:
    assert await ruling("From", f"{encoded(called)} <c@c.gov.vn>") == Ruling.PERSON


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(
    "called",
    [
        "Mật",
        "Trần Thị Mật",
        "TRẦN THỊ MẬT",
        "Mật Nguyễn",
        "Mật - Sở Nội vụ",
        "Hoàng Mật (VPCP)",
        "Phòng Bảo mật",
        "Ban Cơ yếu - Bảo mật",
        "MAT",
        "Mat Smith",
    ],
)
async def test_people_and_offices_may_be_called_so(name: str, called: str) -> None:
    assert await ruling(name, f"{encoded(called)} <toi.mat@mat.gov.vn>") == Ruling.PASS


@pytest.mark.parametrize(
    "name",
    [
        "Resent-Subject",
        "Resent-Comments",
        "Thread-Topic",
        "Keywords",
        "Comments",
        "List-Id",
        "List-Archive",
        "X-MS-Topic",
        "X-Spam-Subject",
        "User-Agent",
        "Received",
        "References",
    ],
)
async def test_a_mark_in_any_field_is_refused(name: str) -> None:
    for value in ("[TỐI MẬT] Kế hoạch", encoded("[TỐI MẬT] Kế hoạch")):
        assert await ruling(name, value) == Ruling.REFUSE


async def test_a_level_told_by_a_program_is_a_level() -> None:
    field = "X-MS-Exchange-Organization-Classification"
    assert await ruling(field, encoded("Tối mật")) == Ruling.REFUSE


async def test_a_level_by_itself_counts_without_accents_in_what_programs_write() -> None:
    for name, value, ruling_of_it in (
        ("X-MS-Topic", "TOI MAT", "refuse"),
        ("User-Agent", "Tuyet_mat", "refuse"),
        ("X-MS-Exchange-Organization-Classification", "Toi mat", "refuse"),
        ("X-Microsoft-Label", "(MAT)", "person"),
        ("Message-ID", "<toi.mat@a.gov.vn>", "pass"),
        ("X-MS-Exchange-Organization-Security", "1", "pass"),
        ("X-Spam-Report", "toi mat khau, format", "pass"),
    ):
        assert await ruling(name, value) == ruling_of_it, name


async def test_labels_of_office_are_read_each_by_itself() -> None:
    for label, ruling_of_it in (
        ("Tối mật", "refuse"),
        ("Toi mat", "refuse"),
        ("Mat", "person"),
        ("Bảo mật chung", "pass"),
    ):
        value = (
            f"MSIP_Label_3a_Enabled=True; MSIP_Label_3a_Name={label}; MSIP_Label_3a_ContentBits=0;"
        )
        value = value if value.isascii() else encoded(value)
        assert await ruling("msip_labels", value) == ruling_of_it, label


async def test_a_level_that_is_none_hides_no_mark_beside_it() -> None:
    assert await ruling("X-Security", encoded("không; MẬT")) == Ruling.REFUSE
    assert await ruling("X-Security", encoded("Không mật")) == Ruling.PASS


async def test_what_stays_inside_stays_so_beside_an_address() -> None:
    for shown in ("LƯU HÀNH NỘI BỘ", "Văn phòng (Lưu hành nội bộ)", "XEM XONG TRẢ LẠI"):
        assert await ruling("From", f"{encoded(shown)} <c@c.gov.vn>") == Ruling.INTERNAL, shown
    assert await ruling("From", f"{encoded('Bản tin Lưu hành nội bộ')} <c@c.gov.vn>") == "pass"


async def test_what_programs_write_without_accents_is_no_mark() -> None:
    for name, value in (
        ("List-Id", "mat.so.vn <mat.so.vn>"),
        ("List-Unsubscribe", "<https://x.vn/u?mat=1&m=MAT>"),
        ("X-MS-Exchange-Organization-SCL", "1"),
        ("Thread-Topic", encoded("Đổi mật khẩu")),
        ("To", "mat@a.gov.vn, toi.mat@a.gov.vn, MAT <mat.tran@a.gov.vn>"),
    ):
        assert await ruling(name, value) == Ruling.PASS, name


async def test_who_wrote_an_attached_letter_or_document_may_be_called_so_too() -> None:
    letter = f"From: {encoded('Mật')} <m@a.gov.vn>\r\nSubject: a\r\n\r\nx\r\n".encode()
    objects = {100: "<</Author <feff004d1ead0074>>>"}
    pdf = documents.pdf("BT /F1 12 Tf 40 800 Td (Bao cao) Tj ET", objects=objects)
    pdf = pdf.replace(b"trailer<<", b"trailer<</Info 100 0 R ")
    fields = "Content-Type: application/octet-stream; name="
    async with Opener(readers=1) as opener:
        for name, file in (("a.eml", letter), ("a.pdf", pdf)):
            assert (await outcome(with_file(fields + name, file), opener)).ruling == Ruling.PASS
        marked = letter.replace(encoded("Mật").encode(), encoded("[TỐI MẬT] A").encode())
        found = await outcome(with_file(fields + "a.eml", marked), opener)
    assert found.ruling == Ruling.REFUSE


async def test_a_mark_alone_under_a_line_that_ends_in_don_vi_is_for_a_person() -> None:
    marked = b"Subject: x\r\n\r\nBao cao cua don vi\r\nTOI MAT\r\nNoi dung\r\n"

    assert (await outcome(marked)).ruling == Ruling.PERSON


async def test_a_long_header_that_may_bear_a_mark_is_judged_beside_the_loop() -> None:
    def at_once(field: bytes, count: int) -> Outcome | None:
        content = Content.of(b"From: a@a.gov.vn\r\n" + field * count + b"\r\nKinh gui\r\n")
        guard = Guard(RULES, None, 60.0)
        return guard.at_once(content, header.parse(content.header), DAY)

    for field in (b"Comments: toi mat may tinh\r\n", b"X-MS-A: toi mat\r\n", b"X-Security: 0\r\n"):
        assert at_once(field, 9) is not None
        assert at_once(field, 900) is None
    assert at_once(b"X-A: hop giao ban\r\n", 900) is not None, "a sieve is enough"


def test_names_are_looked_for_in_time_linear_in_the_length_of_the_field() -> None:
    judge = RULES.on(DAY)

    def taken(crafted: str, length: int) -> float:
        begin = time.process_time()
        list(called((crafted * length)[:length] + " mật", judge))
        return time.process_time() - begin

    for crafted in ("a", "<", "a@", "@", "(", '"', "mat", "a ", ","):
        quick = min(taken(crafted, 1 << 11) for _ in range(3))
        assert taken(crafted, 1 << 14) < 24 * quick + 0.2, crafted
