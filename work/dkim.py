"""The life of signing keys: what a look at DNS makes of one, and when it follows another.

waiting → (first of all, or shown everywhere for as long as caches may hold else) → signing →
(another signs) → retiring → (nothing that it signed is under way) → removable → retired.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from work.directory import DkimKey

LATE = timedelta(days=2)  # so long a record stays beyond its last letter, for whoever looks late
STANDS_IN = timedelta(days=1)  # of that; the other day is for what is under way


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at DNS: the octets of p= at a key's name, None where no record is.

    *everywhere*: all who were asked and answered say the same. *ttl* is how many seconds
    caches may keep it, the longest where several were told.
    """

    octets: bytes | None
    everywhere: bool = True
    ttl: int = 0

    def seen_of(self, key: DkimKey, now: datetime) -> DkimKey:
        """*key* after this look."""
        after = replace(key, seen=self.octets, seen_at=now, ttl=max(key.ttl, self.ttl))
        shown = self.everywhere and after.published
        gone_at = key.gone_at or now if self._is_end(after, now) else None
        shown_at = key.shown_at or (now if after.published else None)
        after = replace(after, shown_at=shown_at)
        return replace(
            after, seen_since=(key.seen_since or now) if shown else None, gone_at=gone_at
        )

    def _is_end(self, key: DkimKey, now: datetime) -> bool:
        """Whether the record went, as it may; a revoked key's may say so, or be gone."""
        if key.revoked_at is not None:
            return self.everywhere and not key.published
        over = key.leave_until is not None and key.leave_until <= now
        return over and self.everywhere and self.octets is None


def begins(keys: Sequence[DkimKey], now: datetime) -> Iterator[DkimKey]:
    """Those of one domain's *keys* that can begin to sign: the first of all, or every cache has them.

    Nobody relies on signatures of a domain before DNS has shown a key of it, so first keys
    need not wait. Where nothing that signs is shown any more, a key that is shown begins at
    once: to caches that do not have it yet its signature counts for no less than none.
    """
    urgent = not any(key.active and key.published for key in keys)
    begun: set[str] = set()  # one of each kind
    for key in keys:
        ready_at = key.ready_at
        ready = ready_at is not None and (urgent or ready_at <= now)
        if key.waiting and key.algorithm not in begun and (ready or _is_first(key, keys)):
            begun.add(key.algorithm)
            yield key


def _is_first(key: DkimKey, keys: Sequence[DkimKey]) -> bool:
    """Whether no letter that bears the domain's signature was ever to be verified, and none bears one of this kind."""
    expected = [other for other in keys if other.expected]
    shown = any(other.shown_at is not None for other in expected)
    return not shown and not any(other.algorithm == key.algorithm for other in expected)


def follows(key: DkimKey, keys: Sequence[DkimKey]) -> Iterator[DkimKey]:
    """Those of one domain's *keys* that sign no more once *key* does."""
    for old in keys:
        if old.expected and old.algorithm == key.algorithm and old.selector != key.selector:
            yield old


def stands_in(key: DkimKey, keys: Sequence[DkimKey], now: datetime) -> DkimKey | None:
    """The key before *key* that may sign where *key* cannot, as its private half is not there; None where none may.

    DNS shows it, and its record stays for LATE longer than what it signed before needs; of
    that STANDS_IN is used up. None does behind a revocation: who had the one may have the other.
    """
    if not (key.active and key.credible):
        return None
    ends = [one.revoked_at for one in keys if one.domain == key.domain and one.revoked_at]
    before = [
        old
        for old in keys
        if (old.domain, old.algorithm) == (key.domain, key.algorithm)
        and old.signs_until is not None
        and old.revoked_at is None
        and old.published
        and timedelta() <= now - old.signs_until < STANDS_IN
        and not any(end >= old.signs_until for end in ends)
    ]
    return max(before, key=lambda old: old.signs_until or now, default=None)
