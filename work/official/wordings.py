"""The many ways in which offices say until when, each with the one that the reader of deadlines knows."""

_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4})"
_HOUR = r"\d{1,2}\s?(?:gio|h)(?:\s?\d{1,2})?(?:\s?phut)?['’]?,?"
_DAY = rf"(?:(?:cac )?ngay\s+)?{_DATE}"
_AT = rf"((?:{_HOUR}\s+)?{_DAY})"
_SENDS = r"(?:gui|nop|trinh|ban giao|giao nop|tra|chuyen|dang ky)"
_TAKES = r"(?:bao cao|nhan)"
_AFTER_QUARTERS = (("i|1", "01/4"), ("ii|2", "01/7"), ("iii|3", "01/10"), ("iv|4", "01/01"))
_WORDS = r"(?:\s[a-z]+)"

# Words of which one stands wherever it is found, what is found in the folded text, and what is said instead; {n} is its n-th group as it was written.
WORDINGS = (
    # No later than: "không kéo quá", "không trễ hơn", "chậm lắm là", "chậm nhất vào hồi".
    ("khong", rf"\bkhong\s+(?:the\s+|duoc\s+|de\s+)*(?:(?:de|keo(?:\s+dai)?|vuot|tre)\s+(?:qua|sau)|de tre hon|sau|tre hon|cham hon)\s+{_AT}", "chậm nhất {1}"),
    ("cham nhat vao hoi|lam|tre", rf"\b(?:(?:cham|muon) lam|tre (?:lam|nhat)|cham nhat vao hoi)(?:{_WORDS}{{0,6}}? la| vao)?\s+{_AT}", "chậm nhất {1}"),
    # The day itself still counts.
    ("hoac truoc", rf"\b(?:vao|dung|trong) (?:ngay )?hoac truoc\s+{_AT}", "chậm nhất {1}"),
    ("ket thuc ngay|het ngay", rf"\btruoc (?:khi |luc )(?:ket thuc|het) ngay(?: lam viec)?(?: cua)?\s+(?:ngay\s+)?({_DATE})", "chậm nhất ngày {1}"),
    ("tro ve truoc", r"\b(?:trong |vao |cung )?(ngay (?:lam viec )?cuoi cung cua (?:thang|quy|nam) [\divx]+(?:/| nam )\d{4}) tro ve truoc", "chậm nhất {1}"),
    ("tuc|nghia", rf"\b(?:truoc|cham nhat|muon nhat)\b[^,;().]{{3,80}}\((?:tuc|nghia)(?: la)?(?: vao)? ({_DAY})\)", "chậm nhất {1}"),
    # Hours as figures with a dot between, and terms that are said as what they may not pass.
    ("truoc|luc|den|nhat", rf"\b(truoc|luc|den|cham nhat|muon nhat) (\d{{1,2}})\.(\d\d)(?:h| gio)? (?=ngay {_DATE})", "{1} {2} giờ {3} "),
    ("sau", r"\bsau (?:toi da|khong qua|nhieu nhat)(?: la)? (\d{1,3} ngay(?: lam viec)?)\b", "trong {1}"),
    ("nhan duoc", r"\b(?:ke|tinh) tu (?:ngay|khi|luc|thoi diem) (?:quy |cac )?(?:co quan|don vi|so|bo|dia phuong|ubnd|cong ty|truong|xa|phuong)(?: (?!nhan)[a-z]+){0,2} nhan duoc (?=(?:cong van|van ban|thong bao|ke hoach|cong dien) nay)", "kể từ ngày nhận được "),
    ("so lieu", rf"\b(mo tu [^.]*?; [^;.]{{0,40}}(?:xac nhan|nhap|cap nhat) so lieu) den het {_AT}", "{1}, chậm nhất {2}"),
    # The last of something: "hạn cuối nhận bản đồ số là", "mốc kết thúc", "ngày hết hạn gửi trả:".
    ("chot|cuoi|cuoi cung|sau cung|tre nhat", rf"\b(?:han|moc|ngay|gio|thoi diem|thoi gian){_WORDS}{{0,3}}? (?:cuoi cung|sau cung|tre nhat|chot(?! so lieu)|cuoi){_WORDS}{{0,5}}?(?:\s+la|\s+vao|:)?\s+{_AT}", "hạn cuối: {1}"),
    ("moc", rf"\bmoc (?:ket thuc|hoan thanh|{_SENDS}|{_TAKES}){_WORDS}{{0,3}}?(?:\s+la|\s+vao|:)?\s+(?:het\s+)?(?:ngay lam viec\s+)?{_AT}", "hạn cuối: {1}"),
    ("ngay|ngay het han|thoi diem|thoi gian", rf"\b(?:thoi gian|thoi diem|ngay het han|ngay)\s+{_SENDS}{_WORDS}{{0,4}}?(?:\s+la|\s?:)\s+{_AT}", "hạn cuối: {1}"),
    ("thoi", rf"\b(?:thoi gian|thoi diem)\s+{_TAKES}{_WORDS}{{0,4}}?(?:\s+la|\s?:)\s+{_AT}", "hạn chót: {1}"),
    ("hot|uoi", rf"\b{_AT}\s*[-–,]?(?: day| do)? la (?:han|ngay|phien|dot|moc) (?:chot|cuoi(?: cung)?)\b", "hạn cuối: {1}"),
    # It closes then: "hệ thống khóa lúc", "chốt danh sách khi", "dừng tiếp nhận hồ sơ sau ngày".
    ("chot|dong|khep lai|khoa", rf"\b(?:khoa|dong|khep lai|chot)(?: so(?! lieu)| (?<=khoa )(?:so lieu|du lieu|phan mem|bieu mau)| nhan(?: [a-z]+){{1,2}}| danh sach| cong| he thong)?(?: vao| luc| khi dong ho diem|:)?(?: het)?\s+{_AT}", "hạn cuối: {1}"),
    ("nhan", rf"(?:^|(?<=; ))[a-z ]{{2,40}} se (?:dung|ngung|khong) (?:tiep )?nhan{_WORDS}{{0,6}} sau\s+{_AT}", "hạn cuối: {1}"),
    ("nhan", rf"\b(?:dung|ngung|khong) (?:tiep )?nhan{_WORDS}{{0,6}} sau\s+{_AT}", "đến hết {1}"),
    ("nhan", rf"(?<!da )(?<!so )(?<!tiep )(?<!ghi )(?<!phat )(?<!xac )\bnhan (?:toi|den)(?: het)?\s+{_AT}", "nhận chậm nhất {1}"),
    ("qua|sau", rf"\b(?:neu )?(?:sau|qua)\s+{_AT}(?= (?:ma [^.;]{{3,80}} )?(?:thi )?(?:coi|xem) nhu)", "chậm nhất {1}"),
    ("sau", rf"\bsau\s+{_AT},? (?=(?:he thong|phan mem|cong)\b[a-z ]{{0,30}} (?:khoa|dong|dung|ngung)\b[^.]*\b(?:de nghi|yeu cau)\b)", "chậm nhất {1}, "),
    # Before: "sớm hơn", "khi chưa tới", "khi bước sang".
    ("khi buoc sang|khi chua|som hon|truoc khi", rf"\b(?:som hon|khi chua (?:toi|den|sang|qua)|khi buoc sang|truoc khi (?:buoc )?sang)\s+{_AT}", "trước {1}"),
    ("dau gio|hanh chinh|lam viec|mo cua", rf"\btruoc (?:gio (?:lam viec|hanh chinh|mo cua)|dau gio(?: lam viec)?)(?: (?:buoi )?sang)?(?: cua)?\s+({_DAY})", "trước {1}"),
    ("truoc gio nghi trua", rf"\btruoc gio nghi trua\s+({_DAY})", "trước 11 giờ 30 {1}"),
    ("chot so|dong so|khoa so", rf"\btruoc (?:khi|thoi diem) (?:khoa so|dong so|chot so){_WORDS}{{0,4}}\s+{_AT}", "chậm nhất {1}"),
    # Until: "tới hết giờ hành chính ngày", "khi hết ngày", "đúng ngày".
    ("hanh chinh|lam viec|ngay lam viec", rf"(?<!tu )\b(?:khi het|toi het|den het|het|toi han|trong|cua)\s+(?:gio (?:hanh chinh|lam viec)|ngay lam viec)\s+({_DAY})", "chậm nhất {1}"),
    ("khi het|toi han|toi het", rf"\b(?:khi het|toi het|toi han)\s+({_DAY})(?:\s+(?:phai|da)\s+(?:gui |nop |lam )?(?:xong|co))?", "chậm nhất {1}"),
    ("dung", rf"\bdung\s+{_AT}(?:\s+phai\s+(?:xong|co))?", "chậm nhất là {1}"),
    ("trong", r"\b(?:ngay )?trong (?:dem|toi)\s+((?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?)", "trong ngày {1}"),
    ("cung|trong", rf"\b(?<=hoan tat )(?:cung|trong)\s+({_DAY})", "chậm nhất {1}"),
    # Up to the end of a period, of a third of a month, and of several days of one.
    ("truoc", r"\btruoc (?:khi|luc|thoi diem) (?:ket thuc|het)(?: (?:gio|ngay|buoi) (?:lam viec|hanh chinh))?(?: cua)? (?=(?:ngay|tuan|thang|quy|nam) (?:\d|[ivx]+\b|nay|hien))", "chậm nhất hết "),
    ("thuong tuan", r"\bthuong tuan(?: cua)? (?=thang \d)", "10 ngày đầu "),
    ("trung tuan", r"\b(?:trong |vao )?trung tuan(?: cua)? (?=thang \d)", "chậm nhất ngày 20 "),
    ("ngay", rf"\b(?:trong |vao )?(?:cac|(?<=trong )\d{{1,2}}|(?<=trong )hai|(?<=trong )ba) ngay(?: \d{{1,2}},)* \d{{1,2}}(?: va| den|,| -| –) (?:ngay )?({_DATE})", "trong ngày {1}"),
    ("trong", r"\b((?:hoan thanh|hoan tat|xong|dut diem)\b[^.;]{0,60}?\btrong (?:tuan|thang|quy))(?=\s*(?:[.;)]|$))", "{1} này"),
    ("ngay cuoi", r"\b\d{1,2} ngay cuoi(?: cung)?(?: cua)? (?=thang \d)", "cuối "),
    ("cuoi", rf"\b((?:gui|nop|trinh|bao cao)\b[^,;.]{{0,60}}?(?<!truoc)(?<!nhat)(?<!vao)(?<!trong)(?<!den)) (cuoi (?:buoi |gio )?(?:sang|chieu) {_DAY})", "{1} chậm nhất {2}"),
    *(("nam", rf"\b(?:moi|hang) nam(?: (?:mot|01|1) lan)?,? (?:vao |trong )quy (?:{quarter})\b(?!/| nam)", f"trước ngày {day} hằng năm") for quarter, day in _AFTER_QUARTERS),
    ("ngay", rf"\b(?:truoc|vao|luc) ({_HOUR}) va (?:truoc |vao |luc )?({_HOUR}) ((?:hang|moi) ngay)", "trước {1} {3} và trước {2} {3}"),
    ("ngay dau", r"\btrong (?:vong )?(\d{1,2}) ngay dau(?: tien)?(?: cua)? ((?:hang|moi) thang)", "chậm nhất ngày {1} {2}"),
    ("thang", r"(?<!lieu )(?<!tinh )(?<!ky )\btu (?:ngay )?\d{1,2} den (?:het )?(?:ngay )?(\d{1,2}) ((?:hang|moi) thang)", "chậm nhất ngày {1} {2}"),
    ("khong", rf"^([^,;\d]*)\bkhong (?:duoc )?((?:gui|nop)\b[^,;.]{{0,40}}) sau\s+{_AT}", "{1}{2} chậm nhất {3}"),
    ("han", rf"\b((?:thoi )?han\b[^;:]{{0,30}}: {_DATE} \([^()]*\)), ({_DATE})(?= \()", "{1}; hạn cuối: {2}"),
    ("thang", r"\bthang \d{1,2} ?(?:[-–]|va|,) ?(?:thang )?(?=\d{1,2}(?:/| nam )\d{4})", "tháng "),
    ("thang", r"(?<!\d )(?<!dau )(?<!giua )(?<!cuoi )\b(?:trong |vao )?thang (\d{1,2}) ((?:hang|moi) nam)", "chậm nhất ngày cuối tháng {1} {2}"),
    ("/lan", r"(?<!\d )\b(?:(?:01|1|mot) )?(tuan|thang|quy)/lan\b", "hằng {1}"),
    ("trong", rf"\btrong (?:thoi gian |vong )?\d{{1,3}} ngay(?: lam viec)? \((?:ke )?tu (?:ngay )?[\d/]+ den (?:het )?(?:ngay )?({_DATE})\)", "chậm nhất {1}"),
    ("han", rf"\bhan (?:nop|gui|tra|trinh)\b(?![^,;:]*\btheo\b)[^,;:]{{0,60}}? la {_AT}", "hạn cuối: {1}"),
    ("ngay", rf"^(ngay {_DATE}),? (?=[^.;]{{3,60}} phai (?:co|gui|nop|hoan thanh|xong|bao cao|trinh)\b)", "chậm nhất {1}, "),
    # Days of each month, and periods in front of what is done in them.
    ("thang", r"\b(?:cac )?(?:ngay )(\d{1,2}), (?:ngay )?(\d{1,2})(?:,| va) (?:ngay )?(\d{1,2}) ((?:hang|moi) thang)", "ngày {1} {4}, ngày {2} {4} và ngày {3} {4}"),
    ("thang", r"\b(?:cac )?(?:ngay )(\d{1,2})(?:,| va) (?:ngay )?(\d{1,2}) ((?:hang|moi) thang)", "ngày {1} {3} và ngày {2} {3}"),
    ("thang", r"\b\d lan(?:/| (?:mot |moi |trong )?)thang,? \(?(?:vao )?(?:cac )?ngay (\d{1,2})(?:,| va) (?:ngay )?(\d{1,2})(?![/.\d])", "vào ngày {1} hằng tháng và ngày {2} hằng tháng"),
    ("cuoi thang", r"\bngay (\d{1,2})(?:,| va) (?:ngay )?cuoi thang(?! \d)", "ngày {1} hằng tháng và ngày cuối tháng hằng tháng"),
    ("quy|thang", r"(?<![a-z\d,)] )\b(thang \d{1,2}/\d{4}|quy (?:[ivx]{1,3}|\d)(?:/| nam )\d{4})\s?:?\s(?=(?:hoan thanh|trinh|ban hanh|gui|nop|phe duyet|tham dinh|nghiem thu|tong ket)\b)", "trong {1} "),
    ("quy|thang", r"(?<![a-z\d,)] )\b(thang \d{1,2}/\d{4}|quy (?:[ivx]{1,3}|\d)(?:/| nam )\d{4})\s?:\s(?=[^.;:]{3,60} (?:hoan thanh|trinh|ban hanh|gui|nop|phe duyet|tham dinh|nghiem thu|tong ket|bao cao)\b)", "trong {1}, "),
    ("tuan", r"^((?:dau|giua|cuoi) tuan (?:nay|sau|toi)),? (?=(?:gui|nop|bao cao|trinh|hoan thanh)\b)", "trong {1} "),
    ("ngay", rf"(?:(?<=[;:] )|^)(?:vao )?(ngay {_DATE})\s?[:,]?\s(?=(?:trinh|gui|nop|hoan thanh|ban giao|tong hop|bao cao)\b)", "chậm nhất vào {1} "),
    # After it nothing is taken in; whose it is stands in front; what is changed.
    ("qua|sau", rf"\b(?:sau|qua) (?:thoi diem |thoi han |moc )?{_AT}(?=,? [^.;]{{0,60}}\bkhong (?:duoc )?(?:tiep )?(?:nhan|xem xet|giai quyet|tong hop)\b)", "đến hết {1}"),
    ("doi voi", rf"(?<![a-z] )\bdoi voi ((?:(?!hoan|duoc|phat|nop|tiep|ky\b|sinh|khoi|het|co\b|da\b|dang|thuc|gui|ban\b|dat)[a-z]+,? ){{1,8}})(?=(?:truoc|cham nhat)(?: ngay)? {_DATE})", "{1}: "),
    ("bang|sang|thanh", r"\b(sua|dieu chinh|doi|thay|dinh chinh)\b([^;\"“]{0,60})[\"“][^\"”;]{0,60}\d{4}[^\"”;]{0,10}[\"”] (?:thanh|bang|sang)\b", "{1}{2}thành"),
    # Terms, and a day that is counted back and then said.
    ("tu ngay", rf"(\d+ ngay(?: lam viec)?){_WORDS}{{0,4}}, (?:dem|tinh|ke) tu ngay (?:[a-z]+ ){{0,3}}?ky (cong van|van ban|ke hoach|quyet dinh) nay", "trong {1} kể từ ngày ký {2} này"),
    ("ngay", rf"\bsau (?:khi |ngay )[a-z][^,;()]{{2,60}}\((?:ngay )?({_DATE})\),? (?:cham nhat )?(\d{{1,2}} ngay(?: lam viec)?)", "trong {2} kể từ ngày {1}"),
    ("gian|han", rf"^((?:thoi )?(?:han|gian) [^;]{{3,120}}; )(?:cua |doi voi |rieng |con )+([^;:,]{{3,60}}): ({_DATE})", "{1}{2}, hạn cuối: {3}"),
    ("truoc", rf"\btruoc (?:ngay )?[a-z][^,;()]{{2,60}}\((?:ngay )?({_DATE})\),? (?:(?:it nhat|toi thieu|cham nhat)(?: la)? )?(\d{{1,2}} ngay(?: lam viec)?)(?! sau)", "chậm nhất {2} trước ngày {1}"),
    ("truoc", rf"\btruoc (?:khi )?[^,;.\d]{{3,40}}, tuc (?:la )?(?:truoc )?({_DAY})", "chậm nhất {1}"),
    # An activity, not a report, on each such day: it is done by the last.
    ("den het", rf"^((?:(?!\b(?:bao cao|gui|nop|cap nhat|hop|giao ban|truc|cung cap)\b)[^;])*?)(?: dinh ky)?(?: vao)?(?: buoi)?(?: sang| chieu)? (?:thu [a-z\d]+|chu nhat) (?:hang|moi) tuan, (?:keo dai |lien tuc |thuc hien )?(?:cho )?den het (thang \d{{1,2}}(?:/| nam )\d{{4}}|{_DAY})", "{1}, hạn cuối: hết {2}"),
)  # fmt: skip
# What is meant by them is as plain as where it is said so from the first.
SURE = frozenset({"chậm nhất {1}", "hạn cuối: {1}", "trước {1}", "trong {1} kể từ ngày ký {2} này"})
