"""Which requests for reports somebody may answer, and who asks for them: out of the one table of rights."""

from collections.abc import Iterable

from store import Tx, clock, entitled, stand_in
from store.form import requests
from store.form.requests import Wanted
from work.access import Doing, OfOffice
from work.act import Act
from work.form.request import Request, RequestState

WAITING = (RequestState.OPEN, RequestState.RETURNED, RequestState.SUBMITTED)
MOST = 2000  # requests of an agency that are looked at


def asks(tx: Tx, home: str, act: Act) -> bool:
    """Whether who acts asks for the reports of *home*: keeps its forms, accepts, returns and excuses."""
    return isinstance(entitled.admitted_office(tx, Doing.ASK, OfOffice(home), act), Act)


def fills(tx: Tx, one: Request, act: Act) -> bool:
    """Whether who acts may send the report that is asked for."""
    party = one.party
    about = entitled.concerning(tx, party.agency, party.person, party.unit_name)
    return isinstance(entitled.admitted_office(tx, Doing.FILL, about, act), Act)


def waiting(tx: Tx, act: Act) -> tuple[Request, ...]:
    """The requests that who acts may answer, and those that wait to be accepted; the next due first."""
    who = None if act.person is None else entitled.one(tx, act.person)
    if who is None:
        return ()
    away = stand_in.absent_for(tx, who.id, clock.office_now(tx, act.now))
    agencies = dict.fromkeys((who.agency, *(one.agency for one in away)))
    found = [one for code in agencies for one in _of(tx, code) if fills(tx, one, act)]
    return tuple(sorted(found, key=lambda one: (one.due, one.id)))


def _of(tx: Tx, agency: str) -> Iterable[Request]:
    return requests.listed(tx, Wanted(agency=agency, states=WAITING), MOST)
