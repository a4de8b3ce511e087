"""The text of a document between those whom it addresses and who signed it: paragraphs, points and tables."""

import re
from dataclasses import dataclass
from itertools import pairwise

from work.official.folded import CAPITALS, folded

_FROM_SIGNER = re.compile(r"^\s*(?:TM|KT|TL|TUQ|Q|T/L|T/M)\s?\.?\s+(?=\S)")
_POSTS = re.compile(
    r"^\s*(?:quyen |pho )?(?:giam doc|chu tich|thu truong|hieu truong|chanh van phong|cuc truong|bo truong|thu tuong|vu truong"
    r"|truong (?:ban|phong|doan)|chi cuc truong|tong giam doc|vien truong|chanh thanh tra|tong thanh tra|chu nhiem|pgd|gd"
    r"|pho truong ban|chi huy truong|truong doan)\b"
)
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_SIDES = re.compile(r" {3,}|\t")
_RECIPIENTS = re.compile(r"^\s*noi nhan\s*(?::|$)")
_POINT = re.compile(
    r"^\s*(?:\d{1,2}\s?[.)/]|\d{1,2}-(?= )|\(\d{1,2}\)|[a-zđ]\s?[.)]|[-–—+*•●▪]|[IVX]{1,5}\.|[A-H]\.|Điều \d+[a-z]?\.|Khoản \d+\.)\s+(?=\S)"
)
_CLOSED = (".", ";", ":", "./.", "?", "!")
_BROKEN = re.compile(
    rf"(?<=[/\d{CAPITALS}])- (?=[{CAPITALS}])"
)  # a number at the end of a line: "1690/QĐ- SNV"
_BY_WHEN = re.compile(r"\s*(?:thoi (?:gian|han|diem)|han)\b")
_HEADING = re.compile(
    r"^\s*(?:\d{1,2}|[IVX]{1,4}|[a-h])[.)]\s+(?:Về|Đối với|Công tác|Chế độ|Quy trình|Đối tượng|Mốc|Thời|Phương|Nội dung|Kinh phí|Tổ chức|Mục|Nguyên tắc)\s"
)
LONGEST_HEADING = 60  # characters; a wrapped line is longer
_FIGURES = re.compile(r"^\d+\b|\d[/.-]\d|^(?i:tổng|cộng)\b")  # of a row of its own
LEAST_CELLS = 3
LONGEST_REST = 40  # characters


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or point, on one line; *mark* is what it is numbered with, "" for none. *rows* are cells of a table."""

    text: str
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def body_of(lines: tuple[str, ...], start: int) -> tuple[tuple[Paragraph, ...], int]:
    """The paragraphs from line *start* on, and the line at which those begin who sign and receive it."""
    end = start
    while end < len(lines) and not (end > start and _is_end(lines[end])):
        end += 1
    return tuple(_paragraphs(lines[start:end])), end


def tables_behind(lines: tuple[str, ...], end: int) -> tuple[Paragraph, ...]:
    """The tables from line *end* on: annexes below those who sign."""
    return tuple(one for one in _paragraphs(lines[end:]) if one.rows)


def joined(cells: tuple[str, ...], rest: tuple[str, ...]) -> tuple[str, ...]:
    """*cells* with the *rest* of those behind the number."""
    more = ("", *rest, *[""] * len(cells))
    return tuple(f"{cell} {end}".strip() for cell, end in zip(cells, more, strict=False))


_ANNEX = re.compile(r"^\s*phu luc\b[^,;.]{0,20}$")
_OUTLINE = re.compile(r"\s*de cuong\b")  # of a report: what it is to tell of


def annexes_behind(lines: tuple[str, ...], end: int) -> tuple[Paragraph, ...]:
    """The paragraphs of the annexes from line *end* on, below those who sign."""
    starts = [at for at in range(end, len(lines)) if _ANNEX.match(folded(lines[at]))]
    annexes = (lines[start + 1 : stop] for start, stop in pairwise((*starts, len(lines))))
    told = (annex for annex in annexes if not _is_outline(annex))
    return tuple(one for annex in told for one in _paragraphs(annex) if not one.rows)


def _is_outline(annex: tuple[str, ...]) -> bool:
    """Whether *annex* is headed as the outline of a report."""
    heading = next((line for line in annex if line.strip()), "")
    return _OUTLINE.match(folded(heading)) is not None


def _is_end(line: str) -> bool:
    plain = folded(line)
    if _RECIPIENTS.match(plain):
        return True
    post = _POSTS.match(plain)
    if post is None and _FROM_SIGNER.match(line) is None:
        return False
    first = _SIDES.split(line.strip())[0].split(" - ")[0]
    return first.isupper() or (post is not None and plain.lstrip().startswith(("pgd", "gd:")))


def _paragraphs(lines: tuple[str, ...]) -> list[Paragraph]:
    found: list[Paragraph] = []
    block: list[str] = []
    at = 0
    while at < len(lines):
        rows, end = _table(lines, at)
        if rows:
            _close(found, block)
            found.append(Paragraph("\n".join(lines[at:end]), "", rows))
            at = end
            continue
        if _parts(lines[at], block):
            _close(found, block)
        if lines[at].strip():
            block.append(lines[at])
        at += 1
    _close(found, block)
    return found


def _close(found: list[Paragraph], block: list[str]) -> None:
    if block:
        mark = _POINT.match(block[0])
        first = block[0][mark.end() :] if mark else block[0]
        text = unbroken(" ".join(" ".join((first, *block[1:])).split()))
        found.append(Paragraph(text, mark[0].strip() if mark else ""))
        block.clear()


def unbroken(text: str) -> str:
    """*text*, on one line, with numbers that the end of a line broke put together."""
    return _BROKEN.sub("-", text)


def _parts(line: str, block: list[str]) -> bool:
    """Whether something new begins with *line*."""
    if not line.strip() or _POINT.match(line):
        return True
    above = block[-1].rstrip() if block else ""
    ended = above.endswith(_CLOSED) or above.isupper() or _is_heading(above)
    return ended and line.strip()[:1].isupper()


def _is_heading(line: str) -> bool:
    """Whether *line* is that of a point, and what is asked stands below it: "1. Về giải phóng mặt bằng"."""
    return len(line) < LONGEST_HEADING and _HEADING.match(line) is not None


def _table(lines: tuple[str, ...], at: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The rows of cells that begin at line *at*, and the line behind them."""
    rows: list[tuple[str, ...]] = []
    end = at
    for place in range(at, len(lines)):
        if not lines[place].strip() and rows:
            continue
        cells = _cells(lines[place])
        if end == place and _is_wrapped(lines[place], cells, rows):
            rows[-1] = joined(rows[-1], cells)
        elif len(cells) >= _fewest(lines[place], rows) and (
            rows or _is_headed(lines[place], cells)
        ):
            rows.append(cells)
        elif rows and end == place and _is_rest(lines[place]):
            rest = lines[place].strip()
            if rows[-1][0].isdigit():
                rows[-1] = (rows[-1][0], f"{rows[-1][1]} {rest}", *rows[-1][2:])
            else:
                rows[-1] = (f"{rows[-1][0]} {rest}", *rows[-1][1:])
        else:
            break
        end = place + 1
    return (tuple(rows), end) if len(rows) > 1 else ((), at)


