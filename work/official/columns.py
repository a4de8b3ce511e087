"""Takes lines of a document's head apart that two columns share: issuer and number left, motto, place and day right."""

import re

from work.official.folded import collapsed, folded

_GAP = re.compile(r"\t+|(?<=\S)[ \u00a0]{3,}(?=\S)")
_DAYLESS = re.compile(r"(?<=[Nn]gày|háng)[ \u00a0]{2,}(?=\S)")
_NUMBERLESS = re.compile(r"\b([Ss](?:ố|o|Ố|O)\s?:)[ \u00a0]{2,}(?=/)")
_MOTTO = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|doc lap\s*[-–]\s*tu do\s*[-–]\s*hanh phuc|dang cong san viet nam"
)
# What is left of it in a line where a narrow column wrapped it.
_MOTTO_PART = re.compile(
    r"cong hoa xa hoi chu(?: nghia)?|nghia viet nam|doc lap\s*[-–]\s*tu do\s*[-–]?|[-–]?\s*hanh phuc"
)
_CUT_MOTTO = re.compile(r"cong hoa xa hoi chu(?: nghia)?")
_CUT_DAY = re.compile(r"[\w .–-]{2,50},\s*ngay\s*\d{1,2}\s*thang(?:\s*\d{1,2}(?:\s*nam)?)?")
_DAY = (
    r"ngay[\s.…_]*\d{1,2}[\s.…_]*(?:thang[\s.…_]*\d{1,2}[\s.…_]*nam\s*\d{4}|[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
    r"|thang\s+\w+(?:\s+\w+)?\s+nam\s+\d{4})"
)
_BLANK_DAY = r"ngay[\s.…_]*thang[\s.…_\d]*nam[\s.…_\d]*"
DATED = re.compile(rf",\s*(?:{_DAY}|{_BLANK_DAY})|^\s*{_DAY}\s*$")
_UNPARTED = re.compile(rf"(?:\w+ ){{1,5}}(?={_DAY}$)")
_KNOWN_PLACES = ("thanh pho ho chi minh", "tp. ho chi minh", "tp ho chi minh", "ha noi")
USUAL_PLACE, LONGEST_PLACE = 2, 5  # words


def pieces(line: str, places: str = "") -> tuple[str, ...]:
    """What stands side by side in *line*. *places* is text in small letters without accents that may name the place of issue.

    >>> pieces("Số: 9102/VPCP-NN                      Độc lập - Tự do - Hạnh phúc")
    ('Số: 9102/VPCP-NN', 'Độc lập - Tự do - Hạnh phúc')
    >>> pieces("hiện Nghị quyết Hạ Sơn, ngày 16 tháng 11 năm 2026", "tinh ha son")
    ('hiện Nghị quyết', 'Hạ Sơn, ngày 16 tháng 11 năm 2026')
    """
    found: list[str] = []
    for part in map(collapsed, _GAP.split(_DAYLESS.sub(" ", _NUMBERLESS.sub(r"\1 ", line)))):
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


def is_motto(piece: str) -> bool:
    """Whether *piece* is the country's or the Party's name, the motto, or a line drawn below them."""
    plain = folded(piece).strip()
    return any(one.fullmatch(plain) for one in (_MOTTO, _MOTTO_PART)) or not any(
        sign.isalnum() for sign in plain
    )


def is_cut_motto(piece: str) -> bool:
    """Whether *piece* is the country's name without its end, which stands on a line of its own."""
    return _CUT_MOTTO.fullmatch(folded(piece).strip()) is not None


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
    return (*_mottoed(part[:start]), part[start : found.end()], part[found.end() :])


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
    alone = run == len(words)
    length = run if alone else max(named) if named else min(run, USUAL_PLACE)
    return words[-length].start() if length else comma


def _named(place: str, places: str) -> bool:
    return re.search(rf"\b{re.escape(place.strip())}\b", places) is not None


def _titled(word: str) -> bool:
    """Whether *word* is one of a place's name; a dash joins two: "Bà Rịa - Vũng Tàu"."""
    return word in ("-", "–") or (
        word[:1].isupper() and (len(word) == 1 or not word.isupper()) and not word.startswith("V/v")
    )
