"""A plan (kế hoạch): work that one document assigns in groups, over a period, for one owner.

Groups are numbered and nested once: "II" and, within it, "II.1". A task is in one group at
most. How far a plan is, is counted from its tasks and never kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from work.document import Document
from work.tally import Tally
from work.task import NewTask

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose plan it is: an agency by its code, or one of its units by its number; names once read."""

    agency: str
    unit: int | None = None
    agency_name: str = ""
    unit_name: str | None = None

    @property
    def name(self) -> str:
        """As people call it."""
        return f"{self.unit_name} ({self.agency_name})" if self.unit_name else self.agency_name


@dataclass(frozen=True, slots=True)
class Head:
    """What a plan is before it has groups. Raises ValueError where it ends before it begins."""

    title: str
    begins: date
    ends: date
    owner: Owner

    def __post_init__(self) -> None:
        """Holds the order of its days."""
        if self.ends < self.begins:
            raise ValueError(f"a plan cannot end on {self.ends} that begins on {self.begins}")


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group with its tasks and the groups within it, in their order."""

    title: str
    tasks: tuple[NewTask, ...] = ()
    groups: tuple["NewGroup", ...] = ()

    @property
    def every_task(self) -> tuple[NewTask, ...]:
        """Its own, then those of the groups within it."""
        return (*self.tasks, *(task for one in self.groups for task in one.every_task))


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan with all that it assigns by a *document* that is kept, before the store has given numbers."""

    head: Head
    document: int
    groups: tuple[NewGroup, ...]

    @property
    def tasks(self) -> tuple[NewTask, ...]:
        """All, in the order of the groups."""
        return tuple(task for group in self.groups for task in group.every_task)


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is kept: *position* counts from 1 beside its siblings, *parent* is the group around it."""

    id: int
    position: int
    title: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it is kept, its groups in the order in which a person reads them."""

    id: int
    head: Head
    document_id: int
    document: Document
    groups: tuple[Group, ...] = ()

    def label(self, group: Group) -> str:
        """The number of *group* in the plan: "II", or "II.1" for one within it."""
        if group.parent is None:
            return roman(group.position)
        around = next(one for one in self.groups if one.id == group.parent)
        return f"{roman(around.position)}.{group.position}"

    def labelled(self, label: str) -> Group | None:
        """The group of that number, however its letters are written."""
        wanted = label.strip().upper()
        return next((one for one in self.groups if self.label(one) == wanted), None)

    def within(self, group: Group) -> frozenset[int]:
        """The numbers in the store of *group* and of those within it."""
        return frozenset({group.id, *(one.id for one in self.groups if one.parent == group.id)})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the tasks of a plan are: of each group with what is within it, and of all."""

    whole: Tally
    groups: Mapping[int, Tally] = field(default_factory=dict)

    def of(self, group: Group) -> Tally:
        """That of one group."""
        return self.groups.get(group.id, Tally())


def in_reading_order(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Each group before those within it."""

    def walk(parent: int | None) -> Iterator[Group]:
        for one in sorted((g for g in groups if g.parent == parent), key=lambda g: g.position):
            yield one
            yield from walk(one.id)

    return tuple(walk(None))


def progress(plan: Plan, counts: Mapping[int, Tally]) -> Progress:
    """The progress of *plan*, whose groups' own tasks stand as *counts* says."""
    of_groups = {
        one.id: Tally.sum(counts.get(n, Tally()) for n in plan.within(one)) for one in plan.groups
    }
    return Progress(Tally.sum(counts.values()), of_groups)


def roman(number: int) -> str:
    """*number* in Roman figures, as plans number their groups.

    >>> roman(4), roman(7), roman(39)
    ('IV', 'VII', 'XXXIX')
    """
    said = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        said += letters * times
    return said
