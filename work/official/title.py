"""The name of a document's type where it is printed as its title, in capitals on a line of its own."""

import re

from work.kind import NAMES
from work.official.folded import folded
from work.spelling import spelling_key

# Beside the types of work.kind, what offices print as a title all the same.
_OTHERS = (
    "thư mời",
    "kết luận thanh tra",
    "thư công",
    "phiếu trình",
    "phiếu yêu cầu",
    "bản sao",
    "công thư",
    "kiến nghị",
    "kháng nghị",
    "thông tri",
)
_KINDS = {spelling_key(name): name for name in (*NAMES, *_OTHERS)}
_PLAIN = {folded(name): name for name in (*NAMES, *_OTHERS)}
# With whom, or of what sort: "KẾ HOẠCH LIÊN NGÀNH", "CHƯƠNG TRÌNH PHỐI HỢP".
_SORT = re.compile(
    r" (?:liên ngành|liên tịch|phối hợp|hành động|công tác|chuyên đề|nhanh|tóm tắt)$"
)
_DRAFT = re.compile(r"^\s*du thao\s+")


def kind_in(piece: str) -> str | None:
    """The type that *piece* names in capitals, and nothing but that; None where it is no title.

    >>> kind_in("TỜ TRÌNH"), kind_in("Tờ trình"), kind_in("KẾT LUẬN THANH TRA")
    ('tờ trình', None, 'kết luận thanh tra')
    """
    words = " ".join(piece.strip(" -–—:.*").split())
    if not words.isupper():
        return None
    draft = _DRAFT.match(folded(words))
    words = words[draft.end() :] if draft else words
    words = _SORT.sub("", words.lower()).upper()
    return _KINDS.get(spelling_key(words)) or (
        _PLAIN.get(words.lower()) if words.isascii() else None
    )
