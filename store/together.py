"""Transaction functions that answer many calls by a few statements."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, Self, TypeVar, TypeVarTuple

from store.tx import Tx

Args = TypeVarTuple("Args")
T = TypeVar("T")


class Together(Generic[*Args, T]):
    """Made of a function that takes the arguments of all calls, and gives what each came to, in their order.

    Called like any other transaction function; the calls that stand side by side in a
    group are answered together (`store/writer`). When it raises, they run one by one.
    """

    def __init__(self, for_all: Callable[[Tx, Sequence[tuple[*Args]]], Sequence[T]]) -> None:
        self.for_all = for_all
        self.__doc__ = for_all.__doc__

    def __call__(self, tx: Tx, *args: *Args) -> T:
        """What one call comes to."""
        return self.for_all(tx, [args])[0]


Do = Callable[[Tx, datetime], str | None]
"""Does something at an instant; where it did nothing, the code of why."""


class Sharing(ABC):
    """Something to be done of which many are done by a few statements."""

    @classmethod
    @abstractmethod
    def for_all(cls, tx: Tx, calls: Sequence[tuple[Self, datetime]]) -> Sequence[str | None]:
        """What each of *calls* came to, in their order."""

    def __call__(self, tx: Tx, now: datetime) -> str | None:
        """What this one came to."""
        return self.for_all(tx, [(self, now)])[0]


def done(tx: Tx, calls: Sequence[tuple[Do, datetime]]) -> list[str | None]:
    """What each of *calls* came to, done in their order; those of a sort that stand side by side share."""
    found: list[str | None] = []
    for sort, some in itertools.groupby(calls, key=lambda call: type(call[0])):
        if issubclass(sort, Sharing):
            found += sort.for_all(tx, [(one, now) for one, now in some if isinstance(one, Sharing)])
        else:
            found += [do(tx, now) for do, now in some]
    return found
