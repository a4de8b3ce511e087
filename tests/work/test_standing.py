"""A register that is read again: what is new in it, what it changes, and what only a person may change."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.work.test_register import DUE, LETTER, letter, read, row, told
from work.deadline import BY_HAND, Deadline, Version
from work.preview import Change, Entry, Preview, Weight
from work.progress import Closing
from work.sheet import Value
from work.standing import Standing, compared
from work.task import Task, TaskState

THEN = datetime(2026, 9, 1, tzinfo=UTC)
LATER = date(2026, 10, 20)
DONE = {"progress": "Đã hoàn thành", "reply": "9/BYT-PC ngày 01/9/2026"}


def kept(*rows: tuple[Value, ...], first: int = 1, **changes: Any) -> Standing:
    """The document of *rows* as an import of them leaves it, its tasks numbered from *first*."""
    entries = read(*rows).entries
    tasks = tuple(task_of(one, number, **changes) for number, one in enumerate(entries, first))
    versions = {
        task.id: (Version(1, one.task.deadline, None, "cli"),)
        for one, task in zip(entries, tasks, strict=True)
        if one.task.deadline is not None
    }
    return Standing(7, entries[0].document, tasks, versions)


def task_of(entry: Entry, number: int, **changes: Any) -> Task:
    deadline = entry.task.deadline
    task = Task(
        id=number,
        document_id=7,
        document=entry.document,
        content=entry.task.content,
        product=None,
        parties=entry.task.parties,
        state=TaskState.ASSIGNED,
        due=None if deadline is None else deadline.due,
        version=1,
        opened_at=THEN,
    )
    return replace(task, **changes)


def change(preview: Preview, *standing: Standing) -> Change:
    """The only change, of a preview that opens nothing."""
    found = compared(preview, standing)
    assert found.opened == ()
    (one,) = found.changes
    return one


def codes(preview: Preview, *standing: Standing) -> list[str]:
    """What is told of a preview that opens and changes nothing."""
    found = compared(preview, standing)
    assert (found.opened, found.changes) == ((), ())
    return told(found)


def done(**changes: Any) -> dict[str, Any]:
    ended = {"state": TaskState.DONE, "done_on": date(2026, 9, 1), "result": "9/BYT-PC"}
    return {**ended, **changes}


def test_what_stands_and_does_not_differ_is_told_and_left_out() -> None:
    preview = read(row(due=None), row(letter(2)), row(letter(3), due="sớm"))

    found = compared(preview, [kept(row(due=None))])

    assert told(found) == ["B2 known", "D4 bad-deadline"]
    assert [entry.row for entry in found.entries] == [3]
    assert found.changes == ()


def test_a_document_is_known_under_another_spelling_of_its_issuer() -> None:
    again = LETTER.replace("Văn phòng Chính phủ", "VPCP")

    assert codes(read(row(again)), kept(row())) == ["B2 known"]


def test_another_deadline_changes_the_task() -> None:
    one = change(read(row(due="trước ngày 21/10/2026")), kept(row()))

    assert one.deadline is not None
    assert (one.task.due, one.deadline.due, one.deadline.exclusive) == (DUE, LATER, True)
    assert one == Change(one.entry, one.task, deadline=one.deadline)


def test_a_deadline_that_is_new_or_taken_away() -> None:
    assert change(read(row()), kept(row(due=None))).deadline is not None
    assert codes(read(row(due="không thời hạn")), kept(row())) == ["B2 deadline-gone"]
    assert codes(read(row(due=None)), kept(row())) == ["B2 deadline-gone"]


def test_a_deadline_given_by_hand_is_not_undone_by_a_register_that_does_not_know_of_it() -> None:
    standing = kept(row(), due=LATER, version=2)
    by_hand = Version(2, Deadline(LATER, BY_HAND, "xin lùi"), "xin lùi", "cli")
    standing = replace(standing, versions={1: (*standing.versions[1], by_hand)})

    assert codes(read(row()), standing) == ["B2 deadline-by-hand"]
    assert change(read(row(due=date(2026, 10, 22))), standing).deadline is not None
    imported = replace(by_hand, deadline=Deadline(LATER, "on-date", "20/10/2026"))
    standing = replace(standing, versions={1: (*standing.versions[1][:1], imported)})
    assert change(read(row()), standing).deadline is not None, "one register mends another"


def test_another_lead_or_another_helper_changes_the_task() -> None:
    one = change(read(row(assignee="Trần Thị Bình")), kept(row()))
    assert one.parties is not None
    assert (one.task.lead.unit, one.parties[0].person) == (1, 11)
    assert one == Change(one.entry, one.task, parties=one.parties)

    helped = change(read(row(assignee="Vụ Pháp chế; Vụ Kế hoạch")), kept(row()))
    assert helped.parties is not None
    assert [party.unit for party in helped.parties] == [1, 2]


def test_another_subject_changes_the_task_but_not_another_spelling_of_it() -> None:
    one = change(read(row(LETTER + " thủ tục")), kept(row()))

    assert one == Change(one.entry, one.task, content="Rà soát thủ tục")
    assert codes(read(row(LETTER.replace("rà soát", "RÀ SOÁT"))), kept(row())) == ["B2 known"]
    without = LETTER.replace(" về việc rà soát", "")
    assert codes(read(row(without)), kept(row())) == ["B2 known"], "it says nothing of the subject"


def test_a_subject_of_the_tasks_own_stays() -> None:
    assert codes(read(row()), kept(row(), content="Việc riêng")) == ["B2 known"]


def test_what_is_done_or_withdrawn_in_the_register_ends_the_task() -> None:
    one = change(read(row(**DONE, due=LATER)), kept(row()))
    assert one.closing == Closing(date(2026, 9, 1), "9/BYT-PC")
    assert one.deadline is not None

    gone = change(read(row(progress="Thu hồi", due=LATER)), kept(row()))
    assert gone == Change(gone.entry, gone.task, withdrawn=True)
    assert told(compared(read(row(progress="Thu hồi")), [kept(row())])) == []
    assert told(compared(read(row(progress="Thu hồi")), [])) == ["E2 withdrawn"]


@pytest.mark.parametrize(
    ("now", "here", "code"),
    [
        ({}, done(), "done-here"),
        (DONE, done(), "known"),
        (DONE, done(done_on=date(2026, 9, 2)), "done-otherwise"),
        (DONE, done(result="8/BYT-PC"), "done-otherwise"),
        ({**DONE, "due": LATER}, done(), "done-otherwise"),
        ({"progress": "Thu hồi"}, done(), "withdrawn-done"),
        ({}, {"state": TaskState.CANCELLED}, "cancelled-here"),
        (DONE, {"state": TaskState.CANCELLED}, "cancelled-here"),
        ({"progress": "Thu hồi"}, {"state": TaskState.CANCELLED}, "known"),
    ],
)
def test_what_is_closed_here_stays_closed(
    now: dict[str, Any], here: dict[str, Any], code: str
) -> None:
    assert codes(read(row(**now)), kept(row(), **here)) == [f"B2 {code}"]


def test_rows_of_one_document_mean_the_tasks_that_they_lead() -> None:
    both = (row(), row(assignee="Vụ Kế hoạch"))
    again = read(row(assignee="Vụ Kế hoạch", due=LATER), row())

    one = change(again, kept(*both))

    assert (one.entry.row, one.task.id) == (2, 2)


def test_one_more_row_of_a_document_is_one_more_task() -> None:
    found = compared(read(row(), row(assignee="Vụ Kế hoạch")), [kept(row())])

    assert (found.entries, found.changes) == ((), ())
    (more,) = found.added
    assert (more.document, more.tasks, more.entry.row) == (7, 1, 3)
    assert told(found, Weight.WARNING) == ["B3 one-more-task"]


def test_where_several_tasks_may_be_meant_a_person_decides() -> None:
    both = kept(row(), row(assignee="Vụ Kế hoạch"))

    assert codes(read(row(assignee="Trần Thị Bình")), both) == ["B2 which-task"]
    withdrawn = read(row(assignee="Trần Thị Bình", progress="Thu hồi"))
    assert codes(withdrawn, kept(row())) == ["B2 which-task"], "nothing is cancelled by a guess"


def test_a_subject_of_its_own_tells_which_task_a_row_means() -> None:
    other = LETTER.replace("rà soát", "kiểm tra")
    both = kept(row(), row(other, assignee="Vụ Kế hoạch"))

    one = change(read(row(other, assignee="Trần Thị Bình")), both)

    assert one.task.id == 2


def test_warnings_are_told_of_rows_that_change_something() -> None:
    saturday = date(2026, 10, 17)
    same = row(letter(2), due=saturday)

    found = compared(read(row(due=saturday), same), [kept(row()), kept(same, first=2)])

    assert told(found) == ["D2 day-off", "B3 known"]


def test_a_number_that_comes_again_in_a_year_is_told_and_both_are_kept() -> None:
    again = row(LETTER.replace("03/8/2026", "04/8/2026").replace("15/", "015/"))
    other_year = row(LETTER.replace("03/8/2026", "03/8/2025"))
    other_body = row(
        LETTER.replace("ngày 03/8", "ngày 05/8").replace("Văn phòng Chính phủ", "Bộ Y tế")
    )

    found = compared(read(row(), again, other_year, other_body), ())
    assert told(found) == ["B3 number-again"]
    assert len(found.entries) == 4
    assert found.problems[0].facts == {
        "number": "015/VPCP-KSTT", "issuer": "Văn phòng Chính phủ", "issued": date(2026, 8, 3),
    }  # fmt: skip

    with_kept = compared(read(again), (kept(row()),))
    assert told(with_kept) == ["B2 number-again"]
    assert compared(read(row()), (kept(row()),)).of(Weight.WARNING) == ()
