"""Figures of assigned work: charts as pictures with their numbers in a table beside them, and the list as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.made import Unmade
from schedules.exported import Ground, Reach, exported, file_name, reaches, whose
from schedules.figures import Figures, made
from schedules.span import PERIODS, Span, span
from store import Tx
from templates import word
from web.console.bars import drawn
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.visit import Visit
from web.number import number_of
from work.chart import Chart, ChartKind

KINDS = (ChartKind.UNITS, ChartKind.AGEING, ChartKind.ON_TIME, ChartKind.WEEKS)
MOST = 99  # of what somebody may export
OF_NOW = (ChartKind.UNITS, ChartKind.AGEING)  # they tell how things stand, whatever the period


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures, by their place in what the person may export, and of which days."""

    whose: int = 0
    period: str = "quarter"
    since: str = ""
    until: str = ""

    def address(self, path: str = "/figures") -> str:
        """Where they are."""
        told = {"whose": self.whose, "period": self.period}
        days = {"since": self.since, "until": self.until} if self.period == "days" else {}
        return f"{path}?{urlencode(told | days)}"

    def days(self, today: date) -> Span | None:
        """The days; None where what was written is no such thing."""
        if self.period != "days":
            return span(self.period, today)
        try:
            since, until = date.fromisoformat(self.since), date.fromisoformat(self.until)
        except ValueError:
            return None
        return Span(since, min(until, today)) if since <= min(until, today) else None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/figures and the workbook of what they count."""
    return (gate.look("/figures", show), gate.look("/figures/xlsx", to_keep))


async def show(visit: Visit) -> Response:
    """Every chart; a few words for who may not see others' figures."""
    return await _page(visit)


async def to_keep(visit: Visit) -> Response:
    """The tasks behind the figures as a workbook.

    Who may have it is asked again once it is made, which may take a minute.
    """
    asked, store = asked_for(visit.request), visit.desk.store
    found = await store.read(reaches, visit.act)
    days = asked.days(visit.desk.today)
    if asked.whose >= len(found) or days is None:
        return await _page(visit)
    ground, reach = _ground(visit), found[asked.whose]
    file = await exported(ground, reach, days, visit.language)
    if reach not in await store.read(reaches, visit.act):
        return await _page(visit)
    if file is None:
        return await _page(visit, word("report.nothing", visit.language), 409)
    if isinstance(file, Unmade):
        return await _page(visit, word(f"report.{file}", visit.language), 503)
    return attached(file.octets, file_name(ground, reach, "bao-cao", days, "xlsx"))


async def _page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    asked = asked_for(visit.request)
    days = asked.days(visit.desk.today)
    found = await visit.desk.store.read(look, visit, asked, days)
    facts = _facts(visit, asked, days, *found)
    return page(visit, "figures", {**facts, "problem": problem}, status, "figures")


def look(
    tx: Tx, visit: Visit, asked: Asked, days: Span | None
) -> tuple[Sequence[Reach], dict[ChartKind, Chart | None]]:
    """What the person may see figures of, and the charts of what they ask for."""
    found, desk = reaches(tx, visit.act), visit.desk
    if not found or days is None:
        return found, {}
    reach = found[min(asked.whose, len(found) - 1)]
    wanted = Figures(
        desk.now, desk.calendar, visit.language, (reach.within,), days.since, days.until
    )
    kinds = [one for one in KINDS if one is not ChartKind.UNITS or desk.disclosure() == "title"]
    return found, {one: made(tx, one, wanted) for one in kinds}


def asked_for(request: Request) -> Asked:
    """What an address asks for, without what is no such thing."""
    told = request.query_params
    period = told.get("period", "")
    return Asked(
        number_of(told.get("whose", ""), MOST),
        period if period in (*PERIODS, "days") else "quarter",
        told.get("since", "")[:10],
        told.get("until", "")[:10],
    )


def _facts(
    visit: Visit,
    asked: Asked,
    days: Span | None,
    found: Sequence[Reach],
    charts: dict[ChartKind, Chart | None],
) -> dict[str, Any]:
    ground = _ground(visit)
    asked = replace(asked, whose=min(asked.whose, max(len(found) - 1, 0)))
    return {
        "allowed": bool(found),
        "reaches": [
            (
                whose(ground, one, visit.language),
                replace(asked, whose=at).address(),
                at == asked.whose,
            )
            for at, one in enumerate(found)
        ],
        "periods": [
            (one, replace(asked, period=one).address(), one == asked.period) for one in PERIODS
        ],
        "asked": asked,
        "today": visit.desk.today.isoformat(),
        "since": None if days is None else days.since.isoformat(),
        "until": None if days is None else days.until.isoformat(),
        "charts": [
            (str(kind), kind in OF_NOW, None if chart is None else drawn(chart))
            for kind, chart in charts.items()
        ],
        "workbook": asked.address("/figures/xlsx"),
    }


def _ground(visit: Visit) -> Ground:
    desk = visit.desk
    return Ground(desk.store, desk.now, desk.calendar, desk.name, desk.disclosure)
