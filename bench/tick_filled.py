"""Stores with many open tasks in them, put there by SQL: ours, and APScheduler's own with a job for each."""

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection, insert, text

from store.schema.base import micros

SPREAD_DAYS = 400  # over which what comes next is spread

_DOCUMENT = """
INSERT INTO agency (code, name, short_name) VALUES ('G18', 'Bộ Y tế', 'BYT')
;
INSERT INTO person (name, email, agency, position, language)
VALUES ('Vũ Hà', 'ha@moh.example', 'G18', 'clerk', 'vi')
;
INSERT INTO document (id, number, issuer, issued, excerpt, urgency, direction)
VALUES (1, '1/VPCP-TH', 'VPCP', '2026-01-05', 'báo cáo', 'normal', 'incoming')
"""
_NUMBERS = (
    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many) "
)
_DUE = "date(:day, '+' || (n % :spread) || ' days')"
_TABLES = (
    "INSERT INTO task (id, document_id, content, state, due, version, opened_at)"
    f" {_NUMBERS}SELECT n, 1, 'Báo cáo', 'assigned', {_DUE}, 1, :opened FROM number",
    "INSERT INTO task_party (task_id, position, role, agency, counted, open, due)"
    f" {_NUMBERS}SELECT n, 0, 'lead', 'G18', TRUE, TRUE, {_DUE} FROM number",
    "INSERT INTO deadline (task_id, version, due, exclusive, rule, source, set_at, set_by)"
    f" {_NUMBERS}SELECT n, 1, {_DUE}, FALSE, 'on-date', '', :opened, 'bench' FROM number",
    "INSERT INTO rung (task_id, due, version, next_at, plan)"
    f" {_NUMBERS}SELECT n, {_DUE}, 1, :next + (n % :spread) * 86400000000, :plan FROM number",
)


def fill(connection: Connection, tasks: int, plan: str, now: datetime) -> None:
    """Puts *tasks* open tasks into an empty SQLite store of ours; the next rung of none is due a day after *now*."""
    facts = {
        "many": tasks, "spread": SPREAD_DAYS, "day": f"{now + timedelta(days=9):%Y-%m-%d}",
        "opened": micros(now), "next": micros(now + timedelta(days=2)), "plan": plan,
    }  # fmt: skip
    with connection.begin():
        for statement in _DOCUMENT.split(";"):
            connection.execute(text(statement))
        for statement in _TABLES:
            names = {name: value for name, value in facts.items() if f":{name}" in statement}
            connection.execute(text(statement), names)


def nothing(number: int) -> None:
    """What a job does here."""


def job_store(
    path: Path, jobs: int, now: datetime
) -> tuple[BackgroundScheduler, SQLAlchemyJobStore]:
    """A scheduler that was not started, and its store with *jobs* jobs, none due a day after *now*.

    Rows as add_job() writes them, each job pickled; put in at once, as adding them one by one takes hours.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    store = SQLAlchemyJobStore(url=f"sqlite:///{path}")
    scheduler.add_jobstore(store)
    scheduler.start(paused=True)
    scheduler.add_job(nothing, "date", run_date=now + timedelta(days=2), args=(0,), id="0")
    made = scheduler.get_job("0")
    state = made.__getstate__()
    with store.engine.begin() as connection:
        for some in _portions(jobs):
            connection.execute(insert(store.jobs_t), [_row(n, state, now) for n in some])
    return scheduler, store


def _row(number: int, state: dict[str, Any], now: datetime) -> dict[str, Any]:
    at = now + timedelta(days=2 + number % SPREAD_DAYS)
    job = {**state, "id": str(number), "args": (number,), "next_run_time": at}
    return {"id": str(number), "next_run_time": at.timestamp(), "job_state": pickle.dumps(job, 5)}


def _portions(jobs: int) -> Iterator[range]:
    for first in range(1, jobs, 10_000):
        yield range(first, min(first + 10_000, jobs))
