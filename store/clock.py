"""The simulation's anchor: from which instant office time runs, how fast, and where it must wait.

Office time never passes *until*, the next instant at which something is due;
only who has seen that nothing due is still unsent lets it run on (design, law 5).
Without a row office time is the machine's, and every function here does nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from store import worker
from store.schema.clock import clock
from store.tx import Tx

ONLY = 1  # there is one office
_ANCHOR = select(clock).where(clock.c.id == ONLY)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Office time is *office* at the machine's *machine* and runs at *speed* as far as *until*.

    *speed* None stands still and jumps when it is let run; *until* None sets no
    bound; *start* is the office instant at which the simulation began, *stop* the
    one that it is not to pass, if there is one.
    """

    start: datetime
    office: datetime
    machine: datetime
    speed: float | None
    until: datetime | None
    stop: datetime | None = None

    def now(self, machine_now: datetime) -> datetime:
        """Office time at the machine's *machine_now*; it does not go back if the machine's does."""
        if self.speed is None:
            return self.office
        elapsed = max(machine_now - self.machine, timedelta(0))
        flowed = self.office + elapsed * self.speed
        return min(bound for bound in (flowed, self.until, self.stop) if bound is not None)


def anchor(tx: Tx) -> Anchor | None:
    """The anchor as it stands; None while office time is the machine's."""
    return _read(tx, lock=False)


def office_now(tx: Tx, machine_now: datetime) -> datetime:
    """Office time, for a transaction that decides by it; a simulated clock waits for its commit.

    Who releases what is due begins with this, so that nobody lets the clock run meanwhile.
    """
    found = _read(tx, lock=True)
    return machine_now if found is None else found.now(machine_now)


def let_run(tx: Tx, until: datetime | None, machine_now: datetime) -> bool:
    """Lets office time run as far as *until*, the next due instant; whether it is there at once, as at speed max.

    To be called where nothing due up to now is unsent. None: nothing is due, so a
    clock with a speed runs freely and one without stands still, or goes to where it is to stop.
    """
    found = _read(tx, lock=True)
    if found is None:
        return False
    now = found.now(machine_now)
    target = found.stop if until is None else max(until, now)
    if target is not None and found.stop is not None:
        target = min(target, found.stop)
    if found.speed is None:
        if target is not None and target > found.office:
            _write(tx, replace(found, office=target, machine=machine_now))
            return True
    elif target != found.until:
        _write(tx, replace(found, office=now, machine=machine_now, until=target))
    return False


def bound(tx: Tx, due: datetime, machine_now: datetime) -> None:
    """Lets office time stop at *due* if it would run past it: for whoever adds something due."""
    found = _read(tx, lock=True)
    if found is None or found.speed is None:
        return
    now = found.now(machine_now)
    if now < due and (found.until is None or due < found.until):
        _write(tx, replace(found, office=now, machine=machine_now, until=due))


def simulate(
    tx: Tx,
    start: datetime | None,
    speed: float | None,
    machine_now: datetime,
    stop: datetime | None = None,
) -> Anchor | None:
    """The anchor of a simulation that begins at *start*, or goes on where this store's stands.

    It goes no further than *stop*; None leaves that as it stands. None comes back, and
    nothing is changed, where that cannot be: it began at another instant, there is none
    and *start* is not given, a worker serves the store in the machine's time, or *stop* is over.
    """
    found = _read(tx, lock=True)
    if found is None:
        return None if start is None else _begin(tx, start, speed, stop, machine_now)
    if start is not None and start != found.start:
        return None
    now, stop = found.now(machine_now), stop or found.stop
    if stop is not None and stop < now:
        return None
    if (speed, stop) == (found.speed, found.stop):
        return found
    changed = replace(found, office=now, machine=machine_now, speed=speed, until=now, stop=stop)
    _write(tx, changed)
    tx.audit(machine_now, "clock-simulated", "clock", speed=_spelled(speed))
    return changed


def resume(tx: Tx, stood_at: datetime, machine_now: datetime) -> datetime:
    """Lets a simulated clock go on from where it stood at the machine's *stood_at*; gives office time now.

    For a store that did not live between the two.
    """
    found = _read(tx, lock=True)
    if found is None:
        return machine_now
    office = found.now(stood_at)
    _write(tx, replace(found, office=office, machine=machine_now))
    return office


def end(tx: Tx, machine_now: datetime) -> bool:
    """Whether office time is the machine's from now on; False while a worker serves the simulation."""
    if _read(tx, lock=True) is None:
        return True
    if worker.count(tx, machine_now).living:
        return False
    tx.run(delete(clock))
    tx.audit(machine_now, "clock-real", "clock")
    return True


def _begin(
    tx: Tx, start: datetime, speed: float | None, stop: datetime | None, machine_now: datetime
) -> Anchor | None:
    if worker.count(tx, machine_now).living or (stop is not None and stop < start):
        return None
    new = Anchor(start, start, machine_now, speed, start, stop)
    if not tx.insert_new(clock, {"id": ONLY, "start_at": start, **_columns(new)}):
        return simulate(tx, start, speed, machine_now, stop)  # another process was first
    tx.audit(machine_now, "clock-simulated", "clock", speed=_spelled(speed))
    return new


def _read(tx: Tx, *, lock: bool) -> Anchor | None:
    row = tx.one(tx.lock(_ANCHOR) if lock else _ANCHOR)
    if row is None:
        return None
    return Anchor(row.start_at, row.office_at, row.machine_at, row.speed, row.until, row.stop_at)


def _write(tx: Tx, changed: Anchor) -> None:
    tx.run(update(clock).where(clock.c.id == ONLY).values(_columns(changed)))
    tx.ring("clock")


def _columns(anchor: Anchor) -> dict[str, object]:
    return {
        "office_at": anchor.office,
        "machine_at": anchor.machine,
        "speed": anchor.speed,
        "until": anchor.until,
        "stop_at": anchor.stop,
    }


def _spelled(speed: float | None) -> str:
    return "max" if speed is None else f"{speed:g}"
