"""However an answer is signed, by name, office or telephone, its foot is not shown; what says something always is."""

import pytest

from work.reply.visible import visible

LAN = "Phan Bội Lan"
FEET = [
    "Phan Bội Lan",
    "PHAN BỘI LAN",
    "Lan",
    "Bội Lan",
    "Phan Bội Lan - CNTT bệnh viện",
    "Lan - VHXH",
    "Phan Bội Lan | Phòng CĐS",
    "Phan Bội Lan, chuyên viên",
    "Phan Bội Lan (Phòng Tổng hợp)",
    "ThS. Phan Bội Lan",
    "Thiếu tá Phan Bội Lan",
    "Lan Phan\nProgramme Officer",
    "Lan Phan\nSurvey Lead | Lam Survey JSC",
    "Bội Lan\n0900 222 333",
    "Phan Bội Lan\nPhó Trưởng phòng Quản lý di sản\nDi động 0900 123 000",
    "Phan Bội Lan\n\nPhó Trưởng phòng Quản lý di sản\n\nDi động 0900 123 000",
    "Phan Bội Lan\nPhòng Hành chính - Tổ chức, Văn phòng UBND tỉnh\nĐịa chỉ: số 1 đường Hòa Bình Mới",
    "Phan Bội Lan\nCục Kinh tế - Quản lý đầu tư xây dựng",
    "Phan Bội Lan\nSĐT: 0900.123.000 / Zalo 0900123000\nlanpb@x.example.vn",
    "Phan Bội Lan\nVụ Đầu tư\nhttps://x.example.vn",
    "TL. TRƯỞNG PHÒNG THAM MƯU\nThiếu tá Phan Bội Lan",
    "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nPhan Bội Lan",
    "NGƯỜI BÁO CÁO\nPhan Bội Lan",
    "*Phan Bội Lan*\n*Chuyên viên*\n*Mobile:* 0912 345 678",
    "CV. Phan Bội Lan",
    "Em Lan",
    "Lan ạ",
    "Lan.",
    "Phan Bội Lan\nChuyên viên - Văn phòng\n☎ 0912.345.678",
    "[cid:image001.png]\nPhan Bội Lan",
    "Trân trọng./.\nPhan Bội Lan",
    "Thân,\nLan",
    "Thanks,\nLan Phan\nProject Manager\nLam Survey JSC | +84 912 345 678",
    "Yours sincerely,\n\nLan Phan (Ms.)\nProject Manager",
    "Trân trọng,\nPhan Bội Lan",
    "Trân trọng!\n\nLan",
    "Best regards,\nLan",
    "Kind regards,\n\nLan Phan\nBudget Division",
    "Thanks and best regards,\nLan",
    "Thanks & Regards\nLan Phan",
    "BR,\nLan",
    "--\nPhan Bội Lan\nPhòng Nội vụ",
    "-- \nTrạm Y tế xã An Bồng",
    "---\nLan",
    "__________\nPHAN BỘI LAN",
    "*****\nPhan Bội Lan",
    "Kính thư\nPhan Bội Lan",
    "Đã gửi từ iPhone của tôi",
    "Sent from Outlook for Android",
    "Tải Outlook cho iOS",
    "Gửi từ Zalo Mail",
    "Gui tu dien thoai Xiaomi",
    "Gửi từ Outlook cho Android",
    "Đã gửi từ Hộp thư trên iPad",
    "Sent from Yahoo Mail for iPhone",
    "Sent using Zoho Mail",
    "Được gửi từ Yahoo Mail trên Android",
    "Gửi từ Thư dành cho Windows",
    "Sent from Mail for Windows",
    "Nhận Outlook cho Android<https://aka.ms/x>",
]
WARNINGS = [
    "Thư này và tệp kèm theo chỉ dành cho người nhận có tên. Nếu nhận nhầm, xin xóa và báo lại người gửi.",
    "TUYÊN BỐ BẢO MẬT: Nội dung thư điện tử này là tài sản của cơ quan gửi; nghiêm cấm sao chép.",
    "Please consider the environment before printing this e-mail.",
    "Hãy cân nhắc đến môi trường trước khi in thư này.",
    "Vì môi trường, xin đừng in thư này nếu không cần thiết.",
    "This email and any attachments are confidential and intended solely for the addressee.",
    "CONFIDENTIALITY NOTICE: the contents of this message are privileged.\nIf you are not the intended recipient, delete it.",
    "Khuyến cáo: Thư điện tử này có thể chứa thông tin bảo mật, chỉ dành cho người nhận.",
    "Nếu quý vị không phải là người nhận thư này, xin thông báo cho người gửi và xóa thư.",
    "Thư đã được quét virus bởi hệ thống của tỉnh.",
    "Virus-free. www.avast.com",
    "Save a tree. Don't print this e-mail unless necessary.",
    "CHÚ Ý: Nội dung email này và các tệp đính kèm là thông tin bảo mật, chỉ dành cho người nhận có tên.",
    "Lưu ý: Thư này có thể chứa thông tin mật. Nếu quý vị không phải là người nhận, đề nghị xóa thư.",
    "DISCLAIMER\nThis message is intended only for the recipient. Any unauthorized use is prohibited.",
    "Không có vi-rút. www.avast.com",
    "_______________________________________________\nDanh sách thư hoinongdan-chung\nHủy đăng ký: https://list.x.example.vn/unsub",
    "-- \nBạn nhận được thư này vì bạn đã đăng ký vào nhóm \"Văn thư\".\nĐể hủy đăng ký, gửi thư tới x@example.vn.",
    "_______________________________________________\nTonghop mailing list\nTonghop@example.vn\nhttps://example.vn/listinfo/tonghop",
]  # fmt: skip


