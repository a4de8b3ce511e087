"""Cuts from a sentence why it asks: "Do hồ sơ phải trình trước ngày …, đề nghị …" sets no limit in its reason."""

import re

from work.official.folded import folded
from work.official.rephrased import rephrased
from work.official.weighed import TIME
from work.reading.asked import read

_WISHES = r"(?:(?:kinh |tran trong |rat )?(?:de nghi|mong|yeu cau)|xin|nho|phai nhan duoc|(?:thoi )?han)\b"
_GIVES = re.compile(r"(?:Do|Vì|Bởi|Để|Nhằm)\b")
_REASON = re.compile(rf"[^;.]*?, (?=(?:[^,;.]{{1,60}} )?{_WISHES})")
_THEREFORE = re.compile(
    rf"[^;.]*?, (?=(?:vi vay|vi the|do do|do vay|boi vay|nen)\b[^;.]{{0,80}}?{_WISHES})"
)


def without_reason(sentence: str) -> str:
    """*sentence* from where it asks on, if its reason tells of time and what is asked does too.

    >>> without_reason("Vì in thẻ mất 03 ngày, đề nghị gửi danh sách trước ngày 24/10/2026.")
    'đề nghị gửi danh sách trước ngày 24/10/2026.'
    """
    plain = folded(sentence)
    found = (_GIVES.match(sentence) and _REASON.match(plain)) or _THEREFORE.match(plain)
    if found is None or TIME.search(found[0]) is None:
        return sentence
    asking = sentence[found.end() :]
    return asking if read(rephrased(asking).text).deadlines else sentence
