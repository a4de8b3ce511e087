r"""Tables whose columns only blanks part: each row on one line, its cells parted by TAB, those that are empty too.

Where a cell goes on over several lines, its lines stand below each other, as on the page.
"""

import re
from statistics import median_low
from typing import NamedTuple

LEAST_CELLS, MOST_CELLS = 3, 20
TALLEST_HEADER = 8  # lines of it
REACH = 20  # lines below a header in which its columns are looked for
NEAR = 4  # signs by which a cell may run over the edge of its column
DRIFT = 6  # by which its beginning may stand beside that of the others
_PIECE = re.compile(r"\S+(?: \S+)*")
_COUNT = re.compile(r"(?:S?TT|Stt|Số TT|No\.?|#)(?=\s|$)")
_COUNTED = re.compile(r"\d{1,3}[.)]?(?=\s|$)")
_POINT = re.compile(r"(?:[IVX]{1,4}|[A-H]|\d{1,2})[.)] |Điều \d|Nơi nhận")
_CLOSED = re.compile(r"(?:\./\.|:)$")
# What columns of tasks are called, by a header that counts nothing.
_NAMED = re.compile(
    r"nội dung|nhiệm vụ|công việc|chủ trì|thực hiện|phối hợp|thời gian|thời hạn|hoàn thành|sản phẩm|kết quả|đơn vị|cơ quan",
    re.IGNORECASE,
)
LEAST_NAMED, LONGEST_NAME, LEAST_UNCOUNTED = 2, 40, 2  # columns, characters, rows
LONGEST_IN_CAPITALS = 2  # words of a cell; more are a heading