@pytest.mark.parametrize("foot", FEET)
def test_a_foot_is_not_shown(foot: str) -> None:
    for own in ("Sở đã làm xong.", "Được 60% rồi ạ", "Đề nghị cho biết mẫu ở đâu?"):
        for gap in ("\n", "\n\n"):
            assert visible(f"{own}{gap}{foot}", LAN) == own
            for warning in WARNINGS[:2]:
                assert visible(f"{own}{gap}{foot}\n\n{warning}", LAN) == own


@pytest.mark.parametrize("warning", WARNINGS)
def test_a_warning_is_not_shown(warning: str) -> None:
    for own in ("Sở đã làm xong.", "Đề nghị cho biết mẫu ở đâu?"):
        assert visible(f"{own}\n\n{warning}", LAN) == own
        assert visible(f"{own}\n\nPhan Bội Lan\n\n{warning}", LAN) == own
        assert visible(f"{own}\n\n--\nPhan Bội Lan\n{warning}", LAN) == own


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Sở đã xong.\nBành Tố Nga\nSở Nội vụ", ""),
        ("Sở đã xong.\n\nBành Tố Nga\n0900 111 222", ""),
        ("Sở đã xong.\nLinh Nguyen\nProgramme Officer", ""),
        ("Sở đã xong.\n\nPhòng Nội vụ xã An Bồng", ""),
        ("Sở đã xong.\nVăn thư Sở", "Văn thư Sở"),
        ("Sở đã xong.\nQuyết - VHXH", "Lò Văn Quyết"),
        ("Sở đã xong.\nBành Tố Nga", "Banh To Nga"),
    ],
)
def test_a_foot_is_known_without_the_name_in_from_too(text: str, called: str) -> None:
    assert visible(text, called) == "Sở đã xong."


@pytest.mark.parametrize(
    "own",
    [
        "Lan đã làm xong.",
        "External experts from Lam are done.",
        "[Gấp] Đã xong",
        "Xong.\nLan\nnhưng xã A chưa gửi",
        "Đã xong.\n--\nPhan Bội Lan\nTái bút: xã A chưa gửi",
        "Đã xong.\n\nPhan Bội Lan\nP/S: mới được 80%",
        "Đã xong.\n-----\nXin gia hạn đến 15/12",
        "Đã hỏi Phòng Nội vụ",
        "Sở Nội vụ",
        "Được 60%.\nCòn chờ Sở Tài chính",
        "Kính gửi anh chị,\n\nTrân trọng.",
        "Chuyển chị Lan",
        "Hoàn Thành",
        "Đã Xong Rồi",
    ],
)
def test_what_says_something_stays(own: str) -> None:
    shown = visible(own, LAN)
    assert {word for line in own.split("\n") for word in line.split()} - set(shown.split()) <= {
        "Phan", "Bội", "Lan", "--", "-----",
    }  # fmt: skip


def test_a_closing_word_above_dashes_is_shown_as_a_person_would() -> None:
    assert (
        visible("Đã nhận được.\nTrân trọng.\n--\nLục Phù Sa", LAN) == "Đã nhận được.\nTrân trọng."
    )


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Xong rồi ạ.\n\nHiền KT", "Xong rồi ạ."),
        ("Xong rồi ạ.\n\n(Trần Thu Hà, chuyên viên, gửi thay)", "Xong rồi ạ."),
        ("Được 65%.\nTrân trọng.\n\nMa Thị Thu Hiền\nSở Y tế", "Được 65%.\nTrân trọng."),
        ("Được 65%.\nTrân trọng,\n\nMa Thị Thu Hiền\nSở Y tế", "Được 65%."),
        ("Em Khuê, trả lời thay nhóm. Được 65%.\n\nKhuê", "Em Khuê, trả lời thay nhóm. Được 65%."),
        ("Được 65%.\n\nKhuê", "Được 65%.\n\nKhuê"),
    ],
)
def test_short_names_and_closing_sentences(text: str, own: str) -> None:
    assert visible(text, "Ma Thị Thu Hiền") == own


def test_what_a_gate_puts_on_top_is_not_shown() -> None:
    assert visible("[EXTERNAL] Thư này đến từ bên ngoài.\n\nĐược 60%.") == "Được 60%."


def test_nothing_but_a_foot_is_nothing() -> None:
    assert visible("--\nPhan Bội Lan\nUBND xã", LAN) == ""
    assert visible("Phan Bội Lan\nUBND xã", LAN) == ""
