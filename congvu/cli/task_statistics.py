"""`congvu task statistics`: the official table of who leads how many tasks, and how far they are."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from congvu.cli import output
from congvu.cli.arguments import AGENCY, DAY
from congvu.cli.output import json_option
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, output_option, require_new, write_lists
from congvu.cli.task_office import office_now
from congvu.cli.task_words import counted
from store import statistics
from work.listing import STATISTICS, STATISTICS_TITLE, statistics_rows
from work.register_export import written_day
from work.tally import Tally

HEADER = ("LEAD", "ALL", "DONE", "DONE LATE", "OPEN", "OPEN LATE", "DONE OF DUE", "LATE OF DUE")


@click.command("statistics")
@click.option("--since", type=DAY, help="Tasks done from that day on; otherwise of this year.")
@click.option(
    "--units-of", type=AGENCY, metavar="CODE", help="By units of this agency; otherwise by agency."
)
@output_option(XLSX, CSV)
@json_option
@click.pass_obj
def command(
    shell: Shell, since: date | None, units_of: str | None, file: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Counts what is open and what was done this year, by who leads.

    Rates are of what has fallen due: what is done, and what is open and late. They are cut
    off at two places, as the reports to the Prime Minister do it. Cancelled and recalled tasks
    are in no count; the file notes those without a deadline.
    """
    if file is not None:
        require_new(file, (XLSX, CSV))
    now = office_now(shell)
    today = now.day
    first = since or today.replace(month=1, day=1)
    found = shell.read(statistics.by_lead, first, now, units_of)
    if file is not None:
        period = f"(Từ ngày {written_day(first)} đến ngày {written_day(today)})"
        rows = tuple(statistics_rows(found))
        listing = Listing("Thống kê", STATISTICS_TITLE, period, STATISTICS, rows)
        write_lists(shell.config.office.name, file, [listing])
        click.echo(f"Wrote {counted(len(found), 'row')} and their total to {file}.")
    elif as_json:
        output.as_json([{"lead": name, **_facts(tally)} for name, tally in found])
    elif not found:
        click.echo("No task is open, and none was done since then.")
    else:
        whole = ("all", Tally.sum(tally for _, tally in found))
        output.table(HEADER, [_row(*one) for one in (*found, whole)], wide=0)


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    numbers = (tally.total, tally.done, tally.done_late, tally.open, tally.open_late)
    return (name, *map(str, numbers), tally.done_rate() or "-", tally.late_rate() or "-")


def _facts(tally: Tally) -> dict[str, Any]:
    sums = {"total": tally.total, "done": tally.done, "open": tally.open}
    return {**asdict(tally), **sums, "done_rate": tally.done_rate(), "late_rate": tally.late_rate()}
