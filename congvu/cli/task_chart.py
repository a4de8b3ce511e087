"""`congvu task chart`: assigned work in pictures, with their figures as text."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import click

from congvu.cli import output
from congvu.cli.arguments import LANGUAGES
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import require_new
from congvu.cli.task_office import calendar, office_now
from work.chart import Chart, ChartKind

KINDS = (".png", ".svg")


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
    made = _made(shell, ChartKind(kind), spoken)
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


def _made(shell: Shell, kind: ChartKind, language: str) -> Chart | None:
    from schedules import figures

    asked = figures.Figures(office_now(shell), calendar(shell), language)
    return shell.read(figures.made, kind, asked)


def _draw(made: Chart, file: Path) -> None:
    # Without a folder of its own for its list of fonts it says so on the terminal, as it is imported.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from papers.chart import draw

    with tempfile.NamedTemporaryFile(
        dir=file.parent, prefix=".congvu-", suffix=file.suffix.lower()
    ) as draft:
        draw(made, Path(draft.name))
        os.link(draft.name, file)  # a name that was taken meanwhile is refused, not overwritten


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
