"""Who has to do what a sentence asks, who helps, and what is to come of it."""

import functools
import re
from dataclasses import dataclass

from work.official.folded import CAPITALS
from work.spelling import spelling_key

ORDERS = r"(?:đề nghị|yêu cầu|giao(?: nhiệm vụ)?(?: cho)?|phân công|kiến nghị|kính mong|xin|kính trình|kính đề nghị|nhờ|chuyển đơn đến)"
# What a name ends before: verbs in small letters, since names have capitals where they hold such words.
_VERBS = (
    "làm đầu mối", "đầu mối", "phối hợp", "phân công", "chịu trách nhiệm", "có trách nhiệm", "nghiêm túc", "tập trung",
    "tiếp tục", "chủ động", "kịp thời", "phải", "cần", "có ý kiến", "cho ý kiến", "gửi", "nộp", "(?<!công )(?<!Công )trình", "báo cáo",
    "hoàn thiện", "hoàn tất", "hoàn trả", "(?<!đầu tư )(?<!Đầu tư )(?<!Quản lý )xây dựng", "(?<!công )(?<!dân )(?<!độc )lập", "(?<!và các )tổ chức", "ban hành", "cử", "cấp(?! (?:[I123]+\\b|xã|tỉnh|huyện|ủy|trên|dưới|cơ sở))", "cung cấp",
    "cập nhật", "tổng hợp", "thẩm định", "thẩm tra", "(?<!Đoàn )(?<!đoàn )kiểm tra", "(?<!Đoàn )(?<!đoàn )thanh tra", "xử lý", "giải quyết", "giải trình",
    "trả lời", "trả kết quả", "thực hiện", "chỉ đạo", "hướng dẫn", "thông báo", "công khai", "niêm yết", "phê duyệt",
    "bố trí", "bổ sung", "chuẩn bị", "(?<!Văn phòng )(?<!văn phòng )đăng ký", "đề xuất", "đánh giá", "điền", "đối chiếu", "đối thoại", "đo kiểm", "thuê", "duy trì",
    "di dời", "đình chỉ", "thống kê", "khảo sát", "khắc phục", "kê khai", "kiểm kê", "kiểm điểm", "lấy ý kiến", "nghiên cứu",
    "nạo vét", "giải tỏa", "quyết định", "phân bổ", "phát sóng", "phun", "diệt", "vệ sinh", "treo", "tặng", "trao", "tuyên truyền",
    "phổ biến", "thu hồi", "tiếp nhận", "tiếp thu", "xác minh", "xem xét", "xuất trình", "ngừng", "nhắc nhở", "nắm", "theo dõi",
    "bảo đảm", "đảm bảo", "làm rõ", "làm việc", "cách ly", "rào chắn", "chấm điểm", "chỉnh lý", "chọn", "công bố", "dự(?! án| thảo| toán| phòng| trữ| báo)", "dự thảo(?= (?:báo|văn|kế|quyết|kết|tờ|công|nghị|quy)\\b)", "rà quét", "đi", "giới thiệu", "giữ", "chấp hành", "bám sát", "khử khuẩn", "nhân bản", "ấn định", "điều phối", "điều hành",
    "cho", "kêu gọi", "khai quật", "không để", "kính", "đang", "rất", "mới", "chưa", "đồng ý", "ủy quyền", "cam kết", "phản ánh", "xin", "đề nghị", "yêu cầu", "giao(?! (?:thông|dịch|lưu|tiếp|khoán|đất|ban))",
    "điều chỉnh", "quan tâm", "mời", "thấy", "dự kiến", "sửa đổi", "hủy bỏ", "hủy", "gồm", "mang", "tối đa", "không", "trân trọng", "nhận", "mong", "tự kiểm tra", "tự rà soát", "tự", "hỗ trợ", "tham gia", "ủng hộ", "thu", "nhập",
    "quán triệt", "vận động", "rút kinh nghiệm", "đóng góp", "bàn giao", "chuyển", "mở", "lắp đặt", "(?<!dự án )(?<!Đầu tư )(?<!chủ )(?<!Chủ )đầu tư", "nâng cấp", "sửa chữa",
    "ngăn chặn", "huy động", "tháo gỡ", "đẩy mạnh", "đưa", "(?<!sự )giám sát", "quản lý", "vận hành", "xác nhận", "(?<!Đăng )(?<!đăng )ký", "là", "về",
    "trong", "trước", "đến", "theo", "để", "tại", "từ", "vào", "có", "được", "đã", "sẽ", "thì", "khi", "căn cứ", "liên hệ", "lưu ý",
    "tập huấn", "kết nối", "chia sẻ", "số hóa", "cân đối", "giải ngân", "nghiệm thu", "quyết toán", "thanh toán", "soạn thảo",
    "biên soạn", "thay", "khoanh", "phát", "thu xếp", "kiểm đếm", "(?<!Viện )(?<!viện )kiểm sát", "xét nghiệm", "giúp", "dời", "dọn", "giao nộp", "ghi", "hoàn", "điểm", "nâng", "cắt", "thả", "bắt", "bán", "mua", "bảo vệ", "sắp xếp", "thi công", "giải thích", "góp ý", "điều tra", "lựa chọn", "thường xuyên", "trực tiếp", "tắt", "chấm", "(?i:chủ trì)", "(?i:tham mưu)", "ra(?= (?:quân|văn|quyết|thông)\\b)", "với vai trò", "nhanh chóng", "sớm", "ưu tiên", "thống nhất",
    "in", "dán", "kẻ", "vẽ", "sơn", "xuất(?! (?:khẩu|nhập|bản|sắc))", "sửa", "tẩy", "quét", "chặt", "tỉa", "đào", "lấp", "vớt", "chào", "gọi",
    "nhắn", "xếp", "dừng", "tạm dừng", "tạm", "đăng(?! (?:kiểm|ký|kí))", "đăng tải", "phát hành", "chi trả", "truy thu", "niêm phong", "tịch thu", "xử phạt",
    "cài đặt", "dành", "gia hạn", "tránh", "tạo điều kiện", "hiện(?! đại)", "tích hợp", "trích xuất", "kết xuất", "sao lưu", "thu thập", "sưu tầm", "cấp phát", "sơ tán", "tổng kết", "sơ kết", "phát động", "rút",
    "lấy", "súc", "tiêu hủy", "hậu kiểm", "khôi phục", "khai báo", "xả", "đếm", "định hướng", "đóng cửa", "trang hoàng", "phản biện", "họp", "phúc đáp", "(?<!iệc )làm", "(?<![Xx]ây )dựng", "bơm", "tưới", "gỡ", "gỡ bỏ", "tháo dỡ", "tháo", "bịt", "mượn", "trả", "đặt", "viết", "chụp", "đổi(?! mới| số)", "khơi thông", "bổ nhiệm", "phúc tra", "khoanh vùng",
    "thông qua", "chốt", "hồi âm", "thỏa thuận", "thoả thuận", "chấn chỉnh", "trực(?= (?:ban|24|chỉ|gác|tại))", "hoãn", "vẫn", "kết luận", "giám định", "triệu tập", "xin lỗi", "nêu(?= trên\\b)", "thảo luận", "trao đổi", "nhìn nhận", "thương thảo", "chậm nhất", "muộn nhất", "xong", "chấm dứt", "đồng thời", "hằng", "hàng(?= (?:ngày|tuần|tháng|quý|năm))", "cùng",
    "(?i:đôn đốc)", "(?i:rà soát)", "(?i:khẩn trương)", "(?i:hoàn thành)", "(?i:triển khai)", "(?i:tăng cường)",
    "xác định", "phân loại", "tiến hành", "trích", "đối soát", "cắm", "trồng", "sử dụng(?! (?:đất|lao động|ngân sách))", "áp dụng", "tính", "mở rộng", "thí điểm", "kích hoạt", "bảo trì", "thông tin(?= (?:kịp|đến|cho|về))", "tính toán", "cưỡng chế", "phân luồng", "trang trí", "thành lập", "kiện toàn", "hoàn chỉnh",
)  # fmt: skip
_VERB = rf"(?:{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?!\w)"
_BODY = (
    r"(?:UBND|HĐND|UBMTTQ\w*|Ủy ban|ủy ban|Uỷ ban|uỷ ban|Hội đồng|Sở|Bộ|Cục|Tổng cục|Vụ|Chi cục|Ban(?! hành)|Văn phòng|Công an|Thanh tra|Tòa án|Viện|Trung tâm"
    r"|Trường(?! hợp)|Bệnh viện|Bảo hiểm|Kho bạc|Kiểm toán|Ngân hàng|Thuế|Hải quan|Liên đoàn|Công đoàn|Chi nhánh|Thí sinh|Nhà máy|Xí nghiệp|Hội(?! nghị| thảo| thi| chợ)|Đảng ủy|Tỉnh ủy|Thành ủy|Đoàn|Tỉnh đoàn"
    r"|Thành đoàn|Mặt trận|Phòng|Công ty|Tổng công ty|Tập đoàn|Hợp tác xã|Hạt|Đội|Trạm|Bộ đội|Đài|Bảo tàng|Thủ trưởng|Chủ tịch"
    r"|Phó Chủ tịch|Công chức|Cán bộ|Viên chức|Giám đốc|Hiệu trưởng|Chánh|Trưởng|Lãnh đạo|Chỉ huy|Thủ tướng|Chính phủ|Tổ(?! chức)|Khoa(?! học)|Hiệp hội|Liên hiệp|Liên minh|Viễn thông|Điện lực|Thương nhân"
    r"|Đại học|Học viện|Cơ quan|cơ quan (?=thường trực|chủ trì|đầu mối)|Tiểu ban|Tư vấn|Hộ (?=kinh|gia|dân|có|nuôi)|Người (?=có|nộp|lao|đứng)|Đại biểu|Học viên|Chi bộ|Liên danh|Đơn vị|Thành viên|Doanh nghiệp|Chủ đầu tư|Tổng đài|Báo(?! cáo)|Cảng vụ|Bưu điện|Kế toán|[Cc]hủ đầu tư|[Nn]hà thầu|[Tt]ư vấn (?=giám|thiết|quản)|Đồn|Quỹ|Nhà|Đồng chí|đồng chí|[Đđ]/c|Đảng viên"
    r"|(?:[Cc]ác|[Mm]ỗi|[Tt]ừng|[Tt]oàn thể)(?= (?:bộ|Bộ|sở|Sở|ban|Ban|ngành|cơ quan|đơn vị|địa phương|tỉnh|thành phố|xã|phường|phòng|Phòng|công ty|Công ty|công đoàn|Công đoàn|đ/c|cục|Cục|vụ|Vụ"
    r"|trường|Trường|bệnh viện|Bệnh viện|doanh nghiệp|tổ chức|cơ sở|chủ|đồng chí|chi nhánh|khối|UBND|Ủy ban|chi bộ|chi hội|chi đoàn|đảng ủy|Đảng ủy|đảng bộ|lực lượng|cụm|nhà|ngân hàng|Ngân hàng|trạm|Trạm|khoa|Khoa|tiểu ban|Tiểu ban|trung tâm|Trung tâm|viện|Viện|thôn|bản(?! [a-zđ])|tổ(?! chức)|Tổ|đội|Đội|hạt|Hạt|Ban|hiệp hội|xí nghiệp|đồn|chi cục|Chi cục|cảng|bến|hợp tác xã|đại biểu|học sinh|Thành viên|thành viên|tập đoàn|Tập đoàn|hội|Hội|đoàn thể|mỏ|hộ|thầy))"
    r"|[Qq]uý (?=cơ quan|đơn vị|[Bb]ộ|[Ss]ở|UBND|[Cc]ông ty|[Ưủ]y ban)|Ông|Bà|ông|bà|(?!(?:TP|KT|TM|TL|TT|STT)\b)[A-ZĐ]{2,8})"
)
_NAME = rf"{_BODY}(?:[ \n]+(?!{_VERB})[^\s:;()]+)*"
_LEAD = re.compile(rf"(?P<name>{_NAME})(?=\s+{_VERB}|\s*[:(]|\s*$)")
_ORDERED = re.compile(
    rf"(?<!\w)(?<![Bb]àn )(?:(?i:{ORDERS})|mong (?:sớm )?nhận được (?:[^\s,;]+ ){{1,6}}?của)\s+(?={_BODY})"
)
# What goes on with the name of a place, or with what is said of several, and is no verb: "tỉnh và", "xã biên giới", "xã khó khăn".
_NO_VERB = (
    r"(?:và|hoặc|thuộc|trực|trên|liên|nêu|còn|vùng|miền|biên|ven|phía|khu|cùng|nơi|ủy|đoàn|đội|số|lân|giáp|khó|đảo|nghèo|bạn"
    r"|tỉnh|thành|xã|phường|ta|hội)\b"
)
# A name of one body ends with that of its place, where no more of it follows: "Trung tâm … tỉnh lấy mẫu".
_PLACED = re.compile(
    rf"[^,:;()]*?(?<!các )(?<!mỗi )(?<!thị )(?<!hợp tác )\b(?:tỉnh|thành phố|xã|phường|đặc khu|khu vực|Tỉnh ủy|Thành ủy|số(?= \d))(?: [{CAPITALS}]\w*| \d+)*"
    rf"(?=\s+(?![{CAPITALS}\d]|{_NO_VERB})\w)"
)
_FOR_WHOM = re.compile(rf"\s*(?:Đối với|Về phía|Riêng(?: đối với)?)\s+(?={_BODY}[^:,]{{2,80}}[:,])")
_LABEL = r"(?-i:(?:Đơn vị|Cơ quan) (?:chủ trì|thực hiện|đầu mối)|Chủ trì|Tổ chức(?: thực hiện)?|Trình tự(?: thực hiện)?|Phân công(?: thực hiện| nhiệm vụ| chuẩn bị| tham luận| báo cáo)?|Trách nhiệm|Nhiệm vụ|Chế độ báo cáo|Báo cáo|Tiến độ|Đợt \d[^:]{0,60})"
_TIMED = r"(?:(?:[Tt]rước|[Cc]hậm nhất|[Tt]rong|[Tt]ừ|[Đđ]ến|[Đđ]ịnh kỳ|[Hh]ằng|[Hh]àng|[Mm]uộn nhất|[Ss]au)\s(?:[^:;,]|,(?= (?:kể|tính|ngày)\b)){3,90}[:,]\s+)?"
_HEADED = re.compile(
    rf"\s*(?:[Rr]iêng\s+)?(?:(?:(?:[Vv]ề|[Đđ]ối với|[Rr]iêng) [^:]{{3,120}}|[^:;]{{3,80}}(?:thống nhất|kết luận|chỉ đạo)|{_LABEL}):\s*)?{_TIMED}(?=(?-i:{_BODY}))"
)
# "lập danh sách (Phòng Tổ chức, xong trước ngày …)"; not where it is sent to.
_IN_BRACKETS = re.compile(
    rf"\((?P<name>{_NAME})(?=\s*[,;:]|\s+(?:chủ trì|thực hiện|hoàn thành|trước|chậm nhất|xong))"
    r"[^()]*\b(?:trước|chậm nhất|xong|hoàn thành|chủ trì|thực hiện)\b[^()]*\)"
)
_WHITHER = re.compile(r"\s(?:về|cho|tới|đến|qua|tại)\s[^,;()]{0,60}$")
_SMALL_BEHIND = re.compile(r",\s+(?=[a-zà-ỹ])")
_HELPERS = re.compile(
    rf"[Pp]hối hợp(?: chặt chẽ)?(?: với| cùng|:)?\s+(?P<names>{_BODY}(?:[ \n]+(?!{_VERB})[^\s:;()]+)*)"
)
_AND = re.compile(rf",\s*(?={_BODY}\s)|\s+và\s+(?={_BODY}\s)")
LONGEST, FEWEST = 160, 2  # characters of a name, and words


