"""What stands around a point or term in its clause: the cues before it, and what the clause says of it."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from work.reading.chunk import Chunk, Every, Plain, chunks_of, joins
from work.reading.phrases import Phrases
from work.reading.point import Day, Point, Span
from work.reading.term import Term
from work.reading.text import Words
from work.reading.vocabulary import Cue, Role

LEFT, RIGHT = 60, 30  # chunks looked at on either side: no sentence that a person reads is longer
LIMIT_REACH = 12  # chunks between "thời hạn" and the day behind it
EVENT_REACH = 14  # between "trước ngày" and the day of the event that is named
_FILLERS = frozenset({"la", "ngay", "thi", "nao", "cac", "som"})
_ELSEWHERE = Phrases({"{số,tại,theo,nêu}": True})
_SKIPPED = frozenset(":(,")
ACTS: Set[Role] = frozenset({Role.ACT, Role.FINISH})
DEMANDS: Set[Role] = frozenset({Role.ORDER, Role.DEMAND})
TASKS: Set[Role] = ACTS | DEMANDS


class Cues(NamedTuple):
    """The cues that lead to a chunk, the nearest first, and the chunk that they begin at."""

    found: tuple[Cue, ...]
    start: int

    @property
    def nearest(self) -> Cue | None:
        """The one right before it."""
        return self.found[0] if self.found else None


def is_named(point: Point) -> bool:
    """Whether *point* is one by itself: the "cuối năm" of a session's name is none."""
    where = point.where
    if isinstance(where, Span):
        return where.year is not None or where.number is not None
    return where is not None


@dataclass(frozen=True, slots=True)
class Scene:
    """One clause as chunks."""

    clause: Words
    chunks: tuple[Chunk, ...]

    @classmethod
    def of(cls, clause: Words) -> "Scene":
        """The scene of *clause*."""
        return cls(clause, chunks_of(clause))

    def value(self, place: int) -> object:
        """What stands at *place*, None outside."""
        return self.chunks[place].value if 0 <= place < len(self.chunks) else None

    def sign(self, place: int) -> str:
        """The sign at *place*, "" where something else stands."""
        value = self.value(place)
        return value.sign if isinstance(value, Plain) else ""

    def bare(self, place: int) -> str:
        """The plain word at *place* without accents, "" where something else stands."""
        value = self.value(place)
        if not isinstance(value, Plain) or value.sign:
            return ""
        return self.clause.tokens[self.chunks[place].first].bare

    def joins(self, place: int) -> bool:
        """Whether a comma or an "and" stands at *place*."""
        return isinstance(self.value(place), Plain) and joins(self.clause, self.chunks[place])

    def words(self, first: int, last: int) -> str:
        """The words from chunk *first* to before *last*."""
        last = max(last, first + 1)
        return self.clause.quoted(self.chunks[first].first, self.chunks[last - 1].last)

    def cues(self, place: int) -> Cues:
        """The cues right before *place*, past fillers and brackets."""
        found: list[Cue] = []
        start, at = place, place - 1
        while at >= 0 and place - at <= LIMIT_REACH:
            value = self.value(at)
            if isinstance(value, Cue):
                found.append(value)
                start = at
            elif not self._is_filler(at):
                break
            at -= 1
        return Cues(tuple(found), start)

    def limit(self, place: int) -> int | None:
        """Where "thời hạn …:" stands whose point or term is at *place*."""
        for at in range(place - 1, max(-1, place - LIMIT_REACH - 1), -1):
            value = self.value(at)
            if value is Cue.LIMIT:
                return at
            if isinstance(value, Point | Term) or value is Cue.FROM or self._is_reference(at):
                return None
        return None

    def before_event(self, place: int) -> int | None:
        """Where the "trước" of "trước ngày họp (16/10/2026)" stands."""
        for at in range(place - 1, max(-1, place - EVENT_REACH - 1), -1):
            value = self.value(at)
            if value is Cue.BEFORE:
                named = self.bare(at + 1) == "ngay" or self.value(at + 1) is Role.MEETING
                return at if named and at + 1 < place else None
            if isinstance(value, Point | Term | Cue) or self.sign(at) == ",":
                return None
        return None

    def event_behind(self, place: int) -> int | None:
        """Where the day of the event stands that begins at *place*: "ngày khai mạc phiên họp 25/02/2026"."""
        for at in range(place, min(len(self.chunks), place + EVENT_REACH)):
            value = self.value(at)
            if isinstance(value, Point):
                return at if is_named(value) else None
            stops = isinstance(value, Term | Cue) and value is not Cue.AT
            if stops or self.sign(at) == ",":
                return None
        return None

    def event_told(self, place: int) -> int | None:
        """Where the day stands of a meeting that is named before *place*: "Hồ sơ trình phiên họp ngày 04/9/2026 …"."""
        for at, value in self.left(place):
            if isinstance(value, Point) and isinstance(value.where, Day):
                near = range(max(0, at - EVENT_REACH), at)
                return at if any(self.value(one) is Role.MEETING for one in near) else None
            if isinstance(value, Term):
                return None
        return None

    def left(self, place: int) -> Iterator[tuple[int, object]]:
        """What stands before *place*, the nearest first."""
        for at in range(place - 1, max(-1, place - LEFT - 1), -1):
            yield at, self.value(at)

    def right(self, place: int) -> Iterator[tuple[int, object]]:
        """What stands from *place* on."""
        for at in range(place, min(len(self.chunks), place + RIGHT)):
            yield at, self.value(at)

    def governed(self, place: int) -> Iterator[object]:
        """What stands before *place*, back to the demand or the verb that governs it."""
        for at, value in self.left(place):
            if value in DEMANDS or (value in ACTS and self._begins_predicate(at)):
                return
            yield value

    def has_left(self, place: int, roles: Set[Role]) -> bool:
        """Whether one of *roles* stands before *place*."""
        return any(value in roles for _, value in self.left(place) if isinstance(value, Role))

    def has_right(self, place: int, roles: Set[Role]) -> bool:
        """Whether one of *roles* stands from *place* on."""
        return any(value in roles for _, value in self.right(place) if isinstance(value, Role))

    def every(self) -> "Iterator[tuple[int, Every]]":
        """What comes round in this clause."""
        for at, chunk in enumerate(self.chunks):
            if isinstance(chunk.value, Every):
                yield at, chunk.value

    def _is_reference(self, place: int) -> bool:
        """Whether what stands at *place* leads away to another paper: "nêu tại Công văn số"."""
        return self.sign(place) in (",", ")") or (
            _ELSEWHERE.at(self.clause, self.chunks[place].first) is not None
        )

    def _begins_predicate(self, place: int) -> bool:
        return place > 0 and self.joins(place - 1)

    def _is_filler(self, place: int) -> bool:
        return self.bare(place) in _FILLERS or self.sign(place) in _SKIPPED
