"""A progress report (báo cáo tiến độ): a record of its own, beside all before it."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime

FILE_LIMIT_BYTES = 4 * 1024 * 1024  # one transaction holds it, and others wait for that
FILES_LIMIT_BYTES = 8 * 1024 * 1024  # of one report
FILES_LIMIT = 8
NAME_LONGEST = 200  # characters
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')  # in the name of a file


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that goes with an event. Raises ValueError for one that cannot be kept."""

    name: str
    body: bytes

    def __post_init__(self) -> None:
        """A name is no path, so that writing it somewhere leads nowhere else."""
        plain = self.name.isprintable() and _FORBIDDEN.search(self.name) is None
        if not plain or self.name.strip(". ") == "" or len(self.name) > NAME_LONGEST:
            raise ValueError(f'"{self.name}" is no name for a file')
        if len(self.body) > FILE_LIMIT_BYTES:
            raise ValueError(f"{self.name} has more than {FILE_LIMIT_BYTES // 1024**2} MiB")

    @property
    def digest(self) -> bytes:
        """SHA-256 of its octets."""
        return hashlib.sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class NewFiles:
    """The files of one event. Raises ValueError where they are too many or too large together."""

    files: tuple[NewFile, ...] = ()

    def __post_init__(self) -> None:
        """Holds the limits of one event."""
        if len(self.files) > FILES_LIMIT:
            raise ValueError(f"there are more than {FILES_LIMIT} files")
        if sum(len(file.body) for file in self.files) > FILES_LIMIT_BYTES:
            raise ValueError(
                f"the files have more than {FILES_LIMIT_BYTES // 1024**2} MiB together"
            )


@dataclass(frozen=True, slots=True)
class Period:
    """What a report is about, both days included. Raises ValueError where it ends before it begins."""

    begins: date
    ends: date

    def __post_init__(self) -> None:
        """Holds the order of its days."""
        if self.ends < self.begins:
            raise ValueError(f"{self.ends} is before {self.begins}")


@dataclass(frozen=True, slots=True)
class NewReport:
    """How far a task is, in per cent, and what who leads says of it. Raises ValueError beyond 0 to 100."""

    percent: int
    text: str | None = None
    period: Period | None = None
    files: NewFiles = field(default_factory=NewFiles)

    def __post_init__(self) -> None:
        """Holds the bounds of per cent."""
        if not 0 <= self.percent <= 100:
            raise ValueError(f"{self.percent} is not between 0 and 100")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is kept, without its octets: *event* is the number in the history that it came with."""

    event: int
    position: int
    name: str
    size_bytes: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is kept; *number* is its event's in the task's history, *at* an office instant."""

    number: int
    percent: int
    text: str | None
    period: Period | None
    at: datetime
    by: str


def fit_name(name: str) -> str:
    """*name* as it can be kept: no path, nothing that does not print, its end kept where it is long.

    >>> fit_name("../báo cáo: quý IV.docx")
    '.._báo cáo_ quý IV.docx'
    """
    shown = "".join(one if one.isprintable() else "_" for one in name)
    plain = _FORBIDDEN.sub("_", shown)[-NAME_LONGEST:]
    return plain if plain.strip(". ") else f"_{plain}"
