"""What the operators' pages share: they are there for who runs the office's machine, and for nobody else."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.responses import Response

from store import Tx, entitled
from templates import word
from web.console.frame import page
from web.console.gate import Handler
from web.console.refusal import unsaid
from web.console.visit import Visit
from work.access import Denied, Doing, OfOffice, may
from work.act import Act
from work.person import Person

OFFICE = OfOffice("")  # mail, daemon and directory are nobody's in particular
REASON_LONGEST = 300  # characters, of one line

T = TypeVar("T")


def watches(person: Person) -> bool:
    """Whether the operators' pages are there for them."""
    return may(person, Doing.WATCH, OFFICE) is not None


def watched(handler: Handler) -> Handler:
    """The *handler* for who may watch; for all others the page is not there."""

    async def answer(visit: Visit) -> Response:
        return await handler(visit) if watches(visit.person) else lost(visit)

    return answer


def lost(visit: Visit) -> Response:
    """That there is no such page, or none for them."""
    return page(visit, "refused", {"what": "lost"}, 404)


async def by_right(visit: Visit, doing: Doing, do: Callable[[Tx, Act], T]) -> T | Denied:
    """What *do* gives, in the transaction that looks whether they may."""
    return await visit.desk.store.write(entitled.by_right, doing, OFFICE, visit.act, do)


async def admitted(visit: Visit, doing: Doing) -> Act | None:
    """The act of who may do it; None for others, who see no form for it."""
    found = await visit.desk.store.read(entitled.admitted_office, doing, OFFICE, visit.act)
    return found if isinstance(found, Act) else None


def denied(found: Any) -> bool:
    """Whether that is the refusal of a right."""
    return isinstance(found, Denied)


def reason(visit: Visit) -> str:
    """The reason that was typed, on one line."""
    return " ".join(visit.field("reason").split())


def unreasoned(visit: Visit) -> str | None:
    """Why that reason is not taken, in words: there is none, it is too long, or bears a mark of secrecy; None for others."""
    line = reason(visit)
    if not 0 < len(line) <= REASON_LONGEST:
        return word("web.letter.reason-missing", visit.language)
    return unsaid(visit, line)
