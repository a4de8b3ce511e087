"""Vietnamese words made comparable: composed, told apart by accent, or searched without any."""

import functools
import re
import unicodedata

# Letters that look like Đ and come from other keyboards: Ð (eth) and Ɖ (African D).
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CLEAN = re.compile(
    r"(?:[^\s\u00ad\u200b-\u200d\u2060\ufeff]+ )*[^\s\u00ad\u200b-\u200d\u2060\ufeff]+"
)
# "hoà" and "hòa" are one syllable: the older place of the tone, and the newer one.
_OLD_TONE = re.compile(r"(?<!q)([ou])([àáảãạèéẻẽẹỳýỷỹỵ])\b")
_TONED = {
    tone: (unicodedata.normalize("NFD", tone)[0], unicodedata.normalize("NFD", tone)[1:])
    for tone in "àáảãạèéẻẽẹỳýỷỹỵ"
}


# Controls but the ends of lines, and what turns the direction of writing: all of them steer who reads.
_STEERING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)

_BLANK = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BLANKS = str.maketrans(dict.fromkeys(_BLANK, " "))
_UNEVEN = re.compile(f"[ÐƉðɖ\r{_BLANK}]")  # what legible() puts something else for


def legible(text: str) -> str:
    """*text* composed (NFC), with one kind of blank and of line end, a true Đ, and nothing that is not seen.

    Runs of blanks and empty lines stay, so that places in it are places in what was written.

    >>> legible("Ð\u1ec1 nghi\u0323\u00a0g\u200bửi")
    'Đề nghị gửi'
    """
    whole = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if _UNEVEN.search(whole) is None:
        return whole
    return (
        whole.replace("\r\n", "\n").replace("\r", "\n").translate(_LOOK_ALIKES).translate(_BLANKS)
    )


def unsteered(text: str) -> str:
    """*text* without what moves a cursor, rings, or turns the line; words stay.

    >>> unsteered("rà\x1b[31m so\u202eát\x07")
    'rà[31m soát'
    """
    return _STEERING.sub("", text)


def composed(text: str) -> str:
    """*text* in composed characters (NFC), its lines and words one blank or line end apart.

    >>> composed("  Bô\u0323  Y\u00a0tê\u0301 \\n\\n V/v  ")
    'Bộ Y tế\\nV/v'
    """
    whole = unicodedata.normalize("NFC", text)
    if _CLEAN.fullmatch(whole):
        return whole
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", whole).splitlines())
    return "\n".join(line for line in lines if line)


@functools.lru_cache(maxsize=8192)  # registers repeat the same few bodies, units and people
def spelling_key(text: str) -> str:
    """What two spellings of one name share: letter case, look-alikes and the place of the tone aside.

    >>> spelling_key("HOÀ BÌNH") == spelling_key("Hòa Bình"), spelling_key("bố") == spelling_key("bò")
    (True, False)
    """
    plain = " ".join(composed(text).split()).translate(_LOOK_ALIKES).casefold()
    return _OLD_TONE.sub(_moved, plain)


def alike(text: str) -> str:
    """*text* in composed characters, letters that look like Đ taken for it; letter case stays.

    >>> alike("QÐ") == alike("QĐ"), alike("QyĐ") == alike("QĐ")
    (True, False)
    """
    return unicodedata.normalize("NFC", text).translate(_LOOK_ALIKES)


@functools.lru_cache(maxsize=8192)
def search_key(text: str) -> str:
    """*text* without any accent, for search and for what somebody typed in haste.

    >>> search_key("Sở Y tế tỉnh Đắk Lắk")
    'so y te tinh dak lak'
    """
    apart = unicodedata.normalize("NFD", spelling_key(text))
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("đ", "d")


def without_accents(text: str) -> str:
    """*text* as one writes it where there are no accents: replies of mail servers, names of files.

    >>> without_accents("Sở Y tế tỉnh Đắk Lắk")
    'So Y te tinh Dak Lak'
    """
    apart = unicodedata.normalize("NFD", composed(text).translate(_LOOK_ALIKES))
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def _moved(match: re.Match[str]) -> str:
    first, (vowel, tone) = match[1], _TONED[match[2]]
    return unicodedata.normalize("NFC", f"{first}{tone}{vowel}")
