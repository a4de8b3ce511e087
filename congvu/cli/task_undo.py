"""`congvu task imports` and `import --undo`: what was imported, and taking it back."""

from dataclasses import asdict, replace
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import acting, allowed, own_office
from congvu.cli.import_steps import Wishes, agree
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import imports, undoing
from work.act import Act
from work.undoing import Import, Undone

MOST_TOLD = 50  # tasks that stay
REGISTER = "a register"  # in the sentence of a refusal


@click.command("imports")
@json_option
@click.pass_obj
def imports_(shell: Shell, as_json: bool) -> None:
    """Lists the registers that were imported, the newest first, and what is left to take back."""
    found = shell.read(imports.listed)
    if as_json:
        output.as_json([asdict(one) for one in found])
    elif not found:
        output.say(say("none", shell.config.office.language))
    else:
        header = ("NO", "WHEN", "FILE", "OPENED", "CHANGED", "LEFT", "BY")
        output.table(header, [_row(shell, one) for one in found], wide=2)


def undo(
    shell: Shell, number: int, wishes: Wishes, acts_as: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Takes an import back once that is wanted; what stays is told first, with why."""
    language = wishes.language
    found = shell.read(imports.one, number)
    if found is None:
        raise Refused(say("unknown", language, number=number))
    would = shell.read(undoing.judge, number)
    count = len(would.opened) + len(would.changed)
    if not as_json:
        _show(found, would, language)
    if dry_run:
        if as_json:
            output.as_json(_facts(would))
        return
    if not count:
        _taken_back(shell, number, "", acts_as)  # what was broken off before
        raise Refused(say("over", language, number=number))
    agree(wishes, say("ask", language, tasks=count), "")
    done = _taken_back(shell, number, say("reason", language, file=found.file), acts_as)
    if as_json:
        output.as_json(_facts(done))
    else:
        _said(done, language)


def _said(done: Undone, language: str) -> None:
    facts = {"opened": len(done.opened), "changed": len(done.changed), "stays": len(done.stays)}
    output.say(say("done", language, **facts))
    if done.told:
        output.say(say("told", language, told=done.told))


def _taken_back(shell: Shell, number: int, reason: str, acts_as: str | None) -> Undone:
    from schedules.register_import import take_back

    about, act = own_office(shell), acting(shell, acts_as)

    def again() -> Act:
        return replace(act, now=shell.now)

    done = shell.with_store(lambda store: take_back(store, number, reason, about, again))
    return allowed(done, REGISTER)


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/, below its table for imports taken back."""
    from templates import sentence

    return sentence(f"undo.{key}", facts, language)


def _show(found: Import, would: Undone, language: str) -> None:
    if would.stays:
        click.secho(say("heading", language), bold=True, fg="yellow")
        for task, why in would.stays[:MOST_TOLD]:
            output.say(say(why, language, task=task))
        click.echo()
    told = {"opened": would.opened, "changed": would.changed, "stays": would.stays}
    counts = [
        (say(name, language), say("count", language, tasks=len(some)))
        for name, some in told.items()
    ]
    output.fields(say("title", language, number=found.id, file=found.file), counts)
    click.echo()


def _row(shell: Shell, one: Import) -> tuple[str, ...]:
    at = f"{one.at.astimezone(shell.config.office.zone):%d/%m/%Y %H:%M}"
    counts = (str(one.opened), str(one.changed), str(one.left or "-"))
    return (str(one.id), at, one.file, *counts, one.by)


def _facts(done: Undone) -> dict[str, Any]:
    stays = [{"task": task, "why": why} for task, why in done.stays]
    return {**asdict(done), "stays": stays}
