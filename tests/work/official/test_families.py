"""Families of wordings that offices use for a day, a term, or what is none: each variant, in a letter of Monday 12/10/2026."""

from datetime import UTC, datetime

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from work.official.found import Errand, Read
from work.official.letter import Letter, Sheet

HEAD = """UBND TỈNH VÍ DỤ
SỞ NỘI VỤ
Số: 12/SNV-VP
V/v thực hiện nhiệm vụ
Ví Dụ, ngày 12 tháng 10 năm 2026

Kính gửi: Các phòng, ban

{body}

Nơi nhận:
- Như trên;
GIÁM ĐỐC

Nguyễn Văn Thí
"""


def letter(body: str) -> Read:
    """What is read of a letter of that day with *body*."""
    sheet = Sheet((), "text", HEAD.format(body=body))
    sent = datetime(2026, 10, 12, 1, tzinfo=UTC)
    return read(
        Letter("a@b.vn", "", (), "Gửi văn bản", sent, None, (), (sheet,)), official_calendar()
    )


def told(errand: Errand) -> str:
    """Its day or hour; behind what comes round, how often."""
    assert errand.deadline is not None
    at = errand.deadline.at
    day = f"{at:%d/%m %H:%M}" if at is not None else f"{errand.deadline.due:%d/%m/%Y}"
    return f"{day} {errand.recurs}" if errand.recurs else day


LIMITS = """\
Đề nghị các phòng gửi báo cáo về Sở chậm nhất là 16 giờ 30 phút ngày 20/10/2026. = 20/10 16:30
Đề nghị các phòng gửi báo cáo, hạn cuối: 20/10/2026. = 20/10/2026
Đề nghị các phòng hoàn thiện hồ sơ, xong trước 20/10/2026. = 19/10/2026
Đề nghị các phòng gửi số liệu trước 10h00 ngày 5/12. = 05/12 10:00
Đề nghị các phòng gửi số liệu trước 10h00' ngày 05/12/2026. = 05/12 10:00
Đề nghị các phòng gửi số liệu trước 10g30 ngày 05/12/2026. = 05/12 10:30
Đề nghị các phòng gửi số liệu trước ngày 05.12.2026. = 04/12/2026
Đề nghị các phòng gửi số liệu trước ngày 05-12-2026. = 04/12/2026
Đề nghị các phòng gửi số liệu trước ngày 05/12/26. = 04/12/2026
Đề nghị các phòng gửi báo cáo về Sở (qua Phòng Tổ chức, điện thoại 0123) trước ngày 20/10/2026 để tổng hợp. = 19/10/2026
Báo cáo gửi về Sở Nội vụ trước ngày 20/10/2026. = 19/10/2026
Báo cáo đề nghị gửi về Sở Nội vụ chậm nhất ngày 20/10/2026 để tổng hợp, báo cáo UBND tỉnh. = 20/10/2026
Văn bản tham gia ý kiến gửi về Sở trước ngày 20/10/2026, quá thời hạn trên coi như thống nhất. = 19/10/2026
Thời gian gửi báo cáo: Trước ngày 20/10/2026. = 19/10/2026
Thời hạn nộp: 20/10/2026. = 20/10/2026
Thời gian hoàn thành: Trong tháng 11/2026. = 30/11/2026
Thời gian thực hiện xong trước ngày 30 tháng 11 năm 2026. = 29/11/2026
Yêu cầu các phòng hoàn thành việc rà soát trong ngày 15/10/2026. = 15/10/2026
Yêu cầu các phòng hoàn thành việc rà soát vào tuần thứ hai của tháng 11/2026. = 13/11/2026
Yêu cầu các phòng hoàn thành việc rà soát trước cuối tháng 10/2026. = 30/10/2026
Yêu cầu các phòng hoàn thành việc rà soát chậm nhất cuối tháng 10/2026. = 31/10/2026
Yêu cầu các phòng hoàn thành việc rà soát trong quý IV năm 2026. = 31/12/2026
Đề nghị các phòng đăng ký từ ngày 15/10/2026 đến hết ngày 25/10/2026. = 25/10/2026
Đề nghị các phòng nộp hồ sơ từ ngày 15/10 đến ngày 25/10/2026. = 25/10/2026
Đề nghị các phòng gửi báo cáo trước 17h ngày thứ Sáu (16/10/2026). = 16/10 17:00
Đề nghị các phòng gửi báo cáo trước thứ Sáu, ngày 16/10/2026. = 15/10/2026
Đề nghị các phòng gửi báo cáo trước ngày 16/10/2026 (thứ Sáu). = 15/10/2026
Đề nghị các phòng báo cáo kết quả về Sở Nội vụ muộn nhất vào ngày 20 tháng 10 năm 2026. = 20/10/2026
Đề nghị các phòng gửi báo cáo, thời hạn gửi chậm nhất đến hết ngày 20/10/2026. = 20/10/2026
Kết quả thực hiện báo cáo về Sở trước ngày 20/10/2026. = 19/10/2026
Các phòng báo cáo kết quả về Sở (trước ngày 20/10/2026). = 19/10/2026
Các phòng lập danh sách (theo mẫu đã gửi), gửi về Sở trước ngày 20/10/2026. = 19/10/2026
Các phòng gửi lại phiếu đã ký, đóng dấu trước ngày 20/10/2026. = 19/10/2026
Các phòng giao phiếu rà soát đã in cho các thôn trước 24/10/2026. = 23/10/2026
Các phòng gửi báo cáo (số hộ, biện pháp đã làm) về Sở trong vòng 24 giờ kể từ khi nhận được công văn này. = 13/10 08:00
Đề nghị các phòng gửi báo cáo những vướng mắc đã phát sinh về Sở trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng gửi văn bản đã được phê duyệt về Sở trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng tổng hợp kết quả đã thực hiện, báo cáo Sở chậm nhất ngày 20/10/2026. = 20/10/2026
"""

