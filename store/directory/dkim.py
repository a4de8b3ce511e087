"""Signing keys as the store knows them: the public halves, what DNS said of them, and the dates of their lives.

Each step of a life is one transaction, so that whoever is killed leaves a key before it or after it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select, update

from store.directory.change import TOPIC, Overtaken
from store.schema.directory import dkim_key
from store.tx import Tx
from work.directory import DkimKey
from work.dkim import Sight, begins, follows


def dkim_keys(tx: Tx, domain: str | None = None) -> tuple[DkimKey, ...]:
    """Every key of one domain, or of all, oldest first in its domain; retired ones too."""
    rows = _rows() if domain is None else _rows().where(dkim_key.c.domain == domain)
    return tuple(_key(row) for row in tx.all(rows))


def add_dkim_keys(tx: Tx, new: Sequence[DkimKey], now: datetime) -> bool:
    """Whether *new* are there now, all or none; False when a domain has another key of that selector. Raises Overtaken.

    They wait, but for a domain's first, which sign. One whose file a daemon found first is there already.
    """
    known = {key.name: key.public_key for key in dkim_keys(tx)}
    if any(known.get(key.name, key.public_key) != key.public_key for key in new):
        return False
    for key in new:
        if key.name not in known and not _add(tx, key, now):
            raise Overtaken(dkim_key.name)
    for domain in {key.domain for key in new}:
        _let_first_begin(tx, domain, now)
    return True


def adopt_dkim_key(tx: Tx, found: DkimKey, lost: Collection[str], now: datetime) -> bool:
    """Whether *found*, a key whose file somebody put there, was added; it begins as others do.

    It takes the place of keys of its kind that are *lost*, by their names, and that
    DNS never showed.
    """
    keys = dkim_keys(tx, found.domain)
    if any(key.selector == found.selector for key in keys) or not _add(tx, found, now):
        return False
    for old in follows(found, keys):
        if old.name in lost and old.shown_at is None:
            _dated(tx, old, "dkim.retired", now, signs_until=now, leave_until=now)
    _let_first_begin(tx, found.domain, now)
    return True


def saw_dkim_key(tx: Tx, domain: str, selector: str, sight: Sight, now: datetime) -> bool:
    """Whether DNS says something else of that key than before."""
    before = _locked(tx, domain, selector)
    if before is None:
        return False
    after = sight.seen_of(before, now)
    _keep(tx, after)
    if before.seen_at is not None and (before.seen, before.seen_since, before.gone_at) == (
        after.seen, after.seen_since, after.gone_at,
    ):  # fmt: skip
        return False
    answer = "absent" if after.seen is None else "right" if after.published else "other"
    if before.seen_at is None or before.seen != after.seen:
        tx.audit(now, "dkim.seen", f"dkim:{after.name}", answer=answer)
    tx.ring(TOPIC)
    return True


def turn_dkim_keys(tx: Tx, leave: timedelta, now: datetime) -> tuple[DkimKey, ...]:
    """The keys that sign from *now* on, because every cache has them; what they follow signs no more.

    The records of those have to stay in DNS for *leave*.
    """
    rows = tx.all(tx.lock(_rows()))
    begun: list[DkimKey] = []
    for _, keys in groupby((_key(row) for row in rows), lambda key: key.domain):
        begun += _turned(tx, tuple(keys), leave, now)
    if begun:
        tx.ring(TOPIC)
    return tuple(begun)


def revoke_dkim_keys(
    tx: Tx, domain: str, selectors: Iterable[str], now: datetime
) -> tuple[DkimKey, ...]:
    """The keys that were revoked now: they never sign again, and what they signed is to be believed no more."""
    return tuple(_ended(tx, domain, selectors, "dkim.revoked", now, revoked_at=now))


def retire_dkim_keys(tx: Tx, domain: str, leave: timedelta, now: datetime) -> tuple[DkimKey, ...]:
    """The keys of *domain* that signed until *now*, without a successor; its letters go unsigned.

    Those that wait are revoked, or they would sign from now on.
    """
    keys = dkim_keys(tx, domain)
    waiting = [key.selector for key in keys if key.waiting]
    tuple(_ended(tx, domain, waiting, "dkim.revoked", now, revoked_at=now))
    signing = [key.selector for key in keys if key.expected]
    dates = {"signs_until": now, "leave_until": now + leave}
    return tuple(_ended(tx, domain, signing, "dkim.retired", now, **dates))


def _add(tx: Tx, new: DkimKey, now: datetime) -> bool:
    names = ("domain", "selector", "algorithm", "public_key", "token")
    values = {name: getattr(new, name) for name in names}
    if not tx.insert_new(dkim_key, {**values, "created_at": now}):
        return False
    tx.audit(now, "dkim.added", f"dkim:{new.name}", algorithm=new.algorithm)
    tx.ring(TOPIC)
    return True


def _let_first_begin(tx: Tx, domain: str, now: datetime) -> None:
    """Lets those begin that follow no other: how long the record of another has to stay is not known here."""
    keys = dkim_keys(tx, domain)
    for key in begins(keys, now):
        if not any(follows(key, keys)):
            _dated(tx, key, "dkim.activated", now, signs_from=now)


def _turned(tx: Tx, keys: Sequence[DkimKey], leave: timedelta, now: datetime) -> Iterator[DkimKey]:
    for key in begins(keys, now):
        yield _dated(tx, key, "dkim.activated", now, signs_from=now)
        for old in follows(key, keys):
            _dated(tx, old, "dkim.retired", now, signs_until=now, leave_until=now + leave)


def _ended(
    tx: Tx, domain: str, selectors: Iterable[str], event: str, now: datetime, **dates: datetime
) -> Iterator[DkimKey]:
    for selector in selectors:
        key = _locked(tx, domain, selector)
        if key is not None and all(getattr(key, name) is None for name in dates):
            yield _dated(tx, key, event, now, **dates)
            tx.ring(TOPIC)


def _dated(tx: Tx, key: DkimKey, event: str, now: datetime, **dates: Any) -> DkimKey:
    after = replace(key, **dates)
    _keep(tx, after)
    tx.audit(now, event, f"dkim:{key.name}")
    return after


_KEPT = (
    "seen", "seen_at", "shown_at", "seen_since", "ttl", "signs_from", "signs_until", "leave_until",
    "revoked_at", "gone_at",
)  # fmt: skip


def _keep(tx: Tx, key: DkimKey) -> None:
    place = (dkim_key.c.domain == key.domain) & (dkim_key.c.selector == key.selector)
    tx.run(update(dkim_key).where(place).values({name: getattr(key, name) for name in _KEPT}))


def _locked(tx: Tx, domain: str, selector: str) -> DkimKey | None:
    place = (dkim_key.c.domain == domain) & (dkim_key.c.selector == selector)
    row = tx.one(tx.lock(_rows().where(place)))
    return None if row is None else _key(row)


def _rows() -> Any:
    return select(dkim_key).order_by(
        dkim_key.c.domain, dkim_key.c.created_at, dkim_key.c.selector.desc()
    )


def _key(row: Row[Any]) -> DkimKey:
    return DkimKey(**{**row._mapping, "ttl": row.ttl or 0})
