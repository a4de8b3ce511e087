"""Somebody was first: who decided what about a task, and when, for who comes after."""

from bot.course import Scene
from bot.refusal import refused
from schedules import precedence
from schedules.first import first_said
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
    return first_said(scene.tx, scene.desk, last, number, scene.language)
