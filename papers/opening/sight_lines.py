"""What Tesseract says of a page, word by word with its place, as lines whose columns blanks part."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

_WORD = "5"  # the level of a row that is a word
_LEAST_SURE = 30.0  # of 100, of a line as a whole; less is dirt, a stamp's edge, a signature
_MARK = re.compile(r"M\wT\W?")  # perhaps of secrecy, however unsure
_PRINTED = (
    (
        re.compile(r"\bC\S{2,4} (?:\S{1,3} )?XÃ HỘI CHỦ NGHĨA\W{1,3}VIỆT NAM"),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ),
    (re.compile(r"(?m)^( *)(?:V ?[⁄/]\S{0,2}|V[W%v])(?= \S)"), r"\1V/v"),
    (re.compile(r"(?m)^( *S[ốôỐ]: ?\d+/[A-ZĐ]+)\.(?=[A-ZĐ])"), r"\1-"),
)
_BESIDE = 0.6  # of a line's height: by which the middles of two that stand side by side may differ
_GAP = 1.5  # widths of a letter between words that stand apart


@dataclass(frozen=True, slots=True)
class _Word:
    """One word, and where it stands, in dots from the upper left corner."""

    text: str
    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def right(self) -> int:
        return self.left + self.width


def lines_of(tsv: str) -> str:
    """The lines of the page from above downwards; words that stand apart are so by blanks, as on the page.

    *tsv* is what `tesseract … tsv` writes: a header, then for each word its block, paragraph, line, box and certainty.
    """
    lines = list(_lines(tsv))
    if not lines:
        return ""
    wide = median(one.width / len(one.text) for line in lines for one in line)
    rows: list[list[list[_Word]]] = []
    for line in sorted(lines, key=lambda line: line[0].middle):
        row = next((row for row in reversed(rows[-4:]) if _fits(line, row)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    return mended("\n".join(_row(row, max(wide, 1)) for row in rows))


def mended(text: str) -> str:
    """*text* with what is printed alike on every letter (Nghị định 30/2020/NĐ-CP, Phụ lục I) as it is printed.

    >>> mended("Số: 12/SYT.VP   CỘNG HÖA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    'Số: 12/SYT-VP   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'
    """
    for pattern, printed in _PRINTED:
        text = pattern.sub(printed, text)
    return text


def _lines(tsv: str) -> Iterator[list[_Word]]:
    cells = (row.split("\t") for row in tsv.splitlines()[1:])
    words = (one for one in cells if len(one) == 12 and one[0] == _WORD)
    for _, rows in itertools.groupby(words, key=lambda one: one[1:5]):
        line = [one for one in rows if one[11].strip()]
        if line and (_is_sure(line) or any(_MARK.fullmatch(one[11]) for one in line)):
            yield [_word(one) for one in line]


def _is_sure(line: list[list[str]]) -> bool:
    return median(float(one[10]) for one in line) >= _LEAST_SURE


def _word(cells: list[str]) -> _Word:
    left, top, width, height = map(int, cells[6:10])
    return _Word(cells[11].strip(), left, top, width, height)


def _fits(line: list[_Word], row: Iterable[list[_Word]]) -> bool:
    """Whether *line* stands beside all of *row*: a page that lies askew is judged by the words that stand nearest."""
    return all(_is_beside(line, other) for other in row)


def _is_beside(one: list[_Word], other: list[_Word]) -> bool:
    first, second = (one, other) if one[0].left <= other[0].left else (other, one)
    left, right = first[-1], second[0]
    height = min(left.height, right.height)
    return left.right <= right.left and abs(left.middle - right.middle) <= _BESIDE * height


def _row(row: list[list[_Word]], wide: float) -> str:
    text, end = "", 0.0
    for word in sorted((one for line in row for one in line), key=lambda one: one.left):
        apart = word.left - end > _GAP * wide
        at = round(word.left / wide) if apart else 0
        text += " " * max(at - len(text), 2 if apart and text else bool(text)) + word.text
        end = word.right
    return text
