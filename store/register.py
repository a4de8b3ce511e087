"""Keeps what a register says in one transaction: all of it stands afterwards, or nothing.

Tasks begin in store.opening; what changes of those that stand goes through
store.task, which changes them for everybody.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select

from store import deadlines, opening, worklist
from store import document as documents
from store import task as tasks
from store.directory.change import Overtaken
from store.opening import LOOKED_UP, Imported
from store.schema.work import document
from store.tx import Tx
from work.act import Act
from work.preview import Change, Preview
from work.standing import Standing
from work.task import Task


def standing(tx: Tx, numbers: Collection[str]) -> tuple[Standing, ...]:
    """The documents of these numbers and signs, with their tasks and the deadlines of these.

    A register does not see a task that an import opened which was taken back: it opens it anew.
    """
    rows = tx.all(select(document).where(document.c.number.in_(numbers)))
    found = worklist.of_documents(tx, [row.id for row in rows], opening.not_undone())
    versions = deadlines.versions_of(tx, [one.id for some in found.values() for one in some])
    return tuple(
        Standing(row.id, documents.of_row(row), found.get(row.id, ()), versions) for row in rows
    )


def keep(tx: Tx, preview: Preview, reason: str, act: Act) -> Imported:
    """Opens what *preview* opens and changes what it changes; *reason* goes beside each new deadline.

    Raises Overtaken when what it changes is not as it was seen any more.
    """
    changes = sorted(preview.changes, key=lambda change: change.task.id)
    _require_unchanged(tx, [change.task for change in changes])
    done = opening.open_entries(tx, preview.entries, act)
    done = done.plus(opening.open_more(tx, preview.added, act))
    for change in changes:
        _change(tx, change, reason, act)
    return done.plus(Imported(changed=len(changes)))


def _require_unchanged(tx: Tx, seen: Sequence[Task]) -> None:
    """Raises Overtaken unless each task is as it was *seen*; none changes before the commit."""
    for some in _portions(seen):
        expected = {one.id: one for one in some}
        tasks.hold(tx, expected.keys())
        if worklist.several(tx, expected.keys()) != expected:
            raise Overtaken("task")


def _portions(seen: Sequence[Task]) -> Iterator[Sequence[Task]]:
    for first in range(0, len(seen), LOOKED_UP):
        yield seen[first : first + LOOKED_UP]


def _change(tx: Tx, change: Change, reason: str, act: Act) -> None:
    """Each part by the one function that makes such a change; the end comes last, judged by all before."""
    number, done = change.task.id, list[object]()
    if change.deadline is not None:
        done.append(tasks.change_due(tx, number, change.deadline, reason, act))
    if change.parties is not None:
        done.append(tasks.assign(tx, number, change.parties, act))
    if change.content is not None:
        excerpt = change.entry.document.excerpt
        done.append(tasks.reword(tx, number, change.content, excerpt, act))
    if change.closing is not None:
        day, result = change.closing.done_on, change.closing.result
        done.append(tasks.finish(tx, number, day, result, act))
    if change.withdrawn:
        done.append(tasks.recall(tx, number, act, reason))
    if any(isinstance(one, tasks.Refused) for one in done):
        raise RuntimeError(f"task {number} was held, and yet refused a change: {done}")
