"""How many connections one destination is given at once: few at first, more with what it answers, fewer where it fails.

Postfix begins with as many and grows and shrinks by one as well. What differs: a peer that
let no further connection in is asked for one more only after a good many letters.
"""

from collections.abc import Iterable

from work.outcome import Deferred, Delivered, Outcome, Uncertain

FIRST = 5  # connections to a destination of which nothing is known
PATIENCE = 100  # letters answered, before a peer that refused a connection is asked for one more


class Window:
    """Holds *size*, the connections that may be open now, between one and *most*."""

    __slots__ = ("_answered", "_most", "_price", "size")

    def __init__(self, most: int) -> None:
        self._most = most
        self.renew()

    def renew(self) -> None:
        """Nothing is known of the peer, or nothing any more."""
        self.size = min(FIRST, self._most)
        self._price = 1  # letters for each connection more: slow start doubles with every round
        self._answered = 0

    def heard(self, outcomes: Iterable[Outcome]) -> bool:
        """Whether one connection more may be opened, now that a letter came to these *outcomes*."""
        failures = (one.__class__ is not Delivered and is_failure(one) for one in outcomes)
        if any(failures):
            self.size = max(self.size - 1, 1)
            self._price, self._answered = max(self._price, self.size), 0
            return False
        if self.size >= self._most:
            return False
        self._answered += 1
        if self._answered < self._price:
            return False
        self.size, self._answered = self.size + 1, 0
        return True

    def refused(self, standing: int) -> None:
        """The peer let no more connections in than the *standing* ones."""
        self.size = max(min(standing, self._most), 1)
        self._price, self._answered = PATIENCE, 0


def is_failure(outcome: Outcome) -> bool:
    """Whether the connection failed rather than the letter: it was lost, or closed by 421 (RFC 5321 §3.8)."""
    match outcome:
        case Delivered():
            return False
        case Deferred(status=status, answer=answer):
            return answer.startswith("421") if answer else status == "4.4.2"
        case _:
            return isinstance(outcome, Uncertain)
