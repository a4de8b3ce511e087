"""Reads one attachment and all that is in it, and tells of each file as soon as it is read."""

import lzma
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Generic, TypeVar

from papers.opened import Kind, Obstacle, Piece, Place, Why
from papers.opening.behind import others
from papers.opening.draft import Budget, Draft, Enough, Inner, Stopped
from papers.opening.look import kind_of
from papers.opening.reader import TimeUp

DEEPEST = 6  # files within one another; a letter with a zip with a document is three

# What parsers, Python's own and others', raise over a file that is not as it should be.
HOSTILE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)

D = TypeVar("D", bound=Draft)
Reader = Callable[[bytes, D, Budget], Iterable[Inner]]
Found = Callable[[Piece | Obstacle], None]


class Walk(Generic[D]):
    """Tells *found* of every file; *readers* know the kinds, and write into a *draft* of each."""

    def __init__(
        self,
        found: Found,
        readers: Mapping[Kind, Reader[D]],
        hostile: tuple[type[Exception], ...],
        budget: Budget,
        draft: Callable[[Place], D],
    ) -> None:
        self._found = found
        self._readers = readers
        self._hostile = (*HOSTILE, *hostile)
        self._budget = budget
        self._draft = draft

    def open(self, place: Place, inner: Inner) -> None:
        """Reads the file *inner* and what is in it. Raises TimeUp, after it told what it has."""
        if self._budget.files == 0:
            return
        self._budget.files -= 1
        draft = self._draft(place)
        for said in inner.fields:
            draft.field(said.name, said.text, said.said)
        why = self._refusal(place, inner)
        if why is None:
            self._read(draft, inner)
        else:
            draft.obstacle(why)
            self._tell(draft)

    def _refusal(self, place: Place, inner: Inner) -> Why | None:
        if self._budget.files == 0:
            return Why.TOO_MANY
        return Why.TOO_DEEP if len(place) > DEEPEST else inner.why

    def _read(self, draft: D, inner: Inner) -> None:
        def as_what_it_is() -> Iterable[Inner]:
            draft.kind = kind_of(inner)
            return self._readers[draft.kind](inner.octets, draft, self._budget)

        self._guarded(draft, as_what_it_is)
        behind = others(draft.kind, inner) if draft.looks_behind else ()
        for kind, octets in behind:  # a picture, say, and a zip behind it
            self._guarded(draft, partial(self._readers[kind], octets, draft, self._budget))
        self._tell(draft)

    def _guarded(self, draft: Draft, reading: Callable[[], Iterable[Inner]]) -> None:
        """Opens what *reading* gives; what goes wrong is an obstacle. Raises TimeUp."""
        try:
            for within in reading():
                self._tell_piece(draft)
                self.open((*draft.place, within.name or "?"), within)
        except Enough:
            pass
        except Stopped as stopped:
            draft.obstacle(stopped.why)
        except MemoryError:
            draft.obstacle(Why.TOO_HUNGRY)
        except TimeUp:
            draft.obstacle(Why.TOO_SLOW)
            self._tell(draft)
            raise
        except self._hostile:
            draft.obstacle(Why.BROKEN)

    def _tell(self, draft: Draft) -> None:
        self._tell_piece(draft)
        for obstacle in draft.obstacles():
            self._found(obstacle)

    def _tell_piece(self, draft: Draft) -> None:
        """Once, as soon as its own text is read: what is in it may take longer than there is time."""
        if not draft.told:
            draft.told = True
            self._found(draft.piece())
