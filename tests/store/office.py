"""A small ministry for the tests of assigned work: who is there, and documents that assign something."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from schedules.ladder_data import shipped_ladders
from store import Store, Tx
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.opening import open_entries
from store.register import standing
from store.schema.directory import unit
from work.act import Act
from work.agency import Agency
from work.deadline import Deadline
from work.directory import NewPerson
from work.document import Document, Urgency
from work.person import Position
from work.preview import Entry
from work.task import NewTask, Party, Role

NOW = datetime(2026, 10, 1, 2, tzinfo=UTC)  # Thursday, 09:00 in Hà Nội
CLI = Act("cli", NOW)
UNIT, OTHER_UNIT = 1, 2
UNITS = ((UNIT, "Vụ Kế hoạch - Tài chính"), (OTHER_UNIT, "Vụ Pháp chế"))

BINH, CUONG, DUNG, GIANG, HA = 1, 2, 3, 4, 5
PEOPLE = (
    ("Trần Thị Bình", "binh", "Vụ Kế hoạch - Tài chính", Position.STAFF),
    ("Lê Văn Cường", "cuong", "Vụ Kế hoạch - Tài chính", Position.UNIT_HEAD),
    ("Phạm Dung", "dung", "Vụ Pháp chế", Position.UNIT_HEAD),
    ("Ngô Giang", "giang", None, Position.AGENCY_HEAD),
    ("Vũ Hà", "ha", None, Position.CLERK),
)


# The ladders of deadlines alone: nobody is told that a task is not received.
LADDERS = tuple(replace(one, start=()) for one in shipped_ladders())


def at(day: str, hour: str = "08:00") -> datetime:
    """*hour* of *day* in Hà Nội."""
    return datetime.fromisoformat(f"{day}T{hour}:00+07:00").astimezone(UTC)


def later(**span: int) -> datetime:
    """The machine's time after NOW."""
    return NOW + timedelta(**span)


async def staffed(store: Store) -> None:
    """Puts the ministry and its people into the store."""

    def staff(tx: Tx) -> None:
        assert (
            add_agency(tx, Agency("G18", "Bộ Y tế", "BYT", frozenset({"moh.gov.vn"})), NOW) is None
        )
        tx.run(insert(unit), [{"id": n, "agency": "G18", "name": name} for n, name in UNITS])
        for name, box, where, position in PEOPLE:
            mailbox = f"{box}@moh.gov.vn"
            add_person(tx, NewPerson(name, mailbox, "G18", where, position, "vi"), NOW)

    await store.write(staff)


def paper(number: str = "125/VPCP-KGVX", **changes: object) -> Document:
    """A document of the Government Office."""
    facts: dict[str, object] = {
        "number": number,
        "issuer": "Văn phòng Chính phủ",
        "issued": date(2026, 9, 28),
        "excerpt": "V/v báo cáo tình hình cung ứng thuốc",
        "urgency": Urgency.NORMAL,
        "received": date(2026, 9, 30),
        "arrival_number": 4012,
    }
    return Document(**{**facts, **changes})  # type: ignore[arg-type]


def due_on(day: date | str) -> Deadline:
    """A fixed date."""
    return Deadline(date.fromisoformat(str(day)), "on-date", "chậm nhất ngày")


def work(
    due: str | None = "2026-10-23",
    person: int | None = BINH,
    unit: int | None = UNIT,
    *others: Party,
    content: str = "Báo cáo kết quả đấu thầu thuốc tập trung",
) -> NewTask:
    """A task that one person, or one unit, leads."""
    lead = Party(Role.LEAD, "G18", unit, person)
    deadline = None if due is None else due_on(due)
    return NewTask(content, (lead, *others), deadline, "Văn bản báo cáo")


async def opened(store: Store, *tasks: NewTask, number: str = "125/VPCP-KGVX") -> tuple[int, ...]:
    """The numbers of *tasks*, opened with one document."""
    rows = tuple(Entry(row, 1, paper(number), new) for row, new in enumerate(tasks, 2))
    done = await store.write(open_entries, rows, CLI)
    assert done.tasks == len(tasks)
    (document,) = await store.read(standing, [number])
    return tuple(task.id for task in document.tasks)
