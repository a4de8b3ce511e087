"""`congvu backup`: a consistent copy while running."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvu.cli import output
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.config import Config
from congvu.config.section import Section
from store import Tx
from store.version import SCHEMA

if TYPE_CHECKING:
    from store.backup import Manifest, Told

NAMES = {
    "letter": "letters",
    "recipient": "recipients",
    "task": "tasks",
    "notice": "notices",
    "person": "people",
    "entry": "lines of the account",
}
PATH = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("path", metavar="FILE", type=PATH)
@click.pass_obj
def command(shell: Shell, path: Path) -> None:
    """Writes the whole store to a new file, while the daemon runs.

    Letters, people, tasks, chats and the account are in it, so keep it like the store.
    Configuration and keys are not: the last lines name what to copy besides.

    \b
    Example:
      congvu backup /srv/backup/congvu-2026-11-24.db
    """
    from store import backup

    config = shell.config
    if absence := config.store.absence():
        raise Refused(absence)
    with shell.guarded(), progress() as told:
        manifest = backup.take(config.store.address(), path.absolute(), shell.now, told)
    if manifest.schema == SCHEMA:
        shell.write(_recorded, manifest.sha256, shell.now)
    output.fields(str(path), [*facts(shell, manifest)])
    click.echo()
    output.say("Not in it, and to be kept apart from it:")
    for kept in _files(config):
        click.echo(f"  {kept}")


def _recorded(tx: Tx, sha256: str, now: datetime) -> None:
    tx.audit(now, "backup", "store", by=actor(), sha256=sha256)


def facts(shell: Shell, manifest: "Manifest") -> Iterator[tuple[str, str]]:
    """What a backup says of itself, in words."""
    taken = manifest.taken_at.astimezone(shell.config.office.zone)
    counts = manifest.counts
    yield "taken", f"{taken:%d/%m/%Y %H:%M:%S}, of {manifest.engine}, schema {manifest.schema}"
    yield "octets", f"{manifest.octets}"
    yield "SHA-256", manifest.sha256
    for table in ("letter", "recipient", "task", "notice", "person", "entry"):
        yield NAMES[table], str(counts.get(table, 0))


def _files(config: Config) -> Iterator[Path]:
    """What a store is of no use without, as far as it is there: whatever file or folder an option names."""
    public = config.store.audit_key_file.with_suffix(".pub")
    named = (config.path, public, *_paths(config))
    yield from dict.fromkeys(path for path in named if path.exists() and path != config.relay.spool)


def _paths(value: object) -> Iterator[Path]:
    if isinstance(value, Path):
        yield value
    elif isinstance(value, Section):
        for name in type(value).model_fields:
            yield from _paths(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _paths(one)


@contextmanager
def progress() -> "Iterator[Told]":
    """Shows on a terminal how far it is; says nothing anywhere else."""
    shown = ""

    def told(what: str, done: int, whole: int) -> None:
        nonlocal shown
        words = f"{what} {100 * done // max(whole, 1)} %"
        if sys.stderr.isatty() and words != shown:
            shown = words
            sys.stderr.write(f"\r{words:<20}")
            sys.stderr.flush()

    try:
        yield told
    finally:
        if shown:
            sys.stderr.write(f"\r{'':<20}\r")
