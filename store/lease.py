"""Leases: a name that one holder has until a time, and the next may take after it.

They only save work: if two held one, unique keys would still allow one effect.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from store.schema.lease import lease
from store.tx import Tx


def take(tx: Tx, name: str, holder: str, now: datetime, term: timedelta) -> bool:
    """Whether *holder* has *name* until *now* + *term*: taken anew, renewed, or taken over."""
    values = {"name": name, "holder": holder, "expires_at": now + term}
    if tx.insert_new(lease, values):
        return True
    mine_or_over = (lease.c.holder == holder) | (lease.c.expires_at <= now)
    change = update(lease).where(lease.c.name == name, mine_or_over).values(values)
    return tx.run(change) == 1


def renew(tx: Tx, name: str, holder: str, now: datetime, term: timedelta) -> bool:
    """Whether *holder* still had *name* and has it until *now* + *term*.

    A lease that ran out is not renewed, even if nobody took it: others may have
    acted on its end.
    """
    held = (lease.c.name == name) & (lease.c.holder == holder) & (lease.c.expires_at > now)
    return tx.run(update(lease).where(held).values(expires_at=now + term)) == 1


def give_back(tx: Tx, name: str, holder: str) -> None:
    """Ends the lease at once, as at an orderly stop."""
    tx.run(delete(lease).where(lease.c.name == name, lease.c.holder == holder))


def holder(tx: Tx, name: str, now: datetime) -> str | None:
    """Who has *name* now."""
    held = (lease.c.name == name) & (lease.c.expires_at > now)
    found: str | None = tx.value(select(lease.c.holder).where(held))
    return found


def run_out(tx: Tx, prefix: str, now: datetime) -> tuple[str, ...]:
    """Names beginning with *prefix* whose holder let them run out, locked until the commit."""
    over = lease.c.name.startswith(prefix, autoescape=True) & (lease.c.expires_at <= now)
    rows = tx.all(tx.lock(select(lease.c.name).where(over).order_by(lease.c.name)))
    return tuple(row.name for row in rows)


def forget(tx: Tx, name: str) -> None:
    """Removes a lease that ran out, after its holder's work was taken over."""
    tx.run(delete(lease).where(lease.c.name == name))


def alone(tx: Tx, name: str, now: datetime) -> None:
    """Lets no other transaction go on with *name* before this one's end; no lease is left.

    For what is counted and then added to, where no row stands that tx.lock could
    take: whoever adds the same key waits for the end of who added it first.
    """
    tx.insert_new(lease, {"name": name, "holder": name, "expires_at": now})
    forget(tx, name)
