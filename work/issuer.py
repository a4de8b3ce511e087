"""Where the name of an issuing body begins and ends in running text."""

import re

LONGEST = 200  # characters: OrganName of Nghị định 30/2020/NĐ-CP, Phụ lục VI

# Words that names of bodies and of those who sign for them begin with.
_HEADS = (
    "Ban", "Bảo hiểm", "Bộ", "Cảng vụ", "Chi cục", "Chi nhánh", "Chính phủ", "Chủ nhiệm", "Chủ tịch",
    "Công an", "Công ty", "Cơ quan", "Cục", "Đài", "Đại học", "Đảng bộ", "Đảng ủy", "Đoàn", "Giám đốc",
    "HĐND", "Học viện", "Hội", "Hội đồng", "Huyện ủy", "Kho bạc", "Kiểm toán", "Liên đoàn", "Mặt trận",
    "Ngân hàng", "Phó Chủ tịch", "Phó Thủ tướng", "Phòng", "Quân khu", "Quốc hội", "Sở", "Tập đoàn",
    "Thanh tra", "Thành ủy", "Thống đốc", "Thủ tướng", "Thường trực", "Tỉnh đoàn", "Tỉnh ủy", "Tòa án",
    "Tổ công tác", "Tổng công ty", "Tổng cục", "Tổng Kiểm toán", "Trung tâm", "Trường", "UBND", "UBTVQH",
    "Ủy ban", "Uỷ ban", "Văn phòng", "Viện", "Vụ",
)  # fmt: skip
_HEAD = re.compile(rf"(?:{'|'.join(_HEADS)})(?!\w)")
_ABBREVIATED = re.compile(r"(?=\w*[A-ZĐ]\w*[A-ZĐ])[A-ZĐ][\w&.-]*(?![\w/])")  # VPCP, TTg, A05

# Words that excerpts begin with; in small letters they end a name.
_VERBS = (
    "ban hành", "báo cáo", "bãi bỏ", "bổ sung", "chấn chỉnh", "chấp thuận", "cho ý kiến", "công bố", "cung cấp",
    "cử", "dự họp", "đánh giá", "đẩy mạnh", "đề nghị", "điều chỉnh", "đôn đốc", "gia hạn",
    "giao(?! thông| dịch)", "góp ý", "gửi", "hợp nhất", "hướng dẫn", "(?<!kỳ )(?<!cuộc )(?<!phiên )họp", "kết luận", "khắc phục", "kiểm tra",
    "kiện toàn", "lấy ý kiến", "mời", "nâng cao", "phê duyệt", "phân công", "phối hợp", "quy định", "rà soát",
    "sơ kết", "sửa đổi", "tăng cường", "tham gia ý kiến", "thành lập", "thông báo", "thu hồi", "thực hiện",
    "tiếp tục", "tổ chức", "tổng hợp", "tổng kết", "trả lời", "triển khai", "ứng phó", "xây dựng",
    "xin ý kiến", "xử lý", "yêu cầu",
)  # fmt: skip
_SMALL = "a-z" + "".join(
    filter(str.islower, map(chr, (*range(0xDF, 0x1B1), *range(0x1EA0, 0x1EFA))))
)
_ABOUT = r"\s+(?i:về\s+việc|v/v|vv(?=[:.\s]))"
_SHORT_ABOUT = r"\s+[Vv]ề(?=\s)"
_HARD = (
    r"[;:|\n\]]"
    r"|\s+(?:(?:ban hành|ký)\s+)?(?:(?i:ngày)\s+)?"
    r"\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\s+tháng\s)"
    rf"|,?\s+(?:{'|'.join(_VERBS)})(?!\w)"
)
_SOFT = rf"[()\[]|(?:,|\s[-–—]\s)(?!\s*{_HEAD.pattern})"
_END = re.compile(f"{_HARD}|{_ABOUT}|{_SHORT_ABOUT}|{_SOFT}")
# Where "về việc" follows, commas and brackets before it belong to the name; before "về" small-lettered ones.
_END_BEFORE_ABOUT = re.compile(rf"(?:{_HARD})|(?P<about>{_ABOUT})")
_END_BEFORE_SHORT = re.compile(
    rf"(?:{_HARD}|[()\[]|\s[-–—]\s|,\s*[^\W{_SMALL}])|(?P<about>,?{_SHORT_ABOUT})"
)


def looks_like_issuer(text: str) -> bool:
    """Whether *text* begins like the name of a body: "Sở Y tế", "VPCP"."""
    return bool(_HEAD.match(text) or _ABBREVIATED.match(text)) and len(text) <= LONGEST


def issuer_at(text: str, start: int, introduced: bool) -> int | None:
    """Where the name that begins at *start* ends; None where none begins there.

    After "của" (*introduced*) whatever stands there is taken for a name.
    """
    if not introduced and not (_HEAD.match(text, start) or _ABBREVIATED.match(text, start)):
        return None
    end = _end(text, start, introduced)
    return end if 0 < end - start <= LONGEST else None


def _end(text: str, start: int, introduced: bool) -> int:
    for pattern in (_END_BEFORE_ABOUT, _END_BEFORE_SHORT) if introduced else ():
        found = pattern.search(text, start)
        if found is not None and found["about"]:
            return found.start()
    found = _END.search(text, start)
    return len(text) if found is None else found.start()
