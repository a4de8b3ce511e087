"""What the command line asks of one process, and what every part of that process may be given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from congvu.audit_key import AuditKey
from congvu.children import Child
from congvu.config import Config
from congvu.simulation import Asked
from congvu.space import Room
from congvu.supervise import LoopHealth, Supervisor
from congvu.told import Told, as_one
from congvu.watchdog import Watchdog
from congvu.worker import Worker
from schedules.clock import MachineClock, OfficeClock
from store import Store
from work.figures import Figures

Role = Literal["relay", "schedules", "bot", "intake", "web"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks of this process.

    Number 1 is the parent, which starts the others by *child_arguments*, of their number and
    roles; one that was started by it finds the parent at the other end of the pipe *parent*.
    What this process logs is counted in *figures*.
    """

    number: int = 1
    workers: int = 1
    roles: frozenset[Role] = frozenset(ROLES)
    clock: Asked = field(default_factory=Asked)
    parent: int | None = None
    child_arguments: Callable[[int, frozenset[Role]], Sequence[str]] = lambda _number, _roles: ()
    figures: Figures = field(default_factory=Figures)

    @property
    def shared(self) -> bool:
        """Whether other processes of the same daemon listen on the same ports."""
        return self.workers > 1 or self.number > 1


@dataclass(frozen=True, slots=True)
class Daemon:
    """One process of the daemon, for *roles* of those in *order*.

    *machine* and *office* are its clocks, *worker* its name and lease.
    """

    config: Config
    order: Order
    roles: frozenset[Role]
    store: Store
    machine: MachineClock
    office: OfficeClock
    worker: Worker
    room: Room
    signer: AuditKey
    watchdog: Watchdog
    supervisor: Supervisor
    children: tuple[Child, ...] = ()

    def figures(self) -> Figures:
        """What was counted by this process, and by those that it started as far as they have told."""
        whole = Figures().merge(self.order.figures)
        whole.times["commit"].merge(self.store.commits)
        for child in self.children:
            whole.merge(child.figures())
        return whole

    def loops(self) -> tuple[LoopHealth, ...]:
        """How the loops of this process are, and of those that it started as far as they have told."""
        told = [loop for child in self.children for loop in child.told.loops]
        return as_one((*self.supervisor.health(), *told))

    def told(self) -> Told:
        """What this process tells the one that started it."""
        watchdog = self.watchdog
        return Told(self.figures(), self.loops(), watchdog.beats(), watchdog.worried())
