"""A year of an office: its people, the registers of its weeks, and what becomes of each task, all drawn from a seed."""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import product

from tests.proof.week_work import Person, Work, register
from tests.proof.year_paper import A_DAY, Paper, at

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Bùi", "Hồ", "Ngô")
MIDDLES = ("Văn", "Thị", "Minh", "Thanh", "Quang")
GIVEN = ("An", "Bình", "Cường", "Giang", "Hà", "Khánh", "Lan", "Nga", "Phúc", "Quân")
STAFF = 12  # of a unit, beside its head
LINKED = 7  # of so many staff one has a chat; heads, who are told much, get mail alone
LEADS = 2  # so many tasks of one week fall to the same person, about
BATCH = 8  # tasks that one person with a chat gets beside, each week, for the same day: told in one message
BATCH_DAYS = 10
STOP = time(7, 30)  # half an hour before reminders leave
A_WEEK = timedelta(days=7)
LINKED_WEEKS = 12  # then everybody proves again whose chat it is, before a link's 90 days are over
# Of two hundred tasks so many are done before anybody is reminded, after a reminder, too late, with
# an extension, by approval; or are hỏa tốc.
FATES = {"early": 174, "reminded": 9, "late": 6, "extended": 5, "approved": 3, "urgent": 3}
DAYS = (
    5,
    11,
    12,
    12,
    13,
    14,
    14,
    15,
    15,
    16,
    16,
    17,
    18,
    18,
    19,
    20,
    20,
    22,
    22,
    25,
)  # working days until a deadline


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to a task at a stop of the clock; *due* is the date that an extension asks for."""

    what: str  # "receive", "finish", "submit", "approve", "acknowledge", "ask", "grant"
    number: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One row of a register: opened at a stop, due on a day, or so many working days of a *term* after its opening."""

    number: int
    lead: Person
    opened: date
    due: date
    term: int = 0
    urgent: bool = False
    deeds: tuple[tuple[datetime, Deed], ...] = ()

    @property
    def begun(self) -> datetime:
        """When it was opened."""
        return at(self.opened, STOP)

    def when(self, what: str) -> datetime | None:
        """When that was done, None for never."""
        return next((moment for moment, deed in self.deeds if deed.what == what), None)

    @property
    def words(self) -> str:
        """Its deadline as the register has it."""
        if self.term:
            return f"{self.term} ngày làm việc kể từ ngày {self.opened:%d/%m/%Y}"
        return f"{self.due:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Change:
    """A swap that becomes known at the stop of a day: a Friday off, a Saturday worked."""

    known: date
    off: date
    worked: date


@dataclass(frozen=True)
class Year:
    """Some weeks from *monday* on, with all that happens in them."""

    people: tuple[Person, ...]
    jobs: tuple[Job, ...]
    monday: date
    weeks: int
    change: Change
    before: Paper = field(default_factory=Paper)

    @cached_property
    def after(self) -> Paper:
        """The calendar once the change is known."""
        return self.before.swapped(self.change.off, self.change.worked)

    def paper(self, moment: datetime) -> Paper:
        """The calendar as it is known at a moment; the deeds of that stop come first."""
        return self.before if moment <= self.known_at else self.after

    @cached_property
    def known_at(self) -> datetime:
        """When the change becomes known."""
        return at(self.change.known, STOP)

    @cached_property
    def stops(self) -> tuple[datetime, ...]:
        """Where the clock stands still for a register or for deeds: on Mondays and Thursdays."""
        return tuple(stops(self.monday, self.weeks))

    def is_linked_anew(self, day: date) -> bool:
        """Whether everybody who has a chat links it again on a day."""
        weeks, rest = divmod((day - self.monday).days, 7)
        return weeks > 0 and weeks % LINKED_WEEKS == 0 and rest == 0

    @property
    def over(self) -> datetime:
        """The end of it all."""
        return at(self.monday + A_WEEK * self.weeks, time(0))

    @property
    def work(self) -> Work:
        """Its people, as those who link chats and import them know them."""
        return Work(self.people, ())

    def register_of(self, day: date) -> str | None:
        """The register that is imported on a day."""
        rows = [_row(job) for job in self.jobs if job.opened == day]
        return register(rows) if rows else None

    def deeds_at(self, moment: datetime) -> list[Deed]:
        """What is done at a stop, in that order."""
        return [deed for job in self.jobs for when, deed in job.deeds if when == moment]


