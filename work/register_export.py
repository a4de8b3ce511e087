"""Writes tasks as rows of the register that tracks incoming documents, so that it can be read again."""

from datetime import date, tzinfo

from work.deadline import Reached, Until
from work.document import Document
from work.kind import NAMES
from work.sheet import Value
from work.sign import Form, read_sign
from work.task import Party, Role, Task, TaskClass, TaskState

TITLE = "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN"
NO_DEADLINE = "Không thời hạn"

_KINDS = {kind: name for name, kind in reversed(NAMES.items())}
_ROLES = {Role.LEAD: "", Role.COORDINATOR: "phối hợp: ", Role.FOLLOWER: "theo dõi: "}
_PROGRESS = {
    TaskClass.OPEN_IN_TIME: "Đang thực hiện, trong hạn",
    TaskClass.OPEN_LATE: "Đang thực hiện, quá hạn",
    TaskClass.OPEN_UNDATED: "Đang thực hiện",
}
_STATES = {
    TaskState.PAUSED: "Tạm dừng",
    TaskState.SUBMITTED: "Đang chờ duyệt kết quả",
    TaskState.CANCELLED: "Hủy",
    TaskState.RECALLED: "Thu hồi",
}


def register_row(task: Task, now: Reached, zone: tzinfo) -> tuple[Value, ...]:
    """The seven cells of *task*, in the order of register_form.TITLES; hours are those of *zone*."""
    document = task.document
    own = document.excerpt[:1].upper() + document.excerpt[1:]
    return (
        document.arrival_number,
        cited(document),
        "; ".join(_ROLES[party.role] + _named(party) for party in task.parties),
        NO_DEADLINE if task.until is None else due_cell(task.until, zone),
        _progress(task, now),
        task.result,
        None if task.content in (own, cited(document)) else task.content,
    )


def arrival(task: Task) -> tuple[int, int, int]:
    """Sorts tasks as the register does: by arrival number in its year, those without one last."""
    document = task.document
    number = document.arrival_number
    year = (document.received or document.issued).year
    return (9999, 0, task.id) if number is None else (year, number, task.id)


def cited(document: Document) -> str:
    """The document as an office cites it (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    kind = kind_name(document) or "văn bản"
    day = written_day(document.issued)
    head = f"{kind.capitalize()} số {document.number} ngày {day} của {document.issuer}"
    if not document.excerpt:
        return head
    about = "" if document.excerpt.startswith("về ") else "về việc "
    return f"{head} {about}{document.excerpt}"


def kind_name(document: Document) -> str:
    """The name of the document's type in small letters; "" for a law or resolution whose sign tells none."""
    if document.kind in (None, "CV"):
        sign = read_sign(document.number)
        return "" if sign is not None and sign.form is Form.NORMATIVE else "công văn"
    return _KINDS[document.kind]


def written_day(day: date) -> str:
    """A day in figures: those below 10, and the months 1 and 2, with a 0 before them.

    >>> written_day(date(2026, 3, 5)), written_day(date(2026, 2, 9))
    ('05/3/2026', '09/02/2026')
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def _named(party: Party) -> str:
    """A name that the directory knows it by again."""
    if party.person_name is not None:
        around = party.unit_name or party.agency_name
        return f"{party.person_name} ({around})" if around else party.person_name
    if party.unit_name is not None:
        return f"{party.unit_name} ({party.agency_name})"
    return party.agency_name


def due_cell(due: Until, zone: tzinfo) -> Value:
    """A date, or words where there is an hour: a cell cannot say "trước"."""
    if due.at is None:
        return due.day
    local = due.at.astimezone(zone)
    before = "trước " if due.exclusive else ""
    return f"{before}{local:%H:%M} ngày {written_day(local.date())}"


def _progress(task: Task, now: Reached) -> str:
    if task.done_on is not None:
        return f"Đã hoàn thành ngày {written_day(task.done_on)}"
    return _STATES.get(task.state) or _PROGRESS[task.class_at(now)]
