"""Heads of documents in the layouts of many kinds of offices: who issued them, under which number, when and how urgent."""

from datetime import UTC, datetime

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from work.official.letter import Letter, Sheet

BODY = """
Kính gửi: Các phòng, ban

Đề nghị các phòng, ban gửi báo cáo trước ngày 30/10/2026.

Nơi nhận:
- Như trên;
GIÁM ĐỐC

Nguyễn Văn Thí
"""

# Head; issuer | number | day | urgency.
HEADS = """\
SỞ TƯ PHÁP TỈNH AN MINH
________
Số: 77/STP-HCTP
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
_______________________
An Minh, ngày 12 tháng 10 năm 2026
=> Sở Tư pháp tỉnh An Minh | 77/STP-HCTP | 2026-10-12 | normal
ĐẢNG BỘ TỈNH AN MINH
ĐẢNG ỦY PHƯỜNG HÒA LẠC
*
Số 15-CV/ĐU
V/v báo cáo kết quả
ĐẢNG CỘNG SẢN VIỆT NAM
Hòa Lạc, ngày 12 tháng 10 năm 2026
=> Đảng ủy phường Hòa Lạc | 15-CV/ĐU | 2026-10-12 | normal
TỈNH ỦY AN MINH
BAN TỔ CHỨC
*
Số 220-CV/BTCTU
ĐẢNG CỘNG SẢN VIỆT NAM
An Minh, ngày 12 tháng 10 năm 2026
V/v báo cáo kết quả
=> Ban tổ chức | 220-CV/BTCTU | 2026-10-12 | normal
SỞ GIÁO DỤC VÀ ĐÀO TẠO
TRƯỜNG THPT NGUYỄN DU
Số: 45/THPTND-CM
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hòa Lạc, ngày 12 tháng 10 năm 2026
=> Trường THPT Nguyễn Du | 45/THPTND-CM | 2026-10-12 | normal
SỞ Y TẾ TỈNH AN MINH	CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
BỆNH VIỆN ĐA KHOA	Độc lập - Tự do - Hạnh phúc
KHU VỰC HÒA LẠC
Số: 88/BVĐK-KHTH	Hòa Lạc, ngày 12 tháng 10 năm 2026
V/v báo cáo kết quả
=> Bệnh viện đa khoa khu vực Hòa Lạc | 88/BVĐK-KHTH | 2026-10-12 | normal
CÔNG TY CỔ PHẦN CẤP NƯỚC AN MINH
Số: 301/CV-CNAM
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
--------------
An Minh, ngày 12 tháng 10 năm 2026
=> Công ty cổ phần cấp nước An Minh | 301/CV-CNAM | 2026-10-12 | normal
UBND TỈNH AN MINH          CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TÀI CHÍNH                   Độc lập - Tự do - Hạnh phúc
Số: 123 /STC-NS            An Minh, ngày 12 tháng 10 năm 2026
V/v báo cáo kết quả
=> Sở Tài chính | 123 /STC-NS | 2026-10-12 | normal
HỎA TỐC
ỦY BAN NHÂN DÂN
TỈNH AN MINH
Số: 9/CĐ-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA
VIỆT NAM
Độc lập - Tự do
- Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
CÔNG ĐIỆN
Về việc ứng phó bão
=> Ủy ban nhân dân tỉnh An Minh | 9/CĐ-UBND | 2026-10-12 | express
UBND XÃ HÒA LẠC | Số: 61/UBND-VP | Hòa Lạc, ngày 12 tháng 10 năm 2026
V/v báo cáo kết quả
=> Ủy ban nhân dân xã Hòa Lạc | 61/UBND-VP | 2026-10-12 | normal
UBND XÃ HÒA LẠC * Số: 61/UBND-VP * Hòa Lạc, ngày 12/10/2026
V/v báo cáo kết quả
=> Ủy ban nhân dân xã Hòa Lạc | 61/UBND-VP | 2026-10-12 | normal
VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO
VIỆN KIỂM SÁT NHÂN DÂN TỈNH AN MINH
Số: 70/VKS-P15
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Viện kiểm sát nhân dân tỉnh An Minh | 70/VKS-P15 | 2026-10-12 | normal
TÒA ÁN NHÂN DÂN TỈNH AN MINH
TÒA ÁN NHÂN DÂN KHU VỰC 2
Số: 31/TA-VP
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Tòa án nhân dân khu vực 2 | 31/TA-VP | 2026-10-12 | normal
BỘ TÀI CHÍNH
CỤC THUẾ
THUẾ TỈNH AN MINH
Số: 501/AMI-TTHT
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Thuế tỉnh An Minh | 501/AMI-TTHT | 2026-10-12 | normal
BẢO HIỂM XÃ HỘI VIỆT NAM
BẢO HIỂM XÃ HỘI TỈNH AN MINH
Số: 777/BHXH-TST
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Bảo hiểm xã hội tỉnh An Minh | 777/BHXH-TST | 2026-10-12 | normal
TỔNG CÔNG TY ĐIỆN LỰC MIỀN BẮC
CÔNG TY ĐIỆN LỰC AN MINH
Số: 1512/PCAM-KD
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Công ty điện lực An Minh | 1512/PCAM-KD | 2026-10-12 | normal
TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM
BƯU ĐIỆN TỈNH AN MINH
Số: 90/BĐAM-KHKD
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Bưu điện tỉnh An Minh | 90/BĐAM-KHKD | 2026-10-12 | normal
TẬP ĐOÀN BƯU CHÍNH VIỄN THÔNG VIỆT NAM
VIỄN THÔNG AN MINH
Số: 412/VNPT-AM-KT
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Viễn thông An Minh | 412/VNPT-AM-KT | 2026-10-12 | normal
UBND TỈNH AN MINH
BAN QUẢN LÝ DỰ ÁN
ĐẦU TƯ XÂY DỰNG
Số: 210/BQLDA-KH
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Ban Quản lý dự án đầu tư xây dựng | 210/BQLDA-KH | 2026-10-12 | normal
UBND THÀNH PHỐ AN MINH
UBND PHƯỜNG HÒA LẠC
Số: 340/UBND-KTHT
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hòa Lạc, ngày 12 tháng 10 năm 2026
KHẨN
=> UBND phường Hòa Lạc | 340/UBND-KTHT | 2026-10-12 | urgent
HỘI NÔNG DÂN TỈNH AN MINH
BAN THƯỜNG VỤ
Số: 55-CV/HNDT
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Ban thường vụ | 55-CV/HNDT | 2026-10-12 | normal
TỈNH ĐOÀN AN MINH
***
Số: 88-CV/TĐTN-VP
ĐOÀN TNCS HỒ CHÍ MINH
An Minh, ngày 12 tháng 10 năm 2026
V/v báo cáo kết quả
=> Tỉnh đoàn An Minh | 88-CV/TĐTN-VP | 2026-10-12 | normal
UBND TINH AN MINH
SO Y TE
So: 12/SYT-NV
V/v bao cao ket qua
An Minh, ngay 12 thang 10 nam 2026
=> So y te | 12/SYT-NV | 2026-10-12 | normal
BỘ CHỈ HUY QUÂN SỰ TỈNH AN MINH
BAN CHỈ HUY PHÒNG THỦ KHU VỰC 3
Số: 66/BCH-TM
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Ban chỉ huy phòng thủ khu vực 3 | 66/BCH-TM | 2026-10-12 | normal
CÔNG AN TỈNH AN MINH
CÔNG AN PHƯỜNG HÒA LẠC
Số: 33/CAP-TH
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hòa Lạc, ngày 12 tháng 10 năm 2026
THƯỢNG KHẨN
=> Công an phường Hòa Lạc | 33/CAP-TH | 2026-10-12 | very-urgent
VĂN PHÒNG ĐOÀN ĐẠI BIỂU QUỐC HỘI VÀ
HỘI ĐỒNG NHÂN DÂN TỈNH AN MINH
Số: 140/VP-TH
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh An Minh | 140/VP-TH | 2026-10-12 | normal
SỞ NÔNG NGHIỆP VÀ
MÔI TRƯỜNG TỈNH AN MINH
CHI CỤC THỦY LỢI
Số: 19/CCTL-QLN
(V/v báo cáo kết quả)
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Chi cục Thủy lợi | 19/CCTL-QLN | 2026-10-12 | normal
NGÂN HÀNG CHÍNH SÁCH XÃ HỘI
CHI NHÁNH TỈNH AN MINH
Số: 220/NHCS-KT
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Chi nhánh tỉnh An Minh | 220/NHCS-KT | 2026-10-12 | normal
TRƯỜNG ĐẠI HỌC AN MINH
PHÒNG TỔ CHỨC - HÀNH CHÍNH
Số: 17/TB-TCHC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
THÔNG BÁO
Về việc báo cáo kết quả
=> Phòng Tổ chức - hành chính | 17/TB-TCHC | 2026-10-12 | normal
ỦY BAN MTTQ VIỆT NAM TỈNH AN MINH
BAN THƯỜNG TRỰC
Số: 903/MTTQ-BTT
V/v báo cáo kết quả
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Ban thường trực | 903/MTTQ-BTT | 2026-10-12 | normal
TỈNH ỦY AN MINH
BAN TUYÊN GIÁO VÀ DÂN VẬN
Số 412-CV/BTGDVTU
tổng kết công tác tuyên truyền năm 2026
ĐẢNG CỘNG SẢN VIỆT NAM
An Minh, ngày 12 tháng 10 năm 2026
=> Ban tuyên giáo và dân vận | 412-CV/BTGDVTU | 2026-10-12 | normal
UBND TỈNH AN MINH
SỞ Y TẾ
BẢO HIỂM XÃ HỘI TỈNH
Số: 4015/LN-SYT-BHXH
V/v thống nhất số liệu
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Sở Y tế - Bảo hiểm xã hội tỉnh | 4015/LN-SYT-BHXH | 2026-10-12 | normal
LIÊN ĐOÀN LAO ĐỘNG TỈNH AN MINH - SỞ NỘI VỤ
Số: 12/KHPH-LĐLĐ-SNV
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
KẾ HOẠCH PHỐI HỢP
Tuyên truyền pháp luật lao động
=> Liên đoàn lao động tỉnh An Minh - Sở Nội vụ | 12/KHPH-LĐLĐ-SNV | 2026-10-12 | normal
HỎA TỐC
ỦY BAN NHÂN DÂN
TỈNH AN MINH
Số: 88/CĐ-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, 06 giờ 00 ngày 12 tháng 10 năm 2026
CÔNG ĐIỆN
Về việc ứng phó bão số 9
=> Ủy ban nhân dân tỉnh An Minh | 88/CĐ-UBND | 2026-10-12 | express
HĐND XÃ HÒA LẠC
BAN KINH TẾ - XÃ HỘI
Số: 07/BKTXH
V/v thẩm tra báo cáo
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hòa Lạc, ngày 12/10/2026
=> Ban kinh tế - xã hội | 07/BKTXH | 2026-10-12 | normal
CÔNG AN TỈNH AN MINH
PHÒNG CẢNH SÁT PCCC VÀ CNCH
Số: 233/PC07-Đ1
V/v kiểm tra an toàn PCCC
KHẨN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Phòng cảnh sát PCCC và CNCH | 233/PC07-Đ1 | 2026-10-12 | urgent
TỔNG CÔNG TY ĐIỆN LỰC MIỀN THƯỢNG
CÔNG TY ĐIỆN LỰC AN MINH
Số: 1208/PCAM-KT
V/v lịch cắt điện
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Công ty điện lực An Minh | 1208/PCAM-KT | 2026-10-12 | normal
ỦY BAN MTTQ VIỆT NAM TỈNH AN MINH
BAN THƯỜNG TRỰC
Số: 510/MTTQ-BTT
V/v phối hợp giám sát
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
THƯỢNG KHẨN
=> Ban thường trực | 510/MTTQ-BTT | 2026-10-12 | very-urgent
BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ
TỈNH AN MINH
Số: 15/BCĐCĐS
V/v báo cáo quý III
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Ban chỉ đạo chuyển đổi số tỉnh An Minh | 15/BCĐCĐS | 2026-10-12 | normal
VIỆN KIỂM SÁT NHÂN DÂN
TỈNH AN MINH
Số: 99/VKS-VP
V/v phối hợp
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Viện kiểm sát nhân dân tỉnh An Minh | 99/VKS-VP | 2026-10-12 | normal
BỘ TÀI CHÍNH
THUẾ TỈNH AN MINH
Số: 3321/AMI-QLDN1
V/v đôn đốc nộp hồ sơ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Thuế tỉnh An Minh | 3321/AMI-QLDN1 | 2026-10-12 | normal
TRUNG TÂM PHỤC VỤ
HÀNH CHÍNH CÔNG
TỈNH AN MINH
Số: 77/TTPVHCC-HC
V/v rà soát
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Minh, ngày 12 tháng 10 năm 2026
=> Trung tâm phục vụ hành chính công tỉnh An Minh | 77/TTPVHCC-HC | 2026-10-12 | normal
"""


def heads() -> list[tuple[str, list[str]]]:
    """Each head with what it says."""
    found: list[tuple[str, list[str]]] = []
    lines: list[str] = []
    for line in HEADS.splitlines():
        if line.startswith("=> "):
            found.append(("\n".join(lines), line[3:].split(" | ")))
            lines = []
        else:
            lines.append(line)
    return found


@pytest.mark.parametrize(("head", "said"), heads())
def test_a_head_is_read_in_whatever_layout(head: str, said: list[str]) -> None:
    sheet = Sheet((), "text", head + "\n" + BODY)
    sent = datetime(2026, 10, 12, 1, tzinfo=UTC)
    told = Letter("a@b.vn", "", (), "Gửi văn bản", sent, None, (), (sheet,))
    paper = read(told, official_calendar()).papers[0]

    assert (paper.number and paper.number.value, paper.issued and paper.issued.value) == (
        said[1],
        said[2],
    )
    assert paper.issuer is not None
    assert same(paper.issuer.value) == same(said[0])
    assert paper.urgency.value == said[3]


def same(name: str) -> str:
    """*name* in small letters, UBND in full."""
    return name.lower().replace("ubnd", "ủy ban nhân dân")
