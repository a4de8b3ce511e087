"""A province in a store, put there row by row: agencies with their units, a thousand linked people, many open tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from typing import Any

from sqlalchemy import Connection, Table, insert

from store.engine import open_engines
from store.migrate import ensure
from store.schema.chat import chat_link
from store.schema.directory import agency, person, unit
from store.schema.work import deadline, document, task, task_party
from work.document import Document, Urgency
from work.person import Position
from work.sought import sought
from work.task import Role, TaskState

TOP = "H00"  # the people's committee, above all the others
STAFF = 10  # of a unit, its head among them
UNITS_OF_TOP, UNITS = 40, 5  # of any other agency
TASKS_OF_PAPER = 4
FIRST_CHAT = 50_000

_FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"]
_MIDDLES = ["Văn", "Thị", "Minh", "Thu", "Đức", "Ngọc", "Quốc", "Thanh", "Hữu", "Xuân"]
_GIVEN = ["An", "Bình", "Chi", "Dũng", "Hà", "Giang", "Khánh", "Lan", "Mai", "Nam"]
_ACTS = ("Báo cáo", "Rà soát", "Tham mưu", "Tổng hợp", "Kiểm tra", "Xây dựng kế hoạch", "Góp ý")
_WHATS = ("quy hoạch đất đai", "cung ứng thuốc", "thu ngân sách", "chuyển đổi số", "an toàn đập")
_WHERES = (
    "trên địa bàn tỉnh",
    "tại các xã miền núi",
    "của ngành năm nay",
    "theo kết luận kiểm tra",
)
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Somebody:
    """One linked official, by the numbers that the store and Telegram know them by."""

    id: int
    chat: int
    position: Position
    agency: str
    unit: int


@dataclass(frozen=True, slots=True)
class Filling:
    """How much is to stand in the store, on which office day."""

    people: int
    tasks: int
    today: date

    def somebody(self, number: int) -> Somebody:
        """The person of that number, from 1 on: the first of each unit leads it, the next of some the agency."""
        place, within = divmod(number - 1, STAFF)
        agency_number, unit_of_it = _where(place)
        position = Position.UNIT_HEAD if within == 0 else Position.STAFF
        if unit_of_it % STAFF == 0 and within in (1, 2):
            position = Position.AGENCY_HEAD if within == 1 else Position.CLERK
        return Somebody(number, FIRST_CHAT + number, position, code(agency_number), place + 1)

    def everybody(self) -> tuple[Somebody, ...]:
        """All of them."""
        return tuple(self.somebody(number) for number in range(1, self.people + 1))


def code(number: int) -> str:
    """The code of an agency; of the first, which is above the others, TOP."""
    return f"H00.{number:02d}" if number else TOP


def _where(place: int) -> tuple[int, int]:
    """Of which agency the unit of that place is, and the how manieth of it."""
    if place < UNITS_OF_TOP:
        return 0, place
    other, within = divmod(place - UNITS_OF_TOP, UNITS)
    return other + 1, within


def fill(address: str, filling: Filling) -> None:
    """Puts all of it into the empty store at *address*."""
    ensure(address)
    engines = open_engines(address)
    with engines.writer.connect() as connection, connection.begin():
        for table, rows in _everything(filling):
            _put(connection, table, rows)
    engines.dispose()


def _put(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, _BATCH)):
        connection.execute(insert(table), some)


def _everything(filling: Filling) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    places = range(-(-filling.people // STAFF))
    yield agency, (_agency(number) for number in range(_where(places[-1])[0] + 1))
    yield unit, (_unit(place) for place in places)
    yield person, (_person(one) for one in filling.everybody())
    now = datetime.combine(filling.today, datetime.min.time(), UTC)
    yield chat_link, (_link(one, now) for one in filling.everybody())
    papers = range(1, -(-filling.tasks // TASKS_OF_PAPER) + 1)
    yield document, (_document(n, filling) for n in papers)
    numbers = range(1, filling.tasks + 1)
    yield task, (_task(n, filling, now) for n in numbers)
    yield task_party, (row for n in numbers for row in _parties(n, filling))
    yield deadline, (_deadline(n, filling, now) for n in numbers)


def _agency(number: int) -> dict[str, Any]:
    name = f"Sở số {number}" if number else "Ủy ban nhân dân tỉnh"
    return {
        "code": code(number),
        "name": name,
        "short_name": name,
        "parent": TOP if number else None,
    }


def _unit(place: int) -> dict[str, Any]:
    return {"id": place + 1, "agency": code(_where(place)[0]), "name": f"Phòng {place + 1}"}


def _person(one: Somebody) -> dict[str, Any]:
    names = list(product(_FAMILIES, _MIDDLES, _GIVEN))
    return {
        "id": one.id,
        "name": " ".join(names[one.id % len(names)]),
        "email": f"p{one.id}@office.example",
        "agency": one.agency,
        "unit_id": one.unit,
        "position": one.position,
        "language": "vi",
    }


def _link(one: Somebody, now: datetime) -> dict[str, Any]:
    account = {"person_id": one.id, "user_id": one.chat, "chat_id": one.chat}
    return {**account, "linked_at": now, "relink_by": now + timedelta(days=90)}


def _paper(number: int, filling: Filling) -> Document:
    about = f"{_ACTS[number % 7]} {_WHATS[number % 5]} {_WHERES[number % 4]}"
    issued = filling.today - timedelta(days=1 + number % 60)
    return Document(
        f"{number}/UBND-VX", "Ủy ban nhân dân tỉnh", issued, f"V/v {about}", Urgency.NORMAL
    )


def _document(number: int, filling: Filling) -> dict[str, Any]:
    paper = _paper(number, filling)
    return {
        "id": number,
        "number": paper.number,
        "issuer": paper.issuer,
        "issuer_code": TOP,
        "issued": paper.issued,
        "excerpt": paper.excerpt,
        "urgency": paper.urgency,
        "direction": "incoming",
        "ordinal": number,
    }


def _task(number: int, filling: Filling, now: datetime) -> dict[str, Any]:
    paper = -(-number // TASKS_OF_PAPER)
    content = (
        f"{_ACTS[number % 7]} {_WHATS[number // 7 % 5]} {_WHERES[number // 35 % 4]} số {number}"
    )
    state = TaskState.SUBMITTED if _is_handed_in(number) else TaskState.RECEIVED
    return {
        "id": number,
        "document_id": paper,
        "content": content,
        "state": TaskState.ASSIGNED if number % 10 == 1 else state,
        "due": _due(number, filling),
        "version": 1,
        "opened_at": now - timedelta(days=60),
        "stopped_on": filling.today if _is_handed_in(number) else None,
        "sought": sought(content, None, _paper(paper, filling)),
    }


def _is_handed_in(number: int) -> bool:
    return number % 100 == 0


def _due(number: int, filling: Filling) -> date:
    """One in six overdue, the rest over the half year that comes."""
    return filling.today + timedelta(days=number * 7 % 216 - 36)


def _parties(number: int, filling: Filling) -> Sequence[dict[str, Any]]:
    """Somebody leads; of every third task somebody else helps."""
    lead = filling.somebody(1 + number % filling.people)
    roles = [(Role.LEAD, lead)]
    if number % 3 == 0:
        roles.append((Role.COORDINATOR, filling.somebody(1 + number * 31 % filling.people)))
    return [
        {
            "task_id": number,
            "position": position,
            "role": role,
            "agency": one.agency,
            "unit_id": one.unit,
            "person_id": one.id,
            "counted": position == 0 or one.agency != lead.agency,
            "open": True,
            "due": _due(number, filling),
            "stopped_on": filling.today if _is_handed_in(number) else None,
        }
        for position, (role, one) in enumerate(roles)
    ]


def _deadline(number: int, filling: Filling, now: datetime) -> dict[str, Any]:
    return {
        "task_id": number,
        "version": 1,
        "due": _due(number, filling),
        "exclusive": False,
        "rule": "on-date",
        "source": "",
        "set_at": now,
        "set_by": "bench",
    }
