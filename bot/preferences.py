"""What a person chooses for themselves: language, the morning digest, and the link of this account."""

from bot.buttons import HOME, switch
from bot.course import Scene
from bot.desk import Desk
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.screen import Button, Rows, Screen
from schedules.digest import digest_hours
from store import Tx, digest_choice
from store import chat as chats
from store.directory import people
from templates import LANGUAGES, word
from work.chat import Link

SETTINGS = Place(Name.SETTINGS)
NONE = "off"  # for an hour: no digest


async def show_settings(desk: Desk, link: Link, _: Wish) -> Screen:
    """What is chosen now, and a button for each other choice."""

    def look(tx: Tx) -> tuple[Link, str | None]:
        fresh = chats.of_person(tx, link.person.id) or link
        return fresh, digest_choice.hours(tx, (link.person.id,)).get(link.person.id)

    fresh, chosen = await desk.store.read(look)
    offered, language = (
        tuple(digest_hours(desk.plan.customs, fresh.person, desk.today)),
        fresh.person.language,
    )
    hour = offered[0] if chosen is None and offered else chosen
    facts = {
        "relink_by": desk.calendar.local(fresh.relink_by).isoformat(),
        "has_digest": bool(offered),
        "hour": hour,
    }
    links = _links(language, linked=not desk.brought)  # at a console nothing is
    rows = (*_languages(language), *_digests(offered, hour, language), *links)
    return Screen("settings", desk.say("settings", facts, language), rows)


async def show_link(desk: Desk, link: Link, _: Wish) -> Screen:
    """Until when this account is linked, and how to link anew."""
    until = desk.calendar.local(link.relink_by).isoformat()
    facts = {"relink_by": until, "domain": desk.settings.domain}
    return Screen("linked-until", desk.say("linked-until", facts, link.person.language))


async def show_unlink(desk: Desk, link: Link, _: Wish) -> Screen:
    """Asks whether this account is to be unlinked; Reception does it."""
    language = link.person.language
    yes = Button(word("button.unlink", language), Place(Name.UNLINK, "yes"))
    no = Button(word("button.keep-link", language), SETTINGS)
    return Screen("unlink", desk.say("ask-unlink", {}, language), ((yes,), (no,)))


def speak(scene: Scene, wish: Wish) -> Outcome:
    """Keeps the language for the person, in mail and on pages as well."""
    language = wish.to.arg
    if language not in LANGUAGES:
        return Outcome(SETTINGS, scene.word("chat.stale"))
    people.speak(scene.tx, scene.link.person.id, language, scene.now)
    return Outcome(SETTINGS, word("settings.spoken", language))


def choose_digest(scene: Scene, wish: Wish) -> Outcome:
    """Keeps at which hour the digest comes, or that none does; only what the office lets."""
    customs, today = scene.desk.plan.customs, scene.desk.calendar.today(scene.office)
    offered = tuple(digest_hours(customs, scene.link.person, today))
    hour = {_plain(one): one for one in offered}.get(wish.to.arg)
    if not offered or (hour is None and wish.to.arg != NONE):
        return Outcome(SETTINGS, scene.word("chat.stale"))
    own = None if hour == offered[0] else hour or ""
    digest_choice.choose(scene.tx, scene.link.person.id, own, scene.now)
    said = scene.word("settings.digest", at=hour) if hour else scene.word("settings.no-digest")
    return Outcome(SETTINGS, said)


def _languages(language: str) -> Rows:
    names = (
        switch(word("settings.name", one), Place(Name.LANGUAGE, one), on=one == language)
        for one in LANGUAGES
    )
    return (tuple(names),)


def _digests(offered: tuple[str, ...], hour: str | None, language: str) -> Rows:
    if not offered:
        return ()
    hours = (switch(one, Place(Name.DIGEST, _plain(one)), on=one == hour) for one in offered)
    none = switch(word("settings.none", language), Place(Name.DIGEST, NONE), on=hour == "")
    return (tuple(hours), (none,))


def _links(language: str, *, linked: bool) -> Rows:
    renew = Button(word("button.renew", language), Place(Name.LINK))
    end = Button(word("button.unlink", language), Place(Name.UNLINK))
    test = Button(word("button.selftest", language), Place(Name.SELFTEST))
    return ((renew, end) if linked else (), (test, Button("🏠", HOME)))


def _plain(hour: str) -> str:
    return hour.replace(":", "")
