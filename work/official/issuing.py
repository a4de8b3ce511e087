"""Who issued a document: the name right above its number, whole and in its usual letters."""

import re

from work.official.folded import folded

# What a name of a body begins with in capitals; what follows on the next line is a name of its own.
_BEGINS = re.compile(
    r"(?:ubnd|hdnd|uy ban|hoi dong|so|bo|cuc|tong cuc|vu|chi cuc|ban|van phong|cong an|thanh tra|toa an|vien(?! chuc)|trung tam"
    r"|truong|benh vien|bao hiem|kho bac|kiem toan|ngan hang|thue|hai quan|lien doan|hoi|dang uy|dang bo|tinh uy|thanh uy"
    r"|huyen uy|xa uy|doan|tinh doan|thanh doan|mat tran|phong|cong ty|tong cong ty|tap doan|hop tac xa|hat|doi|tram|bo chi huy"
    r"|bo tu lenh|su doan|dai|bao|thu tuong|chinh phu|quoc hoi|co quan|to (?:cong tac|quan ly|thu|bao ve|giup viec|chuyen vien)|dai hoc|hoc vien|quy|cang vu|lien hiep"
    r"|hiep hoi|doan luat su|lien minh|chi nhanh|khoa(?! hoc)|bo mon|phan hieu|don(?! vi)|bao tang|thu vien|chi bo|thi hanh an|buu dien|xi nghiep|nha hat|nha may|cang|dac khu|cong doan)(?:\s+\S|$)"
)
_GOES_ON = re.compile(
    r"^(?:(?:(?:tinh|xa|huyen|quan|phuong)(?! (?:uy|doan|doi)\b)|thanh pho|tp\.?|thi xa|thi tran|dac khu|khu vuc|va|nha nuoc|nhan dan|so \d|trung uong)\b|[a-z]+$)"
)
_JOINS = re.compile(r"(?:va|nha nuoc|nhan dan|khu vuc|so \d|trung uong)\b")
_HALF = re.compile(
    r"(?:\b(?:va|cac|cua|tinh|thanh pho|xa|phuong|khu vuc|(?<!quan )khu)|,|-|^(?:chu tich|bo truong|giam doc))$"
)
# The name once more in English, below that in Vietnamese.
# What only tells of what kind a body is, with its own name on the next line: "BỆNH VIỆN TRUNG ƯƠNG" above "TRƯỜNG XUÂN".
_OF_KIND = re.compile(
    r"(?:benh vien(?: da khoa| trung uong| chuyen khoa| quoc te)+|truong(?: dai hoc| cao dang| trung cap| trung hoc pho thong| trung hoc co so| tieu hoc| mam non| thpt| thcs)+"
    r"|cong ty(?: co phan| cp| tnhh| mtv| mot thanh vien| trach nhiem huu han)+|ngan hang(?: tmcp| thuong mai co phan)+)$"
)
_ENGLISH = re.compile(
    r"[\x00-\x7f]*\b(?:jsc|co|ltd|company|corporation|corp|group|bank|branch|hospital|university|college|school|department|center|centre|institute|of|the|port|joint)\b[\x00-\x7f]*"
)
_BRANCH = re.compile(r"(?:chi nhanh|phong giao dich|van phong dai dien)\b")
_DEPARTMENTS = re.compile(r"(?:so|bo|vu) (?!chi huy|tu lenh)")  # two in a row issued it together
_WHOLE_PLACE = re.compile(r"\b(?:tinh|thanh pho|tp\.?|xa|phuong|huyen) [a-z]+ [a-z]+$")
LEAST_WORDS = 2
_PLACES = frozenset({"tinh", "thanh pho"})  # the end of a name on a line of its own
_WHOLE_ALONE = frozenset({"thue", "chinh phu", "quoc hoi"})
# Names of places and of people's committees stand behind these words, each of whose words has a capital.
_PLACED = re.compile(
    r"\b(tỉnh|thành phố|xã|phường|quận|huyện|thị xã|thị trấn|đặc khu|tp\.?)\s+(.+)$"
)
_SHORT = {
    "ubnd": "UBND",
    "hđnd": "HĐND",
    "ubmttq": "UBMTTQ",
    "tp": "TP",
    "tnhh": "TNHH",
    "kkt": "KKT",
}


def unit_above(lines: list[str], sign: str = "") -> tuple[str, str] | None:
    """The name that the last of *lines*, those above a number, end, and the part of it that stands on one line.

    *sign* is that number: where it names two bodies, both issued it.

    >>> unit_above(["UBND TỈNH A", "SỞ NÔNG NGHIỆP VÀ MÔI", "TRƯỜNG"])
    ('SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG', 'SỞ NÔNG NGHIỆP VÀ MÔI')
    """
    names: list[list[str]] = []
    if not all(map(str.isascii, lines)):
        lines = [line for line in lines if not _ENGLISH.fullmatch(line.lower())]
    for line in (line.strip(" -–—:*.") for whole in lines for line in _bodies(whole)):
        if names and not _is_new(names[-1][-1], line):
            names[-1].append(line)
        elif any(sign.isalpha() for sign in line):
            names.append([line])
    if not names:
        return None
    last = " ".join(names[-1])
    before = " ".join(names[-2]) if len(names) > 1 else ""
    if before and (_rank(before) == _rank(last) != "" or _are_two(before, last, sign)):
        return f"{before} - {last}", max(names[-1], key=len)
    return last, max(names[-1], key=len)


