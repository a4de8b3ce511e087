"""Which notices of a task went or will go to whom, when and why, and why others will not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schedules.ladder import Case, Plan, Release, Rung, starts
from store import Tx, audience, deadlines, history, notice, reminding, respite, rung, worklist
from store.reminding import Reminding
from store.rung import Waiting
from work.audience import Recipient, Told
from work.audience import audience as audience_of
from work.deadline import Version
from work.notice import NEWS, NUDGE, OF_DEADLINE, SUBMITTED, Channel
from work.outbox import Account
from work.respite import Respite
from work.task import Task, TaskEvent, TaskState

To = tuple[tuple[Recipient, tuple[Channel, ...]], ...]
Reach = Callable[[Rung], To]


class Silence(StrEnum):
    """Why a rung tells nobody, or the task has none ahead."""

    CLOSED = "closed"  # the task is done or cancelled
    NO_DEADLINE = "no-deadline"
    NO_LADDER = "no-ladder"  # none was in force for that due date
    OVERTAKEN = "overtaken"  # missed, and a newer rung was told instead
    SUBMITTED = "submitted"  # it waits for approval, so who leads is not told any more
    PAUSED = "paused"  # nobody has to act
    RECEIVED = "received"  # who leads had received it by then
    NOBODY = "nobody"  # no active person stands behind those whom the rung addresses


STANDING = {TaskState.SUBMITTED: Silence.SUBMITTED, TaskState.PAUSED: Silence.PAUSED}


@dataclass(frozen=True, slots=True)
class Ahead:
    """One rung to come: when, to whom by which channels; *forecast* says that the day may move.

    *silence* is set where nobody will be told; *spared* are those who hear of it later, by whose respite.
    """

    slot: str
    at: datetime
    forecast: bool
    to: To
    silence: Silence | None = None
    spared: tuple[tuple[Recipient, Respite], ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """One rung whose time is over, with the notices it made; *silence* where it made none."""

    slot: str
    at: datetime
    notices: tuple[Account, ...]
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All there is to say of a task's reminders.

    *passed* and *ahead* are rungs of the deadline in force, the weekly ones only
    as far as they were told and the next one; *earlier* are notices of deadlines
    before it, *news* those of what was decided, and *nudges* those by hand. *silence* says why nothing is
    ahead; of what waits for approval, why who leads is told nothing. *withheld* are
    reminders that wait for their reader, or were not told at last, *respites* those
    that last.
    """

    task: Task
    versions: tuple[Version, ...]
    earlier: tuple[Account, ...]
    passed: tuple[Passed, ...]
    ahead: tuple[Ahead, ...]
    silence: Silence | None
    news: tuple[Account, ...] = ()
    nudges: tuple[Account, ...] = ()
    withheld: tuple[Reminding, ...] = ()
    respites: tuple[Respite, ...] = ()


def explain(tx: Tx, plan: Plan, task_id: int, office: datetime) -> Explanation | None:
    """What there is to say of the task's reminders at the office's time; None when it is unknown."""
    task = worklist.one(tx, task_id)
    if task is None:
        return None
    accounts, row = notice.accounts(tx, task_id), rung.of_task(tx, task_id)
    news = tuple(one for one in accounts if one.kind == NEWS)
    nudges = tuple(one for one in accounts if one.kind == NUDGE)
    present = tuple(one for one in accounts if _is_present(one, task, row))
    reach = _reach(tx, plan, task, office)
    lasting = _lasting(tx, task, office)
    coming = _coming(plan, row, office)
    until = _until(tx, task, office)
    return Explanation(
        task=task,
        versions=deadlines.versions(tx, task_id),
        earlier=tuple(one for one in accounts if one not in (*present, *news, *nudges)),
        passed=(
            *_passed(plan, task, row, present, coming, until, reach),
            *_told([one for one in present if one.kind == SUBMITTED]),
        ),
        ahead=tuple(_ahead(plan, task, release, reach, lasting) for release in coming),
        silence=_silence(plan, task),
        news=news,
        nudges=nudges,
        withheld=tuple(one for one in reminding.of_task(tx, task_id) if one.told_by is None),
        respites=lasting,
    )


def _lasting(tx: Tx, task: Task, office: datetime) -> tuple[Respite, ...]:
    """The respites that spare somebody now: of the deadline in force, by who still stands behind the task."""
    held = [one for one in respite.of_tasks(tx, (task.id,)) if one.holds(task.version, office)]
    behind = audience.people_behind(tx, (task,), office) if held else ()
    there = {one.person.id for one in audience_of(task.parties, behind, Told)}
    return tuple(one for one in held if one.person in there)


def _is_present(one: Account, task: Task, row: Waiting | None) -> bool:
    """Whether it is of the deadline in force, or of what waits for approval now."""
    if one.kind == SUBMITTED:
        return row is not None and one.facts["submission"] == row.submission
    return one.kind in OF_DEADLINE and one.facts.get("version") == task.version


