"""Passkeys: one is added in the settings, and lets its owner in without password and code."""

import importlib
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from store.console import account, passkey
from store.console.link import token_hash
from store.console.passkey import Answer
from web.console.entry import locked, login_page
from web.console.gate import Gate
from web.console.settings_page import PLACE, confirmed, settings
from web.console.visit import Visit, give, go, new_token
from web.number import number_of
from work.passkey import NAME_LONGEST, Credential, Passkey, challenge, stamp

if TYPE_CHECKING:
    from web.console.relying import Relying


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/passkey to come in by one, /settings/passkeys for one's own."""
    return (
        gate.look("/passkey", ask, None),
        gate.act("/passkey", enter, None),
        gate.look(f"{PLACE}/passkeys", ask_new),
        gate.act(f"{PLACE}/passkeys", add),
        gate.act(f"{PLACE}/passkeys/remove", remove),
    )


async def ask(visit: Visit) -> Response:
    """What the browser is to ask its owner for, as JSON."""
    return JSONResponse(_relying(visit).asking(challenge(visit.token, visit.now)))


async def enter(visit: Visit) -> Response:
    """Lets in whose passkey signed what this browser was asked."""
    desk, address = visit.desk, visit.where.address
    found = await _whose(visit)
    # By whose it is: behind one address there may be a whole office.
    name = f"passkey:{address if found is None else found.person}"
    if wait := desk.guard.wait_seconds(name, address, time.monotonic()):
        return login_page(visit, "wait", 429, wait)
    token = new_token()
    answer = None if found is None else _proved(visit, found, token_hash(token))
    if found is None or answer is None:
        desk.guard.failed(name, address, time.monotonic())
        number = 0 if found is None else found.person
        await desk.store.write(passkey.refuse, number, address, visit.now)
        return login_page(visit, "passkey", 403)
    whose = await desk.store.read(account.of_person, found.person)
    if whose is None or whose.person.disabled:
        return login_page(visit, "passkey", 403)
    if (why := await locked(visit, whose)) is not None:
        return why
    if not await desk.store.write(passkey.enter, answer, visit.now):
        return login_page(visit, "passkey", 403)
    for known in (name, whose.person.email):
        desk.guard.came(known, address)
    return give(go(visit, visit.next or "/work"), desk, token)


async def ask_new(visit: Visit) -> Response:
    """What the browser is to make a passkey of, as JSON."""
    mine = await visit.desk.store.read(passkey.of_person, visit.person.id)
    there = [one.credential.handle for one in mine]
    person, asked = visit.person, challenge(visit.token, visit.now)
    return JSONResponse(_relying(visit).making(asked, person.id, person.email, person.name, there))


async def add(visit: Visit) -> Response:
    """One more passkey for who knows the password."""
    if (refusal := await confirmed(visit, "passkey")) is not None or visit.session is None:
        return refusal or go(visit, PLACE)
    made, name = _made(visit), visit.field("name")[:NAME_LONGEST]
    if made is None or not name:
        return await settings(visit, 422, passkey="passkey")
    number, web, source = visit.person.id, visit.session.id, visit.where.address
    write = visit.desk.store.write
    if not await write(passkey.add, number, name, made, web, source, visit.now):
        return await settings(visit, 409, passkey="passkeys-full")
    return go(visit, PLACE, "passkey-added")


async def remove(visit: Visit) -> Response:
    """One passkey less."""
    which = number_of(visit.field("which"))
    if which and visit.session is not None:
        number, web, source = visit.person.id, visit.session.id, visit.where.address
        await visit.desk.store.write(passkey.remove, number, which, web, source, visit.now)
    return go(visit, PLACE, "passkey-removed")


async def _whose(visit: Visit) -> Passkey | None:
    """The passkey that the browser says to have answered by."""
    handle = _library().handle(visit.field("credential"))
    return None if handle is None else await visit.desk.store.read(passkey.of_handle, handle)


def _proved(visit: Visit, kept: Passkey, token: bytes) -> Answer | None:
    """What the browser's answer proves for the owner of *kept*."""
    proved = _relying(visit).proved(visit.field("credential"), kept.credential)
    when = None if proved is None else stamp(proved.challenge, visit.token, visit.now)
    if proved is None or when is None:
        return None
    return Answer(kept.id, when, proved.credential.count, token, visit.where)


def _made(visit: Visit) -> Credential | None:
    """The credential that the browser made because it was asked."""
    made = _relying(visit).made(visit.field("credential"))
    if made is None or stamp(made.challenge, visit.token, visit.now) is None:
        return None
    return made.credential


def _relying(visit: Visit) -> "Relying":
    desk = visit.desk
    relying: Relying = _library().Relying(desk.place.relying, desk.name, desk.place.origins)
    return relying


def _library() -> Any:
    """web.console.relying, which takes a while to read: not before somebody asks for a passkey."""
    return importlib.import_module("web.console.relying")
