"""A dialog: what somebody is in the middle of telling the bot, step by step, until it is done, dropped or forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog of *person*; *id* names it in buttons.

    *kind* is whose steps it goes through, *subject* the number of what it is about (a task's,
    a request's; 0 for none), *data* what was said so far, as JSON takes it.
    """

    id: int
    person: int
    kind: str
    subject: int
    step: str
    data: Mapping[str, Any] = field(default_factory=dict)
