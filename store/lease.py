"""Leases: a name that one holder has until a time, and the next may take after it.

They only save work: if two held one, unique keys would still allow one effect.
One that ends later than any is given for was taken while the clock was wrong, and is over.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from store.schema.lease import lease
from store.tx import Tx

LONGEST = timedelta(hours=1)  # that anybody may take one for


def take(tx: Tx, name: str, holder: str, now: datetime, term: timedelta) -> bool:
    """Whether *holder* has *name* until *now* + *term*: taken anew, renewed, or taken over."""
    if term > LONGEST:
        raise ValueError(f"{name} is taken for {term}, and no lease for longer than {LONGEST}")
    values = {"name": name, "holder": holder, "expires_at": now + term}
    if tx.insert_new(lease, values):
        return True
    mine_or_over = (lease.c.holder == holder) | over(now)
    change = update(lease).where(lease.c.name == name, mine_or_over).values(values)
    return tx.run(change) == 1


def renew(tx: Tx, name: str, holder: str, now: datetime, term: timedelta) -> bool:
    """Whether *holder* still had *name* and has it until *now* + *term*.

    A lease that ran out is not renewed, even if nobody took it: others may have
    acted on its end.
    """
    held = (lease.c.name == name) & (lease.c.holder == holder) & ~over(now)
    return tx.run(update(lease).where(held).values(expires_at=now + term)) == 1


def give_back(tx: Tx, name: str, holder: str) -> None:
    """Ends the lease at once, as at an orderly stop."""
    tx.run(delete(lease).where(lease.c.name == name, lease.c.holder == holder))


def holder(tx: Tx, name: str, now: datetime) -> str | None:
    """Who has *name* now."""
    held = (lease.c.name == name) & ~over(now)
    found: str | None = tx.value(select(lease.c.holder).where(held))
    return found


def run_out(tx: Tx, prefix: str, now: datetime) -> tuple[str, ...]:
    """Names beginning with *prefix* whose holder let them run out, locked until the commit."""
    named = lease.c.name.startswith(prefix, autoescape=True)
    rows = tx.all(tx.lock(select(lease.c.name).where(named, over(now)).order_by(lease.c.name)))
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


def over(now: datetime) -> ColumnElement[bool]:
    """The rows of leases that have ended, or were taken by a clock that ran ahead and was set back since."""
    return (lease.c.expires_at <= now) | (lease.c.expires_at > now + 2 * LONGEST)
