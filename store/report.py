"""Progress reports and the files that go with what happened to a task: added, never changed."""

from sqlalchemy import insert, select

from store.move import Moved, Refused, Said, move
from store.schema.life import task_event, task_file, task_report
from store.tx import Tx
from work.act import Act
from work.report import KeptFile, NewFiles, NewReport, Period, Report
from work.task import TaskEvent, TaskState


def report(tx: Tx, task_id: int, new: NewReport, act: Act) -> TaskState | Refused:
    """Puts down how far the task is; one that nobody had received is received by it."""
    said = Said(new.text, {"percent": new.percent}, {"percent": new.percent})
    done = move(tx, task_id, TaskEvent.REPORT, act, said)
    if not isinstance(done, Moved):
        return done
    period = new.period
    values = {
        "task_id": task_id,
        "number": done.number,
        "percent": new.percent,
        "begins": None if period is None else period.begins,
        "ends": None if period is None else period.ends,
    }
    tx.run(insert(task_report).values(values))
    keep_files(tx, task_id, done.number, new.files)
    return done.state


def keep_files(tx: Tx, task_id: int, event: int, new: NewFiles) -> None:
    """Keeps the files that came with the event of that number."""
    rows = [
        {
            "task_id": task_id,
            "number": event,
            "position": position,
            "name": file.name,
            "size_bytes": len(file.body),
            "digest": file.digest,
            "body": file.body,
        }
        for position, file in enumerate(new.files, 1)
    ]
    if rows:
        tx.run(insert(task_file), rows)


def reports(tx: Tx, task_id: int) -> tuple[Report, ...]:
    """Every report on the task, the first one first."""
    same = (task_event.c.task_id == task_report.c.task_id) & (
        task_event.c.number == task_report.c.number
    )
    columns = task_event.c.at, task_event.c.by, task_event.c.reason
    chosen = select(task_report, *columns).join(task_event, same)
    rows = tx.all(chosen.where(task_report.c.task_id == task_id).order_by(task_report.c.number))
    return tuple(
        Report(
            row.number,
            row.percent,
            row.reason,
            None if row.begins is None else Period(row.begins, row.ends),
            row.at,
            row.by,
        )
        for row in rows
    )


def newest(tx: Tx, task_id: int) -> Report | None:
    """The last report on the task."""
    found = reports(tx, task_id)
    return found[-1] if found else None


def files(tx: Tx, task_id: int) -> tuple[KeptFile, ...]:
    """Every file that came with what happened to the task, without its octets."""
    kept = task_file.c
    columns = kept.number, kept.position, kept.name, kept.size_bytes, kept.digest
    chosen = select(*columns).where(kept.task_id == task_id).order_by(kept.number, kept.position)
    return tuple(
        KeptFile(row.number, row.position, row.name, row.size_bytes, row.digest)
        for row in tx.all(chosen)
    )


def body(tx: Tx, task_id: int, file: KeptFile) -> bytes | None:
    """The octets of that file."""
    kept = task_file.c
    this = (kept.number == file.event) & (kept.position == file.position)
    found: bytes | None = tx.value(select(kept.body).where(kept.task_id == task_id, this))
    return found
