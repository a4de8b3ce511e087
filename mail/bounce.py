"""Settles what the sender must be told of: the rows and the report are one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from mail.dsn import Fate, Reporter, Subject, report
from mail.schedule import Schedule
from schedules.clock import Clock
from store import Store
from store.failure import StoreFailed, reason
from store.spool import Key, Settlement, settle_reported
from work import receipt
from work.letter import Parcel

log = structlog.get_logger()

RETRY_SECONDS = 1.0  # while the store does not take it


@dataclass(frozen=True, slots=True)
class Told:
    """One recipient's settlement, and what the sender is told of it."""

    settlement: Settlement
    fate: Fate


class Bounces:
    """Writes one report for all that is settled of a letter at once."""

    def __init__(self, store: Store, reporter: Reporter, schedule: Schedule, clock: Clock) -> None:
        self._store = store
        self._reporter = reporter
        self._schedule = schedule
        self._clock = clock

    async def settle(
        self, holder: str, parcel: Parcel, octets: bytes, told: Sequence[Told]
    ) -> frozenset[Key]:
        """Comes back once all of *told* that still stood so is durable, with the keys it held for.

        *octets* is the content, at least its header. What another worker or an operator
        settled first is left out of the report.
        """
        while told:
            standing = await self._write(holder, parcel, octets, told)
            if standing is None:
                await asyncio.sleep(RETRY_SECONDS)
            elif len(standing) == len(told):
                return standing
            else:
                told = [one for one in told if one.settlement.key in standing]
        return frozenset()

    async def _write(
        self, holder: str, parcel: Parcel, octets: bytes, told: Sequence[Told]
    ) -> frozenset[Key] | None:
        now = self._clock.now()
        letter = report(
            self._subject(parcel, octets), tuple(one.fate for one in told), self._reporter, now
        )
        settlements = tuple(one.settlement for one in told)
        end = self._schedule.end(now, held=False)
        try:
            return await self._store.write(
                settle_reported, holder, settlements, letter, now, end, octets=letter.size_bytes
            )
        except StoreFailed as error:
            remedy = "look at the store: disk space, permissions, or the PostgreSQL server"
            log.error("bounce.failed", letter=parcel.letter, error=reason(error), remedy=remedy)
            return None

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
