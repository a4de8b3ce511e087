"""What an answer quotes and is signed with is not shown; what its author wrote is, wherever it stands."""

import pytest

from work.reply.visible import visible

GMAIL = "Vào Th 2, 5 thg 10, 2026 vào lúc 08:00 Nhắc việc <a@b.vn> đã viết:"
OUTLOOK = "Từ: Nhắc việc <a@b.vn>\nĐã gửi: 08:00 02/10/2026\nĐến: c@d.vn\nChủ đề: Nhắc việc\n\nXONG 60% GIA HẠN 1/1/2027"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"Đã xong.\n\n{GMAIL}\n> Trả lời: XONG\n> hạn 1/1", "Đã xong."),
        (f"{GMAIL}\n> Trả lời: XONG\n\nĐược 60%.", "Được 60%."),
        (f"{GMAIL}\n> một\n\nĐược 60%.\n\n> hai\n> ba", "Được 60%."),
        (f"Đã xong.\n\n{GMAIL}\n\nTrả lời: XONG\nGIA HẠN 1/1", "Đã xong."),
        (f"Đã xong.\n________________________________\n{OUTLOOK}", "Đã xong."),
        (f"Đã xong.\n{OUTLOOK}", "Đã xong."),
        ("Done.\n\nOn Wed, 7 Oct 2026 at 8:00, A B\n<a@b.vn> wrote:\n> XONG", "Done."),
        ("Xong\n\nĐược gửi từ iPhone của tôi", "Xong"),
        ("Xong\nSent from my Galaxy", "Xong"),
        ("Xong\n-- \nVăn phòng\nĐT 0123", "Xong"),
        ("Xong ạ.\n\nTrân trọng,\nNguyễn Văn Mẫu\nPhòng Tổng hợp", "Xong ạ."),
        ("Xong ạ.\n\nTrần Thị Mẫu\nChuyên viên, Phòng Tổng hợp", "Xong ạ."),
        ("Đã xong.\nPhạm Thí Mẫu\nSở Nội vụ", "Đã xong."),
        ("Sở đã xong.\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Thị Mẫu", "Sở đã xong."),
        ("Đã gửi từ iPhone của tôi\nXong", "Xong"),
        (
            "Xong\n\nNgười gửi: A <a@b.vn>\nNgày gửi: 1/1\nNgười nhận: b\nTiêu đề: c\nGIA HẠN",
            "Xong",
        ),
        ("Nguyễn Văn Mẫu đã làm xong việc này.", "Nguyễn Văn Mẫu đã làm xong việc này."),
        ("Xong.\n\nThư này chỉ dành riêng cho người nhận; nghiêm cấm sao chép.", "Xong."),
        ("Xong.\n_____________\nDanh sách thư tonghop", "Xong."),
        ("-----Original Message-----\nFrom: a\nXONG", ""),
        ("Từ: sáng nay chúng tôi đã làm.\nXong.", "Từ: sáng nay chúng tôi đã làm.\nXong."),
        ("Chúng tôi gửi từ hôm qua.", "Chúng tôi gửi từ hôm qua."),
        ("", ""),
    ],
)
def test_only_what_the_author_wrote_is_shown(text: str, own: str) -> None:
    assert visible(text) == own
