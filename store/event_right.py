"""Whether somebody may convene an event, looked at in the transaction that plans or changes it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from store import entitled
from store.event_move import Refusal, locked
from store.tx import Tx
from work.access import Denied, Doing
from work.act import Act
from work.event import Event, Part

T = TypeVar("T")


def planned(
    tx: Tx, agency: str, people: Iterable[tuple[int, Part]], act: Act, do: Callable[[Tx, Act], T]
) -> T | Denied:
    """What *do* gives, which plans an event of *agency* to which *people* are to be asked."""
    chair = next((who for who, part in people if part is Part.CHAIR), None)
    about = entitled.concerning(tx, agency, chair)
    return entitled.by_right(tx, Doing.CONVENE, about, act, do)


def convened(tx: Tx, number: int, act: Act, do: Callable[[Tx, Act], T]) -> T | Denied | Refusal:
    """What *do* gives, which changes the event of that number."""
    found = locked(tx, number)
    if found is None:
        return Refusal.UNKNOWN
    parts = [(one.person, one.part) for one in found.participants]
    return planned(tx, found.what.agency, parts, act, do)


def convenes(tx: Tx, found: Event, act: Act) -> bool:
    """Whether who acts may change the event."""
    parts = [(one.person, one.part) for one in found.participants]
    return not isinstance(planned(tx, found.what.agency, parts, act, _nothing), Denied)


def sees(tx: Tx, found: Event, act: Act) -> bool:
    """Whether the event is something to who acts: they know that they are asked to it, or may change it."""
    return is_told(found, act) or convenes(tx, found, act)


def is_told(found: Event, act: Act) -> bool:
    """Whether who acts was asked to it, and knows."""
    return any(one.person == act.person and one.told is not None for one in found.participants)


def _nothing(_tx: Tx, _act: Act) -> None:
    return None
