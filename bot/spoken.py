"""Answers to plain words that lead to no screen by themselves: asked back, or not in a chat yet."""

from bot.buttons import HOME
from bot.cards import card_place
from bot.desk import Desk
from bot.home import OVERDUE, TASKS, show_puzzled
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, Screen
from bot.speech.meaning import UNCLEAR
from bot.wish import OF_TASK, Wanted, wish
from templates import word
from work.chat import Link

MOST = 3  # tasks that are offered where several were named


async def answer(desk: Desk, link: Link, one: Wanted) -> Wish | Screen:
    """Where *one* leads: a place where it is clear, which changes nothing before it is confirmed there; else the screen that asks."""
    if one.aim == UNCLEAR:
        return await _unclear(desk, link, one)
    asked = wish(one)
    if asked is None or one.aim == "unlink":
        return _elsewhere(desk, link, one)
    if one.lacks:
        return _which(desk, link, one.aim)
    return asked


async def _unclear(desk: Desk, link: Link, one: Wanted) -> Screen:
    if len(one.numbers) > 1:
        return _several(desk, link, one.numbers[:MOST])
    if one.near and one.near in OF_TASK:
        return _which(desk, link, one.near)
    screen = await show_puzzled(desk, link)
    asked = wish(_only(one.near)) if one.near else None
    if asked is None:
        return screen
    guess = Button(f"❔ {_what(one.near, '', link)}", asked.to)
    return Screen(screen.code, screen.text, ((guess,), *screen.rows))


def _several(desk: Desk, link: Link, numbers: tuple[str, ...]) -> Screen:
    words = desk.say("which-of", {"numbers": numbers}, link.person.language)
    cards = tuple(Button(f"#{number}", card_place(number_of(number))) for number in numbers)
    return Screen("which-of", words, (cards, (Button("🏠", HOME),)))


def _which(desk: Desk, link: Link, aim: str) -> Screen:
    """What is wanted is clear, or nearly, but not of which task."""
    facts = {
        "what": _what(aim, "", link),
        "example": word(f"speech.example.{aim}", link.person.language),
    }
    words = desk.say("which-task", facts, link.person.language)
    return Screen("which-task", words, _ways(link))


def _elsewhere(desk: Desk, link: Link, one: Wanted) -> Screen:
    """Understood, and not in a chat, or not by words: what one can do instead."""
    language = link.person.language
    facts = {"what": _what(one.aim, one.number or "", link), "unlink": one.aim == "unlink"}
    card = (Button(f"#{one.number}", card_place(number_of(one.number))),) if one.number else ()
    return Screen("not-in-chat", desk.say("not-in-chat", facts, language), (card, *_ways(link)))


def _what(aim: str, number: str, link: Link) -> str:
    """The aim in words, with the task where there is one."""
    said = word(f"speech.{aim}", link.person.language)
    return f"{said} #{number}" if number else said


def _ways(link: Link) -> tuple[tuple[Button, ...], ...]:
    language = link.person.language
    tasks = Button(word("button.tasks", language), TASKS)
    late = Button(word("button.overdue", language), OVERDUE)
    return (tasks, late), (Button(word("button.help", language), Place(Name.HELP)),)


def _only(aim: str) -> Wanted:
    return Wanted(aim, "", (), whole_unit=False, near="")
