"""Reads the head of a document: issuer, number, place and day, stamps, title or V/v, and whom it addresses.

Its parts stand as Nghị định 30/2020/NĐ-CP, Phụ lục I orders them; letters typed by hand run some together.
"""

import re
from dataclasses import dataclass, field, replace

from work.official import columns, issuing, stamp, title
from work.official.folded import folded
from work.official.number_line import NumberLine, number_line

NOTE = 80  # lines in which a document begins below a note
SEARCHED = 60  # lines in which a head ends
FULL, SLACK = 60, 4  # characters of a line that the margin ended, and by how many such lines differ
FEWEST_TABS = 2  # of a row that is none of two columns
LONGEST = 160  # characters of one of its lines
_ADDRESSED = re.compile(
    r"^(?:kinh (?:gui|chuyen|trinh)|kg\s*:|gui\s*:|(?:[\w ]{0,60} )?dien\s*:$|noi nhan\s*:\s*\S)"
)
_OPENS_BODY = re.compile(
    r"^(?:dieu \d|can cu |xet de nghi|thuc hien |[ivx]{1,4}\. |[a-h]\. |\d{1,2}[.)-] |thua lenh |phuc dap |tra loi )"
)
_OPENS_POINT = re.compile(r"[a-h]\. ")
# What a body opens with in capitals, where no blank line parts it from the title's excerpt.
_OPENS_CLAUSE = re.compile(
    r"(?:theo|thuc hien|thoi gian qua|vua qua|hien nay|(?:(?:sang|chieu) )?ngay \d+|nham|de (?!an\b)|qua|truoc|tu ngay|trong|sau|tiep theo|can cu|chu tich|xet)\b"
)
_AUTHORITY = re.compile(
    r"^(?:thu tuong|chu tich|bo truong|giam doc|uy ban nhan dan|hoi dong|chinh phu|quoc hoi|tong |cuc truong|hieu truong|thong doc)"
)
_ABOUT = re.compile(r"^\(?(?:v/v|v\.v|vv)\b[.:]?\s*")
_WRITTEN_OUT = re.compile(r"ve viec:?\s+")  # what only a title leaves as a part of it
_NUMBERS = re.compile(r"so(?:,? ky hieu)?\s*:?")
# What is printed beside a head and is none of its parts.
_BESIDE = re.compile(r"luu hanh noi bo|\(?du thao(?: lan (?:thu )?\w+)?(?: \d[\d/.-]*)?\)?")
_REST_OF_SIGN = re.compile(r"[A-ZĐ][\wĐđ]+(?:-\w+)*")
_REST_OF_DAY = re.compile(r"(?:\d{1,2}\s*)?(?:thang\s*)?(?:\d{1,2}\s*)?(?:nam\s*)?\d{4}")
_CONTACT = re.compile(
    r"(?:dien thoai|dt|so dien thoai|tel|fax|e-?mail|website|dia chi|tru so|ma so thue|mst|hotline|duong day nong)\s*[:.]"
)
_STAMPED = re.compile(r"\s*[(\[]([^()\[\]]{4,20})[)\]]$")


@dataclass(slots=True)
class Head:
    """What was found, as written; *start* is its first line, *end* the one behind it. *above* are lines over the number, the nearest last."""

    above: list[str] = field(default_factory=list)
    number: NumberLine | None = None
    day: str | None = None
    stamps: list[str] = field(default_factory=list)
    title: str | None = None
    excerpt: list[str] = field(default_factory=list)
    about: bool = False
    motto: bool = False
    start: int = 0
    end: int = 0

    @property
    def noted(self) -> bool:
        """Whether somebody wrote a note above it."""
        return self.start > 0 or any(
            not line.isupper() and self.above[-1].isupper() for line in self.above
        )

    @property
    def is_one(self) -> bool:
        """Whether this is the head of a document at all."""
        if self.number is None:
            return self.motto and (self.title is not None or self.about)
        if not self.motto and not self.about and self.day is None and self._is_issue:
            return False  # of a newsletter
        return bool(self.above) or self.about or self.title is not None

    @property
    def of_law(self) -> bool:
        """Whether a number was left blank that would be that of a rule of law, with its year."""
        sign = None if self.number is None else self.number.sign
        return sign is not None and sign[:1].isdigit()

    @property
    def _is_issue(self) -> bool:
        """Whether its number has no sign of who issued it: "Số 46/2026"."""
        number = None if self.number is None else self.number.number
        return number is not None and not any(sign.isalpha() for sign in number)


def _is_full(line: str, above: str) -> bool:
    """Whether *line* is as wide as those of a text, and its first word would have stood *above* if it went on."""
    return len(line) > FULL and len(above) + len(line.split()[0]) < len(line) - SLACK


