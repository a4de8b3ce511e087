"""What each part of `congvu read` gives."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Section(NamedTuple):
    """One part of what is told: its key in JSON, what stands there, and how it is printed."""

    name: str
    facts: Any
    show: Callable[[], None]
