"""Kinds of document (tên loại văn bản) and the forms of number and sign that go with them.

The 29 kinds of Nghị định 30/2020/NĐ-CP, Điều 7 with the abbreviations of its
Phụ lục III, where a công văn has none; the normative ones; and those of the Party.
"""

import re

from work.spelling import spelling_key

NAMES = {
    "nghị quyết": "NQ",
    "quyết định": "QĐ",
    "chỉ thị": "CT",
    "quy chế": "QC",
    "quy định": "QyĐ",
    "thông cáo": "TC",
    "thông báo": "TB",
    "thông báo kết luận": "TB",
    "hướng dẫn": "HD",
    "chương trình": "CTr",
    "kế hoạch": "KH",
    "phương án": "PA",
    "đề án": "ĐA",
    "dự án": "DA",
    "báo cáo": "BC",
    "biên bản": "BB",
    "tờ trình": "TTr",
    "hợp đồng": "HĐ",
    "công điện": "CĐ",
    "bản ghi nhớ": "BGN",
    "bản thỏa thuận": "BTT",
    "giấy ủy quyền": "GUQ",
    "giấy mời": "GM",
    "giấy giới thiệu": "GGT",
    "giấy nghỉ phép": "GNP",
    "phiếu gửi": "PG",
    "phiếu chuyển": "PC",
    "phiếu báo": "PB",
    "bản sao y": "SY",
    "bản trích sao": "TrS",
    "bản sao lục": "SL",
    "luật": "Luật",
    "bộ luật": "Bộ luật",
    "pháp lệnh": "PL",
    "nghị định": "NĐ",
    "thông tư": "TT",
    "thông tư liên tịch": "TTLT",
    "văn bản hợp nhất": "VBHN",
    "kết luận": "KL",
    "lệnh": "L",
}
LETTER = frozenset({"công văn", "cv", "văn bản", "công thư"})  # no abbreviation: told by None

# Never folded together: QĐ and QyĐ, ĐA and DA, HĐ and HD, CT and CTr, TTr and TT.
ABBREVIATIONS = frozenset(NAMES.values()) - {"Luật", "Bộ luật"}
PARTY_KINDS = frozenset(
    {"NQ", "CT", "KL", "QĐ", "QC", "QyĐ", "HD", "TB", "BC", "TTr", "CV", "KH", "CTr"}
)

_GROUP = r"[\w&](?:[\w&]|\.(?=[\w&]))*"  # "TTĐT", "BKH&ĐT", "V.I", "P5"
_SIGN = rf"(?=[^\W\d]){_GROUP}"
_ORDINAL = r"\d{1,6}[a-zA-ZĐđ]?"
NUMBER = re.compile(
    r"(?<![\w/.-])(?:"
    rf"\d{{1,5}}/\d{{4}}/(?:UBTV)?QH\d{{1,2}}"
    rf"|{_ORDINAL}(?:/\d{{4}})?/{_SIGN}(?:-{_GROUP})+"
    rf"|{_ORDINAL}-(?:{'|'.join(sorted(PARTY_KINDS))})/{_SIGN}(?:-{_GROUP})*"
    r")(?![\w/&-])"
)
# Small offices leave out the unit: "77/SNV". Only behind the word "số" is it told from other text.
SHORT_NUMBER = re.compile(
    rf"(?:^|(?<=số )|(?<=số: )|(?<=số:))({_ORDINAL}/{_SIGN})(?![\w/&-])", re.IGNORECASE
)


def cites_number(text: str) -> bool:
    """Whether a number and sign stands in *text*."""
    return bool(NUMBER.search(text) or SHORT_NUMBER.search(text))


def kind_of_name(words: str) -> str | None:
    """The kind that *words* name or abbreviate; "" for a công văn, None where they name none.

    >>> kind_of_name("Quyết định"), kind_of_name("TB"), kind_of_name("CV"), kind_of_name("Bộ Y tế")
    ('QĐ', 'TB', '', None)
    """
    if words in ABBREVIATIONS:
        return words
    key = spelling_key(words)
    return "" if key in LETTER else NAMES.get(key)


def named_kind(words: str) -> tuple[str, str] | None:
    """The kind that *words* begin or end with, and what stands besides it; the longest name is taken.

    >>> named_kind("Văn phòng Chính phủ - Công văn")
    ('', 'Văn phòng Chính phủ')
    """
    parts = words.split(" ")
    for length in range(min(len(parts), _LONGEST), 0, -1):
        for name, rest in (
            (parts[:length], parts[length:]),
            (parts[-length:], parts[:-length]),
        ):
            kind = kind_of_name(" ".join(name).strip(" ,;:.|-–—"))
            if kind is not None:
                return kind, " ".join(rest)
    return None


_LONGEST = max(name.count(" ") + 1 for name in NAMES)
