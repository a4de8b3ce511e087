"""Settings: the language, where one is in, the password, new recovery codes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.coming import Coming, next_reminder
from schedules.digest import digest_hours
from schedules.scope import Scope, wanted
from store import Tx, digest_choice, received
from store.console import account, second, session
from store.console import passkey as passkeys
from store.directory import people
from templates import LANGUAGES
from web.console.enrol import recovery_codes
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit, go
from web.number import number_of
from work.console import LONGEST, SHORTEST, Account, Session, flaw, normal
from work.notice import Channel
from work.passkey import MOST, Passkey

PLACE = "/settings"
NONE = "off"  # for an hour: no digest


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/settings and its forms."""
    return (
        gate.look(PLACE, show),
        gate.act(f"{PLACE}/language", speak),
        gate.act(f"{PLACE}/digest", choose_digest),
        gate.act(f"{PLACE}/sessions", end),
        gate.act(f"{PLACE}/password", change_password),
        gate.act(f"{PLACE}/recovery", renew_recovery),
    )


async def show(visit: Visit) -> Response:
    """How things stand."""
    return await settings(visit)


async def speak(visit: Visit) -> Response:
    """Another language, of the console and of every notice."""
    language = visit.field("language")
    if language in LANGUAGES:
        await visit.desk.store.write(people.speak, visit.person.id, language, visit.now)
    return go(visit, PLACE, "language")


async def choose_digest(visit: Visit) -> Response:
    """At which hour the morning digest comes, or that none does; only what the office lets."""
    offered, hour = _hours(visit), visit.field("hour")
    if offered and (hour in offered or hour == NONE):
        own = None if hour == offered[0] else "" if hour == NONE else hour
        await visit.desk.store.write(digest_choice.choose, visit.person.id, own, visit.now)
        return go(visit, PLACE, "digest")
    return await settings(visit)


async def end(visit: Visit) -> Response:
    """Ends one session, or all but this one."""
    mine, which = visit.session, visit.field("which")
    store, source, by = visit.desk.store, visit.where.address, visit.act.by
    if mine is not None and which == "others":
        await store.write(session.end_all, visit.person.id, by, source, visit.now, mine.id)
    elif number := number_of(which):
        await store.write(session.end, visit.person.id, number, by, source, visit.now)
    return go(visit, PLACE, "ended")


async def change_password(visit: Visit) -> Response:
    """Another password for who knows the one before; all other sessions end."""
    desk, source = visit.desk, visit.where.address
    if (refusal := await confirmed(visit, "password")) is not None:
        return refusal
    password = normal(visit.form.get("password", ""))
    problem = flaw(password, normal(visit.form.get("again", "")), visit.person.email)
    if problem is not None:
        return await settings(visit, password=str(problem), status=422)
    hashed, by = await desk.passwords.hash(password), visit.act.by
    await desk.store.write(_set_password, visit, hashed, by, source)
    return go(visit, PLACE, "password-set")


async def renew_recovery(visit: Visit) -> Response:
    """New recovery codes for who knows the password; those before open nothing any more."""
    if (refusal := await confirmed(visit, "recovery")) is not None or visit.session is None:
        return refusal or go(visit, PLACE)
    codes, number = recovery_codes(), visit.person.id
    web, source = visit.session.id, visit.where.address
    await visit.desk.store.write(second.renew_recovery, number, codes, web, source, visit.now)
    return page(visit, "recovery", {"codes": codes}, active="settings")


async def confirmed(visit: Visit, form: str) -> Response | None:
    """None where the password that stands was given; else the page that says what is wrong."""
    desk, source, name = visit.desk, visit.where.address, f"confirm:{visit.person.id}"
    if desk.guard.wait_seconds(name, source, time.monotonic()):
        return await settings(visit, status=429, **{form: "wait"})
    kept = await desk.store.read(account.of_person, visit.person.id)
    given = normal(visit.form.get("before", ""))
    right = await desk.passwords.verify(None if kept is None else kept.password, given, source)
    if right:
        return None
    desk.guard.failed(name, source, time.monotonic())
    await desk.store.write(account.wrong, visit.person.id, source, visit.now)
    return await settings(visit, status=403, **{form: "wrong"})


def _set_password(tx: Tx, visit: Visit, hashed: str, by: str, source: str) -> None:
    number = 0 if visit.session is None else visit.session.id
    account.set_password(tx, visit.person.id, hashed, by, source, visit.now)
    session.end_all(tx, visit.person.id, by, source, visit.now, number)


def _hours(visit: Visit) -> tuple[str, ...]:
    return tuple(digest_hours(visit.desk.plan.customs, visit.person, visit.desk.today))


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store has of the person; *hour* is their own choice for the digest, None for the office's."""

    account: Account | None
    sessions: tuple[Session, ...]
    passkeys: tuple[Passkey, ...]
    hour: str | None
    arrived: received.Last
    coming: Coming | None


def _look(tx: Tx, visit: Visit) -> Kept:
    number = visit.person.id
    return Kept(
        account.of_person(tx, number),
        session.of_person(tx, number, visit.now),
        passkeys.of_person(tx, number),
        digest_choice.hours(tx, (number,)).get(number),
        received.last(tx, number, Channel.MAIL),
        next_reminder(
            tx, visit.desk.plan, number, wanted(visit.link(tx), Scope.ME), visit.office(tx)
        ),
    )


async def settings(
    visit: Visit, status: int = 200, password: str = "", recovery: str = "", passkey: str = ""
) -> Response:
    """The page, with what is wrong of which form."""
    kept, offered = await visit.desk.store.read(_look, visit), _hours(visit)
    hour = offered[0] if kept.hour is None and offered else kept.hour
    facts: dict[str, Any] = {
        "languages": LANGUAGES,
        "mail": _local(visit, kept.arrived.sent),
        "mail_fails": kept.arrived.failing,
        "coming": None
        if kept.coming is None
        else (_local(visit, kept.coming.at), kept.coming.task),
        "hours": [*offered, NONE] if offered else [],
        "hour": hour or NONE,
        "none": NONE,
        "recovery_left": 0 if kept.account is None else kept.account.recovery,
        "sessions": [_session(visit, one) for one in kept.sessions],
        "passkeys": [_passkey(visit, one) for one in kept.passkeys],
        "password_problem": password,
        "recovery_problem": recovery,
        "passkey_problem": passkey,
        "shortest": SHORTEST,
        "longest": LONGEST,
        "passkey_name": visit.field("name"),
        "most": MOST,
    }
    return page(visit, "settings", facts, status, "settings")


def _local(visit: Visit, at: datetime | None) -> datetime | None:
    return None if at is None else visit.desk.calendar.local(at)


def _passkey(visit: Visit, one: Passkey) -> dict[str, Any]:
    zone = visit.desk.zone
    used = None if one.used is None else one.used.astimezone(zone)
    return {"id": one.id, "name": one.name, "made": one.made.astimezone(zone), "used": used}


def _session(visit: Visit, one: Session) -> dict[str, Any]:
    zone = visit.desk.zone
    return {
        "id": one.id,
        "here": visit.session is not None and one.id == visit.session.id,
        "address": one.where.address,
        "agent": one.where.agent,
        "began": one.began.astimezone(zone),
        "seen": one.seen.astimezone(zone),
    }