TERMS = """\
Đề nghị các phòng gửi báo cáo trong vòng 05 ngày làm việc kể từ ngày nhận được công văn này. = 19/10/2026
Đề nghị các phòng gửi báo cáo trong thời hạn 05 ngày kể từ ngày ký công văn này. = 19/10/2026
Đề nghị các phòng trả lời sau 05 ngày làm việc kể từ khi nhận được văn bản. = 19/10/2026
Đề nghị các phòng trả lời trong 3 ngày làm việc, kể từ ngày nhận văn bản này. = 15/10/2026
Đề nghị các phòng trả lời chậm nhất 03 ngày làm việc sau khi nhận được văn bản này. = 15/10/2026
Đề nghị các phòng trả lời trong vòng 48 giờ kể từ khi nhận được công văn này. = 14/10 08:00
Đề nghị các phòng trả lời không quá 07 ngày làm việc kể từ ngày ban hành văn bản này. = 21/10/2026
Đề nghị các phòng trả lời trong vòng một tuần kể từ ngày nhận được văn bản này. = 19/10/2026
"""

ROUND = """\
Các phòng báo cáo định kỳ ngày 20 hằng tháng. = 20/10/2026 FREQ=MONTHLY;BYMONTHDAY=20
Các phòng báo cáo trước ngày 25 hàng tháng. = 24/10/2026 FREQ=MONTHLY;BYMONTHDAY=24
Các phòng gửi báo cáo tháng chậm nhất ngày 25 của tháng. = 25/10/2026 FREQ=MONTHLY;BYMONTHDAY=25
Các phòng báo cáo vào thứ Sáu hằng tuần. = 16/10/2026 FREQ=WEEKLY;BYDAY=FR
Các phòng báo cáo trước 16 giờ thứ Sáu hằng tuần. = 16/10 16:00 FREQ=WEEKLY;BYDAY=FR
Các phòng báo cáo trước 16 giờ chiều thứ Sáu hằng tuần. = 16/10 16:00 FREQ=WEEKLY;BYDAY=FR
Định kỳ hằng quý báo cáo kết quả về Sở trước ngày 05 của tháng đầu quý sau. = 04/01/2027 FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=4
Các phòng báo cáo kết quả hằng quý về Sở, chậm nhất ngày 10 của tháng đầu quý sau. = 10/01/2027 FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10
Hằng quý các phòng báo cáo kết quả về Sở vào ngày 05 của tháng liền sau quý. = 05/01/2027 FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5
Các phòng báo cáo trước ngày 15 của tháng cuối quý. = 14/12/2026 FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=14
Các phòng báo cáo 3 giờ một lần. = 12/10 11:00 FREQ=HOURLY;INTERVAL=3
"""

