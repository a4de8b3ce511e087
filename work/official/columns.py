"""Takes lines of a document's head apart that two columns share: issuer and number left, motto, place and day right."""

import re

from work.official import title
from work.official.folded import CAPITALS, collapsed, folded

_GAP = re.compile(r"\t+|(?<=\S)[ \u00a0]{3,}(?=\S)|\s[*|•·]\s+(?=\S)")
_DAYLESS = re.compile(r"(?<=[Nn]gày|háng)[ \u00a0]{2,}(?=\S)")
_NUMBERLESS = re.compile(r"\b([Ss](?:ố|o|Ố|O)\s?:)[ \u00a0]{2,}(?=/)")
_MOTTO = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|doc lap\s*[-–]\s*tu do\s*[-–]\s*hanh phuc|dang cong san viet nam"
)
_MOTTOES = (
    "cong hoa xa hoi chu nghia viet nam",
    "doc lap - tu do - hanh phuc",
    "dang cong san viet nam",
)
_LAST_WORDS = frozenset({"nam", "viet nam"})  # of names as well
_OTHER_HEADS = frozenset({"doan tncs ho chi minh", "doan thanh nien cong san ho chi minh"})
_ORNAMENT = re.compile(r"[\W_]*(?:o\s?0\s?o|ooo)?[\W_]*")
LEAST_OF_MOTTO = 2  # words of it that tell it where a narrow column wrapped it
_CUT_DAY = re.compile(
    r"[\w .–-]{2,50},\s*ngay(?:\s*\d{1,2}(?:\s*thang(?:\s*\d{1,2}(?:\s*nam)?)?)?)?"
)
_DAY = (
    r"ngay[\s.…_]*\d{1,2}[\s.…_]*(?:thang[\s.…_]*\d{1,2}[\s.…_,]*(?:nam\s*|/\s?)\d{4}|[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2}\b)"
    r"|thang\s+\w+(?:\s+\w+)?\s+nam\s+\d{4})"
)
_WORDED_DAY = r"ngay(?: [a-z]+){1,3} thang(?: [a-z]+){1,2} nam \d{4}"
_BLANK_DAY = r"ngay[\s.…_]*thang[\s.…_\d]*nam[\s.…_\d]*"
_PLACED = r"(?<=[a-z]),\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*$"  # "Hà Nội, 12/10/2026"
_CLOCK = r"(?:(?:vao )?(?:(?:hoi|luc) )?\d{1,2} ?(?:gio|h|:) ?(?:\d{2})?(?: phut)?,? )?"  # of an urgent telegram
DATED = re.compile(rf",\s*(?:{_CLOCK}{_DAY}|{_BLANK_DAY}|{_WORDED_DAY})|^\s*{_DAY}\s*$|{_PLACED}")
_HOUR_BEHIND = re.compile(r"^\s*,?\s*(?:vào )?(?:lúc|hồi)\b[\s\w:’']*$", re.IGNORECASE)
STARTS_WITH_DAY = re.compile(r"ngay\b")
_UNPARTED = re.compile(rf"(?:\w+ ){{1,5}}(?:[-–] )?(?={_DAY}$)")
_KNOWN_PLACES = (
    "thanh pho ho chi minh", "tp. ho chi minh", "tp ho chi minh", "tp. hcm", "tp.hcm", "tp hcm", "tphcm", "ha noi",
)  # fmt: skip
_OF_PLACES = frozenset({"xa", "phuong", "tinh", "thanh", "pho", "thi", "tran", "dac", "khu"})
USUAL_PLACE, LONGEST_PLACE = 2, 5  # words
_STROKE = re.compile(r"\s*[-–]\s*")


# One cell of a table may hold the whole left column: "SỞ Y TẾ Số: 12/SYT-NV V/v khám sàng lọc".
_NAMED = re.compile(
    rf"^(?P<name>[{CAPITALS}][{CAPITALS},.& –-]{{4,}}[{CAPITALS}])\s+(?=(?:Số|SỐ|So)\s?:\s?\d)"
)


