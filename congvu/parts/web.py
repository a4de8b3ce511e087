"""Starts the browser's door: health and metrics, on the address of [web]."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from congvu.daemon import Daemon
from congvu.supervise import LoopHealth
from web.access import Access
from web.app import application
from web.health import Health
from web.server import Door


@dataclass(frozen=True, slots=True)
class DaemonVitals:
    """What the door tells of this process: a web.vitals.Vitals."""

    daemon: Daemon

    def loops(self) -> Sequence[LoopHealth]:
        """Every loop that was started."""
        return self.daemon.supervisor.health()

    def stopping(self) -> bool:
        """Whether an end was asked for."""
        return self.daemon.supervisor.stopping

    def holding(self) -> bool:
        """Whether the worker's lease is certainly held."""
        return self.daemon.worker.holding(time.monotonic())

    def lease_age_seconds(self) -> float | None:
        """Seconds since the lease was renewed; None while it is lost."""
        return self.daemon.worker.lease_age_seconds()

    def free_bytes(self) -> int | None:
        """Free space beside the store."""
        return self.daemon.room.free_bytes()

    def room(self) -> bool:
        """Whether there is space to take letters in."""
        return self.daemon.room.enough()


def start(daemon: Daemon) -> None:
    """Adds the door to the daemon's loops; it answers to the end, so that one sees it stop."""
    access = Access(daemon.config.web.token)
    health = Health(daemon.store, DaemonVitals(daemon), access, daemon.machine)
    listen = daemon.config.web.listen
    door = Door(application(health.routes()), listen.host, listen.port)
    daemon.supervisor.add("web", door.run, drain=door.drain, last=True)
    daemon.supervisor.on_reload(access.reload)
