"""A change of a task by the person who is in, and why it did not happen, in the words of the chat."""

from collections.abc import Callable

from schedules.first import first_said
from schedules.precedence import beaten_by
from store import Tx
from store.task import Refusal
from templates import word
from web.console.visit import Visit
from work.access import Denied
from work.act import person_of
from work.history import Happened
from work.task import Impossible


async def changed(visit: Visit, number: int, do: Callable[[Tx], object]) -> str | None:
    """Why what *do* does with the task was refused; None where it was done.

    Where somebody was first, who and when.
    """

    def attempt(tx: Tx) -> tuple[object, str | None]:
        done = do(tx)
        first = beaten_by(tx, done, number)
        return done, None if first is None else first_said(
            tx, visit.desk, first, number, visit.language
        )

    done, first = await visit.desk.store.write(attempt)
    return first or refused(visit, done, number)


def unsaid(visit: Visit, *texts: str) -> str | None:
    """Why *texts* are not taken, in which somebody says why they do something: a mark of secrecy; None for others."""
    refuses = visit.desk.discretion.refuses(texts, visit.desk.today)
    return word("web.assign.secret", visit.language) if refuses else None


def refused(visit: Visit, done: object, number: int) -> str | None:
    """The sentence for who wanted to change the task; None where the store did not refuse."""
    facts = {"number": number}
    if isinstance(done, Impossible):
        state = word(f"refusal.state.{done.state}", visit.language)
        return word("refusal.impossible", visit.language).format(state=state, **facts)
    key = "denied" if isinstance(done, Denied) else str(done) if isinstance(done, Refusal) else ""
    return word(f"refusal.{key}", visit.language).format(**facts) if key else None


def actor(one: Happened) -> int | None:
    """The number of the person who did it; None for the operator of the machine."""
    return person_of(one.by)
