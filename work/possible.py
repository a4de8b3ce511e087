"""What somebody can do with a task now: the act may happen to it as it stands, and they have the right."""

from work.access import DOING, OfTask, may
from work.person import Person
from work.task import Task, TaskEvent, moved


def possible(person: Person, event: TaskEvent, task: Task, about: OfTask) -> bool:
    """Whether doors offer it; the store looks once more, in the transaction that does it."""
    can = moved(task.state, event, received=task.received_at is not None) is not None
    return can and may(person, DOING[event], about) is not None
