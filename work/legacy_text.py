"""Vietnamese text that is not in Unicode, or says so wrongly: TCVN3 (ABC), VNI, VISCII, windows-1258, UTF-16.

One text may have several readings, and who looks for a word looks at all of them. A reading
counts only where what it changes becomes Vietnamese syllables: no text is read wildly.
"""

import codecs
import functools
import re
import unicodedata
from collections.abc import Callable, Iterator

from work.secrecy.folding import without_accents

Way = Callable[[str], str]
"""Reads Latin-1 text as what another set of octets has in its places."""

_TCVN3_FIRST = 0x80
_TCVN3_LETTERS = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\0ĂÂÊÔƠƯĐăâêôơưđẰ\0\0\0\0\0àảãáạẲằẳ"
    "ẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII_FIRST = 0x80
_VISCII_LETTERS = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừử"
    "ÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
# Where windows-1258 differs from Latin-1.
_WINDOWS_1258 = {
    0xC3: "Ă", 0xCC: "\u0300", 0xD0: "Đ", 0xD2: "\u0309", 0xD5: "Ơ", 0xDD: "Ư", 0xDE: "\u0303",
    0xE3: "ă", 0xEC: "\u0301", 0xF0: "đ", 0xF2: "\u0323", 0xF5: "ơ", 0xFD: "ư", 0xFE: "₫",
}  # fmt: skip
# A VNI font writes a letter and behind it a sign for its accents.
_VNI_SIGNS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_PAIR = re.compile(r"([AaEeOoUuYyÔôÖö])([ÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜËùøûõïâáàåãäêéèúüë])")

_HIGH = re.compile("[\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_HIGH_RUN = re.compile("[\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,200}")
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
# Codes that Latin-1 leaves empty, as Windows and programs that take one for the other read them.
_FROM_1252 = {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_SYLLABLE = re.compile(
    r"(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*")
_WORDS_LOOKED_AT = 300
_CREDIBLE = 0.7  # of the words that a reading changes
# Character sets in which octets of ASCII are other letters: UTF-7, wide ones, EBCDIC.
_OTHERWISE = re.compile(
    r"u(?:tf|cs)?[-_]?(?:7|16|32|2|4)|unicode|10646|2022|hz|ebcdic|ibm|cp[-_]?(?!125|65001)\d|\A\d{3}"
)
# What Python has beside sets of characters; one of them takes quadratic time.
_NO_CHARSETS = frozenset(("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"))
_EBCDIC = re.compile(r"ebcdic|ibm|\d{3}")
_WIDE = re.compile(r"utf-?(?:16|32)|ucs")
_SEVERAL_OCTETS = re.compile(r"gb|big5|euc|shift|sjis|johab|cp9[345]|iso-?2022")
TOLD_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})", re.ASCII | re.IGNORECASE)
"""Where a page says what set of characters it is in."""

# UTF-32 before UTF-16, whose mark it begins with.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def readings(octets: bytes, charset: str = "") -> tuple[str, ...]:
    """Everything that *octets*, said to be in *charset*, may say; the likeliest first.

    >>> readings(bytes.fromhex("4d cb 54"), "iso-8859-1")
    ('MËT', 'MậT', 'MẺT')
    """
    claimed = charset.lower() if charset.isascii() and charset.isprintable() else ""
    if wide := _wide(octets, claimed):
        return (wide,)
    declared = _declared(octets, claimed)
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        plain = octets.decode("latin-1")
        broken = (octets.decode("utf-8", "replace"),) if _VIETNAMESE_UTF8.search(octets) else ()
        return tuple(dict.fromkeys((*declared, *broken, *rereadings(plain))))
    return tuple(dict.fromkeys((*rereadings(text), *declared)))


@functools.lru_cache(maxsize=64)
def is_otherwise(charset: str) -> bool:
    """Whether octets of ASCII may be other letters in *charset*, so that none is looked for among them.

    >>> is_otherwise("unicode-1-1-utf-7"), is_otherwise("ibm037"), is_otherwise("iso-8859-7")
    (True, True, False)
    """
    return _OTHERWISE.search(charset.lower()) is not None