def _until(tx: Tx, task: Task, office: datetime) -> datetime:
    """Until when rungs of the deadline were told: until the task's end, or until its clock stopped."""
    if task.closed_at is not None:
        return min(office, task.closed_at)
    if task.stopped_on is None:
        return office
    stopping = TaskEvent.SUBMIT, TaskEvent.PAUSE
    stops = [one.at for one in history.of_task(tx, task.id) if one.event in stopping]
    return max(stops, default=office)


def _silence(plan: Plan, task: Task) -> Silence | None:
    if not task.state.open:
        return Silence.CLOSED
    if task.state in STANDING:
        return STANDING[task.state]
    if task.until is None:
        return Silence.NO_DEADLINE
    return None if plan.rungs(task.until, _case(task)) else Silence.NO_LADDER


def _case(task: Task) -> Case:
    return Case(task.document.urgency, task.document.kind)


def _reach(tx: Tx, plan: Plan, task: Task, office: datetime) -> Reach:
    """Whom a rung would reach, as things stand now, with who stands in for them when it comes."""
    people = audience.people_behind(tx, (task,))
    deputed = audience.deputed(tx, people, office)

    def reached(step: Rung) -> To:
        told = audience_of(task.parties, deputed(max(office, step.at)), step.to)
        addresses = notice.channels_of(tx, [who.person for who in told], office, plan.channels)
        return tuple((who, tuple(by for by, _ in addresses[who.person.id])) for who in told)

    return reached


def _coming(plan: Plan, row: Waiting | None, office: datetime) -> tuple[Release, ...]:
    """The next rung, the steps after it, and the first weekly one behind them; what follows the opening among them."""
    if row is None:
        return ()
    approval = row.submission is not None
    found = [] if approval else list(_starting(plan, row, office))
    ahead = plan.next(
        row.due, row.released, office, approval=approval, case=Case(row.urgency, row.kind)
    )
    while ahead is not None:
        found.append(ahead)
        if ahead.rung.weekly:
            break
        later, order = max(office, ahead.rung.at), ahead.rung.order
        ahead = plan.next(
            row.due, order, later, approval=approval, case=Case(row.urgency, row.kind)
        )
    return tuple(sorted(found, key=lambda release: release.at))


def _starting(plan: Plan, row: Waiting, office: datetime) -> Iterator[Release]:
    chased, received = row.chased, row.state is not TaskState.ASSIGNED
    while True:
        ahead = plan.start(
            row.due, row.begun, chased, office, Case(row.urgency, row.kind), received=received
        )
        if ahead is None:
            return
        yield ahead
        chased, office = ahead.rung.order, max(office, ahead.rung.at)


def _passed(
    plan: Plan,
    task: Task,
    row: Waiting | None,
    present: tuple[Account, ...],
    coming: tuple[Release, ...],
    until: datetime,
    reach: Reach,
) -> Iterator[Passed]:
    """The steps whose time is over, then the weekly rungs of which there are notices."""
    told = [one for one in present if one.kind in OF_DEADLINE]
    ahead = {release.rung.slot for release in coming}
    steps = _steps(plan, task, row)
    for step in steps:
        made = tuple(one for one in told if one.facts["slot"] == step.slot)
        if made or (step.at <= until and step.slot not in ahead):
            why = Silence.OVERTAKEN if reach(step) else Silence.NOBODY
            if step.unreceived and task.received_at is not None:
                why = Silence.RECEIVED
            yield Passed(step.slot, step.at, made, None if made else why)
    known = {step.slot for step in steps}
    yield from _told([one for one in told if one.facts["slot"] not in known])


def _steps(plan: Plan, task: Task, row: Waiting | None) -> tuple[Rung, ...]:
    """The steps of the deadline and, while its ladder stands, of what follows the opening, in time."""
    if task.until is None:
        return ()
    case = _case(task)
    steps, ladder = plan.rungs(task.until, case), plan.ladder(task.until.day, case)
    if ladder is None or row is None or row.begun is None or row.submission is not None:
        return steps
    both = (*starts(row.begun, plan.calendar, ladder), *steps)
    return tuple(sorted(both, key=lambda step: step.at))


def _told(notices: Sequence[Account]) -> Iterator[Passed]:
    """Rungs as far as notices were made of them."""
    for slot in dict.fromkeys(one.facts["slot"] for one in notices):
        made = tuple(one for one in notices if one.facts["slot"] == slot)
        yield Passed(slot, made[0].at, made)


def _ahead(
    plan: Plan, task: Task, release: Release, reach: Reach, respites: tuple[Respite, ...]
) -> Ahead:
    day, due = plan.calendar.today(release.at), task.due or date.max
    forecast = plan.calendar.forecast_between(min(day, due), max(day, due))
    slot, to = release.rung.slot, reach(release.rung)
    spared = tuple(
        (who, one)
        for who, _ in to
        for one in respites
        if one.holds(task.version, release.at) and one.spares(who.person.id, who.reason, slot)
    )
    names = {who.person.id for who, _ in spared}
    told = tuple(one for one in to if one[0].person.id not in names)
    silence = None if to else Silence.NOBODY
    return Ahead(slot, release.at, forecast, told, silence, spared)
