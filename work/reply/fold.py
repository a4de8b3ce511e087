"""Letters without accents, sign for sign: what is found in the folded text stands at the same place in the written one."""

import unicodedata
from functools import lru_cache


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
