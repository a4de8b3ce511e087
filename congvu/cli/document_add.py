"""`congvu document add` and `file`: one document into its register, and what is filed of it later."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvu.cli import output
from congvu.cli.acting import as_option, by_clerk
from congvu.cli.arguments import ID, NEAR_DAY, TITLE, Kind
from congvu.cli.document_words import DIRECTIONS, direction_of, unknown
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day, roster
from store import Tx, document, receiving
from store.document import Kept, NumberTaken
from store.receiving import Received
from work import filing
from work.act import Act
from work.document import Circulation, Direction, Document, Filing, Urgency
from work.filing import (
    ARRIVAL_MOST,
    COUNT_MOST,
    EXCERPT_LONGEST,
    LINE_LONGEST,
    PLACES_LONGEST,
    Order,
)
from work.kind import kind_of_name
from work.likeness import Alike, Likeness, same_paper
from work.secrecy.finding import Place, Verdict, worst
from work.sign import Sign

if TYPE_CHECKING:
    from work.secrecy.judge import Judge

Command = TypeVar("Command", bound=Callable[..., Any])


def text_of(longest: int) -> Callable[[str], str]:
    """Reads one line of at most *longest* characters that can be seen, in composed ones."""
    return partial(filing.line, longest=longest)


def sign(given: str) -> Sign:
    """A number and sign, as it was written."""
    found = filing.sign(given)
    if found is None:
        raise ValueError(
            f'"{given}" is no number and sign; write it such as 15/VPCP-KSTT or 30/2020/NĐ-CP,'
            " without blanks and without the word before it"
        )
    return found


def type_of(given: str) -> str:
    """The abbreviation of a type, "" for a công văn."""
    found = kind_of_name(given)
    if found is None:
        raise ValueError(f'"{given}" is no type of document; write it such as "Công văn" or QĐ')
    return found


def moment(given: str) -> datetime:
    """A day and an hour on the office's clock, without a zone yet, of whatever year."""
    for form in ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"):
        try:
            return datetime.strptime(given, form)  # noqa: DTZ007 - the office's zone is put to it
        except ValueError:
            continue
    raise ValueError(f'"{given}" is no day and hour; write it such as "2026-11-26 15:30"')


def hour(given: str) -> datetime:
    """The same, of a year that documents have."""
    found = moment(given)
    if found.year not in filing.YEARS:
        raise ValueError(f'"{given}" is no day and hour; write it such as "2026-11-26 15:30"')
    return found


LINE = Kind("text", text_of(LINE_LONGEST))
PLACES = Kind("text", text_of(PLACES_LONGEST))
EXCERPT = Kind("text", text_of(EXCERPT_LONGEST))
COUNT = click.IntRange(1, COUNT_MOST)
_FILED = (
    click.option("--signer", type=LINE, help="Who signed it."),
    click.option("--post", type=LINE, help="As what: KT. BỘ TRƯỞNG, THỨ TRƯỞNG."),
    click.option("--recipients", type=PLACES, help="Where it goes; of one that came in, who got it."),
    click.option("--keeper", type=LINE, help="Unit or person with the copy on file."),
    click.option("--copies", type=COUNT, help="How many copies were issued."),
    click.option("--pages", type=COUNT, help="How many pages it has."),
    click.option("--handed-on", type=NEAR_DAY, help="The day on which it was passed on."),
    click.option("--notes", type=PLACES, help="What else the register says."),
)  # fmt: skip


def filed(function: Command) -> Command:
    """Gives a command the options for what is filed of a document."""
    for option in reversed(_FILED):
        function = option(function)
    return function


