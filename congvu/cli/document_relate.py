"""`congvu document relate`: one document answers, replaces, recalls or corrects another."""

import click

from congvu.cli import output
from congvu.cli.acting import as_option, by_clerk
from congvu.cli.arguments import ID
from congvu.cli.document_words import unknown
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, document, relation, worklist
from work.relation import OVERRULING, Relation, Unfit

_UNFIT = {
    Unfit.ITSELF: "a document cannot act on itself; give two",
    Unfit.EARLIER: "document {first} was issued before document {second}; give them the other way round",
    Unfit.CIRCLE: "document {second} {doing} document {first} already; take that back with --undo first",
    Unfit.ALREADY: "document {first} {doing} document {second} already",
}


@click.command()
@click.argument("first", type=ID, metavar="ID")
@click.argument("kind", type=click.Choice([str(one) for one in Relation]), metavar="RELATION")
@click.argument("second", type=ID, metavar="OTHER")
@click.option("--undo", is_flag=True, help="It was a mistake: take it back.")
@as_option
@click.pass_obj
def relate(
    shell: Shell, first: int, kind: str, second: int, undo: bool, acts_as: str | None
) -> None:
    """Notes what document ID does to OTHER: answers, replaces, recalls or corrects.

    It is shown with both. Tasks of a document that was recalled or replaced warn
    whoever looks at them; what becomes of them a person decides.

    \b
    Example:
      congvu document relate 20 recalls 15
    """
    meant = Relation(kind)
    if undo:
        if not by_clerk(
            shell, acts_as, lambda tx, act: relation.unrelate(tx, first, meant, second, act)
        ):
            raise Refused(
                f"document {first} {meant} no document {second}; see congvu document show {first}"
            )
        click.echo(f"Document {first} {meant} document {second} no longer.")
        return
    found = by_clerk(shell, acts_as, lambda tx, act: relation.relate(tx, first, meant, second, act))
    if found is Unfit.UNKNOWN:
        raise Refused(unknown(first if shell.read(_is_absent, first) else second))
    if found is not None:
        raise Refused(_UNFIT[found].format(first=first, second=second, doing=meant))
    click.echo(f"Document {first} {meant} document {second}.")
    if meant in OVERRULING:
        _tell_of_tasks(shell, second)


def _is_absent(tx: Tx, number: int) -> bool:
    return document.one(tx, number) is None


def _tell_of_tasks(shell: Shell, number: int) -> None:
    """Which tasks still run for a document that is no more."""
    tasks = shell.read(worklist.of_documents, (number,)).get(number, ())
    for task in tasks:
        if task.state.open:
            output.say(
                f"Task {task.id} is still open; end it with congvu task cancel {task.id}"
                " where it ends with its document."
            )
