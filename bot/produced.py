"""What a report is made of: a chart drawn, or a workbook written, each in a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.desk import Desk
from bot.reporting import EXPORT, OF_NOW
from bot.screen import File
from papers.made import Unmade, picture
from schedules.exported import Ground, Reach, exported, file_name, reaches, whose
from schedules.figures import Figures, made
from schedules.span import Span
from work.act import Act
from work.chart import Chart, ChartKind
from work.chat import Link
from work.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: in which language, out of whose tasks, of which days (none for how things stand now)."""

    language: str
    what: str
    reach: Reach
    days: Span | None


async def produced(desk: Desk, link: Link, one: Dialog) -> File | str:
    """The file that the dialog asks for; the word for why there is none.

    Who may have it is asked again once it is made, which may take a minute.
    """
    act = Act(f"person:{link.person.id}", desk.machine.now(), link.person.id)
    found = await desk.store.read(reaches, act)
    if one.data["whose"] >= len(found):
        return "denied-now"
    since, until = one.data.get("since"), one.data.get("until")
    days = Span(date.fromisoformat(since), date.fromisoformat(until)) if since and until else None
    order = Order(link.person.language, one.data["what"], found[one.data["whose"]], days)
    file = await (_export if order.what == EXPORT else _chart)(desk, order)
    return file if order.reach in await desk.store.read(reaches, act) else "denied-now"


async def _chart(desk: Desk, order: Order) -> File | str:
    since, until = (order.days.since, order.days.until) if order.days else (None, None)
    whose_tasks = (order.reach.within,)
    asked = Figures(desk.now, desk.calendar, order.language, whose_tasks, since, until)
    drawn = await desk.store.read(made, ChartKind(order.what), asked)
    if drawn is None:
        return "nothing"
    ground = _ground(desk)
    titled = replace(drawn, title=f"{drawn.title} – {whose(ground, order.reach, order.language)}")
    octets = await picture(titled)
    if isinstance(octets, Unmade):
        return str(octets)
    head = _head(ground, order)
    facts = {"title": drawn.title, "alt": drawn.alt, "rows": _figures(drawn), **head}
    caption = desk.say("chart", facts, order.language)
    days = None if order.what in OF_NOW else order.days or Span(desk.today, desk.today)
    name = file_name(ground, order.reach, "bieu-do", days, "png")
    return File(name, octets, caption, is_picture=True)


def _figures(drawn: Chart) -> list[dict[str, str]]:
    unit = "%" if drawn.percent else ""
    return [
        {
            "label": label,
            "said": " · ".join(
                "–" if one.values[place] is None
                else f"{one.values[place]}{unit}{' ' + one.name if len(drawn.series) > 1 else ''}"
                for one in drawn.series
            ),
        }
        for place, label in enumerate(drawn.labels)
    ]  # fmt: skip


async def _export(desk: Desk, order: Order) -> File | str:
    ground = _ground(desk)
    made = await exported(ground, order.reach, order.days, order.language)
    if made is None or isinstance(made, Unmade):
        return "nothing" if made is None else str(made)
    whole = made.whole
    facts = {"total": whole.total, "done": whole.done, "open": whole.open, "late": made.late}
    more = {"coded": desk.disclosure() == "code", "hidden": made.hidden, **_head(ground, order)}
    caption = desk.say("export", {**facts, **more}, order.language)
    days = order.days or Span(desk.today, desk.today)
    return File(file_name(ground, order.reach, "bao-cao", days, "xlsx"), made.octets, caption)


def _ground(desk: Desk) -> Ground:
    return Ground(desk.store, desk.now, desk.calendar, desk.settings.office, desk.disclosure)


def _head(ground: Ground, order: Order) -> Mapping[str, Any]:
    days = None if order.what in OF_NOW else order.days
    since, until = (None, None) if days is None else (days.since, days.until)
    return {
        "whose": whose(ground, order.reach, order.language),
        "since": None if since is None else since.isoformat(),
        "until": None if until is None else until.isoformat(),
    }
