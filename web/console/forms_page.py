"""Periodic reports: what somebody has to send, what the office has asked for and where it stands, and its forms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.report_reach import asks, waiting
from schedules.soon import SOON_WORKING_DAYS
from store import Tx
from store.form import requests, series, versions
from store.form.requests import Wanted
from store.form.series import Row
from web.console.forms_choice import PERIODS, Offered, chosen, offered
from web.console.frame import page
from web.console.gate import Gate
from web.console.leaves import address_of, beside
from web.console.numbers import page_of
from web.console.visit import Visit
from work.form.form import Version
from work.form.request import Request, RequestClass, RequestState
from work.leaf import leaf

PLACE = "/forms"
ON_A_PAGE = 25
MOST = 5000  # requests of one list
_LATE = (RequestClass.OPEN_LATE, RequestClass.SENT_LATE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of requests as its address asks for it."""

    form: str = ""
    period: str = ""
    state: str = ""
    page: int = 1

    @property
    def address(self) -> str:
        """Where it is; what is as usual is left out."""
        return address_of(f"{PLACE}/asked", self)

    def wanted(self, visit: Visit) -> Wanted:
        """What the store is asked."""
        states = (RequestState(self.state),) if self.state in set(RequestState) else None
        late = visit.desk.today if self.state == "late" else None
        return Wanted(self.form or None, self.period or None, states, None, late)


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as its list shows it: the newest version, when it is asked for, in which periods it was."""

    version: Version
    rows: tuple[Row, ...]
    periods: tuple[str, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/forms, /forms/asked, /forms/kinds."""
    return (
        gate.look(PLACE, show),
        gate.look(f"{PLACE}/asked", show_asked),
        gate.look(f"{PLACE}/kinds", show_kinds),
    )


async def show(visit: Visit) -> Response:
    """The reports that are theirs to send, the next due first."""
    every, asking = await visit.desk.store.read(_mine, visit)
    shown = leaf(every, page_of(visit.request.query_params), ON_A_PAGE)
    facts = {
        "asking": asking,
        "items": [line(visit, one) for one in shown.shown],
        "total": len(every),
        "first": shown.first,
        **beside(shown.page, shown.pages, lambda number: f"{PLACE}?page={number}"),
    }
    return page(visit, "forms", facts, active="forms")


async def show_asked(visit: Visit) -> Response:
    """What the office has asked for, for who asks."""
    asked = asked_for(visit.request.query_params)
    found = await visit.desk.store.read(_asked, visit, asked)
    if found is None:
        return denied(visit)
    every, forms = found
    shown = leaf(every, asked.page, ON_A_PAGE)
    first = replace(asked, page=1)
    facts = {
        "asked": asked,
        "forms": forms,
        "states": [
            (name, replace(first, state=name).address, name == asked.state)
            for name in ("", "late", *map(str, RequestState))
        ],
        "items": [line(visit, one) for one in shown.shown],
        "total": len(every),
        "first": shown.first,
        **beside(shown.page, shown.pages, lambda number: replace(asked, page=number).address),
    }
    return page(visit, "forms-asked", facts, active="forms")


async def show_kinds(visit: Visit) -> Response:
    """The forms that the office keeps, for who asks."""
    found = await visit.desk.store.read(_kinds, visit)
    if found is None:
        return denied(visit)
    local = visit.desk.calendar.local
    items = [
        {
            "code": one.version.form.code,
            "name": one.version.form.name,
            "version": one.version.number,
            "since": one.version.form.valid_from,
            "indicators": len(one.version.form.indicators),
            "next": _next(one.rows, local),
            "periods": one.periods,
        }
        for one in found
    ]
    return page(visit, "forms-kinds", {"items": items}, active="forms")


def denied(visit: Visit) -> Response:
    """That it is for who asks for reports."""
    return page(visit, "office-denied", {"of": "forms"}, 403, "forms")


def line(visit: Visit, one: Request) -> dict[str, Any]:
    """One request as a list shows it."""
    titled = visit.desk.disclosure(one.form_name, one.reason) == "title"
    return {
        "id": one.id,
        "form": one.form,
        "name": one.form_name if titled else None,
        "period": one.period,
        "due": one.due,
        "member": one.member_name,
        "state": str(one.state),
        "late": one.class_on(visit.desk.today) in _LATE,
        "mark": _mark(visit, one),
    }


def asked_for(told: QueryParams) -> Asked:
    """The list that an address asks for."""
    state = told.get("state", "")
    known = state == "late" or state in set(RequestState)
    return Asked(*chosen(told), state if known else "", page_of(told))


def _mark(visit: Visit, one: Request) -> str:
    """By which colour it is told: what is done, late, due soon, or has time."""
    if not one.state.waits:
        return "done" if one.state is not RequestState.SUBMITTED else "open"
    today = visit.desk.today
    if one.due < today:
        return "late"
    near = visit.desk.calendar.working_days(today, one.due) <= SOON_WORKING_DAYS
    return "soon" if near or one.state is RequestState.RETURNED else "open"


def _mine(tx: Tx, visit: Visit) -> tuple[tuple[Request, ...], bool]:
    return waiting(tx, visit.act), asks(tx, visit.home(tx), visit.act)


def _asked(
    tx: Tx, visit: Visit, asked: Asked
) -> tuple[tuple[Request, ...], tuple[Offered, ...]] | None:
    if not asks(tx, visit.home(tx), visit.act):
        return None
    return requests.listed(tx, asked.wanted(visit), MOST), offered(tx)


def _kinds(tx: Tx, visit: Visit) -> list[Kept] | None:
    if not asks(tx, visit.home(tx), visit.act):
        return None
    rounds, asked_in = series.by_form(tx), requests.periods(tx, PERIODS)
    return [
        Kept(one, rounds.get(one.form.code, ()), asked_in.get(one.form.code, ()))
        for one in versions.all_newest(tx)
    ]


def _next(rows: tuple[Row, ...], local: Any) -> datetime | None:
    ahead = [row.next_at for row in rows if row.next_at is not None and row.plan]
    return local(min(ahead)) if ahead else None
