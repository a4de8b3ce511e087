"""Heads and ends of official letters that stand in two columns, put in the order in which they are read.

The issuer stands left of the state's name, and the addressees left of the signature (Nghị định 30/2020/NĐ-CP,
Phụ lục I, phần I). Text that shows them side by side has both columns in one line, with blanks between.
"""

import itertools
import re
from collections.abc import Iterator

_LEFT_HEAD = r"N(?:ơi nhận|ƠI NHẬN)"
_RIGHT_HEAD = r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Cộng h(?:òa|oà) xã hội|Độc lập\s*[-–]|ĐẢNG CỘNG SẢN"
_ABOVE = 3  # lines of the left column that may stand above the state's name
_BELOW = 14
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_QUOTED = re.compile(r"(?:[ \t]*>)+ ?")
_BEGINS = re.compile(
    rf"  (?:{_RIGHT_HEAD})|^[> \t]*(?:{_LEFT_HEAD})[^\n]{{0,200}}?  ", re.MULTILINE
)
_IN_COLUMNS = re.compile(rf"^[ \t]*(?:{_RIGHT_HEAD}|{_LEFT_HEAD})", re.MULTILINE)
_ADDRESSED = re.compile(r"k[ií]nh g[uử]i", re.IGNORECASE)
_DATED = re.compile(r"ngày\b.{0,20}\btháng\b.{0,20}\bnăm\b", re.IGNORECASE)
_NEAR = 4  # signs by which a line may run over the edge of its column
_LEFT_SHARE = (
    0.75  # of the left column: a line whose middle is behind that stands in the middle of the page
)


def is_in_columns(text: str) -> bool:
    """Whether *text* is, or holds, what letters have in two columns: the state's name, or the addressees."""
    return _IN_COLUMNS.search(text) is not None


def unwoven(text: str) -> str:
    r"""*text* with the lines of left columns before those of right ones; all else as it is.

    >>> unwoven("SỞ Y TẾ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/SYT     Độc lập - Tự do - Hạnh phúc")
    'SỞ Y TẾ\nSố: 12/SYT\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc'
    """
    if not _BEGINS.search(text):
        return text
    lines = text.split("\n")
    found: list[str] = []
    place = 0
    while place < len(lines):
        begin, end = _block(lines, place)
        found += lines[place:begin]
        found += _apart(lines[begin:end])
        place = end
    return "\n".join(found)


def _block(lines: list[str], place: int) -> tuple[int, int]:
    """From where to where the next lines in columns stand."""
    for at in range(place, len(lines)):
        if _BEGINS.search(lines[at]):
            edge = _edge(lines[at])
            begin = at
            while begin > max(place, at - _ABOVE) and _is_left(lines[begin - 1], edge):
                begin -= 1
            return begin, at + 1 + sum(1 for _ in _below(lines[at : at + 1 + _BELOW], edge))
    return len(lines), len(lines)


def _below(lines: list[str], edge: int) -> Iterator[str]:
    """The lines behind the first that belong to the same columns."""
    dated = False
    quotes = _quotes(lines[0])
    for before, line in itertools.pairwise(lines):
        dated = dated or _DATED.search(before) is not None
        left, right = _halves(line, edge)
        if dated and _ADDRESSED.match(left):
            return
        if _quotes(line) != quotes or (left and not right and not _is_left(line, edge)):
            return
        if dated and (right or not left):
            return
        yield line


def _apart(lines: list[str]) -> list[str]:
    if not lines:
        return []
    quotes = _quotes(lines[0])
    first = next((line for line in lines if _BEGINS.search(line)), lines[0])
    edge = _edge(first)
    halves = [_halves(line, edge) for line in lines]
    if not any(
        left and right for left, right in halves
    ):  # one above the other, and not side by side
        return lines
    columns = [left for left, _ in halves if left], [right for _, right in halves if right]
    return [quotes + line for column in columns for line in column]


def _edge(line: str) -> int:
    """Where the right column begins, as the first line has it."""
    bare = _bare(line)
    gaps = [gap.end() for gap in _GAP.finditer(bare)]
    return gaps[-1] if gaps else len(bare) - len(bare.lstrip())


def _halves(line: str, edge: int) -> tuple[str, str]:
    bare = _bare(line)
    gaps = [(gap.start(), gap.end()) for gap in _GAP.finditer(bare)]
    if gaps:
        end, begin = min(gaps, key=lambda gap: abs(gap[1] - edge))
        if begin >= edge // 2:
            return bare[:end].strip(), bare[begin:].strip()
    indent = len(bare) - len(bare.lstrip())
    return ("", bare.strip()) if indent >= max(edge - 2 * _NEAR, 2) else (bare.strip(), "")


def _is_left(line: str, edge: int) -> bool:
    """Whether all of the line stands in the left column."""
    bare = _bare(line).rstrip()
    indent = len(bare) - len(bare.lstrip())
    middle = (indent + len(bare)) / 2
    return bool(bare) and len(bare) <= edge + _NEAR and middle <= edge * _LEFT_SHARE


def _quotes(line: str) -> str:
    marks = _QUOTED.match(line)
    return marks[0] if marks else ""


def _bare(line: str) -> str:
    return line.removeprefix(_quotes(line)).expandtabs(8)
