"""`congvu audit`: whether the account of what was done still holds, and the account itself."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

import click

from congvu.cli import audit_words as words
from congvu.cli import output
from congvu.cli.audit_keys import sealing_key, verifying_keys
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_words import counted
from store import Store, checkpoint
from store.account import Entry, actors, chains, entries_about, page, seals
from store.checkpoint import Checkpoint
from store.cut import cut_at, cut_chains, cuts
from store.schema.base import instant
from store.verify import Report, verify


@click.group(cls=Group)
def command() -> None:
    """The account of what was done: chains of lines, sealed by signed checkpoints."""


@command.command("verify")
@click.option(
    "--public-key",
    "extra",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="The public half of an earlier sealing key; may be repeated.",
)
@click.option(
    "--against",
    "letters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A checkpoint that was sent out, as .eml or .json; may be repeated.",
)
@json_option
@click.pass_obj
def verify_(
    shell: Shell, extra: tuple[Path, ...], letters: tuple[Path, ...], as_json: bool
) -> None:
    """Walks all chains and checkpoints; ends with 1 when they do not hold.

    It begins at the last cut, if old lines were cut off. Who can write the database can hide
    what was done since the last checkpoint; what this cannot see it names.

    \b
    Example:
      congvu audit verify --against checkpoint-of-monday.eml
    """
    holds = verifying_keys(shell.config.store.audit_key_file, extra).holds
    sent = [_sent(path) for path in letters]

    async def walk(store: Store) -> tuple[Report, tuple[Entry, ...]]:
        report = await verify(store, holds, sent)
        about = await store.read(entries_about, "store")
        return report, tuple(entry for entry in about if entry.event == "restored")

    report, restored = shell.with_store(walk)
    if as_json:
        output.as_json(words.facts(report, restored, shell.now))
    else:
        for sentence in words.told(report, restored, shell.now):
            output.say(sentence)
        if not report.faults:
            click.secho("The account holds.", fg="green")
        output.say(words.unseen(report, compared=bool(letters)))
    if report.faults:
        raise Refused(
            f"the account does not hold: {counted(len(report.faults), 'fault')}; keep the store as it is, and compare it with a backup"
        )


@command.command("checkpoint")
@click.option(
    "--output", "path", type=click.Path(path_type=Path), help="A file, instead of standard output."
)
@click.pass_obj
def checkpoint_(shell: Shell, path: Path | None) -> None:
    """Writes the newest checkpoint as JSON, to be kept where nobody can change it together with the store.

    The same goes by mail once a day to whom [audit] send_to names.
    """
    newest = shell.read(checkpoint.newest)
    if newest is None:
        raise Refused("no checkpoint was made yet; congvu serve makes one every ten minutes")
    public = sealing_key(shell).public.public_bytes_raw().hex()
    shown = {**newest.shown(), "office": shell.config.office.domain, "public_key": public}
    with _target(path) as file:
        file.write(json.dumps(shown, indent=1) + "\n")


@command.command()
@click.pass_obj
def script(shell: Shell) -> None:
    """Prints the program that verifies an export, or a bundle of evidence, by Python alone.

    \b
    Example:
      congvu audit script > verify_evidence.py
      congvu audit export --output account.jsonl
      python3 verify_evidence.py account.jsonl --key keys/audit.pub
    """
    from congvu import evidence

    click.echo(evidence.script(), nl=False)


@command.command()
@click.option(
    "--output", "path", type=click.Path(path_type=Path), help="A file, instead of standard output."
)
@click.pass_obj
def export(shell: Shell, path: Path | None) -> None:
    """Writes the whole account as lines of JSON: chains, their lines, and the checkpoints.

    The hash of a line is SHA-256 over the hash before it and the JSON of
    [chain, position, at, event, subject, codes], keys sorted, no blanks.
    """

    async def write(store: Store) -> int:
        count = 0
        with _target(path) as file:
            async for line in _lines(store):
                file.write(json.dumps(line, sort_keys=True) + "\n")
                count += 1
        return count

    count = shell.with_store(write)
    if path is not None:
        click.echo(f"Wrote {counted(count, 'line')} to {path}.")


def _sent(path: Path) -> Checkpoint:
    from mail.checkpoint import attached

    shown = attached(path.read_bytes())
    try:
        if shown is not None:
            return checkpoint.from_shown(shown)
    except ValueError as error:
        raise Refused(f"{path} {error}; name the letter or its attachment as it came") from error
    raise Refused(f"{path} holds no checkpoint; name the letter or its attachment as it came")


def _target(path: Path | None) -> AbstractContextManager[IO[str]]:
    return nullcontext(sys.stdout) if path is None else path.open("x", encoding="ascii")


async def _lines(store: Store) -> AsyncIterator[dict[str, Any]]:
    who = await store.read(actors)
    for one in await store.read(cuts):
        yield one.shown()
    going = await store.read(cut_chains)
    for name, length, head in await store.read(chains):
        if name in going:
            continue
        yield {
            "kind": "chain",
            "id": name,
            "actor": who[name],
            "length": length,
            "head": head.hex(),
        }
        position = 0
        while position < length and (lines := await store.read(page, name, position)):
            for line in lines[: length - position]:
                at = instant(line["at"])
                yield {"kind": "line", **line, "time": at.isoformat(), "hash": line["hash"].hex()}
            position = lines[-1]["position"]
    after = await store.read(cut_at)
    while rows := await store.read(seals, after):
        for row in rows:
            yield checkpoint.from_row(row).shown()
        after = rows[-1].id