@dataclass(frozen=True, slots=True)
class Doing:
    """Who has to act and who helps, as printed; *rest* is what is asked of them. *ordered* says that a word orders it.

    *itself* says that the issuer does it, so that nobody is named.
    """

    lead: str | None
    helpers: tuple[str, ...]
    rest: str
    ordered: bool = False
    itself: bool = False


@functools.lru_cache(maxsize=512)  # an agency's letters share many of their sentences
def doing_in(clause: str, known: tuple[str, ...]) -> Doing:
    """Whom *clause* names in brackets, at its head or behind an order; *known* are names that the document addresses."""
    bracketed = _bracketed(clause) if "(" in clause else None
    if bracketed is not None:
        return bracketed
    start, ordered = _start(clause)
    if start is None:
        return Doing(None, *_help(clause))
    name = _known_at(clause, start, known) or _name_at(clause, start)
    if name is None:
        return Doing(None, *_help(clause), ordered)
    helpers, rest = _help(clause[start + len(name) :])
    return Doing(" ".join(name.split()).strip(" ,"), helpers, rest, ordered)


def orders_somebody(clause: str) -> bool:
    """Whether *clause* orders some body to do something."""
    return _ORDERED.search(clause) is not None


def _bracketed(clause: str) -> Doing | None:
    """Who has to do what stands before brackets, named in them."""
    found = _IN_BRACKETS.search(clause)
    if found is None or _WHITHER.search(clause[: found.start()]):
        return None
    name = _SMALL_BEHIND.split(" ".join(found["name"].split()))[0].strip(" ,")
    if len(name.split()) < FEWEST:
        return None
    return Doing(name, (), clause[: found.start()].strip(" ,:;."))


