"""What the kept store says of the week's reminders, read by SQLite alone."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.demo.judge.reminders import Told
from tests.demo.judge.week import MONDAY, SUNDAY

_HANOI = timedelta(hours=7)
_CHANNELS = {"mail": "mail", "telegram": "chat"}
_NOTICES = """
SELECT notice.task_id, notice.at, person.email, notice.channel, notice.state
FROM notice JOIN person ON person.id = notice.person_id
WHERE notice.kind = 'reminder'
"""


def reminders(kept: Path) -> list[tuple[Told, str]]:
    """Every reminder for a day of the week, and the state that it ended in."""
    with closing(sqlite3.connect(kept / "office" / "congvu.db")) as store:
        rows = store.execute(_NOTICES).fetchall()
    told = [(Told(task, _day(at), to, _CHANNELS[by]), state) for task, at, to, by, state in rows]
    return sorted(one for one in told if MONDAY <= one[0].day <= SUNDAY)


def _day(micros: int) -> date:
    return (datetime.fromtimestamp(micros / 1e6, UTC) + _HANOI).date()