EVENTS = """\
Ban Thường trực tổ chức Hội nghị phản biện vào 8 giờ 00 ngày 11/12/2026. Các phòng chuẩn bị bài tham luận, gửi trước ngày Hội nghị 02 ngày. = 09/12/2026
Đề nghị các phòng nộp danh mục tài liệu ít nhất 10 ngày trước khi Hội đồng họp. Hội đồng thẩm định họp ngày 15/12/2026. = 05/12/2026
Đề nghị các phòng gửi báo cáo về Sở chậm nhất ngày 15/12/2026. Trường hợp cần gia hạn, các phòng có văn bản gửi Sở chậm nhất 05 ngày trước ngày hết hạn nêu trên. = 15/12/2026 | 10/12/2026
Kế hoạch rào lối đi thực hiện ngày 15/12/2026, do vậy các phòng cần trao biên bản cho Sở trước ngày này 5 ngày. = 10/12/2026
Đề nghị các phòng nộp hồ sơ cấp lại giấy phép hết hạn ngày 31/12/2026. Hồ sơ nộp trước ngày hết hạn ít nhất 15 ngày làm việc. = 10/12/2026
Hội thi khai mạc ngày 20/11/2026. Các phòng gửi danh sách trước ngày khai mạc ít nhất 03 ngày. = 17/11/2026
Cuộc họp tổ chức lúc 14 giờ ngày 20/11/2026 tại Sở. Đề nghị các phòng gửi tài liệu trước cuộc họp 02 ngày làm việc. = 18/11/2026
Phiên họp thường kỳ diễn ra ngày 20/11/2026. Đề nghị các phòng gửi tài liệu chậm nhất 03 ngày trước phiên họp. = 17/11/2026
Đoàn kiểm tra làm việc từ ngày 20/11/2026. Đề nghị các phòng gửi báo cáo trước khi Đoàn đến làm việc 05 ngày. = 15/11/2026
Hội nghị tổng kết tổ chức ngày 20/11/2026. Đề nghị các phòng đăng ký đại biểu trước khi Hội nghị diễn ra 03 ngày làm việc. = 17/11/2026
Hội thi khai mạc ngày 20/11/2026, bế mạc ngày 22/11/2026. Các phòng gửi danh sách trước Hội thi ít nhất 03 ngày. = 17/11/2026
Các phòng gửi danh sách trước khi Hội đồng họp ít nhất 03 ngày. =
Đề tài hết thời gian thực hiện ngày 31/12/2026. Các phòng nộp hồ sơ trong 30 ngày kể từ ngày kết thúc đề tài nêu trên. = 01/02/2027
Nghị quyết được Hội đồng thông qua ngày 14/10/2026. Các phòng phân bổ vốn trong thời gian 10 ngày kể từ ngày Nghị quyết được thông qua. = 26/10/2026
Đề nghị các phòng xét nghiệm mẫu nước (giao ngày 17/11/2026), trả phiếu kết quả sau 7 ngày làm việc kể từ ngày giao mẫu. = 27/11/2026
Nồi hơi hết hạn kiểm định ngày 15/12/2026. Đề nghị các phòng cấp giấy chứng nhận trước khi giấy cũ hết hạn. = 14/12/2026
"""

SHARED = """\
1. Phòng A: gửi báo cáo về Văn phòng trước 16 giờ ngày 25/11/2026. 2. Phòng B: gửi báo cáo cùng giờ ngày 26/11/2026. = 25/11 16:00 | 26/11 16:00
Các phòng gửi số liệu lúc 16 giờ các ngày 23/12/2026 và 25/12/2026. = 23/12 16:00 | 25/12 16:00
Các phòng gửi báo cáo trước 16 giờ các ngày 23/12/2026, 25/12/2026. = 23/12 16:00 | 25/12 16:00
Các phòng gửi báo cáo trước 16 giờ 30 các ngày 23/12 và 25/12/2026. = 23/12 16:30 | 25/12 16:30
"""