def _start(clause: str) -> tuple[int | None, bool]:
    """Where the name begins, and whether an order stands before it: the last that does counts."""
    orders = list(_ORDERED.finditer(clause))
    if orders:
        return orders[0].end(), True
    headed = _HEADED.match(clause) or _FOR_WHOM.match(clause)
    return (headed.end(), False) if headed else (None, False)


def _known_at(clause: str, start: int, known: tuple[str, ...]) -> str | None:
    """The names addressed that stand at *start*, one or several in a row."""
    end = start
    while True:
        found = max((name for name in known if _stands(clause, end, name)), key=len, default=None)
        if found is None:
            break
        end += _length(clause, end, found)
        joint = re.match(r"\s*[,;]?\s*(?:và\s+)?", clause[end:])
        after = end + (joint.end() if joint else 0)
        if not any(_stands(clause, after, name) for name in known):
            break
        end = after
    return clause[start:end] if end > start else None


def _stands(clause: str, at: int, name: str) -> bool:
    return _length(clause, at, name) > 0


_COMMITTEE = r"(?:UBND|(?:Ủy|Uỷ)\s+ban\s+nhân\s+dân)"


def _length(clause: str, at: int, name: str) -> int:
    """How many characters from *at* on are *name*, however its words are parted; 0 where it is another."""
    found = _parted(name).match(clause, at)
    return 0 if found is None else len(found[0])


