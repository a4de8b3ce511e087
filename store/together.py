"""Transaction functions that answer many calls by a few statements."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, TypeVarTuple

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