@click.command()
@click.option(
    "--register", type=click.Choice(DIRECTIONS), required=True, help="den: came in; di: went out."
)
@click.option(
    "--number", type=Kind("sign", sign), required=True, help="Number and sign, as written."
)
@click.option("--issued", type=NEAR_DAY, required=True, help="The day that it bears.")
@click.option("--excerpt", type=EXCERPT, required=True, help="What it is about (trích yếu).")
@click.option("--issuer", type=TITLE, help="Who issued it; what went out is the office's own.")
@click.option(
    "--type", "kind", type=Kind("type", type_of), help="Where the sign has none: Luật, Nghị quyết."
)
@click.option(
    "--urgency",
    type=click.Choice([str(one) for one in Urgency]),
    default="normal",
    help="As marked.",
)
@click.option("--deliver-by", type=Kind("hour", hour), help="Day and hour of a timed-express one.")
@click.option(
    "--circulation", type=click.Choice([str(one) for one in Circulation]), help="How far it may go."
)
@click.option("--received", type=NEAR_DAY, help="The day it came in; otherwise today.")
@click.option(
    "--arrival",
    type=click.IntRange(1, ARRIVAL_MOST),
    help="Its arrival number; otherwise the next.",
)
@filed
@click.option("--anyway", is_flag=True, help="Keep it although it may be there already.")
@as_option
@click.pass_obj
def add(shell: Shell, /, anyway: bool, acts_as: str | None, **given: Any) -> None:  # fmt: skip
    """Enters one document in its register.

    One that came in gets the next arrival number of the year. A document that
    may be there already is told of, and kept only with --anyway; nothing is
    ever made one of two. What bears a mark of secrecy is refused: it belongs in
    a register of its own, on no machine that others reach.

    \b
    Example:
      congvu document add --register den --number 15/VPCP-KSTT --issued 2026-08-03
        --issuer "Văn phòng Chính phủ" --excerpt "rà soát thủ tục hành chính"
    """
    new = _document(shell, given)
    refuse_secrets(judge(shell), (new.excerpt, new.number, new.issuer, *_texts(given)))
    found = by_clerk(shell, acts_as, lambda tx, act: document.add(tx, new, act, anyway))
    match found:
        case Kept():
            arrived = found.document.arrival_number
            told = f", arrival number {arrived} of {new.entered.year}" if arrived else ""
            output.say(f"Document {found.id} is entered{told}.")
        case NumberTaken(number, holder):
            raise Refused(
                f"arrival number {number} of {new.entered.year} is that of document {holder};"
                " leave --arrival out to be given the next"
            )
        case _:
            raise Refused(_alike(new, found))


@click.command("file")
@click.argument("number", type=ID, metavar="ID")
@click.option("--received", type=NEAR_DAY, help="The day it came in; terms count from it.")
@filed
@as_option
@click.pass_obj
def file(
    shell: Shell, /, number: int, received: date | None, acts_as: str | None, **given: Any
) -> None:
    """Tells what is filed of a document: when it came in, who signed, who got it.

    What is not given stays as it is. A document that came with an import may get its day of
    receipt by this; where that lies no more than seven days back, its open tasks are told of
    as new.
    """
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes and received is None:
        raise click.UsageError("nothing is to be changed; give one of the options")
    refuse_secrets(judge(shell), _texts(changes))
    if received is not None:
        _require_received(shell, number, received)

    def change(tx: Tx, act: Act) -> Received | NumberTaken | None:
        done = Received() if received is None else receiving.receive(tx, number, received, act)
        if isinstance(done, NumberTaken) or not changes:
            return done
        return None if document.refile(tx, number, changes, act) is None else done

    match by_clerk(shell, acts_as, change):
        case None:
            raise Refused(unknown(number))
        case NumberTaken(arrived, holder):
            raise Refused(
                f"arrival number {arrived} of that year is that of document {holder}, so document"
                f" {number} cannot have come in that year under it"
            )
        case Received(begun, counted):
            click.echo(f"Document {number} is filed.")
            _tell_of_tasks(begun, counted)


def _require_received(shell: Shell, number: int, received: date) -> None:
    """Raises Refused for a document that is not there or went out, UsageError for a day that cannot be."""
    found = shell.read(document.one, number)
    if found is None:
        raise Refused(unknown(number))
    if found.direction is not Direction.INCOMING:
        raise Refused(f"document {number} did not come in, so it has no day of receipt")
    _in_order(found.issued, received, office_day(shell))


