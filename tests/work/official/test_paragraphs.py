"""What stands around a day in a letter of Monday 12/10/2026: tables, points, other days that are nobody's, odd ways of writing one."""

import pytest

from tests.work.official.test_families import letter, told

# What a letter says, and the days that are due.
SAID: list[tuple[str, list[str]]] = [
    (
        "TT\tNội dung\tĐơn vị chủ trì\tThời hạn\n1\tRà soát thủ tục\tPhòng A\t20/10/2026\n2\tLập danh mục\tPhòng B\tTrước 25/10/2026\n3\tBáo cáo\tPhòng C\tTháng 11/2026\n4\tĐôn đốc\tPhòng D\tThường xuyên",
        ["20/10/2026", "24/10/2026", "30/11/2026"],
    ),
    (
        "STT\tNhiệm vụ\tCơ quan thực hiện\tCơ quan phối hợp\tSản phẩm\tThời gian hoàn thành\n1\tRà soát\tPhòng A\tPhòng B\tBáo cáo\tQuý IV/2026\n2\tLập danh mục\tPhòng B\t\tDanh mục\t15/11/2026",
        ["31/12/2026", "15/11/2026"],
    ),
    (
        "STT\tNhiệm vụ\tĐơn vị\tNgày hoàn thành\n1\tRà soát\tPhòng A\t20.10.2026\n2\tLập danh mục\tPhòng B\t25-10-2026\n3\tLập sổ\tPhòng C\t30/10\n4\tKhác\tPhòng D\t31/10/26",
        ["20/10/2026", "25/10/2026", "30/10/2026", "31/10/2026"],
    ),
    (
        "STT\tNhiệm vụ\tĐơn vị\tThời hạn\n1\tRà soát\tPhòng A\t05 ngày làm việc kể từ ngày nhận được văn bản\n2\tLập danh mục\tPhòng B\tHằng tháng, trước ngày 25\n3\tX\tPhòng C\t16h00 ngày 20/10/2026",
        ["19/10/2026", "24/10/2026 FREQ=MONTHLY;BYMONTHDAY=24", "20/10 16:00"],
    ),
    (  # as a PDF tells cells that go on over several lines
        "TT\tNội dung\tCơ quan trả lời\tThời hạn\n1\tXử lý mùi từ trại lợn thôn\tSở Nông nghiệp và\t20/10/2026\nTiền, xã Ngọc Lâm\tMôi trường\n2\tBổ sung bác sĩ cho Trạm Y tế xã\tSở Y tế\t21/10/2026\nNgọc Lâm",
        ["20/10/2026", "21/10/2026"],
    ),
    (
        "STT\tTên đơn vị\tSố hồ sơ\tNgày tiếp nhận\n1\tPhòng A\t12\t01/11/2026\n2\tPhòng B\t5\t02/11/2026",
        [],
    ),
    (
        "STT\tĐơn vị\tThời gian kiểm tra\n1\tPhòng A\t8h00 ngày 20/10/2026\n2\tPhòng B\t14h00 ngày 21/10/2026",
        [],
    ),
    (
        "STT\tĐơn vị\tNội dung\tThời gian làm việc\n1\tPhòng A\tKiểm tra công vụ\t20/10/2026\n2\tPhòng B\tKiểm tra công vụ\t21/10/2026",
        [],
    ),
    ("STT\tHọ và tên\tĐơn vị\tNgày sinh\n1\tNguyễn Văn A\tPhòng A\t20/10/1990", []),
    (
        "Giám đốc Sở yêu cầu:\n\n1. Phòng A: rà soát, báo cáo trước ngày 20/10/2026.\n2. Phòng B: tham mưu kế hoạch, xong trong tháng 11/2026.\n3. Các phòng còn lại: chủ động thực hiện.",
        ["19/10/2026", "30/11/2026"],
    ),
    (
        "1. Giao Phòng A:\n- Chủ trì xây dựng kế hoạch, trình trước ngày 20/10/2026;\n- Tổng hợp kết quả, báo cáo Sở trước ngày 20/12/2026.\n2. Phòng B phối hợp thực hiện.",
        ["19/10/2026", "19/12/2026"],
    ),
    (
        "a) Thời gian: Trước ngày 20/10/2026.\nb) Nội dung: gửi báo cáo.\nc) Nơi nhận: Phòng A.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng gửi báo cáo theo các nội dung sau:\n\n- Nội dung 1;\n- Nội dung 2.\n\nBáo cáo gửi về Sở trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng báo cáo.\n\nThời gian gửi: trước ngày 20/10/2026; địa chỉ nhận: Sở Nội vụ, email: a@b.vn.",
        ["19/10/2026"],
    ),
    ("Đề nghị các phòng báo cáo (mẫu kèm theo). Hạn chót: hết ngày 20/10/2026.", ["20/10/2026"]),
    (
        "Đề nghị các phòng báo cáo kết quả thực hiện Nghị quyết số 5/NQ-HĐND ngày 10/7/2026 trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    ("Đề nghị các phòng báo cáo kết quả Quý III/2026 trước ngày 20/10/2026.", ["19/10/2026"]),
    ("Đề nghị các phòng xây dựng kế hoạch năm 2027, gửi trước ngày 20/10/2026.", ["19/10/2026"]),
    (
        "Đề nghị các phòng rà soát các dự án hoàn thành trước ngày 31/12/2026, gửi danh mục trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng rà soát cán bộ nghỉ hưu trước ngày 31/12/2026, gửi danh sách trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng đăng ký nhu cầu tuyển dụng đến ngày 31/12/2027, gửi trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng cung cấp hồ sơ từ năm 2020 đến năm 2025 trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Kỳ thi diễn ra ngày 25/10/2026. Đề nghị các phòng gửi danh sách thí sinh trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Hội nghị tổ chức vào lúc 8 giờ ngày 25/10/2026. Đề nghị các phòng xác nhận tham dự trước 17 giờ ngày 20/10/2026.",
        ["20/10 17:00"],
    ),
    (
        "Đề nghị các phòng gửi tham luận trước ngày 20/10/2026 để phục vụ Hội nghị ngày 25/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng gửi báo cáo trước ngày 20/10/2026 phục vụ cuộc họp dự kiến tổ chức vào ngày 25/10/2026.",
        ["19/10/2026"],
    ),
    (
        "Đề nghị các phòng thay báo cáo đã gửi ngày 05/10/2026, gửi lại trước ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    ("Thời hạn gửi báo cáo được gia hạn từ ngày 15/10/2026 đến ngày 20/10/2026.", ["20/10/2026"]),
    (
        "Đề nghị các phòng nộp hồ sơ tại bộ phận một cửa từ ngày 15/10/2026 đến 17 giờ ngày 20/10/2026.",
        ["20/10 17:00"],
    ),
    (
        "Đề nghị các phòng nộp báo cáo giấy trước 20/10/2026 và bản mềm trước 18/10/2026.",
        ["19/10/2026", "17/10/2026"],
    ),
    (
        "Đề nghị các phòng gửi báo cáo về Sở trước ngày 20/10/2026, không gửi báo cáo sau ngày 20/10/2026.",
        ["19/10/2026"],
    ),
    ("Đề nghị Phòng A và Phòng B gửi báo cáo trước ngày 20/10/2026.", ["19/10/2026"]),
    ("Đề nghị các phòng phản hồi trong 02 ngày.", ["14/10/2026"]),
    ("Đề nghị các phòng phản hồi trong vòng 02 ngày làm việc.", ["14/10/2026"]),
    ("Đề nghị các phòng phản hồi chậm nhất sau 02 ngày làm việc.", ["14/10/2026"]),
    ("Hồ sơ lưu giữ trong thời hạn 10 năm kể từ ngày ký.", []),
    ("Người lao động được hưởng trợ cấp trong thời hạn 12 tháng kể từ ngày nghỉ việc.", []),
    (
        "Công ty nộp tiền thuê đất trong thời hạn 30 ngày kể từ ngày nhận được thông báo này.",
        ["11/11/2026"],
    ),
    ("Dự án thực hiện trong 24 tháng kể từ ngày khởi công.", []),
    ("Thời gian thi công: 180 ngày kể từ ngày bàn giao mặt bằng.", []),
    (
        "Mọi ý kiến gửi về Sở trong thời gian niêm yết (từ ngày 15/10/2026 đến ngày 30/10/2026).",
        ["30/10/2026"],
    ),
    ("Kinh phí được giải ngân đến hết ngày 31/01/2027.", []),
    ("Kế hoạch này có hiệu lực đến ngày 31/12/2027.", []),
    ("Các văn bản ban hành trước ngày 01/7/2025 tiếp tục có hiệu lực.", []),
    (
        "Đề nghị các phòng báo cáo trước ngày 15/10/2026. Trường hợp chưa hoàn thành thì báo cáo lý do trước ngày 14/10/2026.",
        ["14/10/2026", "13/10/2026"],
    ),
    (
        "Đề nghị các phòng thực hiện chế độ báo cáo trước ngày 15 tháng 6 và ngày 15 tháng 12 hằng năm.",
        ["14/12/2026 FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=14"],
    ),
    ("Đề nghị các phòng hoàn thành trước ngày Quốc khánh 02/9/2027.", ["01/09/2027"]),
    ("Đề nghị các phòng báo cáo trước 10h, ngày 20/10/2026.", ["20/10 10:00"]),
    ("Đề nghị các phòng báo cáo trước 10 giờ sáng ngày 20/10/2026.", ["20/10 10:00"]),
    ("Đề nghị các phòng báo cáo trước 5 giờ chiều ngày 20/10/2026.", ["20/10 17:00"]),
    ("Đề nghị các phòng báo cáo trước 17:00 ngày 20/10/2026.", ["20/10 17:00"]),
    ("Đề nghị các phòng báo cáo trước 17:00, 20/10/2026.", ["20/10 17:00"]),
    ("Đề nghị các phòng báo cáo trước ngày 20/10/2026, 17h00.", ["20/10 17:00"]),
    ("Đề nghị các phòng báo cáo trước ngày 20 / 10 / 2026.", ["19/10/2026"]),
    ("Đề nghị các phòng báo cáo trước ngày 2O/10/2026.", ["19/10/2026"]),
    ("Đề nghị các phòng báo cáo trước ngày 20/10/2026./.", ["19/10/2026"]),
    ("Đề nghị các phòng báo cáo trước ngày 20/10/20206.", []),
    ("Đề nghị các phòng báo cáo trước 20 tháng 10.", ["19/10/2026"]),
    ("Đề nghị các phòng báo cáo trước ngày hai mươi tháng mười.", ["19/10/2026"]),
    ("Đề nghị các phòng báo cáo trước ngày 20 tháng Mười năm 2026.", ["19/10/2026"]),
    ("Đề nghị các phòng báo cáo trước rằm tháng Chạp.", []),
    ("Đề nghị các phòng nộp báo cáo trước khi nghỉ Tết.", []),
    ("Đề nghị các phòng gửi báo cáo trước kỳ họp thứ 10 của HĐND tỉnh 05 ngày.", []),
    (
        "Kỳ họp HĐND khai mạc ngày 10/12/2026. Đề nghị các phòng gửi báo cáo trước ngày khai mạc kỳ họp 20 ngày.",
        ["20/11/2026"],
    ),
    (
        "Hội nghị A tổ chức ngày 10/12/2026, Hội nghị B tổ chức ngày 20/12/2026. Đề nghị các phòng gửi báo cáo trước Hội nghị 05 ngày.",
        [],
    ),
    (
        "Theo Quyết định số 5/QĐ-SNV ngày 01/10/2026, hội nghị dời sang ngày 10/12/2026. Đề nghị các phòng gửi báo cáo trước ngày tổ chức hội nghị 05 ngày.",
        ["05/12/2026"],
    ),
    (
        "Hợp đồng hết hạn ngày 31/12/2026. Đề nghị các phòng gửi văn bản đề nghị gia hạn trước khi hợp đồng hết hạn 30 ngày.",
        ["01/12/2026"],
    ),
    ("Đề nghị các phòng gửi báo cáo trong 05 ngày kể từ ngày kết thúc đợt kiểm tra.", []),
    (
        "Đợt kiểm tra từ ngày 20/10/2026 đến ngày 30/10/2026. Đề nghị các phòng gửi báo cáo trong 05 ngày kể từ ngày kết thúc đợt kiểm tra.",
        ["04/11/2026"],
    ),
    (
        "Quyết định thanh tra công bố ngày 20/10/2026. Các phòng gửi báo cáo trong 05 ngày kể từ ngày công bố quyết định thanh tra.",
        ["26/10/2026"],
    ),
    (
        "Căn cứ Quyết định số 5/QĐ-UBND ngày 01/9/2026 về công bố kế hoạch. Các phòng gửi báo cáo trong 05 ngày kể từ ngày công bố kế hoạch.",
        [],
    ),
    ("Các phòng hoàn thành trong quý I năm 2027.", ["31/03/2027"]),
    ("Các phòng hoàn thành trong 10 ngày đầu tháng 11/2026.", ["10/11/2026"]),
    ("Các phòng gửi báo cáo trước ngày làm việc cuối cùng của tháng 10/2026.", ["29/10/2026"]),
    ("Các phòng gửi báo cáo trước 17h, thứ 3 (20/10/2026).", ["20/10 17:00"]),
    ("Các phòng gửi báo cáo trước thứ 3 tuần sau (20/10).", ["19/10/2026"]),
    ("Các phòng gửi báo cáo về Sở chậm nhất trong ngày 20/10/2026.", ["20/10/2026"]),
    ("Các phòng gửi báo cáo về Sở không chậm hơn ngày 20/10/2026.", ["20/10/2026"]),
    ("Các phòng gửi báo cáo về Sở không muộn quá ngày 20/10/2026.", ["20/10/2026"]),
    ("Các phòng gửi báo cáo về Sở tối đa đến ngày 20/10/2026.", ["20/10/2026"]),
    ("Các phòng gửi báo cáo về Sở đúng 16h00 ngày 20/10/2026.", ["20/10 16:00"]),
    ("Các phòng gửi báo cáo về Sở vào ngày 20/10/2026.", ["20/10/2026"]),
    ("Các phòng gửi báo cáo về Sở ngày 20/10/2026.", ["20/10/2026"]),
    ("Yêu cầu: báo cáo về Sở - hạn: 20/10/2026.", ["20/10/2026"]),
    ("Đề nghị các phòng gửi báo cáo (hạn 20/10/2026).", ["20/10/2026"]),
    ("Đề nghị các phòng gửi báo cáo [trước 20/10/2026].", ["19/10/2026"]),
]


@pytest.mark.parametrize(("body", "due"), SAID)
def test_each_is_read_among_what_stands_around_it(body: str, due: list[str]) -> None:
    found = letter(body)

    assert [told(one) for one in found.errands if one.deadline is not None] == due


def test_a_range_that_is_said_as_a_limit_does_not_open() -> None:
    assert not letter("Các phòng gửi báo cáo trước ngày 20-21/10/2026.").opens
