"""Writes out what phones and haste cut short, and what mail programs broke: "e nộp r ạ" is "em nộp rồi ạ"."""

import re

from work.reply.fold import folded

_SHORT = {
    "e": "em", "a/c": "anh chị", "ac": "anh chị", "đ/c": "đồng chí", "d/c": "đồng chí",
    "dc": "được", "đc": "được", "đuợc": "được", "r": "rồi", "rùi": "rồi", "rui": "rồi", "roài": "rồi", "ròi": "rồi",
    "ko": "không", "k": "không", "kg": "không", "khg": "không", "hok": "không", "hông": "không", "hem": "không",
    "bc": "báo cáo", "vb": "văn bản", "nv": "nhiệm vụ", "vp": "văn phòng", "hs": "hồ sơ", "sl": "số liệu", "lv": "làm việc",
    "qđ": "quyết định", "hnay": "hôm nay", "hqua": "hôm qua", "trc": "trước", "nhg": "nhưng", "nma": "nhưng mà",
    "chx": "chưa", "đag": "đang", "cx": "cũng", "vs": "với", "j": "gì", "ntn": "như thế nào", "tks": "cảm ơn",
    "thks": "cảm ơn", "thx": "cảm ơn", "bít": "biết", "bik": "biết", "okie": "ok", "oki": "ok", "okla": "ok",
}  # fmt: skip
# Kinds of documents are cut short before their number alone: "BC" may be a unit's sign.
_KINDS = {"BC": "Báo cáo", "CV": "Công văn", "VB": "Văn bản", "QĐ": "Quyết định", "KH": "Kế hoạch", "TTr": "Tờ trình", "BB": "Biên bản"}  # fmt: skip
_ALONE = r"(?<![\w/.@#&-])({})(?![\w/@&-]|\.\w)"
_WORD = re.compile(_ALONE.format("|".join(map(re.escape, sorted(_SHORT, key=len, reverse=True)))))
_BEFORE_NUMBER = re.compile(rf"\b({'|'.join(_KINDS)})(?= (?:[Ss]ố:? ?)?\d)")
# The hyphen in the name of an office parts no clauses.
_NAME = re.compile(
    r"\b((?:[Pp]hòng|[Bb]an|[Ss]ở|[Hh]ội đồng|[Tt]rung tâm|[Bb]ộ phận|[Vv]ăn phòng|[Kk]hối) [A-ZĐ]\w+(?: [^\W\d_]+){0,2}) - (?=[A-ZĐ])"
)
# "Dạ" says no more than please; without its mark it looks like "đã".
_PLEASE = re.compile(
    r"(?:(?<=^)|(?<=\n)|(?<=[.!?,;] ))(?:[Dd]ạ|[Dd]a(?= (?:em|e|vang|a|thua|ben em|anh oi|chi oi)\b)),? (?=\w)"
)
_WRAPPED = re.compile(
    r"(?<=[^\n]{50})(?<![.!?:;])\n(?=[^\W\d_])(?![A-ZĐÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ])|(?<=[^\n]{50}),\n(?=\S)"
)


def written_out(text: str) -> str:
    """*text*, composed before, with its short forms in full.

    >>> written_out("e nộp r, đc 60% a/c ạ; số 12/BC-UBND")
    'em nộp rồi, được 60% anh chị ạ; số 12/BC-UBND'
    """
    whole = _WRAPPED.sub(lambda one: one[0].replace("\n", " "), text)
    full = _BEFORE_NUMBER.sub(lambda one: _KINDS[one[1]], _PLEASE.sub("", whole))
    bare = folded(text) == text.lower()  # without accents words are read in another way
    return _WORD.sub(
        lambda one: folded(_SHORT[one[1]]) if bare else _SHORT[one[1]], _NAME.sub(r"\1 – ", full)
    )
