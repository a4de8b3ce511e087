"""Whether this daemon's office lives in the machine's time or in a simulation: asked by whoever starts it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schedules.clock import Clock, OfficeClock
from store import Store
from store.clock import Anchor, anchor, end, simulate

Speed = float | Literal["max", "real"]


class ClockRefused(Exception):
    """The store's office time is not what was asked for; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of office time: *start* and *speed* of a simulation, and where it is to *stop*.

    All None: the machine's time. *speed* "real" ends the store's simulation for good.
    """

    start: datetime | None = None
    speed: Speed | None = None
    stop: datetime | None = None


async def office_clock(store: Store, machine: Clock, asked: Asked) -> OfficeClock:
    """The office's clock as *asked* and as the store allows it.

    Raises ClockRefused: a simulated store is not served in the machine's time by
    mistake, and no simulation begins twice or beside a daemon that serves.
    """
    if asked.speed == "real":
        await _end(store, machine)
    if asked.speed == "real" or asked == Asked():
        return await _real(store, machine)
    return OfficeClock(machine, await _simulated(store, machine, asked))


def spelled(simulation: Anchor) -> str:
    """The speed as the command line writes it."""
    return "max" if simulation.speed is None else f"{simulation.speed:g}"


async def _real(store: Store, machine: Clock) -> OfficeClock:
    found = await store.read(anchor)
    if found is not None:
        now = found.now(machine.now()).isoformat(timespec="seconds")
        raise ClockRefused(
            f"this store's office time is simulated and stands at {now}: go on with"
            f" --clock-speed {spelled(found)}, or end the simulation for good with --clock-speed real"
        )
    return OfficeClock(machine)


async def _end(store: Store, machine: Clock) -> None:
    if not await store.write(end, machine.now()):
        raise ClockRefused(
            "another daemon serves this store's simulation; stop it, or wait half a minute if it was killed"
        )


async def _simulated(store: Store, machine: Clock, asked: Asked) -> Anchor:
    before = await store.read(anchor)
    speed = _speed(before, asked)
    found = await store.write(simulate, asked.start, speed, machine.now(), asked.stop)
    if found is not None:
        return found
    if asked.stop is not None and _is_over(before, asked, machine):
        raise ClockRefused(
            f"office time is past {asked.stop.isoformat()} already; name a later --clock-until"
        )
    if before is not None:
        raise ClockRefused(
            f"this store's simulation began at {before.start.isoformat()}; leave --clock-start out"
            " to go on from where it stands, or take a fresh store"
        )
    if asked.start is None:
        raise ClockRefused("this store is not simulated; say where to begin with --clock-start")
    raise ClockRefused(
        "another daemon serves this store in real time; stop it, or wait half a minute if it was killed"
    )


def _is_over(before: Anchor | None, asked: Asked, machine: Clock) -> bool:
    reached = asked.start if before is None else before.now(machine.now())
    return reached is not None and asked.stop is not None and asked.stop < reached


def _speed(before: Anchor | None, asked: Asked) -> float | None:
    if asked.speed is None:
        return 1.0 if before is None else before.speed
    return asked.speed if isinstance(asked.speed, float) else None
