"""What a form comes to in one period, as a page and a workbook; and asking everybody of a form for a report at once."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.made import Sheet, Unmade, workbook
from schedules.report_asking import Days, Opening, Unasked, ask, opening_of
from schedules.report_reach import asks
from schedules.report_totals import Asked, Pages, above, asked_for, state_words
from store import Tx, entitled
from store.form import versions
from templates import word
from web.console.days import read_day
from web.console.forms_choice import Offered, chosen, offered
from web.console.forms_page import PLACE, denied
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.refusal import unsaid
from web.console.visit import Visit, go
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.form.form import Version
from work.form.total import Row, Total, total
from work.form.value import shown
from work.sheet import Value

LONGEST = 300  # characters of a reason
_DAYS = ("first", "last", "due")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which total is asked for."""

    form: str
    period: str
    accepted: bool

    def address(self, path: str) -> str:
        """Where it is."""
        told = {"form": self.form, "period": self.period} | (
            {"accepted": "1"} if self.accepted else {}
        )
        return f"{PLACE}/{path}?{urlencode(told)}"


@dataclass(frozen=True, slots=True)
class Known:
    """The forms that are kept with the periods they were asked for in, and what the one in question was asked for."""

    forms: tuple[Offered, ...]
    asked: Asked | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/forms/total with its workbook, /forms/open."""
    return (
        gate.look(f"{PLACE}/total", show),
        gate.look(f"{PLACE}/total/xlsx", to_keep),
        gate.look(f"{PLACE}/open", show_open),
        gate.act(f"{PLACE}/open", begin),
    )


async def show(visit: Visit) -> Response:
    """The totals beside those of the period before, with who is missing."""
    wish = _wish(visit)
    known = await visit.desk.store.read(_look, visit, wish)
    return denied(visit) if known is None else _page(visit, wish, known, "")


async def to_keep(visit: Visit) -> Response:
    """The totals, a row for each member, and who is missing, as a workbook."""
    wish, desk, language = _wish(visit), visit.desk, visit.language
    known = await desk.store.read(_look, visit, wish)
    if known is None:
        return denied(visit)
    asked = known.asked
    if asked is None or not asked.now:
        return _page(visit, wish, known, "")
    found = total(asked.form, asked.now, asked.before)
    lines = above(found, asked, wish.period, desk.today, language)
    lists = Pages(found, asked, lines, desk.today, language)
    made = (lists.summary(), lists.by_member(), lists.missing())
    sheets = [Sheet(o.name, desk.name, o.title, o.subtitle, o.columns, o.below) for o in made]

    async def rows() -> AsyncIterator[tuple[int, Sequence[Sequence[Value]]]]:
        for number, one in enumerate(made):
            yield number, one.rows

    octets = await workbook(sheets, rows())
    if isinstance(octets, Unmade):
        return _page(visit, wish, known, word(f"report.{octets}", language))
    return attached(octets, "tong-hop.xlsx")


async def show_open(visit: Visit) -> Response:
    """The form for a report that is asked for at once."""
    told = visit.request.query_params
    return await _open(visit, "", defaultdict(str, of=told.get("form", "")[:60]))


async def begin(visit: Visit) -> Response:
    """Asks everybody of the form's audience, once each."""
    found = await visit.desk.store.read(_opening, visit)
    if found is None:
        return denied(visit)
    if isinstance(found, str):
        return await _open(visit, found, visit.typed)
    reason = " ".join(visit.field("text").split()) or None

    def open_(tx: Tx, act: Act) -> tuple[int, int]:
        return ask(tx, found, reason, act)

    about = OfOffice(await visit.desk.store.read(_home, visit))
    done = await visit.desk.store.write(entitled.by_right, Doing.ASK, about, visit.act, open_)
    if isinstance(done, Denied):
        return denied(visit)
    if done == (0, 0):
        return await _open(visit, word("web.forms.already", visit.language), visit.typed)
    told = urlencode({"form": found.version.form.code, "period": found.period})
    return go(visit, f"{PLACE}/asked?{told}", "report-asked")


def _home(tx: Tx, visit: Visit) -> str:
    return visit.home(tx)


def _wish(visit: Visit) -> Wish:
    told = visit.request.query_params
    return Wish(*chosen(told), told.get("accepted") == "1")


def _look(tx: Tx, visit: Visit, wish: Wish) -> Known | None:
    if not asks(tx, visit.home(tx), visit.act):
        return None
    wanted = bool(wish.form and wish.period)
    asked = asked_for(tx, wish.form, wish.period, wish.accepted) if wanted else None
    return Known(offered(tx), asked)


def _opening(tx: Tx, visit: Visit) -> Opening | str | None:
    """What was typed means; a sentence for what cannot be, None for who does not ask for reports."""
    if not asks(tx, visit.home(tx), visit.act):
        return None
    say, desk = visit.language, visit.desk
    days: list[date | None] = []
    for name in _DAYS:
        days.append(read_day(visit.field(name)))
        if visit.field(name) and days[-1] is None:
            return word("web.forms.no-day", say)
    known: tuple[Version, ...] = versions.of_code(tx, visit.field("of"))
    if not known:
        return word("web.forms.no-form", say)
    reason, period = visit.field("text"), visit.field("period")
    if len(reason) > LONGEST:
        return word("web.task.long", say).format(longest=LONGEST)
    if (why := unsaid(visit, reason, period)) is not None:
        return why
    found = opening_of(known, period, Days(*days), desk.today, desk.calendar)
    return word(f"web.forms.unasked.{found}", say) if isinstance(found, Unasked) else found


async def _open(visit: Visit, problem: str, typed: Mapping[str, str]) -> Response:
    known = await visit.desk.store.read(_look, visit, Wish(typed["of"], "", accepted=False))
    if known is None:
        return denied(visit)
    facts = {"problem": problem, "typed": typed, "forms": known.forms, "longest": LONGEST}
    return page(visit, "forms-open", facts, 409 if problem else 200, "forms")


def _page(visit: Visit, wish: Wish, known: Known, problem: str) -> Response:
    asked = known.asked
    found = total(asked.form, asked.now, asked.before) if asked and asked.now else None
    facts = {
        "problem": problem,
        "wish": wish,
        "forms": known.forms,
        "found": None if found is None or asked is None else _facts(visit, wish, asked, found),
        "workbook": wish.address("total/xlsx"),
    }
    return page(visit, "forms-total", facts, 503 if problem else 200, "forms")


def _facts(visit: Visit, wish: Wish, asked: Asked, found: Total) -> dict[str, Any]:
    language, today = visit.language, visit.desk.today
    titled = visit.desk.disclosure(found.form.name) == "title"
    return {
        "name": found.form.name if titled else found.form.code,
        "above": above(found, asked, wish.period, today, language),
        "rows": [_row(one, found.asked, language) for one in found.rows] if titled else [],
        "missing": [
            (one.id, one.member_name, state_words(one, today, language), one.reason)
            for one in (*found.missing, *found.excused)
        ],
    }


def _row(one: Row, asked: int, language: str) -> dict[str, Any]:
    change = one.change
    signed = "" if change is None else f"{'+' if change > 0 else ''}{shown(change, language)}"
    return {
        "code": one.indicator.code,
        "name": one.indicator.name,
        "unit": one.indicator.unit,
        "total": shown(one.total, language),
        "of": f"{one.reported}/{asked}",
        "before": shown(one.before, language),
        "change": signed,
    }
