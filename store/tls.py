"""Keeps what recipients' domains ask of TLS and have shown, so that a restart forgets nothing that protects."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from store.schema.tls import sts_policy, tls_shown
from store.tx import Tx
from work.tls import Kept, Policy, Shown

TOPIC = "tls"


def policies(tx: Tx, now: datetime) -> tuple[Kept, ...]:
    """Every policy that holds, oldest first."""
    rows = select(sts_policy).where(sts_policy.c.expires_at > now)
    return tuple(
        Kept(
            row.domain,
            row.number,
            Policy(row.mode, tuple(row.patterns.split()), timedelta(seconds=row.max_age_seconds)),
            row.fetched_at,
        )
        for row in tx.all(rows.order_by(sts_policy.c.fetched_at, sts_policy.c.domain))
    )


def keep_policies(tx: Tx, fetched: Iterable[Kept], now: datetime) -> None:
    """Keeps policies, each unless a later one stands; those whose time is over go."""
    for kept in sorted(fetched, key=lambda kept: kept.domain):
        values = {
            "domain": kept.domain,
            "number": kept.number,
            "mode": kept.policy.mode,
            "patterns": "\n".join(kept.policy.patterns),
            "max_age_seconds": int(kept.policy.max_age.total_seconds()),
            "fetched_at": kept.fetched_at,
            "expires_at": kept.expires_at,
        }
        if not tx.insert_new(sts_policy, values):
            same = sts_policy.c.domain == kept.domain
            older = sts_policy.c.fetched_at < kept.fetched_at
            tx.run(update(sts_policy).where(same & older).values(values))
    tx.run(delete(sts_policy).where(sts_policy.c.expires_at <= now))
    tx.ring(TOPIC)


def shown(tx: Tx, now: datetime) -> tuple[Shown, ...]:
    """What domains have shown, oldest first."""
    rows = select(tls_shown).where(tls_shown.c.expires_at > now)
    return tuple(
        Shown(row.domain, row.level, row.shown_at, row.expires_at)
        for row in tx.all(rows.order_by(tls_shown.c.shown_at, tls_shown.c.domain))
    )


def keep_shown(tx: Tx, seen: Iterable[Shown], now: datetime) -> None:
    """Keeps what domains have shown, but never less than what stands; what is too old goes."""
    tx.run(delete(tls_shown).where(tls_shown.c.expires_at <= now))
    for one in sorted(seen, key=lambda one: one.domain):
        values = {
            "domain": one.domain,
            "level": one.level,
            "shown_at": one.shown_at,
            "expires_at": one.expires_at,
        }
        if not tx.insert_new(tls_shown, values):
            stands = update(tls_shown).where(tls_shown.c.domain == one.domain)
            if one.level != "verified":
                stands = stands.where(tls_shown.c.level == one.level)
            tx.run(stands.values(values))
    tx.ring(TOPIC)


def forget(tx: Tx, domain: str, by: str, now: datetime) -> bool:
    """Whether anything was known of *domain*; from now on it is a stranger."""
    gone = tx.run(delete(tls_shown).where(tls_shown.c.domain == domain))
    gone += tx.run(delete(sts_policy).where(sts_policy.c.domain == domain))
    if gone:
        tx.audit(now, "tls.forget", f"domain:{domain}", by=by)
        tx.ring(TOPIC)
    return gone > 0
