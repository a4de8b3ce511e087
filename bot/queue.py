"""What waits for one's decision, eight a page, and one matter of it with its files."""

from dataclasses import dataclass
from typing import Any

from bot.buttons import HOME, foot, paging, split
from bot.cards import absent, card_place
from bot.conflict import decided
from bot.course import Scene
from bot.desk import Desk
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, File, Rows, Screen
from schedules.task_facts import Disclosure, card, item, told_of
from store import Tx, deciding, entitled, report, worklist
from store.deciding import Matter, Matters
from templates import word
from templates.size import size_label
from work.chat import Link
from work.leaf import PAGE_SIZE
from work.report import KeptFile
from work.task import Task

QUEUE = Place(Name.QUEUE)


@dataclass(frozen=True, slots=True)
class Found:
    """One task before who may decide on it: the *matter*, None where nothing waits; *last* is what was decided."""

    task: Task
    matter: Matter | None
    files: tuple[KeptFile, ...]
    last: str | None


async def show_queue(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The list, the nearest deadline first; a page that is no longer there becomes the last one."""
    asked = max(wish.to.page, 1)
    found = await desk.store.read(deciding.waiting, link.person, desk.office.now(), asked)
    language = link.person.language
    facts = {
        "total": found.total,
        "more": found.more,
        "first": (found.number - 1) * PAGE_SIZE + 1,
        "items": [_line(desk, one) for one in found.items],
    }
    toast = word("chat.changed", language) if found.number != asked else ""
    return Screen("queue", desk.say("queue", facts, language), _list_rows(found, language), toast)


async def show_matter(desk: Desk, link: Link, wish: Wish) -> Screen:
    """What is to be decided about one task, for who decides; what became of it, where that is over."""
    found = await desk.store.read(_look, desk, link, wish.to.arg)
    if found is None:
        return absent(desk, link, wish.to)
    language = link.person.language
    disclosed = _disclosure(desk, found)
    facts = {
        **card(found.task, desk.now, desk.calendar, disclosed),
        **_matter(desk, found, disclosed, language),
        "last": found.last,
    }
    rows = _matter_rows(found, disclosed, language)
    return Screen("matter", desk.say("matter", facts, language), rows)


async def show_files(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The same, with the files of the event that the page names; none where names may not be shown."""
    found = await desk.store.read(_look, desk, link, wish.to.arg)
    screen = await show_matter(desk, link, wish)
    if found is None or _disclosure(desk, found) != "title":
        return screen
    wanted = tuple(one for one in found.files if one.event == wish.to.page)
    files = await desk.store.read(_bodies, found.task.id, wanted)
    caption = desk.say("file", {"number": found.task.id}, link.person.language)
    handed = tuple(File(name, body, caption) for name, body in files)
    return Screen(screen.code, screen.text, screen.rows, files=handed)


def _look(tx: Tx, desk: Desk, link: Link, number: str) -> Found | None:
    task = worklist.one(tx, number_of(number))
    office = desk.office.now()
    if task is None or not entitled.sees(tx, link.person, task, office):
        return None
    matter = deciding.about(tx, link.person, task, office)
    scene = Scene(tx, desk, link, desk.machine.now())
    last = decided(scene, task.id) if matter is None else None
    return Found(task, matter, _files(tx, matter), last)


def _files(tx: Tx, matter: Matter | None) -> tuple[KeptFile, ...]:
    if matter is None or matter.submitted is None:
        return ()
    number = matter.submitted.number
    return tuple(one for one in report.files(tx, matter.task.id) if one.event == number)


def _bodies(tx: Tx, task_id: int, files: tuple[KeptFile, ...]) -> list[tuple[str, bytes]]:
    return [(one.name, body) for one in files if (body := report.body(tx, task_id, one))]


def _disclosure(desk: Desk, found: Found) -> Disclosure:
    matter = found.matter
    said = [one.name for one in found.files]
    if matter is not None and matter.submitted is not None:
        said.append(matter.submitted.reason or "")
    if matter is not None and matter.asked is not None:
        said.append(matter.asked.reason)
    return desk.disclosure(*told_of(found.task), *said)


def _line(desk: Desk, one: Matter) -> dict[str, Any]:
    return {
        **item(one.task, desk.now, desk.calendar, desk.disclosure(*told_of(one.task))),
        "submitted": one.submitted is not None,
        "stopped_on": None if one.task.stopped_on is None else one.task.stopped_on.isoformat(),
        "asked": None if one.asked is None else one.asked.due.isoformat(),
    }


def _matter(desk: Desk, found: Found, disclosed: Disclosure, language: str) -> dict[str, Any]:
    """What was handed in, and what is asked for; of either no words, where only codes are shown."""
    matter, titled = found.matter, disclosed == "title"
    told: dict[str, Any] = {"submitted": None, "asked": None, "files": []}
    if matter is None:
        return told
    if matter.submitted is not None:
        text = matter.submitted.reason if titled else None
        told["submitted"] = {"text": text, "late": _is_late(desk, found.task)}
        told["files"] = [_file(one, language) if titled else None for one in found.files]
    if (asked := matter.asked) is not None:
        told["asked"] = {
            "was": asked.was.isoformat(),
            "due": asked.due.isoformat(),
            "days": desk.calendar.working_days(asked.was, asked.due),
            "on": desk.calendar.today(asked.at).isoformat(),
            "why": asked.reason if titled else None,
        }
    return told


def _is_late(desk: Desk, task: Task) -> bool:
    return task.until is not None and task.until.is_over(task.stopped or desk.now)


def _file(one: KeptFile, language: str) -> dict[str, str]:
    return {"name": one.name, "size": size_label(one.size_bytes, language)}


def _list_rows(found: Matters, language: str) -> Rows:
    first = (found.number - 1) * PAGE_SIZE + 1
    buttons = [
        Button(str(first + index), Place(Name.DECIDE, str(one.task.id)))
        for index, one in enumerate(found.items)
    ]
    pages = paging(lambda page: Place(Name.QUEUE, page=page), found.number, found.pages)
    return (*split(buttons), pages, foot(Place(Name.QUEUE, page=found.number), language))


def _matter_rows(found: Found, disclosed: Disclosure, language: str) -> Rows:
    number, matter = str(found.task.id), found.matter

    def acts(*names: Name) -> tuple[Button, ...]:
        return tuple(Button(word(f"button.{one}", language), Place(one, number)) for one in names)

    approves = matter is not None and matter.submitted is not None
    decides = matter is not None and matter.asked is not None
    others = Button(word("button.queue", language), QUEUE)
    return (
        acts(Name.APPROVE, Name.RETURN) if approves else (),
        _files_row(found, disclosed, language),
        acts(Name.GRANT, Name.REFUSE) if decides else (),
        acts(Name.REDATE) if decides else (),
        (Button(word("button.card", language), card_place(found.task.id)), others),
        (Button("🏠", HOME),),
    )


def _files_row(found: Found, disclosed: Disclosure, language: str) -> tuple[Button, ...]:
    if not found.files or disclosed != "title":
        return ()
    label = word("button.files", language).format(number=len(found.files))
    return (Button(label, Place(Name.FILES, str(found.task.id), page=found.files[0].event)),)
