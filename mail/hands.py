"""What one worker has in its hands: letters between the store and the next hop, within bounds.

Letters for one destination stand in its lane; a few go at once, the rest wait. A lane that
does not move any more is stalled: it must not fill the hands while others could go.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mail.forged import Cut
from mail.header import Header
from mail.route import Destination
from mail.sealing import Unsound
from mail.settling import Case
from mail.sign.keyring import Stalled
from store.claim import Past
from store.spool import Key
from work.letter import Parcel, State


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one worker has in hand; beyond it letters wait in the store."""

    letters: int = 1000
    octets: int = 64 * 1024 * 1024
    porters: int = 64  # at once for one destination: more than it has connections, so none idles
    batch: int = 100  # recipients of one claim
    tick_seconds: float = 30.0  # between two looks for what no bell told of
    stalled_seconds: float = 60.0  # a lane with all its porters out, in which nothing ended so long
    stalled_pause: timedelta = timedelta(minutes=5)


Place = tuple[int, int]
"""Letter and position: one recipient."""


@dataclass(slots=True, eq=False)
class Load:
    """One parcel in hand; *octets* is its content, None where it is long and stays in the store.

    *header* is given where it was parsed already, *prefix* once it is sealed, and *cut* is
    what does not leave with it; *digest*, SHA-256, is of a content that stays in the store, as it
    was signed. *groups* counts the destinations it still goes to; of several one has it sealed, in
    its *turn*, *sealed_at* that instant, and a *flaw* that it meets is all the others' too.
    """

    parcel: Parcel
    past: tuple[Past, ...]
    octets: bytes | None = None
    header: Header | None = None
    prefix: bytes | None = None
    cut: Cut | None = None
    digest: bytes | None = None
    groups: int = 0
    turn: asyncio.Lock | None = None
    sealed_at: datetime | None = None
    flaw: Unsound | Stalled | None = None

    @property
    def weight(self) -> int:
        """The octets it keeps in memory."""
        return 0 if self.octets is None else len(self.octets)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Those recipients of one load that share a destination, by their place in it."""

    load: Load
    destination: Destination
    members: tuple[int, ...]

    def standing(self) -> tuple[Key, ...]:
        """Where they stand before this attempt."""
        parcel = self.load.parcel
        return tuple(
            Key(parcel.letter, parcel.positions[i], parcel.attempts[i]) for i in self.members
        )

    def cases(self, was: State) -> tuple[Case, ...]:
        """What is to be settled; with SENDING their attempt has begun, and counts."""
        parcel, begun = self.load.parcel, was is State.SENDING
        return tuple(
            Case(
                parcel.envelope.recipients[i],
                Key(parcel.letter, parcel.positions[i], parcel.attempts[i] + begun),
                was,
                self.load.past[i],
                parcel.ready_at,
            )
            for i in self.members
        )


@dataclass(slots=True, eq=False)
class Lane:
    """Groups for one destination; *moved_at* is when one of them last ended, on the loop's clock."""

    moved_at: float
    waiting: deque[Group] = field(default_factory=deque)
    porters: int = 0


class Hands:
    """Counts what is in hand, and knows every place of it."""

    def __init__(self, bounds: Bounds) -> None:
        self.places: set[Place] = set()
        self.emptied: Callable[[], None] = _nothing
        self._bounds = bounds
        self._letters = bounds.letters
        self._octets = bounds.octets
        self._wanting = False

    @property
    def room(self) -> int:
        """How many letters more may come in; who is told 0 is told when there is room for a batch."""
        room = self._letters if self._octets > 0 else 0
        self._wanting = room <= 0
        return max(room, 0)

    def reserve(self, octets: int) -> bool:
        """Whether there is room for one letter of so many octets; then it is taken."""
        if self._letters <= 0 or octets > self._octets:
            return False
        self._letters -= 1
        self._octets -= octets
        return True

    def force(self, octets: int) -> None:
        """One letter more, whether or not it fits: it is claimed already."""
        self._letters -= 1
        self._octets -= octets

    def free(self, octets: int) -> None:
        """One letter less."""
        self._letters = min(self._letters + 1, self._bounds.letters)
        self._octets = min(self._octets + octets, self._bounds.octets)
        batch = min(self._bounds.batch, self._bounds.letters)
        if self._wanting and self._octets > 0 and self._letters >= batch:
            self._wanting = False
            self.emptied()

    def hold(self, load: Load, groups: int) -> None:
        """The load's places are in hand from now on, in so many groups."""
        load.groups = groups
        number = load.parcel.letter
        self.places.update((number, position) for position in load.parcel.positions)

    def empty(self) -> None:
        """Everything was given back at once."""
        self.places.clear()
        self._letters, self._octets = self._bounds.letters, self._bounds.octets

    def put_down(self, group: Group) -> None:
        """The group was settled or given back; with its last group the load is gone."""
        load = group.load
        number, positions = load.parcel.letter, load.parcel.positions
        self.places.difference_update((number, positions[i]) for i in group.members)
        load.groups -= 1
        if not load.groups:
            self.free(load.weight)


def _nothing() -> None:
    """Nobody waits for room yet."""
