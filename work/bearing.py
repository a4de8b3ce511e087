"""What a document that was read is to those that stand: one of them, or one that changes the tasks of another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo

from work.assignee import AssigneeGap
from work.likeness import Alike
from work.official.found import Role
from work.official.months import day_in
from work.preview import Addition, Change, Entry, Preview, Problem
from work.proposal import Asked, Draft
from work.standing import Standing, compared
from work.task import Task

# What is said of an earlier document changes its tasks, and makes none of its own.
CHANGING = (Role.RECALLS, Role.REPLACES, Role.CORRECTS, Role.EXTENDS, Role.REMINDS)
_ENDING = frozenset({Role.RECALLS, Role.REPLACES})
_OPENING = frozenset({Role.REPLACES})
_ONE_DAY = timedelta(days=1)  # "trước ngày" leaves it out
_LAST = re.compile(
    r"(trước (?:ngày )?)?((?:\d{1,2} ?[/.-] ?){2}\d{4}|(?:ngày )?\d{1,2} tháng \d{1,2} năm \d{4})",
    re.IGNORECASE,
)
_OF_LEADS = frozenset({"lead-missing", *AssigneeGap})


@dataclass(frozen=True, slots=True)
class Bearing:
    """*known* is the document itself, which stands; *other* is an earlier one, to which it is *role*.

    *alike* are documents of the same number and agency in that year.
    """

    known: Standing | None = None
    other: Standing | None = None
    role: Role | None = None
    alike: tuple[Alike, ...] = ()

    @property
    def opens(self) -> bool:
        """Whether what it asks for are tasks of its own."""
        return self.role not in CHANGING or self.role in _OPENING

    @property
    def about(self) -> int | None:
        """The number of the document that it is or changes."""
        found = self.known or self.other
        return None if found is None else found.id

    def local(self, zone: tzinfo) -> "Bearing":
        """The same, with hours of tasks that stand as clocks in *zone* show them."""
        known, other = (one and one.local(zone) for one in (self.known, self.other))
        return replace(self, known=known, other=other)


def errors(draft: Draft, bearing: Bearing) -> tuple[Problem, ...]:
    """What has to be corrected first: nobody need lead what opens no task."""
    return tuple(one for one in draft.errors if bearing.opens or one.code not in _OF_LEADS)


def previewed(draft: Draft, bearing: Bearing, document: int) -> Preview:
    """What is opened and changed once the draft's document stands under the number *document*.

    Raises ValueError for a draft with errors.
    """
    own = _own(draft, bearing, document) if bearing.opens else Preview((), (), 0)
    if bearing.other is None:
        return own
    changes = tuple(_changes(draft.asked, bearing.other, bearing.role))
    return replace(own, changes=(*own.changes, *changes))


def _own(draft: Draft, bearing: Bearing, document: int) -> Preview:
    """The tasks of the document itself, beside those that stand where it is known."""
    known = bearing.known
    paper = draft.document if known is None else known.document
    if paper is None:
        raise ValueError("a draft without a document registers nothing")
    entries = tuple(one.entry(paper) for one in draft.asked)
    if known is not None:
        return compared(Preview(entries, (), len(entries)), (known,))
    added = tuple(Addition(document, 0, one) for one in entries)
    return Preview((), (), len(entries), added=added)


def _changes(asked: tuple[Asked, ...], other: Standing, role: Role | None) -> Iterator[Change]:
    running = [task for task in other.tasks if task.state.open]
    running = _named(running, asked) or running
    for task in running:
        if role in _ENDING:
            yield Change(_row(task), task, withdrawn=True)
            continue
        means = _meant(asked, task, len(running))
        deadline = None if means is None else means.deadline
        if deadline is not None and deadline.until != task.until:
            yield Change(_row(task), task, deadline=deadline)


def _named(running: list[Task], asked: tuple[Asked, ...]) -> list[Task]:
    """Those of which is said until when they were due: "“trước ngày 29/8/2026” được sửa thành …"."""
    told = [found for one in asked for found in _LAST.findall(one.content)]
    days = [(day_in(f"ngày {words}"), before) for before, words in told]
    last = {day - _ONE_DAY if before else day for day, before in days if day}
    return [one for one in running if one.due in last]


def _meant(asked: tuple[Asked, ...], task: Task, running: int) -> Asked | None:
    """What is said of *task*: by who leads, else what names nobody, else all there is where each is alone."""
    lead = (task.lead.agency, task.lead.unit, task.lead.person)
    for one in asked:
        if (
            one.parties
            and (one.parties[0].agency, one.parties[0].unit, one.parties[0].person) == lead
        ):
            return one
    rest = [one for one in asked if one.parties is None]
    if len(rest) == 1:
        return rest[0]
    return asked[0] if len(asked) == running == 1 else None


def _row(task: Task) -> Entry:
    return Asked(0, task.content, task.parties, None, task.product).entry(task.document)
