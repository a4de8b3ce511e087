"""Whether somebody may send a report, looked at in the transaction that sends it."""

from collections.abc import Callable
from typing import TypeVar

from store import entitled
from store.form.requests import Refusal, locked, one
from store.tx import Tx
from work.access import Denied, Doing
from work.act import Act

T = TypeVar("T")


def filled(tx: Tx, number: int, act: Act, do: Callable[[Tx, Act], T]) -> T | Denied | Refusal:
    """What *do* gives, which sends the report that is asked for by the request of that number."""
    locked(tx, number)
    request = one(tx, number)
    if request is None:
        return Refusal.UNKNOWN
    party = request.party
    about = entitled.concerning(tx, party.agency, party.person, party.unit_name)
    return entitled.by_right(tx, Doing.FILL, about, act, do)
