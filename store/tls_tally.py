"""Counts of how connections to a domain went, day by day, until they are reported: once, or never."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from store.schema.tls import tls_report, tls_tally
from store.tx import Tx
from work.tls import Count, Session

KEPT = timedelta(days=14)  # what was reported, so that it is not reported again


def add(tx: Tx, counts: Iterable[Count]) -> None:
    """Adds what one process has counted."""
    rows = sorted((one.day, one.session.domain, _sort(one.session), one.sessions) for one in counts)
    for day, domain, sort, sessions in rows:
        key = {"day": day, "domain": domain, "sort": sort}
        if not tx.insert_new(tls_tally, {**key, "sessions": sessions}):
            more = update(tls_tally).filter_by(**key)
            tx.run(more.values(sessions=tls_tally.c.sessions + sessions))


def due(tx: Tx, today: date) -> tuple[tuple[date, str], ...]:
    """Days before *today* and domains of which something was counted, the oldest first."""
    counted = select(tls_tally.c.day, tls_tally.c.domain).distinct()
    rows = tx.all(
        counted.where(tls_tally.c.day < today).order_by(tls_tally.c.day, tls_tally.c.domain)
    )
    return tuple((row.day, row.domain) for row in rows)


def counts(tx: Tx, day: date, domain: str) -> tuple[Count, ...]:
    """What was counted of *domain* on *day*."""
    rows = select(tls_tally).filter_by(day=day, domain=domain).order_by(tls_tally.c.sort)
    return tuple(Count(day, _session(domain, row.sort), row.sessions) for row in tx.all(rows))


def settle(
    tx: Tx, day: date, domain: str, accept: Callable[[Tx], object] | None, now: datetime
) -> bool:
    """Ends the counting of *domain* on *day*; True when its report was due, and *accept* has put it into the spool.

    A second report for the same day is impossible, whoever tries.
    """
    tx.run(delete(tls_tally).filter_by(day=day, domain=domain))
    tx.run(delete(tls_report).where(tls_report.c.day < now.date() - KEPT))
    if accept is None:
        return False
    if not tx.insert_new(tls_report, {"day": day, "domain": domain, "reported_at": now}):
        return False
    accept(tx)
    tx.audit(now, "tls.report", f"domain:{domain}", day=day.isoformat())
    return True


def _sort(session: Session) -> str:
    facts = asdict(session)
    del facts["domain"]
    return json.dumps(facts, separators=(",", ":"), sort_keys=True)


def _session(domain: str, sort: str) -> Session:
    facts = json.loads(sort)
    return Session(
        domain, **{**facts, "text": tuple(facts["text"]), "hosts": tuple(facts["hosts"])}
    )
