"""Who is to be told of what, and when, worked out from the ladders' words, a paper calendar and what happened to each task."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from tests.proof.week_work import Person
from tests.proof.year_paper import A_DAY, OPENS, Paper, at
from tests.proof.year_work import Job, Year

LEAD, UNIT, HEAD = "lead", "unit-head", "agency-head"
WEEKLY = 1000  # the order of what comes every week or day lies above all others
NOTHING = -WEEKLY
ACKNOWLEDGED = 3  # working days that those above are spared


class Rung(NamedTuple):
    """One rung of a ladder: by its name and its place there, at an instant, for whom."""

    slot: str
    order: int
    at: datetime
    to: tuple[str, ...]


@dataclass(frozen=True, order=True, slots=True)
class Told:
    """One person is told of one rung of one version of a task's deadline, on a day."""

    task: int
    version: int
    slot: str
    mailbox: str
    day: date


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is in force from *begin* until *end*: a version of the deadline on a calendar.

    Version 0 is the wait for approval since the day *due*. *anew*: its ladder begins from
    the start; *moved*: by a change of the calendar.
    """

    version: int
    due: date
    begin: datetime
    end: datetime
    paper: Paper
    anew: bool = True
    moved: bool = False


@dataclass(frozen=True)
class Table:
    """What is due of the *reminders*, and who hears of the change of the calendar by which task."""

    reminders: frozenset[Told]
    news: frozenset[tuple[str, int]]
    spared: int  # how many were not told because who leads had acknowledged


def table(year: Year) -> Table:
    """Everything that is due until the year is over."""
    told: list[Told] = []
    news: set[tuple[str, int]] = set()
    spared = 0
    heads = {(one.position, one.unit): one for one in year.people if one.position != "staff"}
    for job in year.jobs:
        people = {LEAD: job.lead, UNIT: heads["unit-head", job.lead.unit], HEAD: heads["agency-head", ""]}  # fmt: skip
        course = stretches(year, job)
        if any(_is_news(year, one) for one in course):
            news.add((job.lead.mailbox, job.number))
        rungs = list(_told(job, course))
        kept = list(_reached(year, job, course, rungs, people))
        spared += sum(len(rung.to) for _, rung in rungs) - len(kept)
        told += [Told(job.number, version, rung.slot, who.mailbox, rung.at.date()) for version, rung, who in kept]  # fmt: skip
    return Table(frozenset(told), frozenset(news), spared)


def stretches(year: Year, job: Job) -> tuple[Stretch, ...]:
    """One after the other, as long as somebody has to act."""
    handed, done = job.when("submit"), job.when("finish") or job.when("approve") or year.over
    found = [Stretch(1, job.due, job.begun, handed or done, year.paper(job.begun))]
    grants = [(when, deed.due) for when, deed in job.deeds if deed.what == "grant" and deed.due]
    for when, due in sorted([*grants, (year.known_at, None)], key=lambda one: one[0]):
        last = found[-1]
        if not last.begin <= when < last.end:
            continue
        found[-1] = replace(last, end=when)
        if due is not None:
            found.append(Stretch(last.version + 1, due, when, last.end, year.paper(when)))
        else:
            found.append(_counted_again(year, job, last))
    if handed is not None:
        found += _approval(year, handed, done)
    return tuple(found)


def _counted_again(year: Year, job: Job, last: Stretch) -> Stretch:
    """The stretch that follows the change of the calendar."""
    due = year.after.shifted(job.opened, job.term) if job.term and last.version == 1 else last.due
    moved = due != last.due
    version = last.version + moved
    return Stretch(version, due, year.known_at, last.end, year.after, anew=False, moved=moved)


def _approval(year: Year, handed: datetime, done: datetime) -> Iterator[Stretch]:
    first = Stretch(0, handed.date(), handed, done, year.paper(handed))
    if first.begin <= year.known_at < done:
        yield replace(first, end=year.known_at)
        yield replace(first, begin=year.known_at, paper=year.after, anew=False)
    else:
        yield first


def _is_news(year: Year, one: Stretch) -> bool:
    """Whether the change moved that deadline, or made a day off of its day."""
    changed = one.version and not one.anew
    return bool(changed and (one.moved or one.due == year.change.off))


def _told(job: Job, course: Sequence[Stretch]) -> Iterator[tuple[int, Rung]]:
    """The rungs with the instants at which they are told: of those that were missed the newest."""
    done = NOTHING
    for one in course:
        if one.anew:
            done = NOTHING
        elif one.moved and one.due >= one.begin.date():
            done = min(done, -1)  # that it is due, or over, is not true any more
        opening = one.begin
        if not job.urgent:
            opening = max(opening, at(one.paper.at_or_after(one.begin.date()), OPENS))
        rungs = [rung for rung in _ladder(job, one) if rung.order > done]
        missed = [rung for rung in rungs if rung.at <= opening]
        ahead = [rung for rung in rungs if rung.at > opening]
        for rung in [*(rung._replace(at=opening) for rung in missed[-1:]), *ahead]:
            if rung.at < one.end:
                done = rung.order
                yield one.version, rung


def _ladder(job: Job, one: Stretch) -> list[Rung]:
    """All rungs, in order; of two weekly ones on one day the later."""
    of_deadline = _urgent if job.urgent else _ordinary
    ladder = of_deadline(one) if one.version else _waiting(one)
    by_instant = {rung.at: rung for rung in ladder}
    return sorted(by_instant.values(), key=lambda rung: rung.order)


def _ordinary(one: Stretch) -> Iterator[Rung]:
    paper, due = one.paper, one.due
    last = paper.at_or_before(due)
    for number in (7, 3, 1):
        yield Rung(f"T-{number}", -number, at(paper.shifted(last, -number), OPENS), (LEAD,))
    yield Rung("T", 0, at(last, OPENS), (LEAD,))
    yield Rung("T+1", 1, at(paper.shifted(due, 1), OPENS), (LEAD, UNIT))
    third = paper.shifted(due, 3)
    yield Rung("T+3", 3, at(third, OPENS), (LEAD, UNIT, HEAD))
    yield from _weekly(one, third, (LEAD, UNIT))


def _waiting(one: Stretch) -> Iterator[Rung]:
    """For who approves."""
    second = one.paper.shifted(one.due, 2)
    yield Rung("A", 0, at(one.paper.at_or_before(one.due), OPENS), (HEAD,))
    yield Rung("A+2", 2, at(second, OPENS), (HEAD,))
    yield from _weekly(one, second, (HEAD,))


def _weekly(one: Stretch, anchor: date, to: tuple[str, ...]) -> Iterator[Rung]:
    week = 1
    while at(anchor + A_DAY * 7 * week, OPENS) < one.end:
        day = one.paper.at_or_after(anchor + A_DAY * 7 * week)
        yield Rung(f"W+{week}", WEEKLY + week, at(day, OPENS), to)
        week += 1


def _urgent(one: Stretch) -> Iterator[Rung]:
    """Hỏa tốc: days off count, and it goes on daily."""
    first = one.due + A_DAY
    yield Rung("T-1", -1, at(one.due - A_DAY, OPENS), (LEAD,))
    yield Rung("T", 0, at(one.due, OPENS), (LEAD, UNIT))
    yield Rung("T+1", 1, at(first, OPENS), (LEAD, UNIT, HEAD))
    day = 1
    while at(first + A_DAY * day, OPENS) < one.end:
        yield Rung(f"D+{day}", WEEKLY + day, at(first + A_DAY * day, OPENS), (LEAD, UNIT, HEAD))
        day += 1


def spared_until(year: Year, job: Job) -> tuple[datetime, datetime] | None:
    """From when until when those above are spared by who leads."""
    begun = job.when("acknowledge")
    if begun is None:
        return None
    return begun, at(year.paper(begun).shifted(begun.date(), ACKNOWLEDGED), OPENS)


def _reached(
    year: Year,
    job: Job,
    course: Sequence[Stretch],
    rungs: Sequence[tuple[int, Rung]],
    people: dict[str, Person],
) -> Iterator[tuple[int, Rung, Person]]:
    """Whom each rung reaches; what an acknowledgement keeps from those above comes at its end, the newest alone."""
    span = spared_until(year, job)
    for version in {one.version: one for one in course}:
        mine = [one for one in course if one.version == version]
        spares = span is not None and mine[0].begin <= span[0] < mine[-1].end
        for role, who in people.items():
            theirs = [rung for number, rung in rungs if number == version and role in rung.to]
            if spares and span is not None and role != LEAD:
                theirs = _held_back(theirs, *span, mine[-1].end)
            for rung in theirs:
                yield version, rung, who


def _held_back(
    theirs: Sequence[Rung], begun: datetime, until: datetime, end: datetime
) -> list[Rung]:
    held = [rung for rung in theirs if begun <= rung.at < until and rung.slot != "T"]
    free = [rung for rung in theirs if rung not in held]
    if held and until < end and not any(rung.at == until for rung in free):
        free.append(held[-1]._replace(at=until))
    return free
