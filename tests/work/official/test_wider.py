"""What stands beside a limit, read as other offices may write it: each in a letter of Monday 12/10/2026."""

import pytest

from tests.work.official.test_families import letter, told

DUE = """\
Phòng Văn hóa chỉnh lý tài liệu, bàn giao danh mục cho bộ phận lưu trữ chậm nhất ngày 18/12/2026. = 18/12/2026
Đề nghị các phòng bàn giao cho kho bảo quản trước ngày 20/10/2026. = 19/10/2026
Sở đồng ý gia hạn thời gian trình đồ án đến hết ngày 15/01/2027 (Văn bản số 22/UBND-XD giao hạn trước ngày 30/11/2026). = 15/01/2027
Đề nghị các phòng báo cáo công suất từ ngày 30/12/2026 đến ngày 03/01/2027 theo biểu. Biểu gửi về Sở trước 9 giờ ngày 04/01/2027. = 04/01 09:00
Đề nghị các phòng báo cáo số liệu chốt đến ngày 31/10/2026, gửi trước ngày 05/11/2026. = 04/11/2026
Thực hiện Công văn số 19/UBND-VX ngày 05/10/2026 của UBND tỉnh giao báo cáo trước ngày 25/11/2026, Sở yêu cầu các phòng gửi kết quả trước ngày 20/11/2026. = 19/11/2026
Sở đã có Công văn số 19/SNV-VP ngày 01/9/2026 yêu cầu báo cáo trước ngày 15/10/2026, đến nay chưa nhận được. Đề nghị các phòng gửi ngay trong ngày 14/10/2026. = 14/10/2026
UBND tỉnh giao Sở báo cáo trước ngày 25/11/2026. Để kịp tiến độ, đề nghị các phòng gửi báo cáo trước ngày 20/11/2026. = 19/11/2026
Theo yêu cầu của UBND tỉnh tại Công văn số 19/UBND-VX, Sở phải gửi báo cáo trước ngày 25/11/2026. Đề nghị các phòng gửi số liệu chậm nhất ngày 20/11/2026. = 20/11/2026
Thời hạn giải quyết của Sở là 25 ngày kể từ ngày nhận đủ hồ sơ, do đó đề nghị các phòng có ý kiến trước ngày 20/10/2026. = 19/10/2026
Quá ngày 20/10/2026 không nhận được ý kiến, Sở coi như các phòng thống nhất. Đề nghị các phòng góp ý trước ngày 20/10/2026. = 19/10/2026
Đính chính: hạn nộp "15/10/2026" sửa thành "25/10/2026". = 25/10/2026
Đề nghị các phòng rà soát cán bộ có hợp đồng đến hạn trước ngày 31/12/2026, lập danh sách gửi Sở trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng trả phòng họp đã mượn trước ngày 20/10/2026. = 19/10/2026
Giao Văn phòng theo dõi, đôn đốc, tổng hợp kết quả, báo cáo lãnh đạo Sở ngày 25/10/2026. = 25/10/2026
Các phòng báo cáo hằng tuần vào sáng thứ Sáu. = 16/10 11:30 FREQ=WEEKLY;BYDAY=FR
Rất mong các phòng quan tâm giải quyết trước ngày 20/10/2026. = 19/10/2026
Đoàn đi trong quý I/2027: đăng ký ngay, thời hạn cuối cùng 30/10/2026 - 10:00. = 30/10 10:00
Bước 2 (từ 15/10/2026 đến 30/10/2026): các phòng rà soát, đánh giá từng văn bản. = 30/10/2026
Hồ sơ gửi về Sở trước giờ làm việc ngày 20/10/2026. = 19/10/2026
Đại hội tổ chức trong 02 ngày 12 và 13/12/2026. Các phòng gửi phương án chậm nhất 05 ngày trước ngày khai mạc. = 07/12/2026
Đề nghị các phòng bố trí cán bộ trực từ ngày 30/12/2026 đến hết ngày 03/01/2027. =
Đề nghị các phòng báo cáo nhu cầu 24 tháng (từ 01/7/2027 đến 30/6/2029) trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng rà soát số căn hộ hoàn thành đến 31/12/2026, gửi Sở trước ngày 20/10/2026. = 19/10/2026
Các phòng gửi thêm số liệu ước đến 31/12/2026, thời hạn: 20/10/2026. = 20/10/2026
Các phòng thành lập tổ kiểm tra, bắt đầu chậm nhất ngày 15/10/2026, hoàn thành trước ngày 20/10/2026. = 19/10/2026
Đoàn giám sát làm việc trực tiếp tại các phòng trong các ngày 18, 19, 20/11/2026. Đề nghị các phòng gửi tài liệu trước ngày 20/10/2026. = 19/10/2026
Các phòng họp xong trước ngày 15/12/2026 và gửi biên bản sau 03 ngày làm việc kể từ ngày họp. = 14/12/2026
Yêu cầu các Chi nhánh trả kết quả trong 02 ngày làm việc kể từ khi tiếp nhận hồ sơ. =
Sở đề nghị các phòng lập danh sách. Thời gian nộp: từ nay đến 30/10/2026. Sở chốt danh sách sau khi hết hạn đăng ký 5 ngày làm việc. = 30/10/2026 | 06/11/2026
Hợp đồng hết hạn ngày 31/12/2026. Đề nghị các phòng nộp đơn trước hạn đó 15 ngày. = 16/12/2026
Thời gian thực hiện: không quá 05 ngày làm việc, bắt đầu từ ngày 19/10/2026. = 26/10/2026
Các phòng nộp hồ sơ dự thi: bắt đầu 15/10/2026, kết thúc 30/10/2026. = 30/10/2026
Thời gian hoàn thành và báo cáo số thiết bị đã đổi: đến hết ngày 20/10/2026. = 20/10/2026
Từ tháng 10/2026, đề nghị các phòng gửi số liệu tháng trong 3 ngày đầu của tháng kế tiếp. = 03/11/2026 FREQ=MONTHLY;BYMONTHDAY=3
Các phòng gửi báo cáo (kỳ số liệu từ thứ Năm tuần trước đến thứ Tư tuần báo cáo) vào thứ Năm hằng tuần. = 15/10/2026 FREQ=WEEKLY;BYDAY=TH
Văn phòng rà soát chung, trình Giám đốc ký ngày 20/10/2026 - đây là hạn cuối. = 20/10/2026
Xe cũ phải hoàn tất bán đấu giá trước khi khóa sổ kế toán ngày 31/12/2026. = 31/12/2026
Kho bạc giải quyết hồ sơ thanh toán trong ngày. Đề nghị các phòng gửi báo cáo trước ngày 20/10/2026. = 19/10/2026
Ban giám khảo chấm vòng 1 trong tháng 7/2027, vòng 2 trong nửa đầu tháng 8/2027. = 31/07/2027 | 15/08/2027
Đề nghị các phòng trình trong tuần thứ hai của tháng 11/2026. = 13/11/2026
Nhiệm vụ có thời gian kết thúc trước 31/12/2026 thì nộp báo cáo theo quy định. =
Tài liệu được lưu trữ đến ngày 31/12/2030. =
"""
BELOW = (
    "Các phòng chủ động thực hiện.\n\nGIÁM ĐỐC\nNguyễn Văn Thí\n\n"
    "TT\tCông việc\tChủ trì\tHạn đã giao\tHạn mới\n1\tLập sổ\tPhòng A\t30/9/2026\tTrước 20/10/2026"
)


