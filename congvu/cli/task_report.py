"""`congvu task progress` and `files`: how far a task is, and the files that came with what happened to it."""

import os
from datetime import date
from pathlib import Path

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option, no_task, require_seen
from congvu.cli.arguments import ID, NEAR_DAY, PERCENT
from congvu.cli.refused import Refused
from congvu.cli.said import SAID, require_unmarked
from congvu.cli.shell import Shell
from congvu.cli.task_refused import require
from store import Tx, report, worklist
from work.report import FILE_LIMIT_BYTES, KeptFile, NewFile, NewFiles, NewReport, Period
from work.task import Task

file_option = click.option(
    "--file",
    "paths",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file to keep with it, 4 MiB at most; may be repeated, 8 MiB in all.",
)
_number = click.argument("number", type=ID, metavar="ID")


@click.command()
@_number
@click.argument("percent", type=PERCENT, metavar="PERCENT")
@click.option("--text", type=SAID, help="What was done and what is missing, in one line.")
@click.option(
    "--from", "begins", type=NEAR_DAY, help="The first day of the period that it is about."
)
@click.option("--to", "ends", type=NEAR_DAY, help="The last day of it.")
@file_option
@as_option
@click.pass_obj
def progress(
    shell: Shell,
    number: int,
    percent: int,
    text: str | None,
    begins: date | None,
    ends: date | None,
    paths: tuple[Path, ...],
    acts_as: str | None,
) -> None:
    """Reports that a task is done by PERCENT so far (báo cáo tiến độ).

    Every report stays. A task that nobody had received is received by it.
    """
    if (begins is None) != (ends is None):
        raise click.UsageError("a period has two ends; give both --from and --to")
    try:
        period = None if begins is None or ends is None else Period(begins, ends)
    except ValueError as error:
        raise click.UsageError(f"{error}; turn them round") from error
    new = NewReport(percent, text, period, read_files(shell, paths))
    require(shell.write(report.report, number, new, acting(shell, acts_as)), number)
    click.echo(f"Task {number} is {percent} % done.")


@click.command()
@_number
@click.option(
    "--save",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Writes them into this folder, which has to be there; nothing is overwritten.",
)
@as_option
@click.pass_obj
def files(shell: Shell, number: int, folder: Path | None, acts_as: str | None) -> None:
    """Lists the files that came with reports and submissions of a task."""
    require_seen(shell, number, acting(shell, acts_as))
    task, found = shell.read(_found, number)
    if task is None:
        raise Refused(no_task(number))
    if not found:
        click.echo("No file came with it.")
        return
    rows = [(str(f.event), f.name, str(f.size_bytes), f.digest.hex()) for f in found]
    output.table(("EVENT", "NAME", "OCTETS", "SHA-256"), rows, wide=1)
    for one in found if folder is not None else ():
        _save(shell, number, one, folder or Path())


def read_files(shell: Shell, paths: tuple[Path, ...]) -> NewFiles:
    """The files at *paths*; Refused for those that cannot be kept, and for what bears a mark of secrecy."""
    try:
        found = NewFiles(tuple(NewFile(path.name, _octets(path)) for path in paths))
    except ValueError as error:
        raise Refused(f"{error}; nothing was kept") from error
    require_unmarked(shell, (), [(one.name, one.body) for one in found.files])
    return found


def _octets(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FILE_LIMIT_BYTES + 1)


def _found(tx: Tx, number: int) -> tuple[Task | None, tuple[KeptFile, ...]]:
    return worklist.one(tx, number), report.files(tx, number)


def _save(shell: Shell, number: int, one: KeptFile, folder: Path) -> None:
    octets = shell.read(report.body, number, one)
    if octets is None:
        raise RuntimeError(f"task {number} lost its file {one.event}-{one.position}")
    path = folder / f"{number}-{one.event}-{one.position}-{one.name}"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(
            f"{path} is there already and is never overwritten; name another folder"
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(octets)
    click.echo(f"Wrote {path}.")
