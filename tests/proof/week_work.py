"""A small office's people and tasks, as the files that `congvu` imports and as what a judge knows of them."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tests.proof.office import DOMAIN

AGENCY = "Z99"
UNITS = ("Phòng Một", "Phòng Hai", "Phòng Ba")
GIVEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quân")  # fmt: skip
ISSUED = "27/7/2026"
COLUMNS = (
    "Số đến",
    "Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành",
    "Đơn vị hoặc người nhận",
    "Thời hạn giải quyết",
)
AUGUST = (6, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28)  # 15 and 23 are days off
SEPTEMBER = (3, 4)  # of which the first reminder falls into the week, as of 27 and 28
# Deadlines around the week, so that each of its days has something to tell.
DUES = tuple(date(2026, 8, day) for day in AUGUST) + tuple(date(2026, 9, day) for day in SEPTEMBER)
# Those that have most of their reminders in the week, so that its days have about equally much.
FULL = tuple(due for due in DUES if date(2026, 8, 17) <= due <= date(2026, 8, 22) or due >= date(2026, 8, 27))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mailbox; *account* is their number at Telegram, 0 for none."""

    name: str
    unit: str  # "" for the head of the agency
    position: str
    account: int

    @property
    def mailbox(self) -> str:
        """Where notices go by mail."""
        letters = unicodedata.normalize("NFD", self.name).encode("ascii", "ignore")
        return f"{letters.decode().lower().replace(' ', '.')}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the register, by its running number."""

    number: int
    lead: Person
    due: date


@dataclass(frozen=True, slots=True)
class Work:
    """Everybody, and everything that is to be done."""

    people: tuple[Person, ...]
    tasks: tuple[Task, ...]

    @property
    def linked(self) -> tuple[Person, ...]:
        """Those who have an account."""
        return tuple(one for one in self.people if one.account)

    def by_account(self) -> dict[int, Person]:
        """Whose chat it is."""
        return {one.account: one for one in self.linked}

    def people_csv(self) -> str:
        """For `congvu person import`."""
        rows = [(p.name, p.mailbox, AGENCY, p.unit, p.position, "vi") for p in self.people]
        return _csv(("name", "email", "agency", "unit", "position", "language"), rows)

    def register_csv(self) -> str:
        """For `congvu task import`."""
        return register(_row(task) for task in self.tasks)


def register(rows: Iterable[tuple[str, ...]]) -> str:
    """A register of such rows, for `congvu task import`."""
    return _csv(COLUMNS, rows)


def work(units: int, dues: Sequence[date]) -> Work:
    """An office of so many units, each of a head and three staff of whom one has no account; each has all *dues*."""
    people = tuple(_people(units))
    staff = [one for one in people if one.position == "staff"]
    leads = [(lead, due) for due in dues for lead in staff]
    return Work(people, tuple(Task(n, lead, due) for n, (lead, due) in enumerate(leads, 101)))


def _people(units: int) -> Iterator[Person]:
    names = (f"Nguyễn Văn {name}" for name in GIVEN)
    yield Person(next(names), "", "agency-head", 8000)
    for number, unit in enumerate(UNITS[:units], 1):
        yield Person(next(names), unit, "unit-head", 8000 + 10 * number)
        yield Person(next(names), unit, "staff", 8001 + 10 * number)
        yield Person(next(names), unit, "staff", 8002 + 10 * number)
        yield Person(next(names), unit, "staff", 0)


def _row(task: Task) -> tuple[str, ...]:
    number = str(task.number)
    about = f"Công văn số {number}/BM-TH ngày {ISSUED} của Bộ Mẫu về việc báo cáo số {number}"
    return (number, about, f"{task.lead.name} ({task.lead.unit})", f"{task.due:%d/%m/%Y}")


def _csv(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()
