"""`congvu task chart`: assigned work in pictures, with their figures as text."""

import logging
import os
import tempfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.arguments import LANGUAGES
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import require_new
from congvu.cli.task_office import calendar, office_now
from store import chart as counted
from store.workload import Days, workload
from work.chart import (
    AGES,
    MONTHS,
    WEEK,
    Chart,
    ChartKind,
    Series,
    Tone,
    ages,
    largest,
    mondays,
    months,
)
from work.deadline import Reached

if TYPE_CHECKING:
    from store import Tx

KINDS = (".png", ".svg")
Maker = Callable[[Shell, Reached, str], Chart | None]


@click.command("chart")
@click.argument("kind", type=click.Choice([str(one) for one in ChartKind]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of what stands in it; otherwise the office's."
)
@json_option
@click.pass_obj
def command(
    shell: Shell, kind: str, file: Path | None, language: str | None, as_json: bool
) -> None:
    """Draws a chart to a new FILE, .png or .svg, and tells its figures; without FILE it only tells them.

    on-time: of the tasks with a deadline that were done, how many in time, for six months.
    ageing: how many working days late what is late is. units: who has the open tasks, the
    most late first. weeks: what was assigned and what was closed, for eight weeks.

    \b
    Examples:
      congvu task chart units don-vi.png
      congvu task chart on-time --json
    """
    if file is not None:
        require_new(file, KINDS)
    spoken = language or shell.config.office.language
    made = _MAKERS[ChartKind(kind)](shell, office_now(shell), spoken)
    if made is None:
        nothing = _say(f"{kind}.none", spoken)
        if file is not None:
            raise Refused(nothing)
        output.as_json(None) if as_json else output.say(nothing)
        return
    if file is not None:
        _draw(made, file)
    if as_json:
        output.as_json(_facts(ChartKind(kind), made))
    else:
        _tell(made)
        if file is not None:
            output.say(_say("written", spoken, file=file))


def _draw(made: Chart, file: Path) -> None:
    # Without a folder of its own for its list of fonts it says so on the terminal, as it is imported.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from papers.chart import draw

    with tempfile.NamedTemporaryFile(
        dir=file.parent, prefix=".congvu-", suffix=file.suffix.lower()
    ) as draft:
        draw(made, Path(draft.name))
        os.link(draft.name, file)  # a name that was taken meanwhile is refused, not overwritten


def _on_time(shell: Shell, now: Reached, language: str) -> Chart | None:
    since = months((), now.day)[0].first
    found = months(shell.read(counted.done_since, since), now.day)
    in_time, late = (sum(getattr(one, name) for one in found) for name in ("in_time", "late"))
    if not in_time + late:
        return None
    facts = {"in_time": in_time, "done": in_time + late, "months": MONTHS}
    return Chart(
        _say("on-time.title", language),
        tuple(f"{one.first.month}/{one.first:%y}" for one in found),
        (Series(_say("on-time.rate", language), tuple(one.rate for one in found), Tone.GOOD),),
        _say("on-time.alt", language, rate=100 * in_time // (in_time + late), **facts),
        percent=True,
    )


def _ageing(shell: Shell, now: Reached, language: str) -> Chart | None:
    days = calendar(shell)
    dues = shell.read(counted.late_dues, now)
    if not dues:
        return None
    values = ages(dues, lambda due: max(days.working_days(due, now.day), 1))
    begins = (1, *(end + 1 for end in AGES))
    labels = [f"{a}–{b}" for a, b in zip(begins, AGES, strict=False)] + [f"> {AGES[-1]}"]
    oldest = min(dues)
    facts = {"late": sum(values), "beyond": values[-1], "most": AGES[-1], "oldest": oldest}
    return Chart(
        _say("ageing.title", language),
        tuple(labels),
        (Series(_say("ageing.late", language), values, Tone.BAD),),
        _say("ageing.alt", language, **facts),
    )


def _units(shell: Shell, now: Reached, language: str) -> Chart | None:
    loads = shell.read(workload, Days(now.day, now.day, now.day, now.at)).loads
    found = largest([(_unit(one), one.late, one.total - one.late) for one in loads])
    if not found:
        return None
    first, late = found[0][0], sum(one.late for one in loads)
    facts = {"units": len(loads), "open": sum(one.total for one in loads), "late": late}
    return Chart(
        _say("units.title", language),
        tuple(name for name, _, _ in found),
        (
            Series(_say("units.late", language), tuple(n for _, n, _ in found), Tone.BAD),
            Series(_say("units.rest", language), tuple(n for _, _, n in found), Tone.GOOD),
        ),
        _say("units.alt", language, first=first, first_late=found[0][1], shown=len(found), **facts),
        across=True,
        stacked=True,
    )


def _unit(load: Any) -> str:
    return f"{load.unit} ({load.agency})" if load.unit else str(load.agency)


def _weeks(shell: Shell, now: Reached, language: str) -> Chart | None:
    firsts = mondays(now.day)
    zone = shell.config.office.zone
    bounds = [datetime.combine(day, time(), zone) for day in (*firsts, firsts[-1] + WEEK)]
    found = shell.read(_flows, bounds)
    came, went = (tuple(one[place] for one in found) for place in (0, 1))
    if not sum(came) + sum(went):
        return None
    facts = {"opened": sum(came), "closed": sum(went), "weeks": len(firsts), "since": firsts[0]}
    return Chart(
        _say("weeks.title", language),
        tuple(f"{day:%d/%m}" for day in firsts),
        (
            Series(_say("weeks.opened", language), came, Tone.PLAIN),
            Series(_say("weeks.closed", language), went, Tone.GOOD),
        ),
        _say("weeks.alt", language, **facts),
    )


def _flows(tx: "Tx", bounds: list[datetime]) -> tuple[tuple[int, int], ...]:
    return counted.flows(tx, bounds)


def _tell(made: Chart) -> None:
    click.secho(made.title, bold=True)
    unit = "%" if made.percent else ""
    rows = [
        (label, *(_cell(one.values[place], unit) for one in made.series))
        for place, label in enumerate(made.labels)
    ]
    output.table(("", *(one.name.upper() for one in made.series)), rows, wide=0)
    output.say(made.alt)


def _cell(value: int | None, unit: str) -> str:
    return "–" if value is None else f"{value}{unit}"


def _facts(kind: ChartKind, made: Chart) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": made.title,
        "labels": made.labels,
        "series": [{"name": one.name, "values": one.values} for one in made.series],
        "percent": made.percent,
        "alt": made.alt,
    }


def _say(key: str, language: str, **facts: Any) -> str:
    from templates import sentence

    return sentence(f"chart.{key}", facts, language)


_MAKERS: dict[ChartKind, Maker] = {
    ChartKind.ON_TIME: _on_time,
    ChartKind.AGEING: _ageing,
    ChartKind.UNITS: _units,
    ChartKind.WEEKS: _weeks,
}
