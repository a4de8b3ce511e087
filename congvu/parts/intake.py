"""Starts the watch over mailboxes: one loop for each, in whichever process has its lease."""

import asyncio
import random
import ssl
from collections.abc import Iterator, Sequence
from functools import partial

import structlog

from congvu.access_token import password, token
from congvu.config import Config
from congvu.config.mailbox import ImapMailbox
from congvu.daemon import Daemon
from congvu.parts.relay_secrecy import screening
from mail.imap.box import Box, NoSecret, Secret
from mail.imap.taker import Taker
from mail.imap.watch import Watch
from papers.opener import Opener
from store import mailbox
from store.mailbox import Name

log = structlog.get_logger()


def start(daemon: Daemon) -> None:
    """Adds the loops; a simulated office watches nothing but servers on this machine."""
    opener, config = Opener(), daemon.config
    screen = screening(daemon, opener)
    taker = Taker(
        daemon.store, screen, config.relay.spool, config.office.zone,
        frozenset(config.intake.petitions),
    )  # fmt: skip
    watched = [one for one in config.mailbox if _may_be_watched(one, daemon)]
    everybody = [(one.name, one.folder) for one in watched]
    chance, room, holder = random.SystemRandom(), daemon.room.enough, daemon.worker.name
    for one in _usable(watched, config):
        watch = Watch(one, taker, daemon.machine, holder, chance, room)
        daemon.supervisor.add(f"mailbox:{one.name}", watch.run)
    daemon.supervisor.add("mailbox-readers", partial(_kept, daemon, opener, everybody), last=True)


def _may_be_watched(one: ImapMailbox, daemon: Daemon) -> bool:
    if daemon.office.simulated and not _is_here(one.host):
        remedy = "let its host be a server on this machine"
        log.error("mailbox.not-in-a-simulation", mailbox=one.name, remedy=remedy)
        return False
    return True


def _usable(watched: Sequence[ImapMailbox], config: Config) -> Iterator[Box]:
    """Those of which nothing is broken here; the others are told of, and are silent from now on."""
    for one in watched:
        try:
            yield box(one, config)
        except ssl.SSLError as fault:
            remedy = "name a file with certificates in PEM in its ca_file, then restart"
            log.error("mailbox.untrusting", mailbox=one.name, fault=fault.reason, remedy=remedy)


def box(one: ImapMailbox, config: Config) -> Box:
    """The mailbox as it is to be watched."""
    return Box(
        name=one.name,
        host=one.host,
        port=one.port,
        user=one.user,
        address=one.letters_to,
        secret=_secret(one),
        tls=_trust(one),
        by_token=bool(one.token_command),
        folder=one.folder,
        after=one.taken,
        flag=one.flag,
        move_to=one.move_to or "",
        poll=one.poll,
        since=one.since,
        limit_bytes=config.intake.size_limit,
    )


def _secret(one: ImapMailbox) -> Secret:
    if one.token_command:
        return partial(token, one.token_command)
    if one.password_file is None:
        raise NoSecret("the configuration names neither")
    return partial(password, one.password_file)


def _trust(one: ImapMailbox) -> ssl.SSLContext | None:
    """Never below TLS 1.2 (RFC 8996), and only with a certificate for that host."""
    if one.tls == "none":
        return None
    context = ssl.create_default_context(cafile=one.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _is_here(host: str) -> bool:
    return host in ("127.0.0.1", "::1", "localhost")


async def _kept(daemon: Daemon, opener: Opener, everybody: Sequence[Name]) -> None:
    """Lets nobody's silence go unnoticed; keeps the readers of attachments until nobody needs them any more."""
    async with opener:
        await daemon.store.write(mailbox.enrol, everybody, daemon.machine.now())
        await asyncio.Event().wait()
