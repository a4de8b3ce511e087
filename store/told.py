"""Puts down what webhooks are to tell, by the very commit that puts the same into the account."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from store import hot
from work.program import HAPPENINGS

_HOOKS = "SELECT id, happenings FROM webhook WHERE ended_at IS NULL"
_ROWS = (
    "INSERT INTO webhook_event"
    " (webhook_id, happening, subject, at, state, attempts, not_before, doubtful) VALUES {rows}"
)
_LETTER = "letter:"  # what programs know as a message


def put(connection: Connection, lines: Sequence[Mapping[str, Any]]) -> None:
    """A row for each webhook that wants to know of a line; nothing is asked where no line is one to be told."""
    happened = [line for line in lines if line["event"] in HAPPENINGS]
    if not happened:
        return
    hooks = hot.run(connection, _HOOKS, {})
    rows = [
        (number, HAPPENINGS[line["event"]].value, _subject(line), at, "waiting", 0, at, False)
        for line in happened
        for at in (line["at"],)
        for number, happenings in hooks
        if f",{HAPPENINGS[line['event']]}," in happenings
    ]
    if rows:
        hot.run_bulk(connection, _ROWS, rows)


def _subject(line: Mapping[str, Any]) -> str:
    subject = str(line["subject"])
    return f"message:{subject[len(_LETTER) :]}" if subject.startswith(_LETTER) else subject
