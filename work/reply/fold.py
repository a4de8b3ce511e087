"""Letters without accents, sign for sign: what is found in the folded text stands at the same place in the written one."""

import re
import unicodedata
from functools import lru_cache

_NO_PAST = re.compile(r"\bĐ[àáÀÁ]\b")


def spoken(text: str) -> str:
    """*text* folded as `folded` does, but for the "Đà" and "Đá" of names, which are no "đã".

    >>> spoken("Đà Nẵng đã nộp")
    'd_ nang da nop'
    """
    return folded(_NO_PAST.sub("d_", text))


def folded(text: str) -> str:
    """*text*, composed before, in small letters without diacritics.

    >>> folded("Đã XONG 60%")
    'da xong 60%'
    """
    return "".join(map(_folded, text))


@lru_cache(4096)
def _folded(sign: str) -> str:
    if not sign.isalpha():
        return sign
    small = unicodedata.normalize("NFD", sign.lower().replace("đ", "d"))[:1]
    return small or sign
