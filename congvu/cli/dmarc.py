"""`congvu dmarc`: what other servers report of letters in the names of our agencies."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

import click

from congvu.cli import output
from congvu.cli.arguments import DAY, DOMAIN
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import dmarc
from store.dmarc import Sum
from work.dmarc import Kept, Report, Source

NONE = "No report has come in; see docs/operations.md for how to ask for them."
USUALLY = timedelta(days=30)

_since = click.option(
    "--since", type=DAY, metavar="DATE", help="Only what ended on this day or later; otherwise of 30 days."
)  # fmt: skip
_limit = click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many lines.",
)


@click.group(cls=Group)
def command() -> None:
    """Reports of others on who sends in the names of our agencies (DMARC)."""


@command.command()
@click.argument("domain", type=DOMAIN, required=False)
@_since
@_limit
@json_option
@click.pass_obj
def reports(
    shell: Shell, domain: str | None, since: date | None, limit: int, as_json: bool
) -> None:
    """Lists the reports that came in, the latest first; those on DOMAIN and below it, if one is named."""
    found = shell.read(dmarc.reports, domain, _begin(shell, since), limit)
    if as_json:
        output.as_json([asdict(one) for one in found])
    elif not found:
        click.echo(NONE)
    else:
        header = ("DOMAIN", "FROM", "TO", "LETTERS", "FAILED", "POLICY", "TOLD BY")
        zone = shell.config.office.zone
        output.table(header, [_row(one, zone) for one in found], wide=6, style=_colour)


@command.command()
@click.argument("domain", type=DOMAIN)
@_since
@_limit
@json_option
@click.pass_obj
def show(shell: Shell, domain: str, since: date | None, limit: int, as_json: bool) -> None:
    """Sums up who sent in the name of DOMAIN or below it: those first who could prove nothing.

    \b
    Example:
      congvu dmarc show bacninh.gov.vn --since 2026-11-01
    """
    found = shell.read(dmarc.sources, domain, _begin(shell, since), limit)
    if as_json:
        output.as_json([_facts(one) for one in found])
    elif not found:
        click.echo(NONE)
    else:
        header = ("ADDRESS", "LETTERS", "IN THE NAME OF", "DKIM", "SPF", "SENT BY", "BECAME")
        output.table(header, [_source_row(one.source) for one in found], wide=5, style=_became)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def read(file: Path, as_json: bool) -> None:
    """Tells what a DMARC report says: a letter (.eml), .xml.gz, .zip or .xml. Nothing is kept.

    \b
    Example:
      congvu dmarc read google.com!bacninh.gov.vn!1795564800!1795651199.zip
    """
    from mail.dmarc import reading
    from mail.enclosed import LONGEST, Unreadable

    with file.open("rb") as opened:
        octets = opened.read(LONGEST + 1)
    try:
        told = reading.read(octets)
    except Unreadable as error:
        raise Refused(f"{file.name} cannot be read: {error}") from error
    if as_json:
        output.as_json(asdict(told))
        return
    for line in _lines(told):
        output.say(line)


def _begin(shell: Shell, since: date | None) -> datetime:
    if since is None:
        return shell.now - USUALLY
    return datetime.combine(since, time.min, shell.config.office.zone).astimezone(UTC)


def _row(one: Kept, zone: tzinfo) -> tuple[str, ...]:
    unproven = "" if one.proven else " (unproven)"
    return (
        one.domain,
        _day(one.begins_at, zone),
        _day(one.ends_at, zone),
        str(one.letters),
        str(one.failed),
        one.policy or "-",
        f"{one.organisation}{unproven}",
    )


def _day(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%d/%m/%Y}"


def _colour(row: Sequence[str]) -> str | None:
    return "yellow" if row[-1].endswith("(unproven)") else None


def _source_row(one: Source) -> tuple[str, ...]:
    by = ", ".join(dict.fromkeys((*one.signers, one.sender))) or "-"
    became = one.disposition or "-"
    why = f" ({', '.join(one.reasons)})" if one.reasons else ""
    return (
        one.address or "?",
        str(one.letters),
        one.author or "-",
        one.dkim or "-",
        one.spf or "-",
        by,
        f"{became}{why}",
    )


def _became(row: Sequence[str]) -> str | None:
    return "green" if "pass" in row[3:5] else "red"


def _facts(one: Sum) -> dict[str, object]:
    return {
        **asdict(one.source),
        "passed": one.source.passed,
        "reports": one.reports,
        "last_at": one.last_at,
    }


def _lines(told: Report) -> Iterator[str]:
    span = " to ".join(_day(instant, UTC) for instant in (told.begins_at, told.ends_at))
    yield f"{told.organisation}, {span}, ask {told.contact or '-'}"
    yield f"{told.domain} (p={told.policy or '-'}): {told.letters - told.failed} good, {told.failed} failed"
    for one in sorted(told.sources, key=lambda one: (one.passed, -one.letters)):
        address, letters, author, dkim, spf, by, became = _source_row(one)
        word = "good" if one.passed else "failed"
        yield (
            f"- {letters} {word} from {address} as {author}: DKIM {dkim}, SPF {spf}, by {by},"
            f" became {became}"
        )
