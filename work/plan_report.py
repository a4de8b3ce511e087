"""A plan as rows: what an office prints of it, group by group, and how far it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from work.deadline import Reached
from work.office_register import Column
from work.plan import Plan, Progress
from work.register_export import NO_DEADLINE, due_cell, written_day
from work.sheet import Value
from work.tally import Tally
from work.task import Party, Role, Task, TaskClass, TaskState

TITLE = "BÁO CÁO TÌNH HÌNH THỰC HIỆN KẾ HOẠCH"
SUMMARY = "TỔNG HỢP THEO NHÓM NHIỆM VỤ"
TOTAL = "Cả kế hoạch"

# The first six are those of a plan's annex, by which the file can be read again.
COLUMNS = (
    Column("TT", 7, centred=True),
    Column("Nội dung nhiệm vụ", 46),
    Column("Sản phẩm", 24),
    Column("Chủ trì", 24),
    Column("Phối hợp", 26),
    Column("Thời hạn hoàn thành", 14.5, centred=True),
    Column("Tình trạng", 20),
)
SUMMARY_COLUMNS = (
    Column("TT", 7, centred=True),
    Column("Nhóm nhiệm vụ", 46),
    Column("Tổng số", 9, centred=True),
    Column("Hoàn thành đúng hạn", 12, centred=True),
    Column("Hoàn thành quá hạn", 12, centred=True),
    Column("Hoàn thành, không thời hạn", 12, centred=True),
    Column("Đang thực hiện trong hạn", 12, centred=True),
    Column("Đang thực hiện quá hạn", 12, centred=True),
    Column("Đang thực hiện, không thời hạn", 12, centred=True),
    Column("Tỷ lệ hoàn thành", 11, centred=True),
    Column("Tỷ lệ quá hạn", 11, centred=True),
)
_CLASSES = {
    TaskClass.DONE_IN_TIME: "Hoàn thành đúng hạn",
    TaskClass.DONE_LATE: "Hoàn thành quá hạn",
    TaskClass.DONE_UNDATED: "Hoàn thành",
    TaskClass.OPEN_IN_TIME: "Đang thực hiện, trong hạn",
    TaskClass.OPEN_LATE: "Đang thực hiện, quá hạn",
    TaskClass.OPEN_UNDATED: "Đang thực hiện",
}
_STATES = {
    TaskState.CANCELLED: "Hủy",
    TaskState.RECALLED: "Thu hồi",
    TaskState.PAUSED: "Tạm dừng",
}

Tasks = Mapping[int, Sequence[Task]]
Row = tuple[Value, ...]


def rows(plan: Plan, tasks: Tasks, now: Reached, zone: tzinfo) -> Iterator[Row]:
    """A row for each group, and below it one for each of its tasks, numbered within it; hours are those of *zone*."""
    for group in plan.groups:
        label = plan.label(group)
        inner = label.split(".")[-1]
        yield (inner, group.title, None, None, None, None, None)
        for place, task in enumerate(tasks.get(group.id, ()), 1):
            yield (f"{inner}.{place}" if group.parent else place, *_cells(task, now, zone))


def summary_rows(plan: Plan, far: Progress) -> Iterator[Row]:
    """A row of figures for each group with what is within it, and one for the whole."""
    for group in plan.groups:
        yield (plan.label(group), group.title, *figures(far.of(group)))
    yield (None, TOTAL, *figures(far.whole))


def figures(tally: Tally) -> Row:
    """What the reports on assigned work count, and both rates of what has fallen due."""
    return (
        tally.total,
        tally.done_in_time,
        tally.done_late,
        tally.done_undated,
        tally.open_in_time,
        tally.open_late,
        tally.open_undated,
        tally.done_rate() or None,
        tally.late_rate() or None,
    )


def standing(task: Task, now: Reached) -> str:
    """How a task stands *now*, in the words of the reports."""
    if task.done_on is not None:
        return f"{_CLASSES[task.class_at(now)]} ({written_day(task.done_on)})"
    return _STATES.get(task.state) or _CLASSES[task.class_at(now)]


def called(party: Party) -> str:
    """A party by a name that the directory knows it by again."""
    if party.person_name is not None:
        return f"{party.person_name} ({party.unit_name or party.agency_name})"
    if party.unit_name is not None:
        return f"{party.unit_name} ({party.agency_name})"
    return party.agency_name


def _cells(task: Task, now: Reached, zone: tzinfo) -> Row:
    others = [called(one) for one in task.parties if one.role is not Role.LEAD]
    return (
        task.content,
        task.product,
        called(task.lead),
        "; ".join(others) or None,
        NO_DEADLINE if task.until is None else due_cell(task.until, zone),
        standing(task, now),
    )
