"""What `congvu read` reads of a letter, scans by sight where this machine and the configuration have it so."""

import asyncio
from typing import TYPE_CHECKING

from congvu.cli.shell import Shell

if TYPE_CHECKING:
    from papers.opened import Opened
    from work.official.letter import Letter

SECONDS = 60.0  # for all attachments; nobody waits for an answer as a client of SMTP does


def read_letter(shell: Shell, octets: bytes) -> tuple["Letter", "Opened"]:
    """The letter with what its scans say, and that by itself, which has to be judged before any of it is shown."""
    return asyncio.run(_read(octets, shell.config.intake.scans))


async def _read(octets: bytes, by_sight: bool) -> tuple["Letter", "Opened"]:
    from mail.reader.letter import letter
    from mail.reader.scans import read_so, seen
    from papers.opened import Opened
    from papers.opener import Opener
    from papers.sighted import lacking
    from work.official.scan import pictures, with_scans

    async with Opener(readers=1) as opener:
        found = await letter(octets, opener, SECONDS)
        places = pictures(found)
        if not places or not by_sight or lacking():
            return found, Opened()
        opened = await seen(octets, places, opener, SECONDS)
    return with_scans(found, read_so(opened)), opened