def _are_two(one: str, other: str, sign: str) -> bool:
    """Whether *sign* ends with the initials of both: "4015/LN-SYT-BHXH"."""
    parts = re.split(r"[-–/]", folded(sign))
    return len(parts) > 2 and all(
        len(part) > 1 and "".join(word[0] for word in folded(name).split()).startswith(part)
        for name, part in zip((one, other), parts[-2:], strict=True)
    )


def _rank(name: str) -> str:
    """What kind of department bears that *name*; "" for what is none."""
    found = _DEPARTMENTS.match(folded(name))
    return "" if found is None else found[0]


def _bodies(line: str) -> list[str]:
    """A body and the one that it belongs to, where both stand on *line*: "UBND TỈNH A - SỞ Y TẾ"."""
    above, dash, below = line.partition(" - ")
    both = _BEGINS.match(folded(above)) and _BEGINS.match(folded(below))
    return [above, below] if dash and both else [line]


def _is_new(above: str, line: str) -> bool:
    """Whether *line* begins a name, and does not go on with the one *above*."""
    plain = folded(line)
    if line.isdigit() or _OF_KIND.match(folded(above)):
        return False
    if folded(above) in _PLACES and _BEGINS.match(plain):
        return True
    if _WHOLE_PLACE.search(folded(above)) and " " in plain and not _JOINS.match(plain):
        return True
    if " ".join(plain.split()[:2]) in folded(above) and len(plain.split()) > LEAST_WORDS:
        return True  # "CỤC THỐNG KÊ", and below it "THỐNG KÊ TỈNH A"
    if _HALF.search(folded(above)) or (_GOES_ON.match(plain) and plain not in _WHOLE_ALONE):
        return False
    return _BEGINS.match(plain) is not None or line.isupper() != above.isupper()


def is_whole(name: str) -> bool:
    """Whether *name* is that of a body, and of one that is known without the body above it.

    >>> is_whole("Sở Y tế"), is_whole("Chi nhánh tỉnh Thạch Sơn")
    (True, False)
    """
    plain = folded(name)
    return _BEGINS.match(plain) is not None and _BRANCH.match(plain) is None


def in_usual_letters(name: str, text: str) -> str:
    """*name*, printed in capitals, as *text* writes it elsewhere, or by the rule for names of bodies.

    >>> in_usual_letters("SỞ Y TẾ", "… Sở Y tế đề nghị …")
    'Sở Y tế'
    >>> in_usual_letters("ỦY BAN NHÂN DÂN TỈNH BÌNH LỘC", "")
    'Ủy ban nhân dân tỉnh Bình Lộc'
    """
    if not _is_in_capitals(name):
        return name
    return _as_written(name, text) or _by_rule(name)


def _is_in_capitals(name: str) -> bool:
    letters = [sign for sign in name if sign.isalpha()]
    return sum(sign.isupper() for sign in letters) > len(letters) * 0.8


def _as_written(name: str, text: str) -> str | None:
    """The first place in *text* where the name stands with small letters, and a capital at its head."""
    wanted = r"\s+".join(re.escape(word) for word in name.split())
    for found in re.finditer(rf"(?<!\w){wanted}(?!\w)", text, re.IGNORECASE):
        words = " ".join(found[0].split())
        if words[0].isupper() and not _is_in_capitals(words):
            return words
    return None


def _by_rule(name: str) -> str:
    """The first letter large, the others small; names of places and what is short in capitals."""
    small = " ".join(name.split()).lower()
    for placed in (_PLACED.search(small), _DEPARTMENT.search(small)):
        if placed is not None:
            group = placed.lastindex or 1
            small = small[: placed.start(group)] + placed[group].title()
    whole = " ".join(_SHORT.get(word.lower(), word) for word in small.split(" "))
    return _FIELD.sub(lambda found: _AS_FIELD[found[0]], whole[0].upper() + whole[1:])


# "Văn phòng Ủy ban nhân dân", "Sở Nội vụ": a name within a name, and fields of government.
_FIELDS = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Chính phủ", "Y tế", "Nội vụ", "Tài chính", "Tư pháp", "Xây dựng", "Công Thương",
    "Giáo dục và Đào tạo", "Khoa học và Công nghệ", "Nông nghiệp và Môi trường", "Ngoại giao", "Quốc phòng", "Công an",
    "Dân tộc và Tôn giáo", "Văn hóa, Thể thao và Du lịch", "Văn hóa và Thể thao", "Du lịch", "Việt Nam", "Mặt trận Tổ quốc",
    "Quản lý dự án", "Tổ chức", "Pháp chế", "Thủy lợi", "Kiểm lâm",
)  # fmt: skip
_AS_FIELD = {name.lower(): name for name in _FIELDS}
_FIELD = re.compile(rf"(?<=\s)(?:{'|'.join(_AS_FIELD)})(?!\w)")
# Behind the field of a department only the place can stand: "Sở Y tế Lam Giang".
_DEPARTMENT = re.compile(
    rf"^(?:sở|chi cục|phòng) (?:{'|'.join(_AS_FIELD)}) (?!tỉnh|thành phố|xã|phường)(.+)$"
)
