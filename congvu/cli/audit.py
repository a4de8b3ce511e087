"""`congvu audit`: whether the account of what was done still holds, and the account itself."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from congvu.audit_key import AuditKey, AuditKeys, KeyRefused, public_key
from congvu.cli import output
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Store
from store.account import Entry, actors, chains, entries_about, page, seals
from store.schema.base import instant, micros
from store.verify import Fault, Report, verify

WORDS = {
    "hash": "the line was changed",
    "gap": "a line was taken out or put in",
    "head": "the chain does not end where it says",
    "checkpoint": "it disagrees with a checkpoint",
    "signature": "the signature is not by a key that we have; give it with --public-key",
    "shortened": "lines were taken off its end, or the whole chain is gone",
    "unsealed": "a checkpoint that covered it as far as here is gone",
}
NOT_SEEN = (
    "Not seen from here: a chain that was removed together with every checkpoint naming it."
    " Compare the last checkpoint with one that was sent out."
)


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
@json_option
@click.pass_obj
def verify_(shell: Shell, extra: tuple[Path, ...], as_json: bool) -> None:
    """Walks all chains and checkpoints; ends with 1 when they do not hold."""
    holds = _keys(shell.config.store.audit_key_file, extra).holds

    async def walk(store: Store) -> tuple[Report, str, tuple[Entry, ...]]:
        report = await verify(store, holds)
        about = await store.read(entries_about, "store")
        cuts = tuple(entry for entry in about if entry.event == "restored")
        return report, await _last(store), cuts

    report, last, cuts = shell.with_store(walk)
    if as_json:
        output.as_json(_facts(report, last, cuts))
    else:
        _tell(report, last)
        for cut in cuts:
            output.say(_cut(cut))
    if report.faults:
        raise Refused(
            f"the account does not hold: {_counted(len(report.faults), 'fault')}; keep the store as it is, and compare it with a backup"
        )


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
        click.echo(f"Wrote {_counted(count, 'line')} to {path}.")


def _keys(path: Path, extra: tuple[Path, ...]) -> AuditKeys:
    try:
        own = [] if extra and not path.exists() else [AuditKey.read(path).public]
        return AuditKeys([*own, *map(public_key, extra)])
    except KeyRefused as error:
        raise Refused(str(error)) from error


def _target(path: Path | None) -> AbstractContextManager[IO[str]]:
    return nullcontext(sys.stdout) if path is None else path.open("x", encoding="ascii")


async def _lines(store: Store) -> AsyncIterator[dict[str, Any]]:
    who = await store.read(actors)
    for name, length, head in await store.read(chains):
        yield {
            "kind": "chain",
            "id": name,
            "actor": who[name],
            "length": length,
            "head": head.hex(),
        }
        position = 0
        while lines := await store.read(page, name, position):
            for line in lines:
                at = instant(line["at"])
                yield {"kind": "line", **line, "time": at.isoformat(), "hash": line["hash"].hex()}
            position = lines[-1]["position"]
    after = 0
    while rows := await store.read(seals, after):
        for row in rows:
            yield _checkpoint(row)
        after = rows[-1].id


def _checkpoint(row: Any) -> dict[str, Any]:
    return {
        "kind": "checkpoint",
        "number": row.id,
        "at": micros(row.at),
        "time": row.at.isoformat(),
        "heads": row.heads,
        "previous": row.previous.hex(),
        "hash": row.hash.hex(),
        "key": row.key_id,
        "signature": row.signature.hex(),
    }


async def _last(store: Store) -> str:
    """The newest checkpoint as one can compare it by eye: its number and the beginning of its hash."""
    after, last = 0, None
    while rows := await store.read(seals, after):
        last = rows[-1]
        after = last.id
    return (
        "" if last is None else f"{last.id}, {last.hash.hex()[:16]}, {last.at:%Y-%m-%d %H:%M} UTC"
    )


def _cut(cut: Entry) -> str:
    """What a store that was made of a backup cannot know."""
    taken = datetime.fromisoformat(str(cut.codes["taken_at"]))
    return (
        f"Restored at {cut.at:%Y-%m-%d %H:%M} UTC from a backup of {taken:%Y-%m-%d %H:%M} UTC:"
        " what was done between is not here. Checkpoints of that time that were sent out name it."
    )


def _facts(report: Report, last: str, cuts: Sequence[Entry]) -> dict[str, Any]:
    faults = [{"chain": f.chain, "position": f.position, "what": f.what} for f in report.faults]
    return {
        "holds": not report.faults,
        "chains": report.chains,
        "lines": report.lines,
        "checkpoints": report.checkpoints,
        "unsealed": report.unsealed,
        "last_checkpoint": last,
        "restored": [{"at": cut.at, **cut.codes} for cut in cuts],
        "faults": faults,
    }


def _tell(report: Report, last: str) -> None:
    for fault in report.faults:
        click.echo(f"{_place(fault)}: {WORDS[fault.what]}")
    chains_ = _counted(report.chains, "chain")
    lines = _counted(report.lines, "line")
    click.echo(f"{lines} in {chains_}, {_counted(report.checkpoints, 'good checkpoint')}.")
    if report.unsealed:
        click.echo(
            f"{_counted(report.unsealed, 'line')} not sealed yet: only their own hashes vouch for them."
        )
    if last:
        click.echo(f"Last checkpoint: {last}.")
    if not report.faults:
        click.secho("The account holds.", fg="green")
    output.say(NOT_SEEN)


def _place(fault: Fault) -> str:
    if fault.chain == "checkpoint":
        return f"checkpoint {fault.position}"
    return f"chain {fault.chain}, line {fault.position}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
