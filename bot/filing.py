"""A filled sheet that somebody sent: read apart, told cell by cell what is wrong, and sent once it is confirmed.

Nothing is looked at within the loop or a transaction: a process of its own reads the file,
a thread waits for that. What is right stands in a dialog until its sender says so.
"""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.desk import Desk
from bot.forms import Found, look
from bot.outcome import Outcome
from bot.place import Name, Place
from bot.screen import Button, Screen
from papers.form_reader import read_sheet
from papers.table import Unreadable
from schedules.scope import own
from store import secrecy
from store.form import mine, submissions
from store.form.requests import Impossible, Refusal
from store.form.submissions import NewSubmission
from templates import sentence, sentences, word
from work.chat import Link
from work.dialog import Dialog
from work.form.check import Fault
from work.form.filled import BINDING, Filled, binding_of, read_filled
from work.form.request import MOVES, RequestEvent
from work.form.told import fault_line
from work.form.value import written
from work.secrecy.contents import met
from work.sheet import Sheet

KIND = "filing"
REASON, CONFIRM = "reason", "confirm"
# Octets: it stands in a dialog until it is confirmed; a filled sheet has some thousand.
MOST = 1 << 20
SECONDS = 12.0  # of reading, below what one answer may take
TOLD = 12  # faults in one message
LONGEST = 300  # characters of why it is sent again


@dataclass(frozen=True, slots=True)
class Taken:
    """A sheet without a fault, for request *number*, with *data* for its dialog."""

    number: int
    step: str
    data: Mapping[str, Any]


async def read(desk: Desk, link: Link, name: str, octets: bytes) -> Taken | Screen:
    """What was sent, ready to be confirmed; or the screen that says what is wrong with it."""
    language = link.person.language
    sheet = await asyncio.to_thread(read_sheet, octets, MOST, None, SECONDS)
    if isinstance(sheet, Unreadable):
        names = ", ".join(f'"{one}"' for one in sheet.names)
        facts = {"file": name, "row": sheet.row, "names": names}
        return _said(desk, link, sentence(f"register.file.{sheet.trouble}", facts, language))
    bound = BINDING.fullmatch(binding_of(sheet) or "")
    found = None if bound is None else await desk.store.read(look, link, bound[1])
    if found is None:
        return _said(desk, link, word("filing.unbound", language))
    if (found.request.state, RequestEvent.SUBMIT) not in MOVES:
        return _said(desk, link, word("filing.closed", language))
    filled = await asyncio.to_thread(read_filled, sheet, found.form, found.request.binding)
    texts = [name, *(text for text in filled.values.values() if isinstance(text, str))]
    seen = await met(desk.contents, name, octets, desk.today, "chat")
    if seen is not None:
        await desk.store.write(secrecy.heard, link.user_id, seen, desk.machine.now())
    if seen is not None or desk.discretion.is_secret(tuple(texts), desk.today):
        return Screen("secret", desk.say("secret", {}, language))
    if filled.faults:
        return _wrong(desk, link, found, sheet, filled)
    doubts = _lines(filled.doubts, found, sheet, language)
    data = {
        "values": {code: written(value) for code, value in filled.values.items()},
        "version": found.request.form_version,
        "seen": found.request.submissions,
        "file": name,
        "body": b64encode(octets).decode(),
        "name": found.request.form_name,
        "period": found.request.period,
        "doubts": doubts[:TOLD],
    }
    return Taken(found.request.id, REASON if found.request.submissions else CONFIRM, data)


def too_large(desk: Desk, link: Link) -> Screen:
    """That a file of that size is not taken here."""
    words = word("filing.too-large", link.person.language).format(most=MOST >> 20)
    return _said(desk, link, words)


def lost(desk: Desk, link: Link) -> Screen:
    """That Telegram does not give the file."""
    return _said(desk, link, word("filing.lost", link.person.language))


def begin(scene: Scene, taken: Taken) -> Outcome:
    """Asks whether it is to be sent."""
    return scene.opens(KIND, taken.number, taken.step, **taken.data)


def _said(desk: Desk, link: Link, words: str) -> Screen:
    facts = {"said": words, "lines": [], "more": 0}
    rows = ((Button(word("button.forms", link.person.language), Place(Name.FORMS)),),)
    return Screen("sheet-refused", desk.say("sheet-wrong", facts, link.person.language), rows)


def _wrong(desk: Desk, link: Link, found: Found, sheet: Sheet, filled: Filled) -> Screen:
    language = link.person.language
    lines = _lines(filled.faults, found, sheet, language)
    said = sentence("filing.wrong", {"count": len(lines)}, language)
    facts = {"said": said, "lines": lines[:TOLD], "more": max(len(lines) - TOLD, 0)}
    again = Button(word("button.request", language), Place(Name.FORM, str(found.request.id)))
    return Screen("sheet-wrong", desk.say("sheet-wrong", facts, language), ((again,),))


def _lines(faults: tuple[Fault, ...], found: Found, sheet: Sheet, language: str) -> list[str]:
    say = sentences(language)
    return [fault_line(one, found.form, sheet.name, language, say) for one in faults]


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == REASON:
        text = " ".join(heard.text.split())[:LONGEST]
        if not text:
            return scene.stays(one, scene.word("filing.why"))
        return scene.goes(one, CONFIRM, reason=text)
    if heard.choice == "send":
        return _send(scene, one)
    again = heard.choice == BACK and one.data["seen"]
    return scene.goes(one, REASON) if again else scene.stays(one, "")


def _send(scene: Scene, one: Dialog) -> Outcome:
    """Whose it is, is asked once more: the request may have gone to somebody else meanwhile."""
    data = one.data
    if mine.one(scene.tx, one.subject, own(scene.link)) is None:
        return scene.ends(one, Place(Name.FORMS), scene.word("filing.unbound"))
    new = NewSubmission(
        data["values"],
        data["version"],
        data["seen"],
        scene.desk.today,
        data.get("reason"),
        data["file"],
        b64decode(data["body"]),
    )
    act = replace(scene.act, person=None)  # their right to it was looked at above
    done = submissions.submit(scene.tx, one.subject, new, act)
    if isinstance(done, Refusal):
        said = scene.word("filing.overtaken")
    elif isinstance(done, Impossible):
        said = scene.word("filing.closed")
    else:
        said = scene.word("filing.sent", number=done)
    return scene.ends(one, _leads(one), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    titled = scene.desk.disclosure(one.data["name"]) == "title"
    facts = {
        "step": one.step,
        "name": one.data["name"] if titled else None,
        "period": one.data["period"],
        "count": len(one.data["values"]),
        "doubts": one.data["doubts"] if titled else [],
        "reason": one.data.get("reason"),
    }
    words = scene.desk.say("ask-filing", facts, scene.language)
    if one.step == REASON:
        return Screen("filing-reason", words, (foot(scene, one, first=True),))
    sends = choice(one, scene.word("button.send"), "send")
    ends = foot(scene, one, first=not one.data["seen"])
    return Screen("filing-confirm", words, ((sends,), ends))


def _leads(one: Dialog) -> Place:
    return Place(Name.FORM, str(one.subject))


COURSE = Course(_hears, _shows, frozenset({REASON}), _leads)
