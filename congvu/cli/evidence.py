"""`congvu evidence`: what proves what became of one letter, for those who have no Congvu."""

import zipfile
from datetime import datetime
from pathlib import Path

import click

from congvu.audit_key import AuditKey, KeyRefused, pem, public_key
from congvu.cli import output
from congvu.cli.audit_keys import sealing_key
from congvu.cli.queue_letter import letter_number
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.evidence import Found, Issuer, bundle, find
from store import Store, Tx
from store import evidence as stored
from store.account import seal
from work import receipt


@click.command()
@click.argument("message")
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    help="A zip file, or a folder where the name does not end so; evidence-ID.zip unless given.",
)
@click.option(
    "--public-key",
    "extra",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="The public half of an earlier sealing key, for letters of its time; may be repeated.",
)
@click.pass_obj
def command(shell: Shell, message: str, path: Path | None, extra: tuple[Path, ...]) -> None:
    """Writes a bundle that proves what became of MESSAGE: a receipt id, a letter's number, or a Message-ID.

    It holds signed receipts, the part of the account that they rest on, the letter where it is
    still kept, and a script that verifies all of it without Congvu. The account is sealed first.

    \b
    Example:
      congvu evidence 0000HX
      congvu evidence "<123@bacninh.gov.vn>" --output evidence/
    """
    key, office = sealing_key(shell), shell.config.office
    number = _number(shell, message)
    name = receipt.encode(number)
    target = path or Path(f"evidence-{name}.zip")
    if target.exists():
        raise Refused(f"{target} is there already; name another with --output")

    async def found(store: Store) -> Found | None:
        if not await store.read(stored.lines_about, f"letter:{number}"):
            return None
        await store.write(_tell, number, actor(), shell.now)
        await store.write(seal, key, shell.now)
        return await find(store, number)

    evidence = shell.with_store(found)
    if evidence is None:
        raise Refused(
            f"the account knows no letter {name} (number {number}); see congvu queue list"
        )
    issuer = Issuer(office.name, office.domain, shell.config.relay.hostname, office.zone)
    files = bundle(evidence, issuer, key, _public(key, extra), shell.now)
    _write(target, files)
    output.say(f"Wrote {target}: {', '.join(sorted(files))}.")
    if evidence.hidden:
        output.say("Who sent a petition is told to who handles it alone, so the letter and its addresses are not in it; see congvu petition letter and congvu petition files.")  # fmt: skip
    elif evidence.octets is None:
        output.say("The letter itself is not in it: its octets went when its last recipient was settled.")  # fmt: skip


def _number(shell: Shell, message: str) -> int:
    if "@" not in message:
        try:
            return letter_number(message)
        except ValueError as error:
            raise Refused(f"{error}, or a Message-ID with its @") from error
    found = shell.read(stored.by_message_id, f"<{message.strip('<>')}>")
    if not found:
        raise Refused(f"no letter that is kept has the Message-ID {message}; name its receipt id")
    if len(found) > 1:
        names = ", ".join(map(receipt.encode, found))
        raise Refused(f"several letters have it: {names}; name one of them")
    return found[0]


def _tell(tx: Tx, number: int, by: str, now: datetime) -> None:
    tx.audit(now, "evidence", f"letter:{number}", by=by)


def _public(key: AuditKey, extra: tuple[Path, ...]) -> bytes:
    try:
        return b"".join(map(pem, [key.public, *map(public_key, extra)]))
    except KeyRefused as error:
        raise Refused(str(error)) from error


def _write(target: Path, files: dict[str, bytes]) -> None:
    if target.suffix == ".zip":
        target.touch(mode=0o600, exist_ok=False)  # it names people
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, octets in sorted(files.items()):
                packed.writestr(name, octets)
        return
    target.mkdir(mode=0o700, parents=True)
    for name, octets in files.items():
        (target / name).write_bytes(octets)
