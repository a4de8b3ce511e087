"""A task with which something can be done now, or the answer why not."""

from bot.cards import card_place, seen
from bot.conflict import beaten
from bot.course import Scene
from bot.outcome import Outcome
from work.access import DOING
from work.task import Impossible, Task, TaskEvent, moved


def ready(scene: Scene, number: str, event: TaskEvent) -> Task | Outcome:
    """The task to which *event* may happen, by who asks; the card, where it cannot, with why."""
    task = seen(scene, number, DOING[event])
    if isinstance(task, Outcome):
        return task
    if moved(task.state, event, received=task.received_at is not None) is None:
        return stopped(scene, Impossible(task.state), task.id)
    return task


def stopped(scene: Scene, why: object, number: int) -> Outcome:
    """The card, with why nothing was begun."""
    return Outcome(card_place(number), beaten(scene, why, number) or "")