class Piece(NamedTuple):
    """What blanks part in a line, and where it begins."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


class Columns(NamedTuple):
    """Where the columns of a table begin; *counted* says that the first counts its rows."""

    starts: tuple[int, ...]
    counted: bool


class Tables:
    """Puts the tables of pages in rows; one that the end of a page cuts goes on at the top of the next."""

    def __init__(self) -> None:
        self._open: Columns | None = None

    def in_rows(self, page: str) -> str:
        r"""*page* with each row of its tables, below a header that counts them or names the columns of tasks, on one line.

        >>> page = "TT   Việc       Ai     Hạn\n1    Gửi báo    Sở A   5/12\n     cáo\n2    Họp               6/12"
        >>> Tables().in_rows(page).split("\n")[1:]
        ['1\tGửi báo cáo\tSở A\t5/12', '2\tHọp\t\t6/12']
        """
        lines = page.split("\n")
        found: list[str] = []
        at, self._open = self._continued(lines, found)
        while at < len(lines):
            rows, end = self._table(lines, at)
            found += rows or lines[at:end]
            at = end
        return "\n".join(found)

    def _continued(self, lines: list[str], found: list[str]) -> tuple[int, Columns | None]:
        """Puts the rows in *found* that go on with a table of the page before."""
        top = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
        if self._open is None or top == len(lines) or not _begins_row(lines[top], self._open):
            return 0, None
        rows, end = _rows(lines, top, self._open)
        found += rows
        return end, self._open if end == len(lines) else None

    def _table(self, lines: list[str], at: int) -> tuple[list[str], int]:
        """The rows of the table that begins at line *at*, none where none does, and the line behind them."""
        pieces = _pieces(lines[at])
        counted = _header(lines[at], pieces)
        header = counted or _header_of_tasks(lines[at], pieces)
        if header is None:
            return [], at + 1
        columns = _columns(header, lines[at + 1 : at + 1 + REACH], counted is not None)
        body = at + 1
        while body < len(lines) and not _begins_row(lines[body], columns):
            wrapped = body - at < TALLEST_HEADER and lines[body].strip()
            if not wrapped or not _fits(_pieces(lines[body]), columns):
                return [], at + 1
            body += 1
        rows, end = _rows(lines, body, columns) if body < len(lines) else ([], at + 1)
        if len(rows) < (1 if counted else LEAST_UNCOUNTED):
            return [], at + 1
        more = (_assigned(_pieces(line), columns) for line in lines[at + 1 : body])
        head = [[piece.text for piece in header], *more]
        self._open = None if any(lines[n].strip() for n in range(end, len(lines))) else columns
        return [_joined(head), *rows], end


def _header(line: str, pieces: list[Piece]) -> list[Piece] | None:
    """The cells of a header whose first counts the rows."""
    counts = _COUNT.match(pieces[0].text) if pieces else None
    if counts is None:
        return None
    pieces = _split(pieces, counts.end())
    return pieces if LEAST_CELLS <= len(pieces) <= MOST_CELLS and "\t" not in line else None


def _header_of_tasks(line: str, pieces: list[Piece]) -> list[Piece] | None:
    """The cells of a header that counts nothing, and names what, who and when."""
    if not LEAST_CELLS <= len(pieces) <= MOST_CELLS or "\t" in line:
        return None
    short = all(len(piece.text) <= LONGEST_NAME and piece.text[0].isupper() for piece in pieces)
    named = sum(_NAMED.search(piece.text) is not None for piece in pieces) if short else 0
    return pieces if named >= LEAST_NAMED else None


def _pieces(line: str) -> list[Piece]:
    return [Piece(found.start(), found[0]) for found in _PIECE.finditer(line)]


def _split(pieces: list[Piece], end: int) -> list[Piece]:
    """*pieces* with the first taken apart at *end*, where more stands there behind one blank."""
    first = pieces[0]
    if end == len(first.text):
        return pieces
    rest = first.text[end:].lstrip()
    return [Piece(first.start, first.text[:end]), Piece(first.end - len(rest), rest), *pieces[1:]]


def _columns(header: list[Piece], below: list[str], counted: bool) -> Columns:
    """Where the columns begin: as the full rows have it, else the header."""
    read = _counted if counted else _pieces
    full = [
        [piece.start for piece in pieces]
        for pieces in map(read, below)
        if len(pieces) == len(header)
    ]
    starts = (
        tuple(median_low(column) for column in zip(*full, strict=True))
        if full
        else tuple(piece.start for piece in header)
    )
    return Columns(starts, counted)


def _counted(line: str) -> list[Piece]:
    """The cells of a line that begins with the number of a row; none where it does not."""
    pieces = _pieces(line)
    number = _COUNTED.match(pieces[0].text) if pieces else None
    return _split(pieces, number.end()) if number else []


def _begins_row(line: str, columns: Columns) -> bool:
    """Whether *line* is the first of a row: its number and at least one cell, or else nearly all cells, each begun there."""
    if not columns.counted:
        pieces = _pieces(line)
        begun = all(piece.text[0].isupper() or piece.text[0].isdigit() for piece in pieces)
        enough = len(pieces) >= max(LEAST_CELLS - 1, len(columns.starts) - 1)
        return enough and begun and _column(pieces[0], columns) == 0 and _fits(pieces, columns)
    pieces = _counted(line)
    if len(pieces) < LEAST_CELLS - 1 or _column(pieces[0], columns) != 0:
        return False
    single = len(pieces) == LEAST_CELLS - 1 and len(_pieces(line)) == 1
    return not single and _fits(pieces, columns)


def _rows(lines: list[str], at: int, columns: Columns) -> tuple[list[str], int]:
    """The rows from line *at* on, and the line behind them."""
    rows: list[list[list[str]]] = []
    end = at
    for place in range(at, len(lines)):
        line = lines[place]
        if not line.strip():
            continue
        begins = _begins_row(line, columns)
        if not begins and (place > end or not _goes_on(line, columns)):
            break
        if begins:
            rows.append([])
        rows[-1].append(
            _assigned(_counted(line) if begins and columns.counted else _pieces(line), columns)
        )
        end = place + 1
    return [_joined(row) for row in rows], end


def _goes_on(line: str, columns: Columns) -> bool:
    """Whether *line* only holds more of the cells above it, and is no heading or text below the table."""
    pieces = _pieces(line)
    text = pieces[0].text
    if len(pieces) == 1:
        capitals = text.isupper() and len(text.split()) > LONGEST_IN_CAPITALS
        if capitals or _POINT.match(text) or _CLOSED.search(text):
            return False
    return _fits(pieces, columns)


def _fits(pieces: list[Piece], columns: Columns) -> bool:
    """Whether each of *pieces* stands in a column."""
    edges = (*columns.starts[1:], None)
    for piece in pieces:
        column = _column(piece, columns)
        edge = edges[column]
        early = piece.start < columns.starts[column] - DRIFT
        if early or (edge is not None and piece.end > edge + NEAR):
            return False
    return True


def _column(piece: Piece, columns: Columns) -> int:
    """The column whose beginning is nearest."""
    starts = columns.starts
    return min(range(len(starts)), key=lambda column: abs(starts[column] - piece.start))


def _assigned(pieces: list[Piece], columns: Columns) -> list[str]:
    """The cells of a line, "" where a column has none in it."""
    cells: list[list[str]] = [[] for _ in columns.starts]
    last = 0
    for piece in pieces:
        last = max(last, _column(piece, columns))
        cells[last].append(piece.text)
    return [" ".join(parts) for parts in cells]


def _joined(lines: list[list[str]]) -> str:
    """One row of its *lines*, each of as many cells."""
    return "\t".join(" ".join(filter(None, cells)) for cells in zip(*lines, strict=True))
