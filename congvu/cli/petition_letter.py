"""`congvu petition letter`: the newest letter to a sender without a mailbox, as a page to print."""

import os
import tempfile
from pathlib import Path

import click

from congvu.cli.acting import as_option
from congvu.cli.petition_words import hands, petition_id, require, whom
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, petition, petition_act, petition_post
from store.petition_move import Done, Refusal, Whom
from store.petition_move import Refused as NotDone
from work.petitioner import Petitioner


@click.command()
@petition_id
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_option
@click.pass_obj
def letter(shell: Shell, number: int, file: Path, acts_as: str | None) -> None:
    """Writes the newest letter to the sender as a new html FILE, to print, sign and post.

    It bears the sender's name and address, so it is for the clerk or who handles it,
    and recorded. A letter to who denounces leaves both to be filled in by hand.
    """
    from web.petition_page import petition_page

    _require_name(file)
    found = shell.read(petition_post.newest, number)
    if found is None:
        _require_known(shell, number)
        raise Refused(
            f"nothing was written to the sender of petition {number} yet; see congvu petition show {number}"
        )
    who, writing = _seen(shell, number, acts_as), found.writing
    page = petition_page(shell.config.office.name, found, hands(shell).body, who)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".congvu-") as draft:
        Path(draft.name).write_text(page, "utf-8")
        os.link(draft.name, file)  # a name that was taken meanwhile is refused, not overwritten
    click.echo(f"Wrote the {writing.kind} to {file}; remove the file once it is printed.")


def _seen(shell: Shell, number: int, acts_as: str | None) -> Petitioner | None:
    """Who sent it; None for who denounces."""
    one = shell.read(petition.one, number)
    if one is not None and one.denounces:
        return None
    if acts_as is None:
        raise click.UsageError(
            "the page bears the sender's name; say who prints it with --as MAILBOX"
        )
    outcome: Done | NotDone = shell.write(_see, number, whom(shell, acts_as))
    return require(outcome, number).who


def _see(tx: Tx, number: int, who: Whom) -> Done | NotDone:
    return petition_act.see(tx, number, "page", who)


def _require_known(shell: Shell, number: int) -> None:
    if shell.read(petition.one, number) is None:
        require(Refusal.UNKNOWN, number)


def _require_name(file: Path) -> None:
    if file.suffix.lower() != ".html":
        raise click.UsageError(f"{file} is no name of a page; write {file.stem}.html")
    if file.exists():
        raise Refused(f"{file} stands already; name another file, or move it away first")
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}; make it first, or name another file")
