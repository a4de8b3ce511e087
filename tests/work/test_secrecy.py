"""Marks of secrecy are found where they are marks, and ordinary words pass."""

import unicodedata
from datetime import date

import pytest

from work.secrecy.finding import Finding, Place, Verdict, worst
from work.secrecy.rules import shipped

DAY = date(2026, 11, 26)
JUDGE = shipped().on(DAY)
MARKED = (
    "MẬT",
    "Mật",
    "Công văn MẬT số 15/A05-P5 ngày 24/4/2025",
    "Công văn số 15/A05-P5 (Mật) ngày 24/4/2025",
    "[TỐI MẬT] V/v kế hoạch",
    "TUYỆT MẬT",
    "Độ mật: Mật",
    "Độ mật: TỐI MẬT",
    "ĐỘ MẬT: MẬT",
    "Độ mật là Tuyệt mật",
    "Báo cáo của Bộ Công an; Tối mật",
    "SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN",
    "Công văn số 15/VPCP-NC(M) ngày 03/8/2026",
    "Quyết định số 07/QĐ-M ngày 03/8/2026",
    "07-QĐ/TW (TM) ngày 03/8/2026",
    "TUYET MAT",
    "Cong van so 15/A05-P5 (MAT)",
    "Do mat: Toi mat",
    "MẬT_bao_cao",
    "Tối\u00a0mật",
    "\u041c\u1eac\u0422 - k\u1ebf ho\u1ea1ch",
    "M\u200bẬ\u200bT",
    "T U Y Ệ T   M Ậ T",
    "M.Ậ.T",
    "\uff2dẬ\uff34",
    "MẬT, KHẨN: kế hoạch",
)
ORDINARY = (
    "rà soát công tác bảo mật thông tin",
    "TĂNG CƯỜNG BẢO MẬT HỆ THỐNG",
    "CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Luật Bảo vệ bí mật nhà nước",
    "bí mật kinh doanh",
    "đổi mật khẩu thư điện tử",
    "ĐỔI MẬT KHẨU",
    "mật mã dân sự; MẬT MÃ",
    "mật độ xây dựng",
    "MẬT ĐỘ DÂN SỐ",
    "quan hệ mật thiết",
    "sản xuất mật ong",
    "quản lý văn bản mật, tối mật, tuyệt mật theo quy định",
    "Độ mật: Không",
    "Độ mật: Thường",
    "MẶT TRẬN TỔ QUỐC",
    "MAT TRAN TO QUOC VIET NAM",
    "bao mat thong tin",
    "Văn phòng (TM. UBND)",
    "Công văn số 15/BCT-TM ngày 03/8/2026",
    "giải phóng mặt bằng",
    "tôi mất thẻ",
    "Khoa Gan - Mật - Tụy",
    "Trần Thị Mật",
    "",
)


def verdict(*findings: Finding) -> Verdict:
    return worst(findings)


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_is_found(text: str) -> None:
    assert worst(JUDGE.text(text, Place.SUBJECT)) >= Verdict.PERSON


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_is_found_in_decomposed_characters(text: str) -> None:
    found = JUDGE.text(unicodedata.normalize("NFD", text), Place.SUBJECT)

    assert worst(found) >= Verdict.PERSON


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_pass(text: str) -> None:
    assert JUDGE.text(text, Place.SUBJECT) == ()


def test_what_is_seen_at_one_glance_is_what_the_whole_look_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sides = ("bảo", "BẢO", "thông báo", "công văn", "x_bảo", "1bảo", "xbảo", "")
    ends = ("khẩu", "KHẨU", "khẩux", "khẩu1", ":", "")
    places = (Place.STAMP, Place.SUBJECT, Place.NAME)
    texts = [
        f"Kính gửi {before}{gap}{mark}{gap}{behind}"
        for before in sides
        for mark in ("mật", "MẬT", "mat", "tối mật")
        for gap in (" ", "\n")
        for behind in ends
    ]
    glanced = [JUDGE.text(text, place) for text in texts for place in places]
    monkeypatch.setattr("work.secrecy.mark._is_everyday", lambda *_: False)

    assert glanced == [JUDGE.text(text, place) for text in texts for place in places]
    assert sum(map(bool, glanced)) > len(glanced) // 10
