"""Figures of the petitions that an agency received, and their register as a workbook, for who enters or heads them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.made import Sheet, Unmade, workbook
from schedules.petition_register import columns, row
from store import Tx, petition_judged, petition_list
from store.petition import Wanted
from templates import sentence, word
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.operators import lost
from web.console.petition_acts import whom
from web.console.visit import Visit
from work.access import Doing, OfPetition, may
from work.person import Person
from work.petition_tally import Judged, by_state, tallies
from work.petitioner import NOBODY, Petitioner
from work.register_export import written_day
from work.sheet import Value
from work.task import Party, Role

PLACE = "/petitions/figures"
MOST = 20_000  # petitions of one look


@dataclass(frozen=True, slots=True)
class Found:
    """The newest that were received in the days asked for, with their senders; *cut* where there are older ones."""

    judged: list[Judged]
    senders: dict[int, Petitioner]
    cut: bool


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/petitions/figures, as a page and as a workbook."""
    return (gate.look(PLACE, show), gate.look(f"{PLACE}/xlsx", to_keep))


async def show(visit: Visit) -> Response:
    """How many of each kind, in time and late, and in each state; of what was received in the days asked for."""
    return await _page(visit, "")


async def to_keep(visit: Visit) -> Response:
    """The register of the same, the oldest first, with masked senders."""
    since, until = _days(visit)
    found = await visit.desk.store.read(_look, visit, since, until)
    if found is None:
        return lost(visit)
    judged, who = found.judged, found.senders
    day, say = visit.desk.today, visit.language
    printed = sentence("petition.printed", {"printed": written_day(day)}, say)
    if found.cut:
        printed = f"{printed} {_cut(visit)}"
    title = word("petition.register", say)
    lines = [
        tuple(row(_told(visit, one), who.get(one.petition.id, NOBODY), day, say))
        for one in reversed(judged)
    ]

    async def rows() -> AsyncIterator[tuple[int, Sequence[Sequence[Value]]]]:
        yield 0, lines

    octets = await workbook([Sheet(title, visit.desk.name, title, printed, columns(say))], rows())
    if isinstance(octets, Unmade):
        return await _page(visit, word(f"report.{octets}", say))
    return attached(octets, f"so-don-{since:%Y%m%d}-{until:%Y%m%d}.xlsx")


def agencies(tx: Tx, visit: Visit) -> tuple[str, ...]:
    """The agencies whose petitions are theirs, or those of whom they stand in for, to enter and to end."""
    acting = petition_list.acting(tx, visit.person, visit.desk.now)
    return tuple(dict.fromkeys(one.agency for one in acting if enters(one)))


def enters(one: Person) -> bool:
    """Whether what their agency receives is theirs to enter and to end."""
    about = OfPetition(one.agency, Party(Role.LEAD, one.agency))
    return may(one, Doing.PETITION, about) is not None


def _look(tx: Tx, visit: Visit, since: date, until: date) -> Found | None:
    theirs = agencies(tx, visit)
    if not theirs:
        return None
    wanted = Wanted(since=since, until=until, agencies=theirs)
    judged, senders = petition_judged.found(tx, wanted, MOST + 1, whom(visit).hands)
    return Found(judged[:MOST], senders, len(judged) > MOST)


def _cut(visit: Visit) -> str:
    return sentence("web.petitions.figures.cut", {"most": MOST}, visit.language)


def _told(visit: Visit, one: Judged) -> Judged:
    """The same without a title that bears a mark of secrecy."""
    if visit.desk.disclosure(one.petition.title) == "title":
        return one
    return one._replace(
        petition=replace(one.petition, title=word("web.petitions.hidden", visit.language))
    )


def _days(visit: Visit) -> tuple[date, date]:
    """Those asked for; else the year so far."""
    told, today = visit.request.query_params, visit.desk.today
    try:
        since, until = (date.fromisoformat(told.get(name, "")) for name in ("since", "until"))
    except ValueError:
        return today.replace(month=1, day=1), today
    return min(since, until), max(since, until)


async def _page(visit: Visit, problem: str) -> Response:
    since, until = _days(visit)
    found = await visit.desk.store.read(_look, visit, since, until)
    if found is None:
        return lost(visit)
    judged, today = found.judged, visit.desk.today
    days = {"since": since.isoformat(), "until": until.isoformat()}
    facts: dict[str, Any] = {
        **days,
        "problem": problem,
        "today": today.isoformat(),
        "kinds": [(str(kind or ""), one) for kind, one in tallies(judged, today).items()]
        if judged
        else [],
        "states": [(str(state), number) for state, number in by_state(judged).items()],
        "cut": _cut(visit) if found.cut else "",
        "workbook": f"{PLACE}/xlsx?{urlencode(days)}",
    }
    return page(visit, "petition-figures", facts, 503 if problem else 200, "petitions")
