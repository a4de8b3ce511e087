"""`congvu document`: what came in and what went out, and the office's registers of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from congvu.cli import document_add, document_register, document_relate, document_state, output
from congvu.cli.arguments import AGENCY, DAY, ID, TITLE
from congvu.cli.document_words import (
    DIRECTIONS,
    direction_of,
    filing_fields,
    related_facts,
    related_fields,
    unknown,
)
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import (
    CSV,
    XLSX,
    Listing,
    output_option,
    printed_on,
    require_new,
    write_lists,
)
from congvu.cli.task_office import office_day
from congvu.cli.task_words import counted
from store import Tx, document, relation, worklist
from store.document import Kept, Wanted
from work import likeness
from work.document import Direction, Document, Urgency
from work.likeness import Alike
from work.listing import DOCUMENTS, DOCUMENTS_TITLE, document_row
from work.relation import Related
from work.task import Task

NONE = "No document is like that."
_REGISTERS = {
    Direction.INCOMING: "den, incoming",
    Direction.OUTGOING: "di, outgoing",
    Direction.PETITION: "petitions, see congvu petition list",
}
LONGEST_EXCERPT = 80  # characters in a list; `show` has all


@click.group(cls=Group)
def command() -> None:
    """Documents that came in (den) and went out (di), as the office's registers have them."""


command.add_command(document_add.add)
command.add_command(document_add.file)
command.add_command(document_register.register)
command.add_command(document_relate.relate)
command.add_command(document_state.state)


@command.command("list")
@click.option("--register", type=click.Choice(DIRECTIONS), help="Otherwise both.")
@click.option("--from", "since", type=DAY, help="The first day, of receipt or of issue.")
@click.option("--to", "until", type=DAY, help="The last day.")
@click.option("--number", type=TITLE, help="With this number and sign, as it was written.")
@click.option("--issuer", type=AGENCY, help="Issued by this agency.")
@click.option("--urgency", type=click.Choice([str(one) for one in Urgency]), help="Marked so.")
@click.option("--repeated", is_flag=True, help="Only those that another of their year may be.")
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="At most so many lines.",
)
@output_option(XLSX, CSV)
@json_option
@click.pass_obj
def list_(
    shell: Shell, register: str | None, since: date | None, until: date | None, number: str | None,
    issuer: str | None, urgency: str | None, repeated: bool, limit: int, file: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Lists documents, the newest first."""
    marked = None if urgency is None else Urgency(urgency)
    wanted = Wanted(direction_of(register), since, until, number, issuer, marked)
    if file is not None:
        _write(shell, file, shell.read(_repeated if repeated else document.listed, wanted, None))
        return
    found = shell.read(_repeated if repeated else document.listed, wanted, limit)
    if as_json:
        output.as_json([facts(one.id, one.document) for one in found])
    elif not found:
        click.echo(NONE)
    else:
        header = ("NO", "ARRIVAL", "DATE", "DOCUMENT", "SUBJECT", "URGENCY")
        output.table(header, [_row(one) for one in found], wide=4, style=lambda row: "red")
        if len(found) == limit:
            click.echo(f"There may be more; see them with --limit {limit * 10}.")


@command.command()
@click.argument("number", type=ID, metavar="ID")
@json_option
@click.pass_obj
def show(shell: Shell, number: int, as_json: bool) -> None:
    """Shows one document: its tasks, what it hangs together with, and what may be the same."""
    found = shell.read(_whole, number)
    if found is None:
        raise Refused(unknown(number))
    one, around = found
    if as_json:
        output.as_json(facts(number, one) | _around_facts(around))
        return
    output.fields(f"{number}  {one.number}", [*_fields(shell, one), *_around_fields(around)])


def _write(shell: Shell, file: Path, found: tuple[Kept, ...]) -> None:
    require_new(file, (XLSX, CSV))
    rows = tuple(document_row(one.id, one.document) for one in found)
    title = printed_on(office_day(shell))
    listing = Listing("Văn bản", DOCUMENTS_TITLE, title, DOCUMENTS, rows)
    write_lists(shell.config.office.name, file, [listing])
    click.echo(f"Wrote {counted(len(rows), 'document')} to {file}.")


def facts(number: int, one: Document) -> dict[str, Any]:
    """A document for programs."""
    own = {name: getattr(one, name) for name in ("number", "issuer", "issuer_code", "issued")}
    filed = {name: getattr(one.filing, name) for name in document.FILED}
    return {
        "id": number,
        "direction": one.direction,
        **own,
        "kind": one.kind,
        "excerpt": one.excerpt,
        "urgency": one.urgency,
        "deliver_by": one.deliver_by,
        "circulation": one.circulation,
        "received": one.received,
        "arrival_number": one.arrival_number,
        **filed,
    }


def _repeated(tx: Tx, wanted: Wanted, limit: int | None) -> tuple[Kept, ...]:
    found = document.listed(tx, wanted, None)
    alike = likeness.repeated((one.id, one.document) for one in found)
    return tuple(one for one in found if one.id in alike)[:limit]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of a document beside itself."""

    tasks: tuple[Task, ...]
    related: tuple[Related, ...]
    alike: tuple[Alike, ...]


def _whole(tx: Tx, number: int) -> tuple[Document, _Around] | None:
    one = document.one(tx, number)
    if one is None:
        return None
    tasks = worklist.of_documents(tx, (number,)).get(number, ())
    alike = tuple(other for other in document.like(tx, one) if other.id != number)
    return one, _Around(tasks, relation.of_document(tx, number), alike)


def _fields(shell: Shell, one: Document) -> Iterator[tuple[str, str]]:
    yield "register", _REGISTERS[one.direction]
    yield "issuer", f"{one.issuer} ({one.issuer_code})" if one.issuer_code else one.issuer
    yield "issued", f"{one.issued:%d/%m/%Y}"
    yield "kind", one.kind or ""
    yield "excerpt", one.excerpt
    yield "urgency", "" if one.urgency is Urgency.NORMAL else one.urgency
    yield "deliver by", _instant(shell, one.deliver_by)
    yield "circulation", one.circulation or ""
    yield "received", "" if one.received is None else f"{one.received:%d/%m/%Y}"
    yield "arrival no", str(one.arrival_number or "")
    yield from filing_fields(one.filing)


def _instant(shell: Shell, at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(shell.config.office.zone):%d/%m/%Y %H:%M}"


def _around_fields(around: _Around) -> Iterator[tuple[str, str]]:
    yield from related_fields(around.related)
    for task in around.tasks:
        yield f"task {task.id}", task.content
    for other in around.alike:
        yield "may be", f"document {other.id}, {other.document.number} ({other.likeness})"


def _around_facts(around: _Around) -> dict[str, Any]:
    return {
        "related": related_facts(around.related),
        "tasks": [task.id for task in around.tasks],
        "alike": [{"id": other.id, "likeness": other.likeness} for other in around.alike],
    }


def _row(one: Kept) -> tuple[str, ...]:
    found = one.document
    told = f"{found.issuer}: {found.excerpt}" if found.excerpt else found.issuer
    cut = told if len(told) <= LONGEST_EXCERPT else told[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + "…"
    urgency = "" if found.urgency is Urgency.NORMAL else str(found.urgency)
    arrived = str(found.arrival_number or "-")
    return str(one.id), arrived, f"{found.entered:%d/%m/%Y}", found.number, cut, urgency