@functools.lru_cache(maxsize=512)  # letters of one agency share whom they address
def _parted(name: str) -> re.Pattern[str]:
    pattern = r"\s+".join(re.escape(word) for word in name.split()).replace("UBND", _COMMITTEE)
    pattern = pattern.replace(r"Ủy\s+ban\s+nhân\s+dân", _COMMITTEE)
    return re.compile(rf"{pattern}(?!\w)", re.IGNORECASE)


def _name_at(clause: str, start: int) -> str | None:
    found = _LEAD.match(clause, start)
    if found is None or len(found["name"]) > LONGEST:
        return None
    name = found["name"].rstrip(" ,")
    placed = _PLACED.match(name)
    if placed is not None:
        name = placed[0]
    if name.isupper() and " " in name:
        return None  # a heading
    return name if len(name.split()) >= FEWEST or name.isupper() else None


def _help(words: str) -> tuple[tuple[str, ...], str]:
    """Those who help, and *words* without them."""
    found = _HELPERS.search(words)
    if found is None or found.start() > LONGEST:
        return (), words.strip(" ,:;.")
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return tuple(names_in(found["names"])), rest.strip(" ,:;.")


def names_in(words: str) -> list[str]:
    """The single names in a row of them: a comma parts them where a name begins behind it.

    >>> names_in("Sở Văn hóa, Thể thao và Du lịch, Sở Tài chính")
    ['Sở Văn hóa, Thể thao và Du lịch', 'Sở Tài chính']
    """
    return [name for part in _AND.split(words) if (name := " ".join(part.split()).strip(" ,;."))]


