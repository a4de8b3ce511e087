"""The deadline that words say, for `congvu task due --term`."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from congvu.cli.acting import no_task
from congvu.cli.due_words import Given
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar
from store import worklist
from work.deadline import Deadline
from work.task import Task

if TYPE_CHECKING:
    from schedules.due import Reference


def term_of(shell: Shell, number: int, words: str, start: Given | None) -> Deadline:
    """The deadline that *words* say, counted from *start*, or else from the paper of the task.

    Set by hand, so a register does not undo it; what it was counted from is kept.
    """
    from congvu.parts.schedules import sessions
    from schedules.due import Reckoner
    from schedules.given import set_by

    found = shell.read(worklist.one, number)
    if found is None:
        raise Refused(no_task(number))
    reference = _reference(shell, found, start)
    said = set_by(words, Reckoner(calendar(shell), reference, sessions(shell.config)))
    if said is None:
        raise Refused(
            f'"{words}" is not one deadline alone; write it such as "10 ngày làm việc",'
            ' "02 tháng kể từ ngày ký" or "trước 16h00 ngày 28/10/2026"'
        )
    return said


def _reference(shell: Shell, found: Task, start: Given | None) -> "Reference":
    from schedules.due import Reference

    zone, document = shell.config.office.zone, found.document
    if start is not None:
        at = datetime.combine(start.day, time(), zone) + (start.hour or timedelta())
        return Reference(at, start.day, start.hour is not None)
    if document.received is None:
        raise Refused(
            f"nobody noted when the paper of task {found.id} came; say by --from what counts, or"
            f" enter the day with congvu document file {found.document_id} --received DAY"
        )
    return Reference(datetime.combine(document.received, time(), zone), document.issued, False)
