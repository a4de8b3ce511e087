"""What readers answer, put together line by line."""

from typing import Protocol

from papers.opened import Obstacle, Opened, Piece, Why
from papers.opening import signed_wire, wire
from papers.signed import Signature, Signed


class Answer(Protocol):
    """What is told line by line."""

    whole: bool

    def take(self, line: bytes) -> None:
        """Adds what one line says; the last makes it whole. Raises Nonsense."""


class Found:
    """The pieces and obstacles of one attachment."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: list[Piece] = []
        self._obstacles: list[Obstacle] = []
        self.whole = False

    def take(self, line: bytes) -> None:
        """Adds what one line says. Raises Nonsense."""
        match wire.found(line):
            case None:
                self.whole = True
            case Piece() as piece:
                self._pieces.append(piece)
            case Obstacle() as obstacle:
                self._obstacles.append(obstacle)

    def opened(self, why: Why | None) -> Opened:
        """All of it; *why* says why there is no more."""
        last = () if why is None else (Obstacle((self._name,), why),)
        return Opened(tuple(self._pieces), (*self._obstacles, *last))


class Judged:
    """The signatures of one document."""

    def __init__(self) -> None:
        self._signatures: list[Signature] = []
        self._why: Why | None = None
        self.whole = False

    def take(self, line: bytes) -> None:
        """Adds what one line says. Raises Nonsense."""
        match signed_wire.found(line):
            case None:
                self.whole = True
            case Signature() as signature:
                self._signatures.append(signature)
            case why:
                self._why = why

    def signed(self, why: Why | None) -> Signed:
        """All of them; *why* says why there are no more."""
        return Signed(tuple(self._signatures), why or self._why)
