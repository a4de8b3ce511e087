"""Whether the mailboxes that are to be watched let us in, and have the folders that are named."""

import asyncio
import os
import ssl
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.config.mailbox import ImapMailbox

if TYPE_CHECKING:
    from mail.imap.line import Line

FOLDERS_SHOWN = 8


def mailboxes(config: Config) -> Iterator[Finding]:
    """A line for each, or nothing where none is named."""
    for one in config.mailbox:
        yield asyncio.run(_tried(one, config))


async def _tried(one: ImapMailbox, config: Config) -> Finding:
    from congvu.parts.intake import box
    from mail.imap.box import NoSecret
    from mail.imap.line import Line
    from mail.imap.wire import Denied, Lost

    matter, where = f"mailbox {one.name}", f"{one.host}:{one.port}"
    try:
        made = box(one, config)
        line = await Line.open(made.host, made.port, made.tls)
    except ssl.SSLError as fault:
        todo = "name the authority in ca_file, and the server as its certificate has it"
        return error(matter, f"TLS with {where} fails: {_said(fault)}; {todo}")
    except OSError as fault:
        return error(matter, f"{where} cannot be reached: {_said(fault)}; correct host and port")
    except Lost as lost:
        return error(
            matter, f"{where} does not greet as IMAP does ({lost.reason}); see its port and tls"
        )
    try:
        login = line.login_by_token if made.by_token else line.login
        await login(made.user, await made.secret())
        return await _folder(line, one, matter)
    except NoSecret as missing:
        return error(matter, f"there is nothing to log in with: {missing}")
    except Denied as denied:
        return error(
            matter,
            f"the server says no to {denied.command} ({denied.reason}); correct user and password, or token_command",
        )
    except Lost as lost:
        return error(
            matter, f"{where} ended the session ({lost.reason}); try again, then ask its operator"
        )
    finally:
        line.close()


async def _folder(line: "Line", one: ImapMailbox, matter: str) -> Finding:
    from mail.imap.wire import Denied

    there = await line.folders()
    if one.taken == "move" and one.move_to not in there:
        return error(
            matter,
            f'there is no folder "{one.move_to}" to move letters to; {_near(one.move_to or "", there)}',
        )
    try:
        await line.select(one.folder)
    except Denied as denied:
        return error(
            matter,
            f'the folder "{one.folder}" cannot be opened ({denied.reason}); {_near(one.folder, there)}',
        )
    if not line.can("IDLE"):
        return warning(
            matter,
            f"logged in; the server announces nothing (IDLE), so that a letter waits for up to {one.poll.total_seconds():g} s: shorten poll",
        )
    return ok(matter, f'logged in as {one.user}, the folder "{one.folder}" is there')


def _near(name: str, there: list[str]) -> str:
    near = get_close_matches(name, there, 3) or sorted(there)[:FOLDERS_SHOWN]
    return "there are " + ", ".join(f'"{one}"' for one in near) if near else "make it"


def _said(fault: OSError) -> str:
    if isinstance(fault, ssl.SSLError):
        return str(getattr(fault, "verify_message", "") or fault.reason or fault)
    number = fault.errno or 0
    return os.strerror(number) if number > 0 else str(fault.strerror or fault)
