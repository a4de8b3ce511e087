"""Says what became of each letter, from what client and next hop saw and from the store's own account."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.proof.office import OPEN, Office
from tests.proof.sender import Letter
from tests.proof.sink import Arrival, Sink

Place = tuple[str, str]
"""Message-ID and recipient."""

ACCOUNT = """
SELECT chain_id, position, at, event, subject, codes, hash FROM entry ORDER BY chain_id, position
"""
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of receipt ids; the last one is a check symbol


@dataclass
class Findings:
    """What is wrong, each list empty when all is well; and what is merely to be told."""

    lost: list[Place] = field(default_factory=list)  # got a 250, never reached the sink
    mangled: list[str] = field(default_factory=list)  # reached it with other octets
    unknown: list[str] = field(default_factory=list)  # in the store or the sink, sent by nobody
    unexplained: list[Place] = field(default_factory=list)  # came once more than it stood uncertain
    unmarked: list[Place] = field(default_factory=list)  # came twice, and its row does not say so
    misnamed: list[str] = field(default_factory=list)  # a receipt id that names another letter
    broken: list[str] = field(default_factory=list)  # lines of the account whose hash is wrong
    standing: dict[str, int] = field(default_factory=dict)  # rows that have not come to an end
    twice: dict[Place, int] = field(default_factory=dict)  # all that came more than once
    uncertain: Counter[Place] = field(default_factory=Counter)  # how often each stood so
    unanswered: dict[str, bool] = field(default_factory=dict)  # and whether it reached the sink

    @property
    def faults(self) -> dict[str, Any]:
        """What is wrong by its name, empty when nothing is."""
        told = ("twice", "uncertain", "unanswered")
        return {name: found for name, found in vars(self).items() if found and name not in told}

    def told(self) -> str:
        """What is not wrong, and yet worth to be told."""
        came = Counter(self.twice.values())
        stood = Counter(self.uncertain.values())
        return (
            f"came so often: {dict(came)}, stood uncertain so often: {dict(stood)}, without an"
            f" answer: {len(self.unanswered)}, of which arrived: {sum(self.unanswered.values())}"
        )


@dataclass(frozen=True)
class Told:
    """What a client knows: letters that it began, receipts that it got, letters without an answer.

    *before* are copies that a sink, which is not looked at now, had or may have had, and
    *arrived* those of them that it certainly had.
    """

    letters: Mapping[str, Letter]
    receipts: Mapping[str, str]
    unanswered: Set[str]
    before: Counter[Place] = field(default_factory=Counter)
    arrived: Set[Place] = frozenset()


def judged(office: Office, sink: Sink, told: Told) -> Findings:
    """The findings after every letter has come to its end."""
    copies, letters = sink.copies(), told.letters
    numbers = dict(office.rows("SELECT id, message_id FROM letter WHERE kind = 'relayed'"))
    rows = office.rows("SELECT letter_id, position, address, repeated FROM recipient")
    places = {(n, p): (numbers[n], to) for n, p, to, _ in rows if n in numbers}
    repeated = {places[n, p] for n, p, _, yes in rows if yes and n in numbers}
    account = office.rows(ACCOUNT)
    uncertain = _uncertain(account, places)
    expected = {(name, to) for name in told.receipts for to in letters[name].recipients}
    offered = told.receipts.keys() | told.unanswered
    found = {arrival.message_id for arrival in sink.arrivals}
    twice = {place: n for place in copies if (n := copies[place] + told.before[place]) > 1}
    return Findings(
        lost=sorted(expected - copies.keys() - told.arrived),
        mangled=[a.message_id for a in sink.arrivals if _mangled(a, letters)],
        unknown=sorted((set(numbers.values()) | found) - offered),
        unexplained=[place for place, n in twice.items() if n > 1 + uncertain[place]],
        unmarked=[place for place in twice if place not in repeated],
        misnamed=[r for name, r in told.receipts.items() if numbers.get(decoded(r)) != name],
        broken=_broken(account),
        standing=dict(office.rows(OPEN)),
        twice=twice,
        uncertain=uncertain,
        unanswered={name: name in found for name in sorted(told.unanswered)},
    )


def last_words(sink: Sink) -> tuple[Counter[int], list[Arrival]]:
    """How many contents of each connection came once more later; and those that were not its last.

    Letters to several people may be sent in parts: only the same letter to the
    same person is the same again.
    """
    latest = {place: n for n, arrival in enumerate(sink.arrivals) for place in _places(arrival)}
    again = [
        arrival
        for n, arrival in enumerate(sink.arrivals)
        if any(latest[place] > n for place in _places(arrival))
    ]
    last = {arrival.connection: arrival for arrival in sink.arrivals}
    return (
        Counter(arrival.connection for arrival in again),
        [arrival for arrival in again if last[arrival.connection] is not arrival],
    )


def decoded(receipt: str) -> int:
    """The letter's number in a receipt id."""
    number = 0
    for symbol in receipt[:-1]:
        number = number * 32 + SYMBOLS.index(symbol)
    return number


def _uncertain(
    account: Sequence[tuple[Any, ...]], places: Mapping[tuple[int, int], Place]
) -> Counter[Place]:
    """How often each place stood uncertain: the second time it is held for a person at once."""
    stood: Counter[Place] = Counter()
    for _chain, _position, _at, event, subject, codes, _hash in account:
        if event in ("uncertain", "held") and "attempt" in (known := json.loads(codes)):
            stood[places[int(subject.removeprefix("letter:")), known["position"]]] += 1
    return stood


def _broken(account: Sequence[tuple[Any, ...]]) -> list[str]:
    """Lines whose hash is not that of the line and of the one before it."""
    heads: dict[str, tuple[int, bytes]] = {}
    broken = []
    for chain, position, *rest, digest in account:
        length, head = heads.get(chain, (0, bytes(32)))
        text = json.dumps([chain, position, *rest], separators=(",", ":"), ensure_ascii=False)
        if (position, bytes(digest)) != (length + 1, sha256(head + text.encode()).digest()):
            broken.append(f"{chain}:{position}")
        heads[chain] = (position, bytes(digest))
    return broken


def _mangled(arrival: Arrival, letters: Mapping[str, Letter]) -> bool:
    sent = letters.get(arrival.message_id)
    return (
        sent is None
        or not arrival.octets.endswith(sent.octets)
        or not set(arrival.recipients) <= set(sent.recipients)
    )


def _places(arrival: Arrival) -> tuple[Place, ...]:
    return tuple((arrival.message_id, to) for to in arrival.recipients)
