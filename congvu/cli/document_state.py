"""`congvu document state`: how a document stands with each recipient, and what was told of it."""

from datetime import tzinfo
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option, by_clerk
from congvu.cli.arguments import AGENCY, ID, Kind
from congvu.cli.document_words import unknown
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from store import Tx, document, exchange
from store.exchange import Absent, News, Told
from work.exchange import SIDES, Code, Exchange, Side, Stop, read_code

WORDS = {
    Code.ARRIVED: "arrived",
    Code.REFUSED: "refused",
    Code.ACCEPTED: "accepted",
    Code.ASSIGNED: "assigned",
    Code.WORKED_ON: "worked on",
    Code.FINISHED: "finished",
    Code.TAKEN_BACK: "asked back by its sender",
    Code.AGREED: "given back",
    Code.DECLINED: "not given back",
}


def code(text: str) -> Code:
    """A code of the exchange."""
    found = read_code(text)
    if found is None:
        known = ", ".join(f"{one} {word}" for one, word in WORDS.items())
        raise ValueError(f'"{text}" is no code of the exchange; write one of {known}')
    return found


@click.command()
@click.argument("number", type=ID, metavar="ID")
@click.argument("agency", type=AGENCY, required=False, metavar="AGENCY")
@click.argument("told", type=Kind("code", code), required=False, metavar="CODE")
@click.option("--reason", type=SAID, help="Why; 02 and 16 want one.")
@click.option(
    "--told-by",
    "side",
    type=click.Choice([str(one) for one in Side]),
    help="Whose word it is; otherwise that of the side which tells this code.",
)
@as_option
@json_option
@click.pass_obj
def state(
    shell: Shell, number: int, agency: str | None, told: Code | None, reason: str | None,
    side: str | None, acts_as: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Shows how a document stands with its recipients, or notes what one of them told.

    Each recipient has a history of its own, which is only ever added to. 13 is
    the sender's alone and is answered by 15 or 16; 14 is read as 15.

    \b
    Examples:
      congvu document state 7
      congvu document state 7 H05 03
      congvu document state 7 H05 02 --reason "sai địa chỉ"
    """
    if agency is None or told is None:
        if agency is not None:
            raise click.UsageError("give the code behind the agency, such as 03")
        _show(shell, number, as_json)
        return
    news = News(told, SIDES[told] if side is None else Side(side), reason)
    found = by_clerk(shell, acts_as, lambda tx, act: exchange.tell(tx, number, agency, news, act))
    if isinstance(found, Exchange):
        click.echo(f"Document {number} with {agency}: {told} {WORDS[told]}.")
        return
    raise Refused(_refusal(shell, found, number, agency, told))


def _show(shell: Shell, number: int, as_json: bool) -> None:
    known, told = shell.read(_history, number)
    if not known:
        raise Refused(unknown(number))
    zone = shell.config.office.zone
    if as_json:
        output.as_json([_facts(one) for one in told])
    elif not told:
        click.echo("Nothing was told of it yet.")
    else:
        header = ("AGENCY", "WHEN", "STATE", "NOTED BY")
        output.table(header, [_row(one, zone) for one in told], wide=2)


def _history(tx: Tx, number: int) -> tuple[bool, tuple[Told, ...]]:
    return document.one(tx, number) is not None, exchange.history(tx, number)


def _row(one: Told, zone: tzinfo) -> tuple[str, ...]:
    reason = f": {one.reason}" if one.reason else ""
    told = f"{one.code} {WORDS[one.code]}{reason}"
    return one.agency, f"{one.at.astimezone(zone):%d/%m/%Y %H:%M}", told, one.by


def _facts(one: Told) -> dict[str, Any]:
    return {
        "agency": one.agency,
        "code": one.code,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
    }


def _refusal(shell: Shell, found: Stop | Absent, number: int, agency: str, told: Code) -> str:
    match found:
        case Absent.DOCUMENT:
            return unknown(number)
        case Absent.AGENCY:
            return f"there is no agency {agency}; see congvu agency list"
        case Stop.SIDE:
            return f"{told} ({WORDS[told]}) is told by the {SIDES[told]} alone; leave --told-by out"
        case Stop.REASON:
            return f"{told} ({WORDS[told]}) says why; add --reason"
        case _:
            return _out_of_order(shell, number, agency, told)


def _out_of_order(shell: Shell, number: int, agency: str, told: Code) -> str:
    history = [one for one in shell.read(exchange.history, number) if one.agency == agency]
    now = exchange.standing(history)
    here = "nothing was told yet" if now.code is None else f"it stands at {now.code}"
    able = ", ".join(f"{one} ({WORDS[one]})" for one in sorted(now.next))
    rest = f"now may come {able}" if able else "nothing can follow that"
    return f"{told} ({WORDS[told]}) cannot come now: with {agency} {here}; {rest}"
