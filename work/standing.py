"""Compares the rows of a register with the tasks that stand: what is new, what changes, what may not.

A register is imported again and again as it grows. A row that differs from its
task changes it, but for what was decided here since: that is told with its remedy.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from work.deadline import DECIDED_HERE, Deadline, Until, Version
from work.document import Document
from work.likeness import those_alike
from work.preview import (
    Addition,
    Change,
    Entry,
    Identity,
    Preview,
    Problem,
    Weight,
    by_document,
    identities,
    in_order,
)
from work.progress import Closing
from work.sign import sign_key
from work.spelling import spelling_key
from work.task import Party, Task, TaskState

Who = tuple[str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A document that is kept, with its tasks and every deadline that each of them has had."""

    id: int
    document: Document
    tasks: tuple[Task, ...]
    versions: Mapping[int, tuple[Version, ...]]

    def local(self, zone: tzinfo) -> "Standing":
        """The same, with the hours of its tasks' deadlines as clocks in *zone* show them."""
        return replace(self, tasks=tuple(_local(task, zone) for task in self.tasks))


def compared(preview: Preview, standing: Iterable[Standing]) -> Preview:
    """The preview with what is new, what changes, and what stays although the register differs."""
    kept: dict[Identity, Standing] = {}
    comparison = _Comparison()
    for one in standing:
        kept.update(dict.fromkeys(identities(one.document), one))
        comparison.know(one.document, one.id)
    for group in by_document((*preview.entries, *preview.withdrawn)):
        keys = identities(group[0].document)
        comparison.compare(group, next((kept[key] for key in keys if key in kept), None))
    return comparison.outcome(preview)


