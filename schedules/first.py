"""Somebody was first: who did what with a task, and when, in one sentence for who comes after."""

from datetime import date
from typing import Protocol

from schedules.calendar import Calendar
from schedules.task_facts import Disclosure, told_of
from store import Tx, worklist
from store.directory import people
from templates import word
from work.history import Happened


class Desk(Protocol):
    """What the office's day is, and how much may be shown."""

    @property
    def calendar(self) -> Calendar:
        """The official calendar."""
        ...

    @property
    def today(self) -> date:
        """The office's day."""
        ...

    def disclosure(self, *texts: str | None) -> Disclosure:
        """How much is shown of what *texts* are about."""
        ...


def first_said(tx: Tx, desk: Desk, first: Happened, number: int, language: str) -> str:
    """Who was *first* with the task of that *number*, where the name may be shown, with what, and when."""
    local, name = desk.calendar.local(first.at), _name(tx, desk, first, number)
    then = word("conflict.then", language).format(at=local)
    at = f"{local:%H:%M}" if local.date() == desk.today else then
    by = word("conflict.by", language).format(who=name) if name else ""
    return word(f"conflict.{first.event}", language).format(number=number, by=by, at=at)


def _name(tx: Tx, desk: Desk, first: Happened, number: int) -> str | None:
    task = worklist.one(tx, number)
    if task is None or desk.disclosure(*told_of(task)) != "title":
        return None
    return people.doer(tx, first.by)
