"""Coming in and going out: password, then second factor. Unknown and wrong have one answer, and take one time."""

import time
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store.console import account, second, session
from store.console.link import token_hash
from store.console.second import Given, Proof
from store.console.session import NewSession
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit, give, go, new_token, stage_page
from work.console import Account, Lock, Stage, normal

MAILBOX_LONGEST = 254  # RFC 5321 §4.5.3.1.3


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/login, /second, /logout."""
    return (
        gate.look("/login", show_login, None),
        gate.act("/login", login, None),
        gate.look("/second", show_second, Stage.SECOND),
        gate.act("/second", prove, Stage.SECOND),
        gate.act("/logout", logout, None),
    )


async def show_login(visit: Visit) -> Response:
    """The form; who is in already goes on."""
    if visit.session is not None:
        return go(visit, stage_page(visit.session))
    return login_page(visit)


async def login(visit: Visit) -> Response:
    """A session that waits for the second factor, where the password is right."""
    desk, address = visit.desk, visit.where.address
    mailbox, given = mailbox_of(visit), normal(visit.form.get("password", ""))
    if wait := desk.guard.wait_seconds(mailbox, address, time.monotonic()):
        return login_page(visit, "wait", 429, wait)
    found = await desk.store.read(account.of_mailbox, mailbox)
    right = await desk.passwords.verify(None if found is None else found.password, given, address)
    if right is None:
        return login_page(visit, "busy", 503)
    if not right or found is None or found.person.disabled:
        desk.guard.failed(mailbox, address, time.monotonic())
        number = 0 if found is None else found.person.id
        await desk.store.write(account.wrong, number, address, visit.now)
        return login_page(visit, "wrong", 403)
    if (why := await locked(visit, found)) is not None:
        return why
    return await begin(visit, found.person.id, Stage.SECOND if found.second else Stage.ENROL)


async def show_second(visit: Visit) -> Response:
    """The form for the code."""
    return page(visit, "second", {"problem": ""})


async def prove(visit: Visit) -> Response:
    """Lets the session in where the code is right; after a few wrong ones the password is asked for again."""
    desk, address, number = visit.desk, visit.where.address, _number(visit)
    name = f"second:{visit.person.id}"
    if wait := desk.guard.wait_seconds(name, address, time.monotonic()):
        return page(visit, "second", {"problem": "wait", "wait": _minutes(wait)}, 429)
    token = new_token()
    given = Given(number, visit.field("code").replace(" ", ""), token_hash(token))
    done = await desk.store.write(second.prove, given, desk.seal, visit.now)
    if done is Proof.RIGHT:
        desk.guard.came(visit.person.email, address)
        return give(go(visit, visit.next or "/work"), desk, token)
    desk.guard.failed(name, address, time.monotonic())
    return refused(visit, done, "second")


async def logout(visit: Visit) -> Response:
    """Ends the session; the browser is another one from now on."""
    if visit.session is not None:
        act = visit.act
        source = visit.where.address
        await visit.desk.store.write(
            session.end, visit.person.id, visit.session.id, act.by, source, visit.now
        )
    return give(go(visit, "/login", "out"), visit.desk, new_token())


def refused(visit: Visit, why: Proof, name: str, **facts: Any) -> Response:
    """The answer to a second factor that was not right, on the page *name*."""
    if why is Proof.LOCKED:
        return page(visit, "locked", {"why": Lock.SECOND}, 403)
    if why is Proof.OVER:
        return give(go(visit, "/login", "again"), visit.desk, new_token())
    if why is Proof.SEALED:
        return page(visit, name, {"problem": "sealed", **facts}, 503)
    return page(visit, name, {"problem": "wrong", **facts}, 403)


def mailbox_of(visit: Visit) -> str:
    """The mailbox that was typed, as the directory writes it."""
    return visit.field("mailbox").lower()[:MAILBOX_LONGEST]


async def begin(visit: Visit, number: int, stage: Stage) -> Response:
    """A session of the person of that *number*, by a token that nobody had before."""
    token = new_token()
    new = NewSession(token_hash(token), number, stage, visit.where)
    await visit.desk.store.write(session.begin, new, visit.now)
    to = "/second" if stage is Stage.SECOND else "/enrol"
    return give(go(visit, f"{to}?next={visit.next}" if visit.next else to), visit.desk, token)


async def locked(visit: Visit, found: Account) -> Response | None:
    """Why an account whose owner was proved lets nobody in; None where it does."""
    why = found.locked(visit.now)
    if why is None:
        return None
    if found.lock is None:
        by, source = f"person:{found.person.id}", visit.where.address
        await visit.desk.store.write(account.lock, found.person.id, why, by, source, visit.now)
    return page(visit, "locked", {"why": why}, 403)


def login_page(visit: Visit, problem: str = "", status: int = 200, wait: float = 0) -> Response:
    """The form for the password, with what is wrong."""
    facts = {"problem": problem, "mailbox": visit.field("mailbox"), "wait": _minutes(wait)}
    return page(visit, "login", facts, status)


def _minutes(seconds: float) -> int:
    return max(1, -int(-seconds // 60))


def _number(visit: Visit) -> int:
    if visit.session is None:
        raise RuntimeError("nobody is in")
    return visit.session.id
