"""The self-test: whether what the office tells a person reaches them, in words that they can send on."""

from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.preferences import SETTINGS
from bot.screen import Button, Screen
from schedules.coming import next_reminder
from schedules.scope import Scope, wanted
from store import Tx, received
from templates import word
from work.chat import Link
from work.notice import Channel


async def show_selftest(desk: Desk, link: Link, _: Wish) -> Screen:
    """The link, the mailbox, what arrived last by mail and chat, and what comes next."""
    office = desk.office.now()
    facts = await desk.store.read(_look, desk, link, office)
    language = link.person.language
    again = Button(word("button.refresh", language), Place(Name.SELFTEST))
    back = Button(word("button.settings", language), SETTINGS)
    return Screen("selftest", desk.say("selftest", facts, language), ((again, back),))


def _look(tx: Tx, desk: Desk, link: Link, office: datetime) -> dict[str, Any]:
    person = link.person
    mail, chat = (received.last(tx, person.id, channel) for channel in Channel)
    coming = next_reminder(tx, desk.plan, person.id, wanted(link, Scope.ME), office)
    return {
        "relink_by": _local(desk, link.relink_by),
        "mailbox": person.email if desk.settings.disclosure == "title" else None,
        "domain": person.email.rpartition("@")[2],
        "mail": _local(desk, mail.sent),
        "mail_fails": mail.failing,
        "chat": _local(desk, chat.sent),
        "chat_fails": chat.failing,
        "digest": _local(desk, received.last_digest(tx, person.id)),
        "next": None if coming is None else _local(desk, coming.at),
        "task": None if coming is None else coming.task,
    }


def _local(desk: Desk, at: datetime | None) -> str | None:
    return None if at is None else desk.calendar.local(at).isoformat()
