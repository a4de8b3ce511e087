"""Settles what ends, or is told of, by one transaction: the rows, and the report to the sender."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from mail.dsn import Fate, Reporter, Subject, report
from mail.redacted import redacted
from mail.schedule import Schedule
from schedules.clock import Clock
from store import Store, Tx, discreet, secrecy
from store.failure import REMEDY, StoreFailed, reason
from store.spool import Key, Settlement, settle_reported
from work import receipt, undisclosed
from work.letter import NewLetter, Parcel

log = structlog.get_logger()

RETRY_SECONDS = 1.0  # while the store does not take it

Write = Callable[
    [Tx, str, Sequence[Settlement], NewLetter | None, datetime, datetime], frozenset[Key]
]
"""A transaction like store.spool.settle_reported, or one around it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One recipient's settlement, and what the sender is told of it; nothing where *fate* is None."""

    settlement: Settlement
    fate: Fate | None


class Bounces:
    """Writes one report for all that is settled of a letter at once."""

    def __init__(self, store: Store, reporter: Reporter, schedule: Schedule, clock: Clock) -> None:
        self._store = store
        self._reporter = reporter
        self._schedule = schedule
        self._clock = clock

    async def settle(
        self, by: str, parcel: Parcel, told: Sequence[Told], write: Write = settle_reported
    ) -> Sequence[Settlement]:
        """Comes back once all of *told* that still stood so is durable, with those settlements.

        What another worker or an operator settled first is left out of the report.
        """
        while told:
            standing = await self._write(by, parcel, told, write)
            if standing is None:
                await asyncio.sleep(RETRY_SECONDS)
            elif len(standing) == len(told):
                return [one.settlement for one in told]
            else:
                told = [one for one in told if one.settlement.key in standing]
        return ()

    async def _write(
        self, by: str, parcel: Parcel, told: Sequence[Told], write: Write
    ) -> frozenset[Key] | None:
        now = self._clock.now()
        settlements = tuple(one.settlement for one in told)
        end = self._schedule.end(now, held=False)
        try:
            letter = await self._report(parcel, told, now)
            octets = letter.size_bytes if letter else 0
            return await self._store.write(write, by, settlements, letter, now, end, octets=octets)
        except StoreFailed as error:
            log.error("bounce.failed", letter=parcel.letter, error=reason(error), remedy=REMEDY)
            return None

    async def _report(
        self, parcel: Parcel, told: Sequence[Told], now: datetime
    ) -> NewLetter | None:
        fates = tuple(one.fate for one in told if one.fate)
        if not fates:
            return None
        octets, hidden = await self._store.read(_quotable, parcel.letter, parcel.body)
        write = report if parcel.envelope.sender else redacted
        subject = self._subject(parcel, octets)
        if hidden:
            subject = replace(subject, way=undisclosed.PETITION)
        return write(subject, fates, self._reporter, now)

    def _subject(self, parcel: Parcel, octets: bytes) -> Subject:
        return Subject(
            letter=parcel.letter,
            receipt=receipt.encode(parcel.letter),
            received_at=parcel.received_at,
            agency=parcel.origin.agency,
            envelope=parcel.envelope,
            octets=octets,
            size_bytes=parcel.size_bytes,
        )


def _quotable(tx: Tx, letter: int, body: int) -> tuple[bytes, bool]:
    """What a report may quote of the letter, and whether it goes to who sent a petition."""
    return secrecy.quotable(tx, letter, body), bool(discreet.of_petitioners(tx, (letter,)))
