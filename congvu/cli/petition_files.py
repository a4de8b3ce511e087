"""`congvu petition files`: the letters by which a petition came, with what they enclose, for who handles it."""

from pathlib import Path

import click

from congvu.cli.acting import as_option
from congvu.cli.petition_words import petition_id, require, whom
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, body, petition_act, petition_mail, tray
from store.petition_move import Done, Whom
from store.petition_move import Refused as NotDone

Found = tuple[Done | NotDone, tuple[tuple[int, bytes], ...]]


@click.command()
@petition_id
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@as_option
@click.pass_obj
def files(shell: Shell, number: int, folder: Path, acts_as: str | None) -> None:
    """Writes the letters by which a petition came, and the files in them, into a new FOLDER.

    They tell who sent it, so they are for the clerk or who handles it, and recorded.
    """
    from mail.reader.enclosures import enclosures
    from mail.reader.reply_heard import safe_name

    if acts_as is None:
        raise click.UsageError("the letters tell who sent it; say who looks with --as MAILBOX")
    if folder.exists():
        raise Refused(f"{folder} stands already; name a new folder")
    outcome, found = shell.write(_seen, number, whom(shell, acts_as))
    require(outcome, number)
    if not found:
        raise Refused(f"petition {number} did not come by mail, or nothing of it is kept any more")
    folder.mkdir(mode=0o700)
    for intake, octets in found:
        _write(folder / f"{intake}.eml", octets)
        for place, one in enumerate(enclosures(octets), 1):
            _write(folder / f"{intake}-{place}-{safe_name(one.name)}", one.octets)
    count = len(list(folder.iterdir()))
    click.echo(f"Wrote {count} files to {folder}; remove them once they are not needed any more.")


def _seen(tx: Tx, number: int, who: Whom) -> Found:
    done = petition_act.see(tx, number, "files", who)
    if not isinstance(done, Done):
        return done, ()
    letters = [tray.one(tx, intake) for intake in petition_mail.letters(tx, number)]
    kept = [(one.id, one.body) for one in letters if one is not None and one.body is not None]
    return done, tuple((intake, body.whole(tx, held)) for intake, held in kept)


def _write(path: Path, octets: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(octets)
