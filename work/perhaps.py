"""What a letter may ask besides, by times that were hardly taken for limits: shown to whoever decides, never registered by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from work.deadline import Until
from work.official.found import Errand, Read
from work.proposal import Asked
from work.register_row import shown


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A time that may be a limit, by its *number* in what was read, from 1.

    *place* is the task that would be due by it, None where there would be one more.
    """

    number: int
    place: int | None
    errand: Errand

    @property
    def words(self) -> str:
        """As the letter has it, in one line."""
        when = self.errand.when
        return "" if when is None else " ".join(when.words.split()) or when.value

    @property
    def sentence(self) -> str:
        """What it stands in, in one line."""
        return " ".join(self.errand.content.value.split())

    @property
    def until(self) -> Until | None:
        """When it would be; None where nobody can count it."""
        found = self.errand.deadline
        return None if found is None else found.until

    @property
    def due(self) -> str:
        """The day, or the hour on it, as a register has it; the words themselves of what nobody can count."""
        found = self.errand.deadline
        return self.words if found is None else shown(found.at or found.due)


def all_perhaps(read: Read) -> Iterator[Perhaps]:
    """Each of them, by what was *read* of one document."""
    undated = {
        errand.content.value: place
        for place, errand in enumerate(read.errands, 1)
        if errand.deadline is None
    }
    for number, errand in enumerate(read.perhaps, 1):
        yield Perhaps(number, undated.get(errand.content.value), errand)


def undecided(read: Read, asked: Sequence[Asked]) -> Iterator[Perhaps]:
    """Those by which nothing is due of what is *asked* now, as far as that can be told."""
    by_place = {one.place: one for one in asked}
    days = {one.deadline.until for one in asked if one.deadline is not None}
    for one in all_perhaps(read):
        task = None if one.place is None else by_place.get(one.place)
        if (task is None or task.deadline is None) and one.until not in days:
            yield one
