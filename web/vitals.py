"""What the door asks of the daemon that it speaks for."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from work.figures import Figures


class LoopVital(Protocol):
    """How one of the daemon's loops is."""

    @property
    def name(self) -> str:
        """What the loop is called."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether it runs, and has stopped failing."""
        ...

    @property
    def restarts(self) -> int:
        """How often it was started again since the daemon's start."""
        ...


class Vitals(Protocol):
    """How the daemon's process is, apart from what the store knows."""

    def loops(self) -> Sequence[LoopVital]:
        """Every loop that was started."""
        ...

    def stopping(self) -> bool:
        """Whether it was asked to end."""
        ...

    def holding(self) -> bool:
        """Whether the worker's lease is certainly held."""
        ...

    def lease_age_seconds(self) -> float | None:
        """Seconds since the lease was renewed; None while it is lost."""
        ...

    def free_bytes(self) -> int | None:
        """Free space for the store; None where it keeps its own watch."""
        ...

    def figures(self) -> Figures:
        """What this daemon's processes have counted since their start."""
        ...

    def room(self) -> bool:
        """Whether there is space to take letters in."""
        ...

    def stuck(self) -> Mapping[str, float]:
        """Kinds of work that do not move, with their age in seconds."""
        ...

    def stuck_here(self) -> Sequence[str]:
        """Loops of this process that do not come round."""
        ...