def same_name(one: str, other: str) -> bool:
    """Whether both name one body, "UBND" and "Ủy ban nhân dân" alike."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """What two ways of writing the name of one body share."""
    return spelling_key(name).replace("ủy ban nhân dân", "ubnd")


# Work that comes to something on paper, the likeliest of what a sentence asks.
_PAPERS = (
    r"(?:báo cáo|danh sách|danh mục|mục lục|phương án|kế hoạch|hồ sơ|văn bản|ý kiến|phiếu|biểu|bảng|bản|đề án|tờ trình|quy chế|dự thảo"
    r"|số liệu|kết quả|biên bản|chứng từ|dự toán|giải pháp|tài liệu|kịch bản|đề xuất|công văn|bộ tiêu chí|lịch|cam kết|dự trù|đăng ký)"
)
_MAKES = (
    r"(?:gửi lại|gửi|nộp|trình|báo cáo|hoàn thành|hoàn thiện|xây dựng|lập|cung cấp|đăng ký|ban hành|tham mưu|cử|tổ chức|cập nhật|trả lời"
    r"|khắc phục|điền|rà soát|xem xét|thẩm định|xác minh|kiểm tra|có|cho|bổ sung|thống kê|bố trí|duy trì|giải trình|góp ý|đề xuất)"
)
_OUTCOME = re.compile(rf"(?<!\w)(?P<verb>{_MAKES})\s+(?P<what>[^,;:.]{{3,90}})")
_SUBJECT = re.compile(
    rf"^(?i:{_PAPERS})(?!\w)[^,;:]{{0,80}}?(?=\s+(?:\([^)]*\)\s*)?(?:đề nghị |phải |xin )?(?:gửi|nộp|trình)\b)"
)
_TO = re.compile(
    rf"^(?:về |cho |lên |đến |lại )?(?:{_BODY}|Thủ tướng|Chính phủ|C\d\d)\b|^(?:về|cho|lên|tại|qua|trên|đến)\b"
)
_ENDS = re.compile(
    r"\s+(?:về (?:Bộ|Sở|Văn phòng|Cục|Vụ|UBND|Ủy ban|Phòng|Trung tâm|Ban|Công an|Thanh tra|Chi cục|C\d\d)\b.*|qua\b.*|cho (?:Sở|Bộ|Ban)\b.*"
    r"|chậm nhất.*|trước (?:ngày|\d|tháng|quý|năm).*|trong (?:ngày|tháng|quý|năm|vòng|thời hạn|nửa|sáng|\d).*|(?:đến|từ) (?:hết|ngày|\d).*"
    r"|hết (?:quý|năm|tháng|ngày).*|không (?:quá|muộn).*|vào (?:ngày|thứ|cuối|lúc).*|bằng văn bản.*|và gửi.*|gửi (?:về|Sở|Bộ)\b.*|xong$)"
)
_CHARGED = re.compile(
    r"^(?:(?:chủ trì|làm đầu mối|đầu mối|chịu trách nhiệm|có trách nhiệm)[, ]*(?:và )?)+"
)
LEAST_PRODUCT = 3  # characters


_WEAK = re.compile(
    r"^(?:chậm nhất|trước|thời (?:gian|hạn)|hạn\b|ngày \d|tháng \d|quý |hoàn thành\b|gửi\b|do |đợt |xong|riêng |quá )",
    re.IGNORECASE,
)


def product_of(rest: str, before: str) -> str | None:
    """What is to come of *rest*; where that only says when, of what stands *before* it."""
    own = product_in(rest)
    if own is not None and not _WEAK.match(own):
        return own
    return (product_in(before) if before else None) or own


def product_in(rest: str) -> str | None:
    """In few words what is to come of *rest*, what is asked; None where that is not told shortly."""
    plain = _CHARGED.sub("", " ".join(rest.split()))
    subject = _SUBJECT.match(plain)
    if subject is not None:
        return subject[0]
    told = [what for found in _OUTCOME.finditer(plain) if (what := _outcome(found))]
    papers = [what for what in told if re.match(_PAPERS, what)]
    if papers or told:
        return (papers or told)[0]
    short = _ENDS.sub("", f" {plain.split(';')[0].split(',')[0]}").strip(" .:")
    return short if len(short) >= LEAST_PRODUCT else None


def _outcome(found: re.Match[str]) -> str | None:
    """What a verb makes; a report is named with its verb."""
    what = _ENDS.sub("", f" {found['what']}").strip()
    if len(what) < LEAST_PRODUCT or _TO.match(what):
        return None
    return f"báo cáo {what}" if found["verb"] == "báo cáo" and not what.startswith("cáo") else what