def year(
    seed: int,
    *,
    units: int,
    tasks: int,
    weeks: int,
    change: Change,
    monday: date = date(2026, 1, 5),
) -> Year:
    """A year of *weeks*, in an office of so many units, with *tasks* spread evenly."""
    chance = random.Random(seed)
    people = tuple(_people(units))
    made = Year(people, (), monday, weeks, change)
    staff = [one for one in people if one.position == "staff"]
    linked = [one for one in staff if one.account]
    jobs: list[Job] = []
    for week in range(weeks):
        day = monday + A_WEEK * week
        many = tasks * (week + 1) // weeks - len(jobs) - BATCH
        leads = chance.sample(staff, min(len(staff), many // LEADS))
        busy = chance.choice(linked)
        jobs += [_batched(chance, made, len(jobs) + n, busy, day) for n in range(1, BATCH + 1)]
        jobs += [_job(chance, made, len(jobs) + n, leads[n % len(leads)], day) for n in range(1, many + 1)]  # fmt: skip
    return replace(made, jobs=tuple(jobs))


def stops(monday: date, weeks: int) -> Iterator[datetime]:
    """Mondays and Thursdays."""
    for week in range(weeks):
        yield at(monday + A_WEEK * week, STOP)
        yield at(monday + A_WEEK * week + A_DAY * 3, STOP)


def _people(units: int) -> Iterator[Person]:
    names = (f"{s} {m} {g}" for g, m, s in product(GIVEN, MIDDLES, SURNAMES))
    accounts = (8000 + number if number % LINKED == 0 else 0 for number in range(10_000))
    yield Person(next(names), "", "agency-head", 0)
    for number in range(1, units + 1):
        unit = f"Phòng Số {number}"
        yield Person(next(names), unit, "unit-head", 0)
        for _ in range(STAFF):
            yield Person(next(names), unit, "staff", next(accounts))


def _batched(chance: random.Random, made: Year, number: int, lead: Person, day: date) -> Job:
    due = made.paper(at(day, STOP)).shifted(day, BATCH_DAYS)
    return _with_deeds(chance, made, Job(number, lead, day, due), "reminded")


def _job(chance: random.Random, made: Year, number: int, lead: Person, day: date) -> Job:
    (fate,) = chance.choices(list(FATES), list(FATES.values()))
    paper = made.paper(at(day, STOP))
    term = chance.random() < 0.2
    days = chance.choice(DAYS)
    due = paper.shifted(day, days)
    if fate == "urgent":
        due, term = day + A_DAY * chance.randint(2, 13), False
    elif not term and chance.random() < 0.1:
        due += A_DAY * chance.randint(1, 4)  # on a day off, often
    job = Job(number, lead, day, due, days if term else 0, fate == "urgent")
    return _with_deeds(chance, made, job, fate)


def _with_deeds(chance: random.Random, made: Year, job: Job, fate: str) -> Job:
    found = list(_deeds(chance, made, job, fate))
    return replace(job, deeds=tuple(sorted(found, key=lambda one: one[0])))


def _deeds(
    chance: random.Random, made: Year, job: Job, fate: str
) -> Iterator[tuple[datetime, Deed]]:
    """What happens to it; what would come after the year does not."""
    later = made.stops[bisect_right(made.stops, job.begun) :]
    if chance.random() < 0.3 and later:
        yield job.begun, Deed("receive", job.number)
    match fate:
        case "early":
            seven = _seven(made, job, job.due)
            early = [moment for moment in later if moment.date() <= seven] or later[:1]
            yield from _once(chance, early, Deed("finish", job.number))
        case "approved":
            yield from _approved(chance, job, later)
        case "extended":
            yield from _extended(chance, made, job, later)
        case _:
            yield from _ended(chance, made, job, job.due, later, fate)


def _approved(
    chance: random.Random, job: Job, later: Sequence[datetime]
) -> Iterator[tuple[datetime, Deed]]:
    """Handed in by the due date; who approves takes up to a week."""
    for moment, deed in _once(chance, _by(later, job.due), Deed("submit", job.number)):
        yield moment, deed
        after = [one for one in later if one > moment]
        yield from _once(chance, after[:3], Deed("approve", job.number))


def _extended(
    chance: random.Random, made: Year, job: Job, later: Sequence[datetime]
) -> Iterator[tuple[datetime, Deed]]:
    """Asked for before the due date, and granted at once or at the next stop."""
    asking = _by(later, job.due - A_DAY)
    if asking:
        place, days = chance.randrange(len(asking)), chance.randint(4, 12)
        due = made.after.shifted(job.due, days)
        granting = asking[min(place + chance.randint(0, 1), len(asking) - 1)]
        yield asking[place], Deed("ask", job.number, due)
        yield granting, Deed("grant", job.number, due)
        later = [moment for moment in later if moment > granting]
        yield from _ended(chance, made, job, due, later, chance.choice(("reminded", "late")))


def _ended(
    chance: random.Random, made: Year, job: Job, due: date, later: Sequence[datetime], fate: str
) -> Iterator[tuple[datetime, Deed]]:
    """In time, or too late; what is urgent is as often the one as the other."""
    if fate == "reminded" or (fate == "urgent" and chance.random() < 0.5):
        seven = _seven(made, job, due)
        ending = [moment for moment in _by(later, due) if moment.date() > seven] or later[:1]
        yield from _once(chance, ending, Deed("finish", job.number))
    else:
        yield from _late(chance, job, [moment for moment in later if moment.date() > due])


def _seven(made: Year, job: Job, due: date) -> date:
    """The day of the first reminder."""
    paper = made.paper(job.begun)
    return paper.shifted(paper.at_or_before(due), -7)


def _by(later: Sequence[datetime], day: date) -> list[datetime]:
    return [moment for moment in later if moment.date() <= day]


def _late(
    chance: random.Random, job: Job, after: Sequence[datetime]
) -> Iterator[tuple[datetime, Deed]]:
    """Who leads acknowledges soon after the due date, or nobody does; it is done days later."""
    end = min(1 if job.urgent else chance.randint(1, 6), len(after) - 1)
    if end >= 1 and chance.random() < 0.6:
        yield after[chance.randint(0, min(1, end - 1))], Deed("acknowledge", job.number)
    if end >= 0:
        yield after[end], Deed("finish", job.number)


def _once(
    chance: random.Random, moments: Sequence[datetime], deed: Deed
) -> Iterator[tuple[datetime, Deed]]:
    if moments:
        yield chance.choice(moments), deed


def _row(job: Job) -> tuple[str, ...]:
    kind = "Công văn HỎA TỐC" if job.urgent else "Công văn"
    about = f"{kind} số {job.number}/BM-TH ngày {job.opened:%d/%m/%Y} của Bộ Mẫu về việc báo cáo số {job.number}"
    return (str(job.number), about, f"{job.lead.name} ({job.lead.unit})", job.words)