def pieces(line: str, places: str = "") -> tuple[str, ...]:
    """What stands side by side in *line*. *places* is text in small letters without accents that may name the place of issue.

    >>> pieces("Số: 9102/VPCP-NN                      Độc lập - Tự do - Hạnh phúc")
    ('Số: 9102/VPCP-NN', 'Độc lập - Tự do - Hạnh phúc')
    >>> pieces("hiện Nghị quyết Hạ Sơn, ngày 16 tháng 11 năm 2026", "tinh ha son")
    ('hiện Nghị quyết', 'Hạ Sơn, ngày 16 tháng 11 năm 2026')
    """
    found: list[str] = []
    if "  " in line or "\u00a0" in line:
        line = _DAYLESS.sub(" ", _NUMBERLESS.sub(r"\1 ", line))
    for side in _GAP.split(line):
        part = collapsed(side).strip(" *|")
        named = _NAMED.match(part)
        if named is not None and title.kind_in(named["name"]) is None:
            found.append(named["name"])
            part = part[named.end() :]
        found.extend(_dated(part, places) if DATED.search(folded(part)) else _mottoed(part))
    return tuple(piece for piece in (part.strip() for part in found) if piece)


def is_dated(piece: str) -> bool:
    """Whether *piece* is a line of place and date; the comma between them may be missing, the day may be blank."""
    plain = " ".join(folded(piece).split())
    if DATED.search(plain) is not None:
        return True
    unparted = _UNPARTED.match(plain)
    words = piece.split()[: len(unparted[0].split())] if unparted else []
    return bool(words) and all(map(_titled, words))


def is_place(piece: str) -> bool:
    """Whether *piece* is nothing but a place before the comma behind which the day stands: "Hà Nội,"."""
    words = piece.removesuffix(",").split()
    return piece.endswith(",") and len(words) <= LONGEST_PLACE and all(map(_titled, words))


def is_motto(piece: str) -> bool:
    """Whether *piece* is the country's, the Party's or its youth's name, the motto, or a line drawn below them."""
    plain = _even(piece).strip(" -")
    if _ORNAMENT.fullmatch(plain) or plain in _OTHER_HEADS:
        return True
    return plain not in _LAST_WORDS and any(f" {one}".endswith(f" {plain}") for one in _MOTTOES)


def rest_of_motto(piece: str) -> str | None:
    """What has to follow *piece*, the beginning of the country's name or motto that its column cut; None where it is none.

    >>> rest_of_motto("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT"), rest_of_motto("CỘNG HÒA")
    ('nam', 'xa hoi chu nghia viet nam')
    """
    plain = _even(piece).strip(" -")
    for motto in _MOTTOES if len(plain.split()) >= LEAST_OF_MOTTO else ():
        if motto.startswith(f"{plain} "):
            return motto.removeprefix(plain).strip(" -")
    return None


def _even(piece: str) -> str:
    """*piece* folded, with strokes between blanks."""
    return _STROKE.sub(" - ", folded(piece)).strip()


def is_cut_day(piece: str) -> bool:
    """Whether *piece* is a line of place and date without its year, which stands on the next."""
    return _CUT_DAY.fullmatch(folded(piece).strip()) is not None


def _mottoed(part: str) -> tuple[str, ...]:
    found = _MOTTO.search(folded(part))
    if found is None:
        return (part,)
    return part[: found.start()], part[found.start() : found.end()], part[found.end() :]


def _dated(part: str, places: str) -> tuple[str, ...]:
    found = DATED.search(folded(part))
    if found is None:
        return (part,)
    start = _place_start(part, found.start(), places)
    behind = _HOUR_BEHIND.sub("", part[found.end() :])
    return (*_mottoed(part[:start]), part[start : found.end()], behind)


def _place_start(part: str, comma: int, places: str) -> int:
    """Where the name of the place begins that stands before *comma*."""
    before = part[:comma]
    plain = folded(before)
    for known in _KNOWN_PLACES:
        if plain.endswith(known):
            return comma - len(known)
    words = list(re.finditer(r"\S+", before))
    run = 0
    while run < min(len(words), LONGEST_PLACE) and _titled(words[-1 - run][0]):
        run += 1
    named = [n for n in range(USUAL_PLACE, run + 1) if _named(plain[words[-n].start() :], places)]
    rest = words[: len(words) - run]
    alone = run > 0 and all(folded(word[0]) in _OF_PLACES for word in rest)
    alone |= before.isupper() and len(words) <= LONGEST_PLACE
    length = len(words) if alone else max(named) if named else min(run, USUAL_PLACE)
    return words[-length].start() if length else comma


def _named(place: str, places: str) -> bool:
    return re.search(rf"\b{re.escape(place.strip())}\b", places) is not None


def _titled(word: str) -> bool:
    """Whether *word* is one of a place's name; a dash joins two: "Bà Rịa - Vũng Tàu"."""
    return word in ("-", "–", "TP.", "TP") or (
        word[:1].isupper() and (len(word) == 1 or not word.isupper()) and not word.startswith("V/v")
    )
