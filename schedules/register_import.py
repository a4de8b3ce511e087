"""An import of a register or of a plan's annex: read, compared with what stands, kept, taken back; commands and pages do it by this."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from schedules.calendar import Calendar
from schedules.given import counted_from_the_paper
from schedules.hours import Sessions
from store import Store, Tx, audience, entitled, imports, register, undoing
from store.directory.agencies import all_agencies
from store.directory.people import all_people
from store.directory.units import all_units
from store.opening import LOOKED_UP, Imported
from work import unreminded
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.document import Document
from work.plan_form import Annex, read_annex
from work.preview import Preview, identities, in_order
from work.register import read_register
from work.register_row import Office
from work.roster import Roster
from work.secrecy.discretion import Rules
from work.sheet import Sheet
from work.standing import Standing, compared
from work.undoing import Undone

Counting = Callable[[int], None]  # is told now and then of how many rows


def uncounted(_rows: int) -> None:
    """For who does not want to be told."""


@dataclass(frozen=True, slots=True)
class Ground:
    """By what rows are read: official calendar, office hours, and which rows are refused for a mark of secrecy."""

    calendar: Calendar
    sessions: Sessions
    secrecy: Rules | None = None  # those that are shipped

    def against(self, people: Roster, today: date) -> Office:
        """What they are read against, with these *people*."""
        days, hours = self.calendar, self.sessions
        return Office(
            people,
            today,
            lambda day: not days.is_working(day),
            days.zone,
            self.secrecy,
            lambda text, issued, received: counted_from_the_paper(
                text, issued, received, days, hours
            ),
        )


def roster_of(tx: Tx, agency: str | None, today: date) -> Roster:
    """Everybody whom a register of *agency* may name."""
    return Roster(all_agencies(tx), all_units(tx), all_people(tx), today, agency)


async def previewed(
    store: Store, table: Sheet, office: Office, counting: Counting = uncounted
) -> Preview:
    """What keeping the register in *table* would come to; nothing is kept. Rows are read on a thread.

    Terms count from the receipt of documents that stand here, where the register has none.
    """
    asked: list[Document] = []

    def ask(paper: Document) -> None:
        asked.append(paper)

    found = await asyncio.to_thread(read_register, table, replace(office, receipts=ask), counting)
    papers = [one.document for one in await _standing(store, asked, office)]
    came = {key: paper.received for paper in papers for key in identities(paper)}
    if any(came.values()):

        def receipt(paper: Document) -> date | None:
            return next((came[key] for key in identities(paper) if key in came), None)

        known = replace(office, receipts=receipt)
        found = await asyncio.to_thread(read_register, table, known, counting)
    kept = [entry.document for entry in (*found.entries, *found.withdrawn)]
    preview = compared(found, await _standing(store, kept, office))
    alone = await store.read(audience.without_anybody, unreminded.leads(preview))
    return unreminded.told(preview, alone)


async def annex_of(store: Store, table: Sheet, office: Office, year: int) -> Annex:
    """The groups and tasks of a plan that begins in *year*, out of its annex; nothing is kept."""
    found = await asyncio.to_thread(read_annex, table, office, year)
    alone = await store.read(audience.without_anybody, frozenset(lead for _, lead in found.leads))
    told = (unreminded.problem(row, lead) for row, lead in found.leads if lead in alone)
    return replace(found, problems=in_order((*found.problems, *told)))


def keep(
    tx: Tx, preview: Preview, file: str, reason: str, about: OfOffice, act: Act
) -> tuple[int, Imported] | Denied:
    """The number of the import and what it came to, for who keeps the registers of *about*.

    Raises Overtaken when what it changes is not as it was seen any more.
    """

    def imported(tx: Tx, by: Act) -> tuple[int, Imported]:
        return imports.keep(tx, preview, file, reason, by)

    return entitled.by_right(tx, Doing.REGISTER, about, act, imported)


async def take_back(
    store: Store, number: int, reason: str, about: OfOffice, acting: Callable[[], Act],
    counting: Counting = uncounted,
) -> Undone | Denied:  # fmt: skip
    """What was taken back of the import of that *number*, portion by portion, and how many people are told at the end.

    What was broken off before goes on.
    """
    done, after = Undone(), 0
    while True:

        def portion(tx: Tx, by: Act, after: int = after) -> tuple[Undone, int | None]:
            return undoing.undo(tx, number, reason, by, after)

        some = await store.write(entitled.by_right, Doing.REGISTER, about, acting(), portion)
        if isinstance(some, Denied):
            return some
        done = done.plus(some[0])
        counting(len(done.opened) + len(done.changed))
        if some[1] is None:
            break
        after = some[1]
    told = await store.write(entitled.by_right, Doing.REGISTER, about, acting(), _telling(number))
    return told if isinstance(told, Denied) else done.plus(Undone(told=told))


def _telling(number: int) -> Callable[[Tx, Act], int]:
    def tell(tx: Tx, by: Act) -> int:
        return undoing.tell(tx, number, by)

    return tell


async def _standing(
    store: Store, papers: Iterable[Document], office: Office
) -> tuple[Standing, ...]:
    """What stands of *papers* already, asked for in short reads."""
    numbers = list(dict.fromkeys(paper.number for paper in papers))
    found: list[Standing] = []
    for first in range(0, len(numbers), LOOKED_UP):
        found += await store.read(register.standing, numbers[first : first + LOOKED_UP])
    return tuple(one.local(office.zone) for one in found)