UNEXPLAINED = {
    "Đề nghị các phòng gửi báo cáo trước kỳ họp thứ 4.": "trước kỳ họp thứ 4",
    "Đề nghị các phòng nạo vét kênh trước mỗi đợt lấy nước ít nhất 05 ngày.": "trước mỗi đợt lấy nước ít nhất 05 ngày",
    "Đề nghị Phòng A lập danh sách. Thời hạn: như mục 2.": "Thời hạn: như mục 2",
    "Đề nghị các phòng hoàn thành trước dịp lễ hội.": "trước dịp lễ hội",
}
LIST = "Đề nghị các phòng thực hiện:\n\nKỳ\tNội dung\tHạn gửi\n1\tTrước Tết\t25/10/2026\n"
ANNEX = "Đề nghị các phòng thực hiện.\n\nGIÁM ĐỐC\nNguyễn Văn Thí\n\nPHỤ LỤC\n1. Phòng A nộp hồ sơ trước ngày 20/10/2026."


@pytest.mark.parametrize("body", UNEXPLAINED)
def test_words_of_a_limit_that_nobody_explains_are_shown_in_doubt(body: str) -> None:
    found = letter(body)
    told_in_doubt = [one.when for one in found.errands if one.when and one.deadline is None]
    assert [one.value for one in told_in_doubt] == [UNEXPLAINED[body]]
    assert max(one.certainty for one in told_in_doubt) < 0.6
    assert not found.opens


def test_points_of_an_annex_below_the_signature_set_limits_that_a_person_looks_at() -> None:
    found = letter(ANNEX)
    assert [told(one) for one in found.errands if one.deadline] == ["19/10/2026"]
    assert "more-times" in found.doubts


def test_the_outline_of_a_report_sets_no_limit_and_the_annex_below_it_does() -> None:
    outline = (
        "ĐỀ CƯƠNG BÁO CÁO\n1. Phương hướng: trình kế hoạch trước ngày 30/10/2026.\nPHỤ LỤC II\n"
    )
    found = letter(ANNEX.replace("PHỤ LỤC\n", f"PHỤ LỤC I\n{outline}"))
    assert [told(one) for one in found.errands if one.deadline] == ["19/10/2026"]


def test_a_table_that_names_nobody_asks_those_addressed() -> None:
    assert [told(one) for one in letter(LIST).errands if one.deadline] == ["25/10/2026"]


@pytest.mark.parametrize("line", DUE.splitlines())
def test_each_is_read_with_what_stands_beside_it(line: str) -> None:
    body, _, days = line.rpartition(" =")
    found = [told(one) for one in letter(body).errands if one.deadline is not None]
    assert found == [day.strip() for day in days.split("|") if day.strip()]


def test_a_table_below_the_signature_sets_the_new_limits() -> None:
    assert [told(one) for one in letter(BELOW).errands if one.deadline] == ["19/10/2026"]


def test_a_day_that_nobody_explains_opens_nothing() -> None:
    plain = "Đề nghị Phòng A gửi báo cáo về Sở trước ngày 20/10/2026."
    assert "more-times" not in letter(plain).doubts
    assert "more-times" in letter(f"{plain} Bản giấy: 25/10/2026.").doubts
