"""Why a task was not changed, in the words of a chat."""

from bot.course import Scene
from store.task import Refusal
from work.access import Denied
from work.task import Impossible


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
