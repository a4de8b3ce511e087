"""What became of something that changes: it happens once, and is shown as often as it takes."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.buttons import HOME
from bot.place import Place, place
from store import Tx, update


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the person is led, and what is said to them there.

    >>> Outcome.read(Outcome(HOME, "Đã ghi.").written()) == Outcome(HOME, "Đã ghi.")
    True
    """

    to: Place
    said: str = ""
    is_again: bool = False  # what was said is no answer, and the same is asked once more

    def written(self) -> str:
        """As the update keeps it."""
        return json.dumps([self.to.data(), self.said], ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Outcome":
        """What written() gave; home, where another version wrote a place that is not there any more."""
        to, said = json.loads(text)
        return cls(place(to) or HOME, said)


def once(tx: Tx, number: int, act: Callable[[Tx], Outcome]) -> Outcome:
    """What *act* gives for update *number*; what it gave before, for one that was not ended after it.

    The change and its outcome are one commit. The outcome stands until the update ends,
    which is after it was shown, so that nobody who did something hears nothing of it.
    """
    is_open, before = update.changed(tx, number)
    if before is not None:
        return Outcome.read(before)
    if not is_open:
        return Outcome(HOME)
    outcome = act(tx)
    update.keep_change(tx, number, outcome.written())
    return outcome
