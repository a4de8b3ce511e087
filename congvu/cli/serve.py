"""`congvu serve`: the daemon."""

import asyncio
import errno
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import click
from click.exceptions import Exit

from congvu import logs
from congvu.audit_key import KeyRefused
from congvu.children import NotBegun
from congvu.cli.arguments import Kind
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.config.relay import WORKERS_MOST
from congvu.daemon import ROLES, Order, Role
from congvu.simulation import Asked, ClockRefused, Speed
from congvu.wiring import serve
from work.dated import DataRefused

FASTEST = 1e9  # one microsecond of the machine is a quarter of an hour then


def roles_of(text: str) -> frozenset[Role]:
    """Roles with commas between them."""
    given = text.split(",")
    if wrong := [name for name in given if name not in ROLES]:
        raise ValueError(f'"{wrong[0]}" is no role; known are {", ".join(ROLES)}')
    return frozenset(role for role in ROLES if role in given)


def speed_of(text: str) -> Speed:
    """Office seconds in one of the machine, "max", or "real"."""
    match text:
        case "max" | "real":
            return text
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= FASTEST:
        raise ValueError(f'"{text}" is no speed; write a number such as 3600, or "max"')
    return speed


def instant_of(text: str) -> datetime:
    """A date, or a date and time (ISO 8601); without an offset it is meant in the office's zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is no instant; write it such as 2026-03-02T07:00') from None


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, WORKERS_MOST),
    help="Processes that relay; otherwise [relay] workers.",
)
@click.option(
    "--roles",
    type=Kind("roles", roles_of),
    default=frozenset(ROLES),
    show_default=False,
    metavar="ROLE,…",
    help=f"What this daemon does, of {', '.join(ROLES)}; otherwise all.",
)
@click.option(
    "--clock-start",
    "start",
    type=Kind("instant", instant_of),
    metavar="T",
    help="Simulate office time from T on; the store remembers it.",
)
@click.option(
    "--clock-speed",
    "speed",
    type=Kind("speed", speed_of),
    metavar="X|max|real",
    help="Office seconds in one of the machine, or from due instant to due instant;"
    " real ends a simulation for good.",
)
@click.option(
    "--clock-until",
    "stop",
    type=Kind("instant", instant_of),
    metavar="T",
    help="Simulate as far as T, and stand still there until a later T is given.",
)
@click.option("--worker-number", "number", type=click.IntRange(2), hidden=True)
@click.pass_obj
def command(
    shell: Shell, workers: int | None, roles: frozenset[Role],
    start: datetime | None, speed: Speed | None, stop: datetime | None, number: int | None,
) -> None:  # fmt: skip
    """Run the daemon until SIGTERM, which lets it finish what is under way; a second one ends it at once.

    SIGHUP reads certificates, the web token and rules again. The log goes to standard error.

    \b
    Examples:
      congvu serve --workers 2
      congvu serve --roles relay,web
      congvu serve --clock-start 2026-03-02T07:00 --clock-speed 3600
    """
    config = shell.config
    if start is not None and speed == "real":
        raise click.UsageError("--clock-start begins a simulation, --clock-speed real ends one")
    start, stop = (_zoned(instant, config.office.zone) for instant in (start, stop))
    if stop is not None and speed == "real":
        raise click.UsageError("--clock-until bounds a simulation, --clock-speed real ends one")
    order = Order(
        number=number or 1,
        workers=1 if number else workers or config.relay.workers,
        roles=roles,
        clock=Asked(start, speed, stop),
        parent=sys.stdin.fileno() if number else None,
        child_arguments=_child_arguments(config.path, Asked(start, speed, stop)),
    )
    if absence := config.store.absence():
        raise Refused(absence)
    logs.configure(
        config.log.format,
        config.log.level,
        sys.stderr,
        f"worker-{order.number}",
        figures=order.figures,
    )
    _serve(shell, order)


def _serve(shell: Shell, order: Order) -> None:
    with shell.guarded():
        try:
            asyncio.run(serve(shell.config, order))
        except (ClockRefused, DataRefused, KeyRefused) as error:
            raise Refused(str(error)) from error
        except NotBegun as error:
            if error.code <= 0:  # it could not say why
                raise Refused(f"{error}; look at the system's log, then start again") from error
            raise Exit(error.code) from error
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
                raise
            todo = f"congvu check tells which line of {shell.config.path} names it, and what to do"
            raise Refused(f"{error.strerror}; {todo}") from error


def _zoned(instant: datetime | None, zone: tzinfo) -> datetime | None:
    """*instant*, in the office's *zone* where none was written."""
    return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=zone)


def _child_arguments(config: Path, clock: Asked) -> Callable[[int, frozenset[Role]], Sequence[str]]:
    """The command line of each other worker; the parent has begun or ended the simulation for it."""
    simulated = ["--clock-start", clock.start.isoformat()] if clock.start else []
    if isinstance(clock.speed, float) or clock.speed == "max":
        simulated += ["--clock-speed", str(clock.speed)]
    if clock.stop:
        simulated += ["--clock-until", clock.stop.isoformat()]
    shared = ("--config", str(config.absolute()), "serve", *simulated)

    def arguments(number: int, roles: frozenset[Role]) -> Sequence[str]:
        return (*shared, "--roles", ",".join(sorted(roles)), "--worker-number", str(number))

    return arguments
