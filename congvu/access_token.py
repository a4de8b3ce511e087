"""Passwords and access tokens for mailboxes: read, or asked of a program of the operator's, at each login."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from congvu.operator_program import NotRun, run
from mail.imap.box import NoSecret


async def password(path: Path) -> str:
    """What stands in the file now; raises NoSecret."""
    try:
        text = await asyncio.to_thread(path.read_text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSecret(f"{path} cannot be read: {error}") from None
    return text.strip("\r\n")


async def token(command: Sequence[str]) -> str:
    """What the program prints, which is fresh; raises NoSecret where it fails or takes too long."""
    try:
        code, printed = await run(command)
    except NotRun as error:
        raise NoSecret(f"{command[0]} {error}") from None
    words = printed.decode("ascii", "replace").split()
    if code or len(words) != 1:
        raise NoSecret(f"{command[0]} ended with {code} and printed no single word")
    return words[0]