_VIETNAMESE_UTF8 = re.compile(rb"\xe1[\xba\xbb][\x80-\xbf]|[\xc4\xc6][\x80-\xbf]|\xcc[\x80-\xbf]")


def rereadings(text: str) -> tuple[str, ...]:
    """*text*, and what it says where it was taken for Latin letters: fonts of TCVN3 and VNI leave such text."""
    if text.isascii():
        return (text,)
    if _BACKWARDS in text:
        return tuple(dict.fromkeys((*_rereadings(text), *_rereadings(turned(text)))))
    return _rereadings(text)


def ways(text: str) -> tuple[Way, ...]:
    """How the lines of *text* that are no Vietnamese may be read otherwise, where that makes them so."""
    raw = "\n".join(line for line in text.splitlines() if not _VIETNAMESE.search(line))
    raw = raw.translate(_FROM_1252)
    if not _HIGH.search(raw):
        return ()
    return tuple(read for read in _READERS if _is_credible(raw, read(raw)))


def reread(text: str, way: Way) -> str:
    """*text* read in that *way*, with each line that is Vietnamese already as it is.

    >>> reread("Kính gửi\\ntr­íc ngµy\\n", tcvn3)
    'Kính gửi\\ntrước ngày\\n'
    """
    return "".join(
        line[0] if _VIETNAMESE.search(line[0]) else way(line[0].translate(_FROM_1252))
        for line in _LINES.finditer(text)
    )


def named(charset: str) -> Way | None:
    """How Latin-1 text is read that says it is in *charset*, a Vietnamese one that Python may not know."""
    return _BY_NAME.get(charset.lower().replace("_", "-"))


def turned(text: str) -> str:
    """*text* as it is shown where U+202E turns it round, up to U+202C or the line's end.

    >>> turned("a \u202eTẬM\u202c b")
    'a MẬT b'
    """
    return _TURNED.sub(lambda run: run[1][::-1], text)


_BACKWARDS = "\u202e"
_TURNED = re.compile("\u202e([^\u202c\u2029\r\n]*)\u202c?")


def _rereadings(text: str) -> tuple[str, ...]:
    if not _HIGH.search(text):
        return (text,)
    lines = [line for line in text.splitlines(keepends=True) if not _VIETNAMESE.search(line)]
    raw = "".join(lines).translate(_FROM_1252)
    if not _HIGH.search(raw):
        return (text,)
    found = (read(raw) for read in _READERS)
    return (text, *(other for other in found if _is_credible(raw, other)))


def tcvn3(text: str) -> str:
    """Latin-1 *text* read as TCVN3 (TCVN 5712:1993, the third table); its capital fonts look alike in small octets."""
    return text.translate(_TCVN3)


def vni(text: str) -> str:
    """Latin-1 *text* read as VNI."""
    accented = _VNI_PAIR.sub(lambda pair: pair[1] + _VNI_SIGNS[pair[2].lower()], text)
    return unicodedata.normalize("NFC", accented.translate(_VNI))


def viscii(text: str) -> str:
    """Latin-1 *text* read as VISCII (RFC 1456)."""
    return text.translate(_VISCII)


def windows_1258(text: str) -> str:
    """Latin-1 *text* read as windows-1258, which writes accents behind their letters."""
    return unicodedata.normalize("NFC", text.translate(_WINDOWS_1258))


def twice_encoded(text: str) -> str:
    """Latin-1 *text* that is UTF-8, taken for single octets."""

    def once(run: re.Match[str]) -> str:
        try:
            return run[0].encode("latin-1").decode("utf-8")
        except UnicodeError:
            return run[0]

    return _HIGH_RUN.sub(once, text)


_READERS: tuple[Way, ...] = (tcvn3, vni, windows_1258, viscii, twice_encoded)


