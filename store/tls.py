"""Keeps what recipients' domains ask of TLS, so that a restart forgets nothing that protects."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from store.schema.tls import sts_policy
from store.tx import Tx
from work.tls import Kept, Policy

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