def _fewest(line: str, rows: list[tuple[str, ...]]) -> int:
    """How many cells *line* has to have: those of a header of two say what and by when."""
    if rows:
        return min(LEAST_CELLS, len(rows[0]))
    _, tab, second = line.partition("\t")
    return LEAST_CELLS - 1 if tab and _BY_WHEN.match(folded(second)) else LEAST_CELLS


def _is_wrapped(line: str, cells: tuple[str, ...], rows: list[tuple[str, ...]]) -> bool:
    """Whether *line* holds the rest of cells of the last of *rows*, which are numbered: fewer cells, and no number or date."""
    if len(rows) < 2 or not rows[-1][0].isdigit() or not _counts(rows[0]):
        return False
    if len(cells) >= len(rows[0]) or not all(0 < len(cell) <= LONGEST_REST for cell in cells):
        return False
    words = " ".join(cells)
    return (
        _FIGURES.search(words) is None
        and not words.isupper()
        and not words.endswith((":", "./."))
        and _POINT.match(line) is None
        and not _is_end(line)
    )


def _counts(header: tuple[str, ...]) -> bool:
    """Whether the first column below *header* numbers the rows."""
    plain = folded(header[0])
    return plain.split(" ")[0] in ("tt", "stt", "#") or plain == "so tt"


def _is_rest(line: str) -> bool:
    """Whether *line* is the rest of a cell that was broken."""
    words = line.strip()
    return len(words) <= LONGEST_REST and not words[:1].isupper() and _POINT.match(line) is None


def _cells(line: str) -> tuple[str, ...]:
    if "\t" in line:
        return tuple(cell.strip() for cell in line.removesuffix("\t").split("\t"))
    if line.count("|") >= LEAST_CELLS - 1:
        return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    whole = line.strip()
    if "  " not in whole:
        return (whole,)
    return tuple(cell.strip() for cell in _GAP.split(whole))


def _is_headed(line: str, cells: tuple[str, ...]) -> bool:
    """Whether a table may begin with *line*: blanks alone part its cells only below a header that counts its rows."""
    return "\t" in line or "|" in line or _counts(cells)