def _declared(octets: bytes, charset: str) -> Iterator[str]:
    """By its own word, where that is more than Latin letters and not UTF-8."""
    if octets.isascii() and not is_otherwise(charset):
        return
    read = named(charset)
    if read:
        yield read(octets.decode("latin-1"))
    elif _SEVERAL_OCTETS.search(charset) or is_otherwise(charset):
        try:
            yield octets.decode(codec(charset), "replace")
        except (LookupError, UnicodeError):
            return


def codec(charset: str) -> str:
    """What Python calls it; letters without accents are the same in each EBCDIC. Raises LookupError where it is none.

    >>> codec("unicode-1-1-utf-7"), codec("latin1")
    ('utf-7', 'iso8859-1')
    """
    if re.search(r"u(?:tf)?[-_]?7", charset):
        return "utf-7"
    try:
        found = codecs.lookup(charset).name
    except LookupError:
        found = "cp500" if _EBCDIC.search(charset) else charset
    if found in _NO_CHARSETS:
        raise LookupError(charset)
    return found


_BY_NAME: dict[str, Way] = {
    "windows-1258": windows_1258,
    "cp1258": windows_1258,
    "viscii": viscii,
    "x-viet-vni": vni,
    "x-viet-tcvn": tcvn3,
    "x-viet-tcvn5712": tcvn3,
    "tcvn": tcvn3,
    "tcvn3": tcvn3,
    "tcvn-5712": tcvn3,
}


def _wide(octets: bytes, charset: str) -> str | None:
    """Text of two or four octets a sign: by its mark, its name, or the zeros in it."""
    for mark, name in BYTE_ORDER_MARKS:
        if octets.startswith(mark):
            return octets.decode(name, "replace")
    by_zeros = _by_zeros(octets[:2000])
    if _WIDE.match(charset):
        is_told = charset.endswith(("le", "be")) or "32" in charset
        try:
            return octets.decode(charset if is_told else by_zeros or charset, "replace")
        except LookupError:
            return None
    return octets.decode(by_zeros, "replace") if by_zeros else None


def _by_zeros(head: bytes) -> str | None:
    """The kind of UTF-16 that *head* is, by where its zeros stand; None where it hardly has any."""
    zeros = head.count(0)
    if zeros * 5 < len(head) or not zeros:
        return None
    return "utf-16-be" if head[::2].count(0) * 2 > zeros else "utf-16-le"


def is_syllable(word: str) -> bool:
    """Whether *word* without its accents is built as Vietnamese syllables are.

    >>> is_syllable("nghiêng"), is_syllable("strength")
    (True, False)
    """
    return _SYLLABLE.fullmatch(without_accents(word)) is not None


def _is_credible(raw: str, read: str) -> bool:
    """Whether *read* differs, and what is different are syllables as Vietnamese has them."""
    if read == raw:
        return False
    known = set(_WORD.findall(raw[:_LOOKED_AT]))
    words = [word for word in _WORD.findall(read[:_LOOKED_AT]) if word not in known]
    words = [word for word in words[:_WORDS_LOOKED_AT] if not word.isascii()]
    sound = sum(map(is_syllable, words))
    return bool(words) and sound >= _CREDIBLE * len(words)


_LOOKED_AT = 1 << 14  # characters
_LINES = re.compile("[^\n]{0,4000}[^\n ]*[ \n]?")  # a long one in pieces, cut behind a word


def _table(first: int, letters: str) -> dict[int, str]:
    return {first + place: letter for place, letter in enumerate(letters) if letter != "\0"}


_TCVN3 = _table(_TCVN3_FIRST, _TCVN3_LETTERS)
_VISCII = _table(_VISCII_FIRST, _VISCII_LETTERS)
_VNI = {ord(own): letter for own, letter in _VNI_LETTERS.items()} | {
    ord(own.upper()): letter.upper() for own, letter in _VNI_LETTERS.items()
}
