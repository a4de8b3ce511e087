"""Plans: how their annex is read, what a deadline in it means, and what next year's copy takes over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from work.agency import Agency
from work.deadline import Deadline
from work.document import Document
from work.person import Person, Position
from work.plan import Group, Head, Owner, Plan, in_reading_order, progress
from work.plan_copy import Ground, copied, later, turn
from work.plan_form import Annex, read_annex
from work.plan_term import read_term
from work.register_row import Office
from work.roster import Roster, Unit
from work.sheet import Line, Sheet, Value
from work.tally import Tally
from work.task import Party, Role, Task, TaskState
from work.written_deadline import DeadlineGap, Term

TODAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEADER = ("TT", "Nội dung nhiệm vụ", "Sản phẩm", "Đơn vị chủ trì", "Phối hợp", "Thời hạn")
UNITS = (Unit(1, "G22", "Vụ Tổng hợp"), Unit(2, "G22", "Vụ Pháp luật"))
AN = Person(7, "Nguyễn Văn An", "an@x.vn", "G22", "Vụ Tổng hợp", Position.STAFF)
AGENCY = Agency("G22", "Văn phòng Chính phủ", "VPCP", frozenset())


def read(*rows: tuple[Value, ...], header: tuple[Value, ...] = HEADER) -> Annex:
    lines = (Line(1, ("PHỤ LỤC KẾ HOẠCH",)), Line(3, header))
    body = tuple(Line(number, cells) for number, cells in enumerate(rows, 4))
    roster = Roster([AGENCY], UNITS, [AN], TODAY, "G22")
    return read_annex(Sheet((*lines, *body)), Office(roster, TODAY, lambda day: day.weekday() > 4, ZONE), 2026)  # fmt: skip


def outline(annex: Annex) -> list[object]:
    return [
        (one.title, len(one.tasks), [(inner.title, len(inner.tasks)) for inner in one.groups])
        for one in annex.groups
    ]


def task(content: str, lead: str = "Vụ Tổng hợp", due: Value = "Quý I") -> tuple[Value, ...]:
    return ("1", content, None, lead, None, due)


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("Quý III", date(2026, 9, 30)),
        ("quý IV/2027", date(2027, 12, 31)),
        ("Quý 2 năm 2026", date(2026, 6, 30)),
        ("Tháng 02", date(2026, 2, 28)),
        ("Trong tháng 6/2026", date(2026, 6, 30)),
        ("6 tháng đầu năm", date(2026, 6, 30)),
        ("6 tháng cuối năm 2026", date(2026, 12, 31)),
        ("Năm 2027", date(2027, 12, 31)),
        ("Trong năm", date(2026, 12, 31)),
        ("30/6/2026", date(2026, 6, 30)),
        ("trước ngày 15/12/2026", date(2026, 12, 14)),
        (date(2026, 5, 4), date(2026, 5, 4)),
    ],
)
def test_a_part_of_a_year_ends_with_its_last_day(cell: Value, due: date) -> None:
    found = read_term(cell, 2026, ZONE)

    assert isinstance(found, Term)
    assert found.deadline is not None
    assert found.deadline.due == due


@pytest.mark.parametrize("cell", ["Hằng quý", "tháng 13", "Trước quý III", "Quý V", "sớm nhất"])
def test_what_names_no_day_is_not_guessed(cell: str) -> None:
    assert isinstance(read_term(cell, 2026, ZONE), DeadlineGap)


def test_a_task_may_have_no_deadline() -> None:
    assert read_term("Thường xuyên", 2026, ZONE) == Term(None)


def test_roman_groups_hold_figured_ones_which_hold_tasks() -> None:
    annex = read(
        ("I", "Cải cách thể chế"),
        task("Một"),
        ("1", "Rà soát"),
        task("Hai"),
        task("Ba"),
        ("2.", "Theo dõi"),
        ("Nhóm II. Tài chính công",),
        task("Bốn"),
    )

    assert annex.problems == ()
    assert outline(annex) == [
        ("Cải cách thể chế", 1, [("Rà soát", 2), ("Theo dõi", 0)]),
        ("Tài chính công", 1, []),
    ]


def test_groups_may_have_figures_alone_or_nothing_before_them() -> None:
    annex = read(("1", "Một"), task("a"), ("1.1", "Trong một"), ("2", "Hai"), (None, "Ba"))

    assert outline(annex) == [("Một", 1, [("Trong một", 0)]), ("Hai", 0, []), ("Ba", 0, [])]


def test_a_title_that_begins_like_a_number_stays_whole() -> None:
    annex = read(("I", "Cải cách thể chế"), ("VII", "I ốt và muối"), (None, "Cải cách khác"))

    assert [one.title for one in annex.groups] == [
        "Cải cách thể chế",
        "I ốt và muối",
        "Cải cách khác",
    ]


def test_who_helps_stands_in_a_column_of_its_own_and_only_once() -> None:
    annex = read(
        ("I", "Một"),
        ("1", "Việc", "Báo cáo", "Nguyễn Văn An", "Vụ Pháp luật; Vụ Tổng hợp", date(2026, 5, 4)),
        ("2", "Việc nữa", None, "Vụ Tổng hợp", "Vụ Tổng hợp", None),
    )

    first, second = annex.groups[0].tasks
    assert [(p.role, p.unit, p.person) for p in first.parties] == [
        (Role.LEAD, 1, 7), (Role.COORDINATOR, 2, None), (Role.COORDINATOR, 1, None),
    ]  # fmt: skip
    assert (first.product, first.deadline and first.deadline.due) == ("Báo cáo", date(2026, 5, 4))
    assert [(p.role, p.unit) for p in second.parties] == [(Role.LEAD, 1)]
    assert [(one.row, one.code) for one in annex.problems] == [(6, "no-deadline")]
    assert [row for row, _ in annex.leads] == [5]


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        ([task("Một")], "no-group", 1),
        ([("I", "Một"), task("", "Vụ Tổng hợp")], "empty-content", 1),
        ([("I", "Một"), ("1", "Việc", None, None, None, "Quý I")], "empty-assignee", 3),
        ([("I", "Một"), task("Việc", "Vụ Kinh tế")], "unknown-assignee", 3),
        ([("I", "Một"), task("Việc", due="Hằng quý")], "bad-deadline", 5),
        ([("I", "Một"), task("TỐI MẬT")], "secret", None),
        ([("I", "x" * 2001)], "too-long", 1),
    ],
)
def test_a_bad_row_is_told_with_its_place_and_left_out(
    rows: list[tuple[Value, ...]], code: str, column: int | None
) -> None:
    annex = read(*rows)

    assert [(one.code, one.column) for one in annex.problems] == [(code, column)]
    assert annex.bad == 1
    assert [one.every_task for one in annex.groups if one.every_task] == []


def test_a_deadline_on_a_day_off_is_told() -> None:
    (told,) = read(("I", "Một"), task("Việc", due="31/10/2026")).problems

    assert (told.code, told.facts["due"]) == ("day-off", "31/10/2026")


def test_a_sheet_without_header_or_with_too_few_columns_is_refused() -> None:
    (none,) = read(("I", "Một"), header=("a", "b")).problems
    (few,) = read(("I", "Một"), header=("TT", "Nội dung", "Chủ trì")).problems

    assert (none.code, few.code, few.facts["title"]) == (
        "no-header", "column-missing", ["Thời hạn hoàn thành"],
    )  # fmt: skip


GROUPS = in_reading_order([Group(3, 1, "Trong", 1), Group(2, 2, "Hai"), Group(1, 1, "Một")])
PAPER = Document("12/KH-VPCP", "VPCP", date(2026, 1, 5), "kế hoạch")
PLAN = Plan(1, Head("KH", date(2026, 1, 1), date(2026, 12, 31), Owner("G22")), 9, PAPER, GROUPS)


def test_a_group_counts_what_is_within_it_and_the_plan_counts_all() -> None:
    far = progress(PLAN, {1: Tally(done_in_time=1), 3: Tally(open_late=2), 2: Tally(cancelled=1)})

    assert [PLAN.label(one) for one in GROUPS] == ["I", "I.1", "II"]
    assert [far.of(one).total for one in GROUPS] == [3, 2, 0]
    assert (far.whole.total, far.whole.cancelled, far.whole.done_rate()) == (3, 1, "33,33%")


def test_a_copy_moves_the_first_deadline_by_years_and_finds_who_is_there() -> None:
    parties = (Party(Role.LEAD, "G22", 1, 7, "VPCP", "Vụ Tổng hợp", "An"), Party(Role.COORDINATOR, "G22", 2, 8))  # fmt: skip
    opened = datetime(2026, 1, 5, tzinfo=UTC)

    def one(number: int, state: TaskState = TaskState.ASSIGNED) -> Task:
        return Task(number, 9, PAPER, f"Việc {number}", None, parties, state, TODAY, 1, opened)

    first = {
        4: Deadline(date(2027, 2, 28), "before-date", "trước 01/3", date(2027, 3, 1), True),
        5: Deadline(date(2028, 2, 29), "on-date", "29/02"),
        7: Deadline(
            date(2027, 5, 4),
            "by-hour",
            "16 giờ",
            None,
            True,
            (),
            datetime(2027, 5, 4, 9, tzinfo=UTC),
        ),
    }
    tasks = {1: (one(4), one(6, TaskState.RECALLED)), 3: (one(5), one(7))}
    head = Head("KH 2028", date(2028, 1, 1), date(2028, 12, 31), Owner("G22"))
    ground = Ground(first, {8}.__contains__, lambda day: day.weekday() > 4, ZONE)
    plan = Plan(1, Head("KH", date(2027, 1, 1), date(2027, 12, 31), Owner("G22")), 9, PAPER, GROUPS)
    found = copied(plan, tasks, 10, head, ground)

    deadlines = [copy.task.deadline for copy in found.tasks]
    assert [d and (d.due, d.literal, d.rule, d.exclusive) for d in deadlines] == [
        (date(2028, 2, 29), date(2028, 3, 1), "shifted", True),
        (date(2029, 2, 28), None, "shifted", False),
        (date(2028, 5, 4), None, "shifted", True),
    ]
    assert deadlines[2]
    assert deadlines[2].at == datetime(2028, 5, 4, 9, tzinfo=UTC)
    assert (found.left_out, [copy.gone for copy in found.tasks]) == (1, [("An",)] * 2 + [("An",)])
    assert [(p.person, p.unit) for p in found.tasks[0].task.parties] == [(None, 1), (8, 2)]
    assert [(g.title, len(g.tasks), len(g.groups)) for g in found.plan.groups] == [
        ("Một", 1, 1), ("Hai", 0, 0),
    ]  # fmt: skip
    assert found.plan.document == 10
    far = replace(head, begins=date(2100, 1, 1), ends=date(2100, 12, 31))
    kept = [copy.task.deadline for copy in copied(plan, tasks, 10, far, ground).tasks]
    assert [d and d.due.year for d in kept] == [2100, None, 2100], "none lies beyond 2100"


def test_a_plan_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Head("KH", date(2026, 2, 1), date(2026, 1, 1), Owner("G22"))


@pytest.mark.parametrize(
    ("was", "now", "due", "then"),
    [
        (("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), "2026-02-28", "2026-05-31"),
        (("2026-10-01", "2026-12-31"), ("2027-01-01", "2027-03-31"), "2026-11-20", "2027-02-20"),
        (("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30"), "2026-03-15", "2026-04-15"),
        (("2026-02-15", "2026-12-31"), ("2027-01-01", "2027-12-31"), "2026-06-30", "2027-06-30"),
        (("2026-01-01", "2030-12-31"), ("2031-01-01", "2035-12-31"), "2028-02-29", "2033-02-28"),
        (("2026-01-01", "2026-02-28"), ("2026-03-01", "2026-04-30"), "2026-02-28", "2026-04-30"),
        (("2026-01-01", "2026-04-30"), ("2026-05-01", "2026-08-31"), "2026-04-20", "2026-08-20"),
        (("2026-03-15", "2026-08-14"), ("2026-08-15", "2027-01-14"), "2026-08-10", "2027-01-10"),
        (("2026-01-01", "2026-07-31"), ("2026-08-01", "2027-02-28"), "2026-07-31", "2027-02-28"),
        (("2026-01-01", "2026-11-30"), ("2026-12-01", "2027-10-31"), "2026-01-05", "2026-12-05"),
        (("2026-02-01", "2026-12-31"), ("2027-01-01", "2027-12-31"), "2026-06-30", "2027-06-30"),
    ],
)
def test_deadlines_of_the_next_period_move_by_the_plans_own(
    was: tuple[str, str], now: tuple[str, str], due: str, then: str
) -> None:
    before, after = (
        Head("KH", date.fromisoformat(begins), date.fromisoformat(ends), Owner("G22"))
        for begins, ends in (was, now)
    )
    lead = Party(Role.LEAD, "G22", 1, None, "VPCP", "Vụ Tổng hợp")
    opened = datetime(2026, 1, 5, tzinfo=UTC)
    task = Task(4, 9, PAPER, "Việc", None, (lead,), TaskState.ASSIGNED, TODAY, 1, opened)
    ground = Ground({4: Deadline(date.fromisoformat(due), "on-date", "hạn")}, bool, bool, ZONE)
    plan = Plan(1, before, 9, PAPER, GROUPS)

    (found,) = copied(plan, {1: (task,)}, 10, after, ground).tasks

    assert found.task.deadline is not None
    assert found.task.deadline.due == date.fromisoformat(then)
    assert later(before.ends, turn(before)) >= after.begins


@pytest.mark.parametrize("months", range(1, 13))
def test_the_next_period_of_whole_months_begins_where_the_plan_ends(months: int) -> None:
    begins = date(2026, 1, 1)
    ends = later(begins, months) - timedelta(days=1)

    assert turn(Head("KH", begins, ends, Owner("G22"))) == months
