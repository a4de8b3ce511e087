"""How long a peer may take to say what it wants, so that many slow ones cannot take all connections for themselves."""

import asyncio
from typing import NamedTuple

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class Patience(NamedTuple):
    """Seconds for the head of a request, TLS apart, and for all of its body."""

    head: float = 15.0
    body: float = 300.0  # the largest file, from a phone far from the next mast


PATIENCE = Patience()


class _Patient(H11Protocol):
    """Knows which part of a request it waits for, and is gone when its patience ends."""

    patience = PATIENCE
    _awaited: object = None  # a state of h11
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The wait for the first head begins."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """What came may end one wait and begin another."""
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """The wait for the next head begins."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        state = self.conn.their_state
        if state is self._awaited:
            return
        self._stop()
        self._awaited = state
        seconds = {h11.IDLE: self.patience.head, h11.SEND_BODY: self.patience.body}.get(state)
        if seconds is not None and not self.transport.is_closing():
            self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def patient(with_it: Patience) -> type[H11Protocol]:
    """The protocol of connections that are closed when the patience *with_it* ends."""
    return type("_Patient", (_Patient,), {"patience": with_it})
