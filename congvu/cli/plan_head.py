"""What every command that makes a plan is told: which document issues it, what it is called, when, and whose it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import click

from congvu.cli.arguments import AGENCY, DAY, ID, TITLE
from congvu.cli.import_steps import secrecy
from congvu.cli.plan_words import say, unfit
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day, unit_number
from store import document
from store.directory import load
from store.plan import Unfit
from work.document import Direction
from work.plan import Head, Owner
from work.secrecy.finding import Place, Verdict, worst

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Given:
    """The options, as they were written."""

    document: int
    title: str | None
    year: int | None
    since: date | None
    until: date | None
    unit: str | None
    agency: str | None


def head_options(function: Command) -> Command:
    """Gives a command those options."""
    options = (
        click.option("--document", type=ID, required=True, metavar="ID", help="The document that issues it, by its number here."),
        click.option("--title", type=TITLE, help="What it is called; otherwise the document's excerpt."),
        click.option("--year", type=click.IntRange(1945, 2100), help="The year that it is for."),
        click.option("--from", "since", type=DAY, help="Its first day, where it is for no whole year."),
        click.option("--to", "until", type=DAY, help="Its last day."),
        click.option("--unit", type=TITLE, help="The unit whose plan it is; otherwise the agency's."),
        click.option("--agency", type=AGENCY, help="The agency whose plan it is; otherwise the office's."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def head_of(shell: Shell, given: Given, language: str) -> Head:
    """The head of a plan. Raises Refused or a usage error for what cannot be one."""
    begins, ends = _period(given)
    found = shell.read(document.one, given.document)
    if found is None or found.direction is Direction.PETITION:
        raise Refused(unfit(Unfit.DOCUMENT, language, document=given.document))
    title = given.title or found.excerpt[:1].upper() + found.excerpt[1:]
    judge = secrecy(shell).on(office_day(shell))
    if worst(judge.text(title, Place.SUBJECT)) >= Verdict.PERSON:
        raise Refused(say("say.secret", language))
    return Head(title, begins, ends, _owner(shell, given))


def _period(given: Given) -> tuple[date, date]:
    if given.year is not None:
        if given.since or given.until:
            raise click.UsageError("give either --year or --from and --to")
        return date(given.year, 1, 1), date(given.year, 12, 31)
    if given.since is None or given.until is None:
        raise click.UsageError("say when the plan is for: --year 2026, or --from and --to")
    if given.since > given.until:
        raise click.UsageError(
            f"the first day, {given.since:%d/%m/%Y}, is behind the last, {given.until:%d/%m/%Y}"
        )
    return given.since, given.until


def _owner(shell: Shell, given: Given) -> Owner:
    directory = shell.read(load)
    code = given.agency or directory.domains.get(shell.config.office.domain)
    if code is None or code not in directory.agencies:
        raise Refused(
            f"agency {code} is not registered; see congvu agency list"
            if code
            else "no agency writes from the office's domain; say whose plan it is with --agency CODE"
        )
    called = directory.agencies[code].short_name
    if given.unit is None:
        return Owner(code, None, called)
    return Owner(code, unit_number(shell, given.unit, code), called, given.unit)
