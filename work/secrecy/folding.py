"""Text as a reader sees it, whatever characters it was put together from, and without its accents."""

import re
import unicodedata

# Letters of other scripts and of phonetics that readers cannot tell from Latin ones. Only those
# of which the marks consist: М, А, Т, О, І, У, Е, Н, К and their like.
_LOOK_ALIKES = {
    "A": "АΑᎪᗅᴀꓮ𐊠",
    "a": "аαɑ⍺",
    "B": "ВΒᏴᗷʙꓐ",
    "D": "ᎠᗞᴅꓓÐƉ",
    "d": "ԁժɗ",
    "đ": "ðɖ",
    "E": "ЕΕᎬᴇꓰ",
    "e": "еҽε",
    "H": "НΗᎻᕼʜꓧ",
    "h": "һհ",
    "I": "ІΙӀᏆɪꓲ",
    "i": "іιӏı",
    "L": "ᏞᒪʟꓡԼ",
    "M": "МΜϺᎷᗰᴍꓟ",
    "m": "мμ",
    "N": "ΝᴎɴꓠИ",
    "n": "ոռ",
    "O": "ОΟՕᴏꓳ",
    "o": "оοօσ",
    "T": "ТΤᎢᴛꓔ",
    "t": "тτ",
    "U": "ՍႮᑌᴜꓴ",
    "u": "υսц",
    "X": "ХΧꓫ",
    "x": "хχ",
    "Y": "УΥҮᎩʏꓬ",
    "y": "уүγ",
}
_OTHER_SEPARATORS = "\u0085\u2028\u2029\v\f\r\x1c\x1d\x1e"
# What takes no room on paper: format characters, variation selectors, fillers, the soft hyphen.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff\x00-\x08\x0e-\x1b\x7f"
)
_UNSEEN_SIGN = re.compile(f"[{_UNSEEN}]")
_ALIKE = {ord(sign): latin for latin, signs in _LOOK_ALIKES.items() for sign in signs}
_ALIKE_SIGN = re.compile(f"[{re.escape(''.join(map(chr, _ALIKE)))}]")
_BLANKS = "\u00a0\u1680\u2007\u202f\u2800"
# Most texts bear none of these, and a look for all of them costs less than one for each.
_ODD_SIGN = re.compile(f"[{_UNSEEN}{re.escape(''.join(map(chr, _ALIKE)))}\u0300-\u036f]")
_APART = re.compile(
    "(?<![ \u00b7])[ \u00b7]{1,3}(?=[\u0300-\u036f])"
)  # an accent that was typed beside its letter
_LETTER = r"[^\W\d_]"
# "M Ậ T", "T.Ố.I", "M_Ậ_T": single letters, each at most three other signs from the next.
_SPACED = re.compile(rf"(?<!\w){_LETTER}(?:(?:[^\w\n]|_){{1,3}}{_LETTER}(?![^\W_])){{2,}}")
# What each such run has: a single letter between two gaps, and one behind. Begins with what is rare.
_MAY_BE_SPACED = re.compile(rf"[\W_]{_LETTER}[\W_]{{1,3}}{_LETTER}(?![^\W_])")
_GAP = re.compile(r"[\W_]+")
_UPRIGHT = re.compile(
    rf"^[^\w\n]{{0,6}}{_LETTER}[^\w\n]{{0,6}}(?:\n[^\w\n]{{0,6}}{_LETTER}[^\w\n]{{0,6}}$){{2,}}",
    re.MULTILINE,
)
_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))


def seen(text: str) -> str:
    """*text* as it looks: one kind of blank and line end, composed, Latin, nothing in it that is not seen.

    Letters that stand apart are joined to words.

    >>> seen("T Ố I   M Ậ T"), seen("\u041c\u1eac\u0422"), seen("M\u200bA\u0323\u0302T")
    ('TỐI   MẬT', 'MẬT', 'MẬT')
    """
    text = _with(text.replace("\r\n", "\n"), _OTHER_SEPARATORS, "\n")
    if not text.isascii():
        text = _with(text, _BLANKS, " ")
        if _ODD_SIGN.search(text) or not unicodedata.is_normalized("NFKC", text):
            text = _composed(text)
    text = _UPRIGHT.sub(_level, text)
    return _SPACED.sub(_joined, text) if _MAY_BE_SPACED.search(text) else text


def _with(text: str, signs: str, other: str) -> str:
    """*text* with *other* in the place of each of *signs*."""
    for sign in signs:
        if sign in text:
            text = text.replace(sign, other)
    return text


def _composed(text: str) -> str:
    text = _UNSEEN_SIGN.sub("", text)
    text = _ALIKE_SIGN.sub(lambda one: _ALIKE[ord(one[0])], text)
    text = unicodedata.normalize("NFKC", _APART.sub("", text))
    return _ALIKE_SIGN.sub(lambda one: _ALIKE[ord(one[0])], text)


def without_accents(text: str) -> str:
    """*text* in small letters without accents, each sign in its place.

    >>> without_accents("Độ mật: TUYỆT MẬT")
    'do mat: tuyet mat'
    """
    return text.translate(_PLAIN)


def accents(syllable: str) -> frozenset[str]:
    """The accents on the letters of a syllable, wherever in it they stand."""
    apart = unicodedata.normalize("NFD", syllable)
    return frozenset(sign for sign in apart if unicodedata.combining(sign))


def _joined(run: re.Match[str]) -> str:
    """The letters of a run joined; what is wider than its narrowest gap parts words, and so does a
    blank where other gaps are none.
    """
    gaps = _GAP.findall(run[0])
    letters = _GAP.split(run[0])
    narrow = min(map(len, gaps))
    blanks = all(gap.isspace() for gap in gaps if len(gap) == narrow)
    parts = (len(gap) > narrow or (gap.isspace() and not blanks) for gap in gaps)
    ends = (*(gap if part else "" for gap, part in zip(gaps, parts, strict=True)), "")
    return "".join(letter + end for letter, end in zip(letters, ends, strict=True))


def _level(column: re.Match[str]) -> str:
    """Letters one below the other, in one line, with as many line ends behind it."""
    letters = re.findall(_LETTER, column[0])
    return "".join(letters) + "\n" * (len(letters) - 1)


def _plain(code: int) -> str:
    letter = unicodedata.normalize("NFD", chr(code))[0]
    return "d" if letter in "đĐ" else letter.lower()


def _plain_letters() -> str:
    own = {code: _plain(code) for code in _LATIN}
    own |= {code: chr(code + 32) for code in range(65, 91)}
    return "".join(own.get(code, chr(code)) for code in range(_LATIN[-1] + 1))


_PLAIN = _plain_letters()  # a text, as one is looked up in twice as fast as a dictionary is
