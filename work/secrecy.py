"""Tells whether a text bears a mark of state secrecy (độ mật): Mật, Tối mật, Tuyệt mật.

Such a document may not lie on a machine that reaches the Internet, whatever
protects it there (Luật Bảo vệ bí mật nhà nước). A mark stands by itself, in
brackets, behind "Độ mật" or behind the sign; "bảo mật" and "mật khẩu" are words.
When in doubt this says yes: a person then looks at the paper.
"""

import re

from work.spelling import composed

_LEVELS = "tuyệt mật|tối mật|mật"
_BARE_LEVELS = "tuyet mat|toi mat|mat"
_SPACE = r"[\s_-]+"
_BRACKETED = re.compile(rf"[(\[{{<\"“]\s*(?:độ\s+)?(?:{_LEVELS})\s*[)\]}}>\"”]", re.IGNORECASE)
_DEGREE = re.compile(
    rf"(?:độ|mức độ)\s+mật\s*(?:[:=–-]|là)?\s*\W?(?:{_LEVELS})(?!\w)", re.IGNORECASE
)
_LONG_STAMP = re.compile(rf"(?<!\w)(?:TUYỆT|TỐI){_SPACE}MẬT(?!\w)")
_STAMP = re.compile(
    rf"(?<!\w)(?<!BẢO )(?<!BÍ )(?<!CƠ )(?<!THÂN )(?<!CHU )(?<!ĐỘ )MẬT"
    rf"(?!\w|{_SPACE}(?:KHẨU|MÃ|ĐỘ|THIẾT|ONG|VỤ|THÁM|DANH|NGỮ|THƯ|BÁO)(?!\w))"
)
_ALONE = re.compile(rf"(?:^|[\n;|])\s*(?:{_LEVELS})\s*(?:$|[\n;|.])", re.IGNORECASE)
# Without accents "MAT" is also mặt, mất, mát: only a stamp's own places count.
_BARE_LONG = re.compile(rf"(?<!\w)(?:TUYET|TOI){_SPACE}MAT(?!\w)")
_BARE_STAMP = re.compile(r"(?:^|[\n;|])\s*MAT\s*(?:$|[\n;|.])|(?<!\w)MAT_")
_BARE_PLACE = re.compile(
    rf"[(\[]\s*(?:{_BARE_LEVELS})\s*[)\]]|(?<!\w)do mat\s*[:=]\s*(?:{_BARE_LEVELS})(?!\w)",
    re.IGNORECASE,
)
# "15/VPCP-KSTT (M)", "07-QĐ/TW(TM)", "123/QĐ-M": seen, not prescribed.
_SIGN = re.compile(r"\d[\w&.]*[/-][\w&./-]*(?:\s?\((?:M|TM|TuM)\)|-M(?![\w&.-]))")

_MAYBE = re.compile(r"m[ậa]t|\(t?u?m\)|-m(?!\w)", re.IGNORECASE)  # most texts hold none of this
_MARKS = (
    _BRACKETED,
    _DEGREE,
    _LONG_STAMP,
    _STAMP,
    _ALONE,
    _BARE_LONG,
    _BARE_STAMP,
    _BARE_PLACE,
    _SIGN,
)


def bears_secrecy(text: str) -> bool:
    """Whether *text* bears a mark of secrecy, or what may be one.

    >>> bears_secrecy("Công văn số 15/A05-P5 (MẬT)"), bears_secrecy("về bảo mật, mật khẩu")
    (True, False)
    """
    plain = composed(text)
    if not _MAYBE.search(plain):
        return False
    return any(mark.search(plain) for mark in _MARKS)
