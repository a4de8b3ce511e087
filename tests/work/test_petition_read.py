"""What letters by mail say as petitions: a kind by their words, and who signs."""

import pytest

from work.petition import Kind
from work.petition_read import MOST_NAMED, codes, proposed, sender


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Đơn tố cáo", "Kính gửi …", Kind.DENUNCIATION),
        ("Gửi ông Phan Anh", "Đường hỏng đã lâu, tôi phản ánh để sửa.", Kind.REFLECTION),
        ("Gửi Phan Anh", "Chào ông.", None),
        (
            "don khieu nai",
            "Toi ten la Le Van Mau, de nghi huy quyet dinh so 3.",
            Kind.COMPLAINT,
        ),
        ("Kính gửi", "ĐƠN KIẾN NGHỊ\nTôi đề nghị xem lại việc khiếu nại.", Kind.PROPOSAL),
        ("Kiến nghị", "Nhân đây tôi cũng tố giác việc đào trộm cát.", Kind.DENUNCIATION),
        ("", "Đề nghị cấp lại giấy khai sinh.", Kind.REQUEST),
        ("Feedback", "The road is broken.", Kind.REFLECTION),
        ("Kính gửi cơ quan", "Nhà ông tôi có tổ cao ba tầng.", None),
    ],
)
def test_the_words_speak_for_a_kind_and_a_denunciation_is_never_missed(
    subject: str, text: str, kind: Kind | None
) -> None:
    assert proposed(subject, text) is kind


def test_who_signs_is_as_the_letter_says_of_itself() -> None:
    text = (
        "Họ và tên: Lò Văn Pành\nĐịa chỉ: bản Tà Xùa, xã Mẫu, tỉnh Sơn La\n"
        "Số điện thoại: 0912 345 678\nSố CCCD: 001088012345 cấp ngày 2/3/2021\nTôi phản ánh …"
    )
    who = sender("panh88", "panh@example.vn", "Phản ánh", text, "vi")
    assert (who.name, who.address) == ("Lò Văn Pành", "bản Tà Xùa, xã Mẫu, tỉnh Sơn La")
    assert (who.phone, who.id_number) == ("0912 345 678", "001088012345")
    assert who.words == f"Phản ánh\n\n{text}"
    steered = sender("Lò\u202e Pành" + "x" * 300, "", "", "Xin chào", "vi")
    assert steered.name.startswith("Lò Pành")
    assert len(steered.name) == 200


def test_our_codes_are_found_in_what_is_quoted() -> None:
    assert codes("> Biên nhận: PAKN 12/2026\nthêm: pakn 7/2025, PAKN 12/2026") == (
        (12, 2026),
        (7, 2025),
    )
    many = " ".join(f"PAKN {number}/1999" for number in range(3000))
    assert codes(many) == tuple((number, 1999) for number in range(MOST_NAMED)), "no more"