NONE = """\
Phê duyệt nhiệm vụ quy hoạch, thời hạn quy hoạch đến năm 2040. =
Thời hạn của cuộc thanh tra là 45 ngày làm việc kể từ ngày công bố quyết định (10/11/2026). =
Thời hạn thanh tra là 45 ngày kể từ ngày 10/11/2026. =
Thời hạn kiểm tra: 30 ngày, kể từ ngày 10/11/2026. =
Thời kỳ thanh tra: từ ngày 01/01/2025 đến ngày 31/12/2026. =
Thời hạn hợp đồng là 12 tháng kể từ ngày 01/11/2026. =
Thời hạn thuê đất đến ngày 31/12/2050. =
Thời hạn hiệu lực của giấy phép đến ngày 31/12/2027. =
Giấy phép có giá trị đến hết ngày 31/12/2027. =
Hợp đồng có hiệu lực từ ngày 01/11/2026 đến hết ngày 31/10/2027. =
Đề nghị các phòng lập kế hoạch đoàn vào năm 2027 theo mẫu và gửi chậm nhất ngày 18 tháng 11 năm 2026. = 18/11/2026
Yêu cầu các phòng chuẩn bị phục vụ hành khách từ ngày 28/01/2027 đến ngày 21/02/2027. =
Yêu cầu các phòng bố trí trực từ ngày 28/12/2026 đến hết ngày 03/01/2027. =
Các phòng được nghỉ từ ngày 04/02/2027 đến hết ngày 10/02/2027. =
Sở phối hợp mở lớp kỹ thuật trong năm, dự kiến đầu tháng 11. =
Sở sẽ tổ chức Hội nghị vào đầu tháng 11/2026. =
Dự kiến khởi công vào tháng 11/2026. =
Kiểm tra số liệu phát sinh từ ngày 01/01/2026 đến ngày 30/9/2026. =
Quyết định này có hiệu lực kể từ ngày 15/10/2026 và thay thế Quyết định số 5/QĐ-SNV ngày 01/02/2020. =
Thông tư có hiệu lực thi hành từ ngày 01/01/2027. =
Lễ khai giảng tổ chức lúc 7 giờ 30 ngày 20/10/2026 tại hội trường. =
Thời gian: 14 giờ 00, thứ Năm ngày 12/11/2026. =
Thời gian: từ 8 giờ 00 đến 11 giờ 30 ngày 20/10/2026. =
Hệ thống tạm ngừng để bảo trì từ 22 giờ ngày 20/10/2026 đến 5 giờ ngày 21/10/2026. =
Số liệu dùng cho kỳ công bố ngày 29/12/2026. =
Số liệu tính đến hết ngày 30/9/2026. =
Giai đoạn 2026 - 2030, tỷ lệ đạt 80%. =
Phấn đấu đến năm 2030 đạt 80%. =
Thực hiện Kế hoạch số 240/KH-UBND ngày 25/9/2026 của UBND tỉnh, thời hạn hoàn thành trước ngày 30/9/2026. =
Ngày 28/8/2026, Sở đã ban hành Kết luận số 33/KL-SNV. =
Thời gian giữ chức vụ là 05 năm kể từ ngày 01/12/2026. =
Bảo hành 12 tháng kể từ ngày nghiệm thu. =
Hạn sử dụng đến ngày 31/12/2027. =
Thời gian áp dụng: từ ngày 01/01/2027 đến ngày 31/12/2027. =
"""