def head_of(lines: tuple[str, ...]) -> Head | None:
    """The head at the beginning of *lines*, or below a note of whoever sent it; None where there is no document."""
    found = _from(lines, 0)
    if found is not None:
        return found
    start = _start(lines)
    return None if start is None else _from(lines, start)


def _from(lines: tuple[str, ...], start: int) -> Head | None:
    reader = _Reader(lines[start:])
    reader.head.start = start
    for at, line in enumerate(lines[start : start + SEARCHED], start):
        reader.head.end = at
        if not reader.takes(line):
            break
    return reader.head if reader.head.is_one else None


def _start(lines: tuple[str, ...]) -> int | None:
    """The first of the capitals above the line of a number, where more than a head stands above them."""
    for at, line in enumerate(lines[:NOTE]):
        if any(number_line(piece) for piece in columns.pieces(line)):
            above = at
            while above > 0 and _is_capital(lines[above - 1]):
                above -= 1
            return above if 0 < above < at else None
    return None


def _is_capital(line: str) -> bool:
    """Whether *line* is one of a head above the number: in capitals, the motto, or empty."""
    return not line.strip() or all(
        piece.isupper() or columns.is_motto(piece) for piece in columns.pieces(line)
    )


class _Reader:
    """Goes through the lines, and knows whether an excerpt is being read."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.head = Head()
        self._plain = folded("\n".join(lines))
        self._open = False  # more of the excerpt may follow
        self._rest_of_motto: str | None = None  # it stands on another line
        self._cut_day: str | None = None
        self._cut_sign = False
        self._numbering = ""  # "Số:" alone, the number on the line below
        self._spaced = "\n\n" in re.sub(
            r"\n[ \t]+(?=\n)", "\n", "\n".join(lines[:SEARCHED]).strip()
        )

    def takes(self, line: str) -> bool:
        """Whether *line* still belongs to the head."""
        if not line.strip():
            self._open = self._open and not self.head.excerpt
            return True
        places = self._plain.replace(folded(line), "", 1)
        if self._open and self.head.excerpt and line.strip().count("\t") >= FEWEST_TABS:
            return False  # a table opens the body
        found = columns.pieces(line, places)
        return all(self._takes_piece(piece, first=n == 0) for n, piece in enumerate(found))

    def _takes_piece(self, piece: str, first: bool) -> bool:
        plain = folded(piece)
        if self._takes_motto(piece, plain) or self._takes_rest(piece, plain):
            return True
        if stamp.is_stamp(piece):
            self.head.stamps.append(piece)
            return True
        if self._ends(piece, plain):
            return False
        if columns.is_dated(piece) and len(plain) < LONGEST / 2:
            self._take_day(piece)
            return True
        return self._takes_words(piece, plain, first)

    def _take_day(self, piece: str) -> None:
        """The day, and its place where that stands by itself on the line above."""
        if columns.STARTS_WITH_DAY.match(folded(piece)):
            for lines in (self.head.excerpt, self.head.above):
                if lines and columns.is_place(lines[-1]):
                    lines.pop()
        self.head.day = self.head.day or piece

    def _takes_motto(self, piece: str, plain: str) -> bool:
        if self._takes_rest_of_motto(plain.strip(" -–")):
            return True
        rest = columns.rest_of_motto(piece)
        if rest is not None and (piece.isupper() or self.head.motto):
            self.head.motto, self._rest_of_motto = True, rest
            return True
        if not columns.is_motto(piece):
            return _BESIDE.fullmatch(plain) is not None
        self.head.motto |= any(sign.isalpha() for sign in piece)
        return True

    def _takes_rest_of_motto(self, plain: str) -> bool:
        """Whether *plain* is the rest of the motto, or the beginning of it."""
        rest = self._rest_of_motto
        if rest is None or not plain or not f"{rest} ".startswith(f"{plain} "):
            return False
        self._rest_of_motto = rest[len(plain) :].strip(" -") or None
        return True

    def _takes_rest(self, piece: str, plain: str) -> bool:
        """Whether *piece* is a line of place and date that was wrapped, or the rest of such a line or of the number."""
        cut, self._cut_sign = self._cut_sign, False
        number = self.head.number
        if cut and number is not None and _REST_OF_SIGN.fullmatch(piece):
            self.head.number = replace(number, number=f"{number.number}- {piece}")
            return True
        whole = f"{self._cut_day} {piece}"
        if self._cut_day and _REST_OF_DAY.fullmatch(plain) and columns.is_dated(whole):
            self.head.day, self._cut_day = self.head.day or whole, None
            return True
        if not columns.is_cut_day(piece):
            return False
        self._cut_day = piece
        return True

    def _ends(self, piece: str, plain: str) -> bool:
        if _ADDRESSED.match(plain) and not self._is_slip(plain):
            return True
        begun = self.head.number is not None and bool(not self._open or self.head.excerpt)
        return begun and (self._opens_body(piece, plain) or self._is_authority(piece))

    def _opens_body(self, piece: str, plain: str) -> bool:
        """Whether *piece* opens the text; "thực hiện …" in small letters only goes on with what "V/v" began."""
        if _OPENS_BODY.match(plain) is None:
            return False
        goes_on = self._open and self.head.about and piece[:1].islower()
        return not (goes_on and _OPENS_POINT.match(plain) is None)

    def _is_authority(self, piece: str) -> bool:
        """ "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH" below the title of a decision, and the end of a page."""
        excerpt = self.head.excerpt
        if not excerpt or self.head.title is None or not piece.isupper():
            return False
        return not excerpt[0].isupper() or _AUTHORITY.match(folded(piece)) is not None

    def _is_slip(self, plain: str) -> bool:
        """ "Nơi nhận:" above the number is none of an address."""
        return plain.startswith("noi nhan") and self.head.number is None

    def _takes_words(self, piece: str, plain: str, first: bool) -> bool:
        if self.head.number is None:
            return self._takes_above(piece)
        if _CONTACT.match(plain):
            return True
        about = _ABOUT.match(plain)
        written = None if self.head.excerpt else _WRITTEN_OUT.match(plain)
        if written is not None and self.head.title is not None:
            self._begin(piece)
            return True
        about = about or written
        if about is not None:
            self._begin(piece[about.end() :])
            self.head.about = True
            return True
        if not self.head.about and self.head.title is None and title.kind_in(piece) is not None:
            self.head.title, self._open = piece, True
            return True
        if self._open and first and self._continues(piece):
            self._go_on(piece)
            return True
        return self._takes_below(piece)

    def _takes_above(self, piece: str) -> bool:
        found = number_line(f"{self._numbering}{piece}")
        self._numbering = f"{piece} " if _NUMBERS.fullmatch(folded(piece)) else ""
        if found is None:
            if self._numbering:
                return True
            return self._takes_unnumbered(piece)
        self.head.number = found
        self._cut_sign = found.number is not None and piece.endswith(
            (f"{found.number}-", f"{found.number} -")
        )
        if found.before:
            self._take_before(found.before)
        if found.behind:
            self._take_behind(found.behind)
        return True

    def _takes_unnumbered(self, piece: str) -> bool:
        """A line above the number: of the body, or the title or matter that stands there at times."""
        if len(piece) > LONGEST / 2:
            return False
        about = _ABOUT.match(folded(piece))
        if about is not None:
            self._begin(piece[about.end() :])
            self.head.about = True
        elif title.kind_in(piece) is not None and not self.head.above:
            self.head.title = piece
        elif not _CONTACT.match(folded(piece)):
            self.head.above.append(piece)
        return len(self.head.above) < 8

    def _take_before(self, words: str) -> None:
        if title.kind_in(words) is not None:
            self.head.title, self._open = words, False
        else:
            self.head.above.append(words)

    def _take_behind(self, words: str) -> None:
        plain = folded(words)
        about = _ABOUT.match(plain)
        if about is not None:
            self._begin(words[about.end() :])
            self.head.about = True
        elif stamp.is_stamp(words):
            self.head.stamps.append(words)
        elif self.head.day is None and any(sign.isdigit() for sign in words):
            self.head.day = words

    def _begin(self, words: str) -> None:
        self.head.excerpt = []
        self._open = True
        if words.strip():
            self._go_on(words)

    def _go_on(self, words: str) -> None:
        """Adds *words* to the excerpt, but for a stamp in brackets behind them."""
        stamped = _STAMPED.search(words)
        if stamped is not None and stamp.is_stamp(stamped[1]):
            self.head.stamps.append(stamped[1])
            words = words[: stamped.start()]
        self.head.excerpt.append(words)

    def _continues(self, piece: str) -> bool:
        """Whether *piece* goes on with the excerpt: what begins with a capital only behind a line that was full."""
        if not self.head.excerpt:
            return True
        last = self.head.excerpt[-1]
        opens = (
            piece.endswith((".", ":"))
            or _OPENS_CLAUSE.match(folded(piece)) is not None
            or _is_full(piece, last)
        )
        if self.head.title is not None and piece[:1].isupper() and opens:
            return False
        if self._spaced or self.head.about:
            return len(piece) < LONGEST and not last.endswith((".", ":"))
        return piece[:1].islower() or piece[:1] == "("

    def _takes_below(self, piece: str) -> bool:
        """What stands below the number and is nothing of it: a Party paper has its excerpt there."""
        if len(piece) >= LONGEST / 2:
            return False
        if not self.head.above and piece.isupper() and issuing.is_whole(piece):
            self.head.above.append(piece)
            return True
        if self.head.title is not None or self.head.about:
            return False
        if self.head.excerpt or not piece.endswith((".", ":", ";", ",")):
            self.head.excerpt.append(piece)
            self._open = True
            return True
        return False
