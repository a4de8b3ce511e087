"""The section of `congvu read` that tells what the signatures in a letter are worth."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import click

from congvu.cli import signature_words
from congvu.cli.read_section import Section
from congvu.cli.shell import Shell

if TYPE_CHECKING:
    from work.signature import Judgement

NONE = "Nothing in the letter is signed."
NO_ANCHORS = "Nobody is trusted: name anchors under [smime]."


def signatures(shell: Shell, octets: bytes) -> Section:
    """What each signature is worth now, by the anchors and lists under [smime]."""
    found = asyncio.run(_found(shell, octets))
    return Section("signatures", signature_words.facts(found), partial(_show, shell, found))


async def _found(shell: Shell, octets: bytes) -> "tuple[Judgement, ...]":
    from mail.smime import trust
    from mail.smime.judge import judged
    from mail.smime.search import pieces
    from papers.opener import Opener

    smime = shell.config.smime
    async with Opener() as opener:
        known = trust.read(smime.anchors, smime.crls)
        for fault in known.faults:
            click.echo(f"{fault}; put it right, or remove it from [smime]", err=True)
        return await judged(pieces(octets), known, opener, shell.now)


def _show(shell: Shell, found: "tuple[Judgement, ...]") -> None:
    if not found:
        click.echo(NONE)
        return
    signature_words.table(found, shell.config.office.zone)
    if not shell.config.smime.anchors:
        click.echo(NO_ANCHORS)
