"""Passwords and access tokens for mailboxes: read, or asked of a program of the operator's, at each login."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from mail.imap.box import NoSecret

LIMIT_SECONDS = 30.0
_ENVIRONMENT = ("PATH", "LANG", "HOME", "TZ")  # what it gets of ours, which holds secrets


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
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            process_group=0,
        )
    except (OSError, ValueError) as error:
        raise NoSecret(f"{command[0]} cannot be started: {error}") from None
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            printed, _ = await process.communicate()
    except TimeoutError:
        raise NoSecret(f"{command[0]} did not end within {LIMIT_SECONDS:g} seconds") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    words = printed.decode("ascii", "replace").split()
    if process.returncode or len(words) != 1:
        raise NoSecret(f"{command[0]} ended with {process.returncode} and printed no single word")
    return words[0]
