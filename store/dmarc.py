"""Keeps what others report of letters in our names, each report once, and sums it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select

from store.schema.dmarc import dmarc_report, dmarc_source
from store.tx import Tx
from work.dmarc import Kept, Report, Source

BATCH = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class Sum:
    """Letters of one *source*, whose letters are those of *reports* reports, until *last_at*."""

    source: Source
    reports: int
    last_at: datetime


def keep(tx: Tx, report: Report, proven: bool, now: datetime) -> bool:
    """Whether the report was new; one of the same number from the same organisation counts once."""
    about = {
        "organisation": report.organisation,
        "number": report.number,
        "contact": report.contact,
        "domain": report.domain,
        "policy": report.policy,
        "subdomains": report.subdomains,
        "begins_at": report.begins_at,
        "ends_at": report.ends_at,
        "received_at": now,
        "letters": report.letters,
        "failed": report.failed,
        "proven": proven,
    }
    if not tx.insert_new(dmarc_report, about):
        return False
    named = (dmarc_report.c.organisation == report.organisation) & (
        dmarc_report.c.number == report.number
    )
    number = tx.value(select(dmarc_report.c.id).where(named))
    rows = [_row(number, place, one) for place, one in enumerate(report.sources)]
    for start in range(0, len(rows), BATCH):
        tx.run(insert(dmarc_source), rows[start : start + BATCH])
    counted: dict[str, str | int] = {"letters": report.letters, "failed": report.failed}
    tx.audit(now, "dmarc.report", f"dmarc:{number}", domain=report.domain, **counted)
    return True


def reports(tx: Tx, domain: str | None, since: datetime, limit: int) -> tuple[Kept, ...]:
    """Reports on times that ended after *since*, the latest first."""
    chosen = select(dmarc_report).where(dmarc_report.c.ends_at > since)
    if domain is not None:
        chosen = chosen.where(_within(dmarc_report.c.domain, domain))
    rows = tx.all(chosen.order_by(dmarc_report.c.ends_at.desc(), dmarc_report.c.id).limit(limit))
    return tuple(Kept(**{name: getattr(row, name) for name in Kept.__slots__}) for row in rows)


def sources(tx: Tx, domain: str, since: datetime, limit: int) -> tuple[Sum, ...]:
    """Who sent in the name of *domain* or below it, by those reports, those that prove nothing first."""
    alike = tuple(dmarc_source.c[name] for name in _ALIKE)
    letters = func.sum(dmarc_source.c.letters)
    counted = select(
        *alike,
        letters.label("letters"),
        func.count(dmarc_report.c.id.distinct()).label("reports"),
        func.max(dmarc_report.c.ends_at).label("last_at"),
    ).join(dmarc_report, dmarc_report.c.id == dmarc_source.c.report_id)
    theirs = counted.where(dmarc_report.c.ends_at > since, _within(dmarc_report.c.domain, domain))
    failed = (dmarc_source.c.dkim != "pass") & (dmarc_source.c.spf != "pass")
    rows = tx.all(
        theirs.group_by(*alike).order_by(failed.desc(), letters.desc(), *alike).limit(limit)
    )
    return tuple(_sum(row) for row in rows)


_ALIKE = ("address", "author", "disposition", "dkim", "spf", "sender", "signers", "reasons")


def _within(column: ColumnElement[str], domain: str) -> ColumnElement[bool]:
    return (column == domain) | column.endswith(f".{domain}", autoescape=True)


def _row(report: int, place: int, one: Source) -> dict[str, Any]:
    return {
        "report_id": report,
        "position": place,
        "address": one.address,
        "letters": one.letters,
        "author": one.author,
        "disposition": one.disposition,
        "dkim": one.dkim,
        "spf": one.spf,
        "sender": one.sender,
        "signers": _lines(one.signers),
        "reasons": _lines(one.reasons),
    }


def _sum(row: Row[Any]) -> Sum:
    plain = (row.author, row.disposition, row.dkim, row.spf, row.sender)
    lists = (_words(row.signers), _words(row.reasons))
    return Sum(Source(row.address, int(row.letters), *plain, *lists), row.reports, row.last_at)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _lines(words: Sequence[str]) -> str:
    return "\n".join(words)