# Of all families, as they were thought of when the readers of the first were written.
MORE = """\
Đề nghị các phòng gửi báo cáo về Sở (bản giấy và bản mềm) trước ngày 20 tháng 10 năm 2026. = 19/10/2026
Đề nghị các phòng có văn bản trả lời trước 11h30 ngày 20/10/2026. = 20/10 11:30
Đề nghị các phòng gửi báo cáo về Sở trong buổi sáng ngày 20/10/2026. = 20/10 11:30
Đề nghị các phòng gửi báo cáo trước hết giờ hành chính ngày 20/10/2026. = 20/10/2026
Đề nghị các phòng gửi báo cáo trước 24h00 ngày 20/10/2026. = 20/10/2026
Đề nghị các phòng nộp báo cáo hạn cuối là ngày 20/10/2026. = 20/10/2026
Thời hạn cuối cùng nhận hồ sơ: 17h00 ngày 20/10/2026. = 20/10 17:00
Thời hạn gửi báo cáo chậm nhất: ngày 20/10/2026. = 20/10/2026
Thời gian nhận báo cáo: trước 17h00 ngày 20/10/2026. = 20/10 17:00
Thời gian hoàn thành: 20/10/2026. = 20/10/2026
Thời hạn hoàn thành: tháng 12/2026. = 31/12/2026
Thời hạn: trước ngày 20/10/2026. = 19/10/2026
Thời gian: trước ngày 20/10/2026. = 19/10/2026
Thời gian thực hiện: Tháng 11 năm 2026. = 30/11/2026
Thời gian thực hiện: Quý IV/2026. = 31/12/2026
Các phòng hoàn thành trước 31/12/2026. = 30/12/2026
Các phòng phải hoàn thành xong trước ngày 31 tháng 12. = 30/12/2026
Các phòng hoàn thành nhiệm vụ trong 6 tháng cuối năm 2026. = 31/12/2026
Các phòng hoàn thành nhiệm vụ trong năm 2026. = 31/12/2026
Các phòng trình Giám đốc Sở xem xét, quyết định trong tháng 11 năm 2026. = 30/11/2026
Các phòng báo cáo Giám đốc Sở kết quả thực hiện trước ngày 25/10. = 24/10/2026
Các phòng khẩn trương rà soát, báo cáo Sở trước ngày 25 tháng này. = 24/10/2026
Các phòng báo cáo Sở trước ngày 05 tháng sau. = 04/11/2026
Các phòng báo cáo Sở chậm nhất thứ Sáu tuần này. = 16/10/2026
Các phòng gửi báo cáo về Sở trong tuần này. = 16/10/2026
Các phòng gửi báo cáo về Sở trong hôm nay. = 12/10/2026
Các phòng gửi báo cáo về Sở trước 15 giờ hôm nay. = 12/10 15:00
Các phòng gửi báo cáo về Sở ngay trong ngày 13/10/2026. = 13/10/2026
Các phòng gửi báo cáo về Sở trong sáng mai, 13/10/2026. = 13/10 11:30
Đề nghị các phòng gửi báo cáo trước ngày 20/10/2026 và 20/11/2026. = 19/10/2026 | 19/11/2026
Đề nghị các phòng gửi báo cáo đợt 1 trước ngày 20/10/2026, đợt 2 trước ngày 20/11/2026. = 19/10/2026 | 19/11/2026
Các phòng gửi báo cáo quý trước ngày 15 của tháng cuối quý; báo cáo năm trước ngày 15/12. = 14/12/2026 FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=14 | 14/12/2026 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14
Định kỳ trước ngày 20 hằng tháng, các phòng báo cáo Sở. = 19/10/2026 FREQ=MONTHLY;BYMONTHDAY=19
Vào ngày 20 hằng tháng, các phòng báo cáo Sở. = 20/10/2026 FREQ=MONTHLY;BYMONTHDAY=20
Hằng tháng (trước ngày 20), các phòng báo cáo Sở. = 19/10/2026 FREQ=MONTHLY;BYMONTHDAY=19
Hàng tuần, trước 16h00 thứ Năm, các phòng báo cáo Sở. = 15/10 16:00 FREQ=WEEKLY;BYDAY=TH
Báo cáo tuần gửi trước 15 giờ thứ Sáu. = 16/10 15:00 FREQ=WEEKLY;BYDAY=FR
Chế độ báo cáo: báo cáo hằng ngày trước 16 giờ. = 12/10 16:00 FREQ=DAILY
Các phòng có ý kiến bằng văn bản, gửi về Sở Nội vụ trước ngày 20/10/2026; sau thời hạn trên nếu không có ý kiến coi như đồng ý. = 19/10/2026
Các phòng gửi về Sở trước ngày 20/10/2026 để tổng hợp, báo cáo UBND tỉnh trước ngày 25/10/2026. = 19/10/2026
Các phòng gửi về Sở trước ngày 20/10/2026 để Sở tổng hợp trình UBND tỉnh trong tháng 10/2026. = 19/10/2026
Để kịp thời tổng hợp báo cáo UBND tỉnh trước ngày 30/10/2026, đề nghị các phòng gửi báo cáo về Sở trước ngày 20/10/2026. = 19/10/2026
Thực hiện Công văn số 500/UBND-VX ngày 05/10/2026 của UBND tỉnh yêu cầu báo cáo trước ngày 30/10/2026, đề nghị các phòng gửi báo cáo về Sở trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng báo cáo số liệu từ ngày 01/01/2026 đến ngày 30/9/2026, gửi về Sở trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng báo cáo kết quả 9 tháng đầu năm 2026 (số liệu tính đến ngày 15/10/2026) trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng cử cán bộ tham dự tập huấn vào ngày 25/10/2026, gửi danh sách trước ngày 20/10/2026. = 19/10/2026
Đề nghị các phòng chuẩn bị hội nghị tổ chức ngày 25/10/2026; gửi tham luận trước ngày 20/10/2026. = 19/10/2026
De nghi cac phong gui bao cao ve So truoc ngay 20/10/2026. = 19/10/2026
De nghi cac phong gui bao cao truoc 16h ngay 20/10/2026. = 20/10 16:00
Cac phong gui bao cao cham nhat ngay 20 thang 10 nam 2026. = 20/10/2026
Han cuoi: 20/10/2026. = 20/10/2026
Please send the report by 20/10/2026. = 20/10/2026
Please submit the report no later than 20 October 2026. = 20/10/2026
Please reply before 20 October 2026. = 19/10/2026
The deadline is 20 October 2026. = 20/10/2026
The conference takes place on 20 October 2026. =
Thời gian tổ chức: từ ngày 20/10/2026 đến ngày 22/10/2026. =
Lễ phát động diễn ra vào 8h00 ngày 20/10/2026. =
Kính mời dự họp vào hồi 14 giờ ngày 20/10/2026. =
Thông báo lịch nghỉ lễ từ ngày 30/4/2027 đến hết ngày 03/5/2027. =
Quy chế này có hiệu lực từ ngày 01/11/2026. =
Văn bản này thay thế Công văn số 1/SNV-VP ngày 05/01/2026. =
Dự án hoàn thành vào tháng 12/2025. =
Chương trình được thực hiện đến hết năm 2030. =
Đến năm 2030, 100% hồ sơ được số hóa. =
Quá thời hạn trên, Sở sẽ không xem xét. =
Ngày bắt đầu tính thuế là ngày 01/11/2026. =
Sinh ngày 20/10/1990. =
Đề nghị các phòng nộp trước ngày 20/10/2026 (sau thời gian trên hệ thống sẽ khóa). = 19/10/2026
Đề nghị các phòng cập nhật trên hệ thống, hoàn thành chậm nhất 17h00 ngày 20/10/2026 (hệ thống khóa lúc 17h30). = 20/10 17:00
Đề nghị các phòng gửi báo cáo trước ngày 30/02/2027. =
Yêu cầu các phòng báo cáo trước ngày 20/10/2026 (lần 1) và trước ngày 20/12/2026 (lần 2). = 19/10/2026 | 19/12/2026
Giao Phòng A chủ trì, phối hợp với Phòng B tham mưu, trình Giám đốc Sở trước ngày 20/10/2026. = 19/10/2026
Trong thời hạn 10 ngày kể từ ngày ký Thông báo này, các phòng gửi báo cáo về Sở. = 22/10/2026
Chậm nhất sau 05 ngày làm việc kể từ ngày nhận được văn bản này, các phòng phải báo cáo. = 19/10/2026
Chậm nhất 10 ngày sau khi kết thúc đợt kiểm tra, các phòng gửi báo cáo. =
Trong vòng 03 ngày kể từ ngày có kết quả thẩm định, các phòng gửi hồ sơ. =
Định kỳ 3 tháng một lần các phòng gửi báo cáo. =
"""


def variants(table: str) -> list[tuple[str, list[str]]]:
    """Each line of *table*: what a letter says, and the days that are due."""
    rows = (line.rpartition(" =") for line in table.splitlines())
    return [(body, [due for due in dues.strip().split(" | ") if due]) for body, _, dues in rows]


@pytest.mark.parametrize(
    ("body", "due"), variants(LIMITS + TERMS + ROUND + EVENTS + SHARED + NONE + MORE)
)
def test_each_variant_is_read(body: str, due: list[str]) -> None:
    found = letter(body)

    assert [told(one) for one in found.errands if one.deadline is not None] == due
