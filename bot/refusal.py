"""Why a task was not changed, in the words of a chat."""

from bot.course import Scene
from store.task import Refusal
from work.access import Denied
from work.task import Impossible, Task, TaskEvent, moved


def barred(scene: Scene, task: Task, event: TaskEvent) -> str | None:
    """Why *event* cannot happen to the task as it stands; None where it can."""
    if moved(task.state, event, received=task.received_at is not None) is not None:
        return None
    return refused(scene, Impossible(task.state), task.id)


def refused(scene: Scene, outcome: object, number: int) -> str | None:
    """The sentence for who wanted to change task *number*; None where the store did not refuse.

    What is not there, and what is not theirs to see, have the same answer.
    """
    if isinstance(outcome, Denied):
        return scene.word("refusal.denied", number=number)
    if isinstance(outcome, Impossible):
        state = scene.word(f"refusal.state.{outcome.state}")
        return scene.word("refusal.impossible", number=number, state=state)
    if isinstance(outcome, Refusal):
        return scene.word(f"refusal.{outcome}", number=number)
    return None