def _tell_of_tasks(begun: tuple[int, ...], counted: tuple[int, ...]) -> None:
    if begun:
        click.echo(f"Those who have its tasks are told of them as new: {_listed(begun)}.")
    if counted:
        output.say(
            f"The deadlines of these still count from the day before: {_listed(counted)};"
            ' count them anew with congvu task due ID --term "…" --reason "…".'
        )


def _listed(tasks: tuple[int, ...]) -> str:
    return ", ".join(map(str, tasks))


def _document(shell: Shell, given: Mapping[str, Any]) -> Document:
    direction = direction_of(given["register"]) or Direction.INCOMING
    issuer, code = _issuer(shell, direction, given["issuer"])
    urgency, at = Urgency(given["urgency"]), given["deliver_by"]
    if at is not None and urgency is not Urgency.TIMED_EXPRESS:
        raise click.UsageError("--deliver-by goes with --urgency timed-express alone")
    incoming = direction is Direction.INCOMING
    today = office_day(shell)
    _in_order(given["issued"], given["received"] or today if incoming else today, today)
    if not incoming and (given["received"] or given["arrival"]):
        raise click.UsageError("--received and --arrival are of documents that came in")
    number: Sign = given["number"]
    return Document(
        number=number.written,
        issuer=issuer,
        issued=given["issued"],
        excerpt=given["excerpt"],
        issuer_code=code,
        kind=number.kind or given["kind"] or None,
        urgency=urgency,
        received=(given["received"] or today) if incoming else None,
        arrival_number=given["arrival"],
        direction=direction,
        circulation=None if given["circulation"] is None else Circulation(given["circulation"]),
        deliver_by=None if at is None else at.replace(tzinfo=shell.config.office.zone),
        filing=Filing(**{name: given[name] for name in document.FILED}),
    )


def _in_order(issued: date, entered: date, today: date) -> None:
    """Raises UsageError for days that a register cannot have: still to come, or received before issued."""
    match filing.order(issued, entered, today):
        case Order.TO_COME:
            raise click.UsageError(f"--received {entered:%d/%m/%Y} is still to come")
        case Order.ISSUED_TO_COME:
            raise click.UsageError(f"--issued {issued:%d/%m/%Y} is still to come")
        case Order.ISSUED_LATER:
            raise click.UsageError(f"--issued {issued:%d/%m/%Y} is later than the day it came in")


def _issuer(shell: Shell, direction: Direction, given: str | None) -> tuple[str, str | None]:
    """The issuer's name as written, and its code where it is registered here."""
    if given is None and direction is Direction.INCOMING:
        raise click.UsageError("say who issued it with --issuer")
    office = shell.config.office
    name = given or office.name
    people = shell.read(roster, office_day(shell), office.domain, None)
    agency = None if people is None else people.issuer(name)
    return name, None if agency is None else agency.code


def judge(shell: Shell) -> "Judge":
    """What tells marks of secrecy on the office's day."""
    from congvu.parts.secrecy import secrecy_rules
    from work.dated import DataRefused

    try:
        return secrecy_rules(shell.config).on(office_day(shell))
    except DataRefused as error:
        raise Refused(str(error)) from error


def _texts(given: Mapping[str, Any]) -> Iterable[str]:
    return [value for value in given.values() if isinstance(value, str)]


def refuse_secrets(by: "Judge", texts: Iterable[str]) -> None:
    """Raises Refused for a mark of secrecy, without a word of what bears it."""
    if any(worst(by.text(text, Place.SUBJECT)) >= Verdict.PERSON for text in texts):
        raise Refused(
            "it bears a mark of secrecy, so nothing of it was kept; enter it in the register of"
            " secret documents (Luật 117/2025/QH15)"
        )


def _alike(new: Document, found: tuple[Alike, ...]) -> str:
    """Which document it may be: the one with most in common."""
    first = found[0]
    told = f"{first.document.number} of {first.document.issuer}, {first.document.issued:%d/%m/%Y}"
    look = f"look at it with congvu document show {first.id}"
    if any(same_paper(new, one.document) for one in found):
        return f"that is document {first.id} already: {told}; {look}"
    what = "the same" if first.likeness is Likeness.SAME else "of the same number in that year"
    return f"document {first.id} is {what}: {told}; {look}, and add --anyway if yours is another"
