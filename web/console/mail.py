"""The operators' list of letters: how many stand where, and some at a time from a place on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, letters, queue
from store.letters import Listed, Page, Place, Sought
from store.overview import Overview, overview
from store.schema.base import instant, micros
from web.console.frame import page
from web.console.gate import Gate
from web.console.operators import watched
from web.console.visit import Visit, go
from web.overview_facts import minutes, of_mail
from work import receipt
from work.letter import State

ON_A_PAGE = 25
LONGEST = 254  # of what is searched for: an address
_PLACE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_DOMAIN = re.compile(r"[^\s@/]{1,253}")
_AGENCY = re.compile(r"[A-Z0-9.]{1,30}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it."""

    state: str = ""
    agency: str = ""
    domain: str = ""
    q: str = ""
    behind: str = ""

    @property
    def address(self) -> str:
        """Where it is; what is as usual is left out."""
        named = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return f"/mail?{urlencode(named)}" if named else "/mail"

    @property
    def sought(self) -> Sought:
        """What the store is asked."""
        found = _PLACE.fullmatch(self.behind)
        at = instant(int(found[2])) if found and found[2] else None
        behind = Place(int(found[1]), at) if found else None
        state = State(self.state) if self.state else None
        return Sought(state, self.agency, self.domain, self.q, behind)


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/mail."""
    return (gate.look("/mail", watched(show)),)


async def show(visit: Visit) -> Response:
    """The list; a receipt id leads to its letter at once."""
    asked = asked_for(visit.request.query_params)
    number = receipt.letter_number(asked.q)
    if number is not None and await visit.desk.store.read(queue.story, number) is not None:
        return go(visit, f"/mail/{receipt.encode(number)}")
    found, mail = await visit.desk.store.read(_look, asked, visit.now)
    return page(visit, "mail", _facts(visit, asked, found, mail), active="mail")


def asked_for(told: QueryParams) -> Asked:
    """The list that an address asks for, without what is no such thing."""
    state, agency = told.get("state", ""), told.get("agency", "").strip().upper()
    domain = told.get("domain", "").strip().lower().removeprefix("@")
    behind = told.get("behind", "")
    return Asked(
        state if state in set(State) else "",
        agency if _AGENCY.fullmatch(agency) else "",
        domain if _DOMAIN.fullmatch(domain) else "",
        told.get("q", "").strip()[:LONGEST],
        behind if _PLACE.fullmatch(behind) else "",
    )


def _look(tx: Tx, asked: Asked, now: datetime) -> tuple[Page, Overview]:
    return letters.page(tx, asked.sought, ON_A_PAGE), overview(tx, now)


def _facts(visit: Visit, asked: Asked, found: Page, mail: Overview) -> dict[str, Any]:
    first = replace(asked, behind="")
    place = found.on
    on = None
    if place is not None:
        at = "" if place.at is None else f"-{micros(place.at)}"
        on = replace(asked, behind=f"{place.letter}{at}").address
    counted = of_mail(mail, visit.now)
    return {
        "asked": asked,
        "figures": [(one, Asked(state=one.code).address) for one in counted["open"]],
        "settled": [(one, Asked(state=one.code).address) for one in counted["settled"]],
        "states": [str(state) for state in State],
        "items": [_line(visit, one) for one in found.letters],
        "filtered": asked.sought.filters or bool(asked.state),
        "plain": Asked().address,
        "short": found.short,
        "looked_at": letters.LOOKED_AT,
        "first": first.address if asked.behind else None,
        "on": on,
    }


def _line(visit: Visit, one: Listed) -> dict[str, Any]:
    return {
        "receipt": receipt.encode(one.letter),
        "at": visit.desk.calendar.local(one.received_at),
        "minutes": minutes(one.received_at, visit.now),
        "kind": one.kind,
        "agency": one.agency,
        "sender": one.sender,
        "addresses": one.addresses,
        "others": one.recipients - len(one.addresses),
        "states": [(str(state), number) for state, number in one.states],
        "rule": one.rule,
    }
