"""Ways to say by when that pin a day down beside it: it closes then, is the last, or was counted and is then told."""

_DATE = r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?(?![/.-]?\d)|\d{1,2} thang \d{1,2}(?: nam \d{4})?\b)"
_HOUR = r"\d{1,2}\s?(?:gio|h)(?:\s?\d{2})?(?:\s?phut)?"
_WEEKDAY = r"(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)(?: tuan (?:nay|sau|toi))?"
# The hour, if there is one, and the date; a weekday between them, or brackets, tell nothing more.
_AT = (
    rf"\b(?:luc |vao |vao luc |(?:cho )?den )?(?:({_HOUR}),?\s)?(?:sang |chieu )?(?:ngay )?(?:{_WEEKDAY},?\s)?"
    rf"(?:ngay )?\(?({_DATE})\)?"
)
_SAID = "chậm nhất {1} ngày {2}"
_LATER = "chậm nhất {2} ngày {3}"
_BACK = r"(?:mot|hai|ba|\d{1,2}(?: \([a-z]+\))?) (?:hom|ngay|tuan)(?: lam viec)?"
_IS = r"(?:tuc|nghia|cu the)(?: la)?(?: den)?"

# As in `rephrased`: what stands wherever it is found, what is found, what is said instead.
PINNED = (
    # The last: "ngày 18/11 là muộn nhất", "04/12 là hạn chót", "10 giờ thứ Tư 25/11 chốt", "16h thứ Sáu (06/11) tôi khóa file".
    ("nhat", rf"{_AT} la (?:muon|cham|tre) nhat\b", _SAID),
    ("chot|khoa|dong", rf"{_AT} (?:la )?(?:(?:toi|em|minh|phong|van phong|so) )?(?:chot|khoa|dong)(?: (?:so|file|danh sach|cong|bieu|phieu))?(?=\s*[.;,)]|$)", _SAID),
    # It closes: "thời điểm đóng phiếu: …", "phần mềm tự khóa lúc …", "phiếu đóng lúc hết ngày …", "chốt nhận biểu vào hết ngày …".
    ("dong|khoa|chot", rf"\b(?:thoi diem|thoi gian|gio|ngay) (?:dong|khoa|chot)(?: (?!so\b|lieu\b)[a-z]+){{0,5}}\s?(?::|\bla\b)\s{_AT}", _SAID),
    ("dong|khoa", rf"\b(?:se )?(?:tu (?:dong )?)?(?:dong|khoa) luc (?:het )?{_AT}", f", {_SAID}"),
    ("chot nhan", rf"\bchot nhan(?: [a-z]+){{0,3}}(?: vao| den)? (?:het )?{_AT}", _SAID),
    ("han nhan", rf"\bhan nhan(?: [a-z]+){{0,3}}(?: la|:) {_AT}", _SAID),
    # The end of a working day, and the breaks in it.
    ("cuoi ngay|cuoi gio", rf"\btruoc cuoi (?:ngay|gio)(?: lam viec| hanh chinh)?,? {_AT}", _SAID),
    ("nghi trua", rf"\btruoc (?:gio |khi )?nghi trua,? (?:{_WEEKDAY},?\s)(?:ngay )?\(?({_DATE})\)?", "trước 11 giờ 30 ngày {1}"),
    ("dau gio", rf"\b(?:vao )?dau gio lam viec (?:buoi )?(?:sang|chieu) (?:ngay )?({_DATE})", "chậm nhất ngày {1}"),
    ("truoc khi", rf"\btruoc khi (?:ra ve|tan so|tan lam|ve|nghi),? luc ({_HOUR}) (?=(?:chieu |sang )?(?:nay|mai|hom nay)\b)", "trước {1} "),
    # Before what ends on that day.
    ("truoc khi", rf"\btruoc khi (?:ket thuc|het|khep lai|dong) (?:(?!phien|hop|hoi|ky hop|cuoc)[a-z]+ ){{1,4}}(?:\d{{1,3}} [a-z]+ (?:[a-z]+ )?)?(?:vao )?ngay ({_DATE})", "chậm nhất ngày {1}"),
    # Counted, and then told: "sớm hơn hai ngày, tức ngày 03/11", "trước ngày này một hôm (18/11)", "sau đó hai tuần, ngày 11/12".
    ("som hon|sau do|muon hon", rf"\b(?:som hon|sau do|muon hon) {_BACK}, (?:{_IS} )?{_AT}", _SAID),
    ("truoc", rf"\btruoc (?!khi\b)(?:[a-z]+ ){{1,6}}?{_BACK},? \(?(?:{_IS} )?(?=(?:ngay |thu )?\d|ngay ){_AT}", _SAID),
    ("truoc", rf"\btruoc (?:khi )?[^,;.\d]{{3,40}}, {_IS} {_AT}", _SAID),
    # Several, each with whom or what it is for.
    ("doi voi", rf"\b((?:thoi )?han[^;:]{{0,30}}: {_DATE} doi voi [^;.]{{2,60}}; ){_AT}(?= doi voi)", "{1}" + _LATER),
    ("dot|vong", rf"\b((?:hoan thanh|xong|gui|nop) (?:dot|vong) \d),? (?:ngay )?({_DATE}),? (?:va )?((?:dot|vong) \d),? (?:ngay )?({_DATE})", "{1} chậm nhất ngày {2} và {3} chậm nhất ngày {4}"),
    ("den", r"^((?!(?:hieu luc|thoi|giai doan|so lieu|ky|nien|lich|dot|buoc|tu|kinh phi|su dung|pham vi|muc tieu)\b)[^:;,\d]{5,60}(?:,[^:;\d]{3,40})?): den (?:het )?(?:ngay )?(\d{1,2}/\d{1,2}/\d{4})(?=\s*[.;]|$)", "{1}, hạn cuối: {2}"),
    ("thoi gian: ", rf"(?:^|(?<=[.;] ))thoi gian: den (?:het )?{_AT}", _SAID),
    # Who takes something in until then waits for it.
    ("xin", r"\bxin (?:duoc )?(?:tiep )?nhan ((?:[a-z]+ ){1,8}?)(?=(?:trong|vao|den|truoc|cham nhat|khong)\b)", "đề nghị gửi {1}"),
    ("to chuc nhan|thu ky nhan", rf"\b(ban (?:to chuc|thu ky)) nhan ([^.;\d]{{3,80}}?),? (?:ke tu [^.;\d]{{3,30}} )?(?:den|toi) (?:het )?{_AT}", "{1} nhận {2}, hạn cuối: {3} ngày {4}"),
    # The day of each month, and whose receipt a term counts from.
    ("cua thang", r"\b(?:vao )?ngay (\d{1,2}) cua thang(?=\s*[,.;)]|$)", "vào ngày {1} hằng tháng"),
    ("nhan", r"\b((?:ke )?tu (?:ngay|khi)) (?:(?:vien|so|cuc|vu|bo|ban|phong|trung tam|cong ty|don vi|co quan|quy) (?:[a-z]+ )?)(?=nhan (?:duoc )?(?:van ban|cong van|to trinh|ho so|mau)\b)", "{1} "),
    # Of a correction what is right: đã in "…", nay sửa là "…".
    ("da ", r"\b(?:da (?:in|ghi|viet)|viet)\s?:?\s?[\"“][^\"”]{3,200}[\"”],? (?:nay )?(?:xin )?(?:duoc )?(?:sua|dinh chinh|doc|doi)(?: lai)? (?:la|thanh)\s?:?\s?[\"“]([^\"”]{3,200})[\"”]", "nay là: {1}"),
    # By chat: "thứ Hai tuần tới (19/10) cho em xin số", "30/11 gửi tôi".
    ("tuan", rf"\b{_WEEKDAY} \((?:ngay )?({_DATE})\) (?=(?:cho|nho|gui|bao|nop)\b)", "chậm nhất ngày {1} gửi và "),
    ("gui", rf"(?<=: )(?:ngay )?({_DATE}) (?=gui (?:toi|em|minh|anh|chi|phong|van phong)\b)", "chậm nhất ngày {1} "),
)  # fmt: skip