class _Comparison:
    """Collects what came of each row."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._added: list[Addition] = []
        self._changes: list[Change] = []
        self._told: list[Problem] = []
        self._same: set[int] = set()
        self._known: dict[object, list[tuple[int, Document]]] = defaultdict(list)

    def know(self, document: Document, number: int) -> None:
        """Takes a document that another row may repeat; *number* is 0 where it is not kept yet."""
        self._known[sign_key(document.number)].append((number, document))

    def compare(self, group: tuple[Entry, ...], kept: Standing | None) -> None:
        """Takes the rows of one document, and that document where it is kept."""
        if kept is None:
            self._warn_of_likeness(group[0])
            self._entries += (entry for entry in group if not entry.withdrawn)
            return
        self._tell_of_receipt(group, kept)
        pairs, rows, left = _paired(group, kept.tasks)
        for entry, task in pairs:
            self._row(entry, task, kept.versions.get(task.id, ()))
        for entry in rows:
            if left:
                self._tell(Weight.KEPT, entry, "which-task", tasks=[task.id for task in left])
                self._same.add(entry.row)
            elif not entry.withdrawn:
                self._added.append(Addition(kept.id, len(kept.tasks), entry))

    def _tell_of_receipt(self, group: tuple[Entry, ...], kept: Standing) -> None:
        """Tells of the day on which it came, where the rows have another; whoever keeps the register enters it."""
        here = kept.document.received
        for entry in [one for one in group if one.document.received not in (None, here)][:1]:
            code = "received-missing" if here is None else "received-otherwise"
            facts = {"document": kept.id, "received": entry.document.received, "here": here}
            self._tell(Weight.KEPT, entry, code, **facts)

    def _warn_of_likeness(self, entry: Entry) -> None:
        """Tells of a document with the same number and agency in one year; each is kept by itself."""
        new = entry.document
        for found in those_alike(new, self._known[sign_key(new.number)])[:1]:
            issued = found.document.issued
            self._tell(Weight.WARNING, entry, "number-again", issuer=new.issuer, issued=issued)
        self.know(new, 0)

    def outcome(self, preview: Preview) -> Preview:
        """The whole, in the order of the sheet; warnings of rows that change nothing are left out."""
        news = bool(self._entries or self._added or self._changes)
        settled = {change.entry.row for change in self._changes} | self._same
        found = [p for p in preview.problems if p.code != "withdrawn" or p.row not in settled]
        kept = (
            p for p in found if p.weight is not Weight.WARNING or (news and p.row not in self._same)
        )
        return replace(
            preview,
            entries=tuple(sorted(self._entries, key=lambda entry: entry.row)),
            problems=in_order((*kept, *self._told)),
            added=tuple(self._added),
            changes=tuple(self._changes),
        )

    def _row(self, entry: Entry, task: Task, versions: tuple[Version, ...]) -> None:
        if not task.state.open:
            self._closed(entry, task)
            return
        deadline, code = _deadline(entry, task, versions)
        if code is not None and not entry.withdrawn:
            self._tell(Weight.KEPT, entry, code, task=task.id, due=_due(entry), here=task.until)
        change = Change(
            entry,
            task,
            deadline,
            parties=entry.task.parties if _parties_differ(entry, task) else None,
            content=entry.task.content if _subject_differs(entry, task) else None,
            closing=entry.closing,
            withdrawn=entry.withdrawn,
        )
        if entry.withdrawn:
            change = Change(entry, task, withdrawn=True)
        elif task.state is TaskState.PAUSED and (change.deadline or change.closing):
            self._tell(Weight.KEPT, entry, "paused-here", task=task.id)
            self._same.add(entry.row)
            return
        if change != Change(entry, task):
            self._changes.append(change)
            return
        self._same.add(entry.row)
        if code is None:
            self._tell(Weight.LEFT_OUT, entry, "known", task=task.id)

    def _closed(self, entry: Entry, task: Task) -> None:
        """What is closed here stays as it is; only a person reopens it."""
        self._same.add(entry.row)
        code = _closed_code(entry, task)
        weight = Weight.LEFT_OUT if code == "known" else Weight.KEPT
        self._tell(weight, entry, code, task=task.id, done_on=task.done_on)

    def _tell(self, weight: Weight, entry: Entry, code: str, **facts: object) -> None:
        told = {"number": entry.document.number, **facts}
        self._told.append(Problem(weight, entry.row, entry.column, code, told))


def _paired(
    group: tuple[Entry, ...], tasks: tuple[Task, ...]
) -> tuple[list[tuple[Entry, Task]], list[Entry], list[Task]]:
    """Each row with the task that it means for certain; then the rows, and the tasks, that are left.

    They share who leads, else alone the subject; else they are the only ones left. A
    row that withdraws must share who leads: nothing is cancelled by a guess.
    """
    left, rows = list(tasks), list(group)
    pairs: list[tuple[Entry, Task]] = []

    def pair(entry: Entry, task: Task) -> None:
        rows.remove(entry)
        left.remove(task)
        pairs.append((entry, task))

    for entry in group:
        found = [task for task in left if _same_lead(entry, task)]
        if found:
            pair(entry, next((t for t in found if _same_subject(entry, t)), found[0]))
    for entry in [entry for entry in rows if not entry.withdrawn]:
        found = [task for task in left if _same_subject(entry, task)]
        if len(found) == 1 and sum(_same_subject(one, found[0]) for one in rows) == 1:
            pair(entry, found[0])
    if len(rows) == len(left) == 1 and not rows[0].withdrawn:
        pair(rows[0], left[0])
    return pairs, rows, left


def _same_lead(entry: Entry, task: Task) -> bool:
    return _who(entry.task.parties[0]) == _who(task.lead)


def _same_subject(entry: Entry, task: Task) -> bool:
    return spelling_key(entry.task.content) == spelling_key(task.content)


def _parties_differ(entry: Entry, task: Task) -> bool:
    return _roles(entry.task.parties) != _roles(task.parties)


def _roles(parties: tuple[Party, ...]) -> dict[Who, str]:
    return {_who(party): party.role for party in parties}


def _who(party: Party) -> Who:
    return party.agency, party.unit, party.person


def _subject_differs(entry: Entry, task: Task) -> bool:
    """Whether the row says anything of the subject, and that is neither the task's nor the document's."""
    excerpt = spelling_key(entry.document.excerpt)
    same = _same_subject(entry, task) or excerpt == spelling_key(task.document.excerpt)
    return bool(excerpt) and not same


def _deadline(
    entry: Entry, task: Task, versions: tuple[Version, ...]
) -> tuple[Deadline | None, str | None]:
    """The deadline that the row gives the task, or the code of why a differing one is not taken."""
    new = entry.task.deadline
    if new is None:
        return None, None if task.due is None else "deadline-gone"
    if new.until == task.until:
        return None, None
    before = {version.deadline.until for version in versions[:-1]}
    if versions and versions[-1].deadline.rule in DECIDED_HERE and new.until in before:
        return None, "deadline-by-hand"
    return new, None


def _local(task: Task, zone: tzinfo) -> Task:
    last = task.due_last
    return task if last is None else replace(task, due_last=last.astimezone(zone))


def _due(entry: Entry) -> Until | None:
    return None if entry.task.deadline is None else entry.task.deadline.until


def _closed_code(entry: Entry, task: Task) -> str:
    if task.state is not TaskState.DONE:
        return "known" if entry.withdrawn else "cancelled-here"
    if entry.closing is None:
        return "withdrawn-done" if entry.withdrawn else "done-here"
    differs = (
        _due(entry) != task.until or _parties_differ(entry, task) or _subject_differs(entry, task)
    )
    return "done-otherwise" if differs or not _same_end(entry.closing, task) else "known"


def _same_end(closing: Closing, task: Task) -> bool:
    said = closing.result is None or spelling_key(closing.result) == spelling_key(task.result or "")
    return said and closing.done_on == task.done_on
