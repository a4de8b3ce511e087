"""Who guesses passwords waits: wrong ones are counted for a login in one network, for a network, and for a login.

The count rises alike for names that nobody has, and is asked before a password is looked at.
From where a login came in before its way stays free, however many guess elsewhere. All of it
is one worker's; the tables have a bound, and what was touched longest ago makes room.
"""

import hashlib
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mail.smtp.limits import ip_address, network_of

FORGOTTEN_SECONDS = 900.0  # after which one wrong guess less is counted
TABLE = 8192  # entries of each table, of about 200 octets

Scope = Literal["place", "network", "login"]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many wrong guesses cost nothing; the next wait doubles with each, up to the longest."""

    free: int
    longest_seconds: float


PATIENCE: dict[Scope, Patience] = {
    "place": Patience(5, 900.0),  # one login in one network
    "network": Patience(20, 900.0),
    "login": Patience(20, 60.0),  # short: a new place of the rightful user's waits as well
}


class Rise(NamedTuple):
    """A count that makes others wait from now on; *first* of this bout."""

    scope: Scope
    wait_seconds: float
    first: bool


class Guard:
    """Counts wrong guesses; *now* is a monotonic clock's, in seconds.

    Where *shared* people come in who have one address together, as behind an office's router:
    by an address that a login came in by before it is counted alone, but never free.
    """

    def __init__(self, table: int = TABLE, *, shared: bool = False) -> None:
        self._shared = shared
        self._tallies: dict[Scope, _Tally] = {
            scope: _Tally(patience, table) for scope, patience in PATIENCE.items()
        }
        self._addresses: dict[str, set[str]] = {}
        self._networks: dict[str, set[bytes]] = {}

    def knows(self, name: str, peer: str) -> bool:
        """Whether the login *name* came in before from the network of *peer*."""
        return network_of(ip_address(peer)) in self._networks.get(name, ())

    def learn(self, ways: Iterable[tuple[str, str]]) -> None:
        """Forgets what it knew, and knows that logins came in from these addresses."""
        addresses, networks = defaultdict(set), defaultdict(set)
        for name, address in ways:
            addresses[name].add(address)
            networks[name].add(network_of(ip_address(address)))
        self._addresses, self._networks = dict(addresses), dict(networks)

    def wait_seconds(self, name: str, peer: str, now: float) -> float:
        """How long it is until a password of *name* is looked at again for *peer*; 0 for at once."""
        return max(
            (self._tallies[scope].wait_seconds(key, now) for scope, key in self._keys(name, peer)),
            default=0.0,
        )

    def failed(self, name: str, peer: str, now: float) -> list[Rise]:
        """Counts a wrong guess; the counts that have risen far enough to make somebody wait."""
        rises = []
        for scope, key in self._keys(name, peer):
            before = self._tallies[scope].add(key, now)
            wait = self._tallies[scope].wait_seconds(key, now)
            if wait:
                rises.append(Rise(scope, wait, before < PATIENCE[scope].free))
        return rises

    def came(self, name: str, peer: str) -> None:
        """*name* came in from *peer*: what was guessed from there is forgotten, and its way is free."""
        for scope, key in self._keys(name, peer):
            if scope == "place":
                self._tallies[scope].clear(key)
        self._addresses.setdefault(name, set()).add(peer)
        self._networks.setdefault(name, set()).add(network_of(ip_address(peer)))

    def _keys(self, name: str, peer: str) -> list[tuple[Scope, bytes]]:
        """What counts for this try: nothing where this login came in by this very address.

        Elsewhere in a network that it came in from, each address is counted by itself: one
        machine of an office that guesses does not lock out its mail system.
        """
        if peer in self._addresses.get(name, ()) and not self._shared:
            return []
        account = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=16).digest()
        address = ip_address(peer)
        network = network_of(address)
        if network in self._networks.get(name, ()):
            return [("place", account + address.packed)]
        return [("place", account + network), ("network", network), ("login", account)]


class _Tally:
    """Wrong guesses by key; one less is counted for each FORGOTTEN_SECONDS without another."""

    __slots__ = ("_counts", "_most", "_patience", "_size")

    def __init__(self, patience: Patience, size: int) -> None:
        self._patience = patience
        self._size = size
        # Above what the longest wait needs it would only be remembered for longer.
        self._most = patience.free + int(patience.longest_seconds).bit_length()
        self._counts: OrderedDict[bytes, tuple[int, float]] = OrderedDict()

    def add(self, key: bytes, now: float) -> int:
        """Counts one more; how many there were before."""
        count = self._count(key, now)
        self._counts[key] = (min(count + 1, self._most), now)
        self._counts.move_to_end(key)
        if len(self._counts) > self._size:
            self._counts.popitem(last=False)
        return count

    def wait_seconds(self, key: bytes, now: float) -> float:
        """The seconds from *now* until the next guess is looked at."""
        over = self._count(key, now) - self._patience.free
        if over < 0:
            return 0.0
        pause = min(2.0**over, self._patience.longest_seconds)
        return max(0.0, self._counts[key][1] + pause - now)

    def clear(self, key: bytes) -> None:
        """Forgets one key."""
        self._counts.pop(key, None)

    def _count(self, key: bytes, now: float) -> int:
        count, at = self._counts.get(key, (0, now))
        return max(0, count - int((now - at) / FORGOTTEN_SECONDS))
