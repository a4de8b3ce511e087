"""Somebody was first: who decided what about a task, and when, for who comes after."""

from bot.course import Scene
from bot.refusal import refused
from schedules import precedence
from schedules.task_facts import told_of
from store import worklist
from store.directory import people
from work.history import Happened


def beaten(scene: Scene, outcome: object, number: int) -> str | None:
    """refused(), and where somebody was first, who and when; None where the store did not refuse."""
    first = precedence.beaten_by(scene.tx, outcome, number)
    return refused(scene, outcome, number) if first is None else _said(scene, first, number)


def decided(scene: Scene, number: int) -> str | None:
    """What was decided last about the task; None where nothing was."""
    last = precedence.decided(scene.tx, number)
    return None if last is None else _said(scene, last, number)


def _said(scene: Scene, last: Happened, number: int) -> str:
    local = scene.desk.calendar.local(last.at)
    today = local.date() == scene.desk.today
    at = f"{local:%H:%M}" if today else scene.word("conflict.then", at=local)
    by = _name(scene, last, number)
    said = {"by": scene.word("conflict.by", who=by) if by else "", "at": at}
    return scene.word(f"conflict.{last.event}", number=number, **said)


def _name(scene: Scene, last: Happened, number: int) -> str | None:
    """Who did it, where their name may be shown."""
    task = worklist.one(scene.tx, number)
    if task is None or scene.desk.disclosure(*told_of(task)) != "title":
        return None
    return people.doer(scene.tx, last.by)
