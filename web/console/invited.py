"""Links from the mailbox: a password is set by one, and whoever forgot theirs asks for one."""

import asyncio
import time
from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from store.console import account, link
from web.console.entry import begin, mailbox_of
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit, give, go, new_token
from work.console import LONGEST, SHORTEST, Stage, flaw, normal
from work.person import Person

ANSWER_SECONDS = 0.4  # of every wish for a link, whether a letter is written or not


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/forgot, and /entry with the token of a letter."""
    return (
        gate.look("/forgot", show_forgot, None),
        gate.act("/forgot", forgot, None),
        gate.look("/entry/{token}", show_entry, None),
        gate.act("/entry/{token}", set_password, None),
    )


async def show_forgot(visit: Visit) -> Response:
    """The form for the mailbox."""
    return page(visit, "forgot", {"asked": False})


async def forgot(visit: Visit) -> Response:
    """Says the same of every mailbox, after the same time; a few times, and then not at once."""
    desk, mailbox = visit.desk, mailbox_of(visit)
    begun, name = time.monotonic(), f"forgot:{mailbox}"
    if not desk.guard.wait_seconds(name, visit.where.address, begun):
        drawn = link.draw(desk.place.url)
        await desk.store.write(link.ask_reset, mailbox, drawn, visit.where, visit.now)
        desk.guard.failed(name, visit.where.address, begun)
    await asyncio.sleep(max(0.0, begun + ANSWER_SECONDS - time.monotonic()))
    return page(visit, "forgot", {"asked": True})


async def show_entry(visit: Visit) -> Response:
    """The form for a password, or that the link is over. To look uses nothing up: mail systems look too."""
    whose = await visit.desk.store.read(link.whose, _token(visit), visit.now)
    return page(visit, "entry-over", {}, 404) if whose is None else _entry(visit, whose)


async def set_password(visit: Visit) -> Response:
    """Sets it; who has no second factor enrols one at once, all others log in."""
    desk, token = visit.desk, _token(visit)
    whose = await desk.store.read(link.whose, token, visit.now)
    if whose is None:
        return page(visit, "entry-over", {}, 404)
    password = normal(visit.form.get("password", ""))
    problem = flaw(password, normal(visit.form.get("again", "")), whose.email)
    if problem is not None:
        return _entry(visit, whose, problem)
    hashed = await desk.passwords.hash(password)
    number = await desk.store.write(link.use, token, hashed, visit.where, visit.now)
    theirs = None if number is None else await desk.store.read(account.of_person, number)
    if number is None or theirs is None:
        return page(visit, "entry-over", {}, 404)
    if theirs.second:
        return give(go(visit, "/login", "password"), desk, new_token())
    return await begin(visit, number, Stage.ENROL)


def _entry(visit: Visit, whose: Person, problem: str = "") -> Response:
    facts = {"whose": whose, "problem": problem, "shortest": SHORTEST, "longest": LONGEST}
    return page(visit, "entry", facts, 422 if problem else 200)


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])[:100]
