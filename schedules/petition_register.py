"""The register of petitions as rows of a file: senders masked, who denounces left out."""

from collections.abc import Iterator
from datetime import date

from templates import word
from work.office_register import Column
from work.petition_tally import Judged, class_of, due
from work.petitioner import Petitioner
from work.sheet import Value
from work.task import TaskClass

COLUMNS = {
    "code": 16.0, "received": 12.0, "channel": 14.0, "kind": 14.0, "title": 40.0, "sender": 20.0,
    "state": 16.0, "due": 12.0, "standing": 12.0, "competent": 24.0, "result": 18.0,
}  # fmt: skip
_CENTRED = frozenset({"received", "due"})


def columns(language: str) -> tuple[Column, ...]:
    """Its columns."""
    return tuple(
        Column(word(f"petition.column.{name}", language), width, name in _CENTRED)
        for name, width in COLUMNS.items()
    )


def row(one: Judged, who: Petitioner, today: date, language: str) -> Iterator[Value]:
    """One petition as it stands on *today*, with what is shown of *who* sent it."""
    own = one.petition
    yield own.code
    yield own.received
    yield word(f"petition.channel.{own.channel}", language)
    yield word(f"petition.kind.{own.kind}", language)
    yield own.title
    yield who.name
    yield word(f"petition.state.{own.state}", language)
    yield next(due(one), None)
    standing = class_of(one, today)
    late = standing in (TaskClass.DONE_LATE, TaskClass.OPEN_LATE)
    owed = standing is not TaskClass.CANCELLED
    yield word(f"petition.standing.{'late' if late else 'in-time'}", language) if owed else None
    yield own.competent
    yield own.result
