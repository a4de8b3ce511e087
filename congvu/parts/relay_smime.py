"""Starts what signs agencies' letters and judges signatures, where the configuration asks for either."""

import asyncio
from functools import partial
from typing import NamedTuple

import structlog

from congvu.audit_key import KeyRefused
from congvu.config import Config
from congvu.config.secret import exposure
from congvu.config.smime import Smime
from congvu.daemon import Daemon
from mail.content import Budget, Room
from mail.smime import key, trust
from mail.smime.checker import Checker
from mail.smime.encrypted import Wishes
from mail.smime.gateway import Gateway
from mail.smime.key import GatewayKey
from mail.smime.trust import Trust
from papers.opener import Opener
from work.finish import finish

log = structlog.get_logger()

ROOM_LETTERS = 4  # of the longest, signed at once or on their way into the store


class Stamps(NamedTuple):
    """What [smime] asks for, in the order of mail.relay.Gates; None for what it does not."""

    gateway: Gateway | None = None
    checker: Checker | None = None


def wishes(config: Config) -> Wishes:
    """What becomes of encrypted letters."""
    smime = config.smime
    return Wishes(
        smime.encrypted, {one.agency: one.encrypted for one in smime.gateway if one.encrypted}
    )


def keys(smime: Smime) -> dict[str, GatewayKey]:
    """What agencies sign with, by their codes. Raises KeyRefused."""
    found: dict[str, GatewayKey] = {}
    for one in smime.gateway:
        if one.cert_file and one.key_file:
            if fault := exposure(one.key_file):  # since the configuration was read
                raise KeyRefused(f"[[smime.gateway]] {one.agency}: {fault}")
            read = key.read(one.cert_file.read_bytes(), one.key_file.read_bytes())
            if isinstance(read, str):
                raise KeyRefused(f"[[smime.gateway]] {one.agency}: {read}; mend it, or remove both")
            found[one.agency] = read
    return found


def trusted(smime: Smime) -> Trust:
    """Whom the office trusts now; what cannot be used is told of in the log."""
    found = trust.read(smime.anchors, smime.crls)
    for fault in found.faults:
        remedy = "put it right, or remove it, and send SIGHUP"
        log.error("smime.unusable", fault=fault, remedy=remedy)
    return found


def stamps(daemon: Daemon) -> Stamps:
    """What signs and judges, with its loop added. Raises KeyRefused."""
    smime = daemon.config.smime
    if not (smime.anchors or smime.signs):
        return Stamps()
    opener, known, supervisor = Opener(), trusted(smime), daemon.supervisor
    supervisor.add("opener", partial(_open, opener), last=True)
    checker = None
    if smime.anchors:
        checker = Checker(daemon.store, opener, known, daemon.machine)
        supervisor.add("signatures", checker.run, drain=checker.stop)
    gateway = None
    if smime.signs:
        limit = daemon.config.relay.size_limit
        budgets = (Budget(ROOM_LETTERS * limit), Budget(ROOM_LETTERS * limit), Budget(ROOM_LETTERS))
        room = Room(daemon.config.relay.spool, *budgets)
        gateway = Gateway(keys(smime), room, opener, known, smime.sign_limit)
        watch(daemon, gateway)
    supervisor.on_reload(partial(reload, smime, gateway, checker))
    return Stamps(gateway, checker)


def watch(daemon: Daemon, gateway: Gateway) -> None:
    """Has a certificate that ended told of."""
    daemon.watchdog.worries.append(lambda: gateway.ended(daemon.machine.now()))


def reload(smime: Smime, gateway: Gateway | None, checker: Checker | None) -> None:
    """Takes the files as they are now; keys that cannot be used leave those before in place."""
    known = trusted(smime)
    if checker is not None:
        checker.trust = known
    if gateway is None:
        return
    gateway.trust = known
    try:
        gateway.keys = keys(smime)
    except (KeyRefused, OSError) as error:
        log.error("smime.unusable", fault=str(error), remedy="put it right and send SIGHUP")


async def _open(opener: Opener) -> None:
    """Keeps the readers until nobody needs them any more."""
    try:
        await asyncio.Event().wait()
    finally:
        await finish(opener.__aexit__(None, None, None))
