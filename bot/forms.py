"""/bieumau: the periodic reports that are this person's to send, each with its sheet to be filled in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.buttons import HOME, foot, paging, split
from bot.desk import Desk
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, File, Screen
from papers.form_book import form_sheet_octets
from papers.form_sheet import sheet_of_request
from schedules.scope import own
from schedules.soon import SOON_WORKING_DAYS
from store import Tx
from store.form import mine, submissions, versions
from templates import sentences, word
from work.chat import Link
from work.form.form import Form
from work.form.request import MOVES, Request, RequestEvent, RequestState
from work.leaf import leaf
from work.spelling import without_accents

FORMS = Place(Name.FORMS)
SHEET = "file"  # the choice that sends the sheet


@dataclass(frozen=True, slots=True)
class Found:
    """A request, its form, and the values that were sent last."""

    request: Request
    form: Form
    values: Mapping[str, str]


async def show_forms(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One page of the requests that wait, the next due first."""
    language = link.person.language
    every = await desk.store.read(mine.waiting, own(link))
    page = leaf(every, wish.to.page)
    told = [_told(desk, one) for one in every]
    facts = {
        "total": len(every),
        "late": sum(one["mark"] == "late" for one in told),
        "returned": sum(one["state"] == RequestState.RETURNED for one in told),
        "first": page.first,
        "items": [_told(desk, one) for one in page.shown],
    }

    def place(number: int) -> Place:
        return Place(Name.FORMS, "", "", number)

    cards = tuple(
        Button(str(at), Place(Name.FORM, str(one.id), "", page.page))
        for at, one in enumerate(page.shown, page.first)
    )
    turned = paging(place, page.page, page.pages)
    rows = (*split(cards), turned, foot(place(page.page), language))
    return Screen("forms", desk.say("forms", facts, language), rows)


async def show_form(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One request, and its sheet where that was asked for; the one answer for another's and for none."""
    language, to = link.person.language, wish.to
    found = await desk.store.read(look, link, to.arg)
    back = Button(word("button.back", language), Place(Name.FORMS, "", "", to.page))
    if found is None:
        return Screen("form-absent", desk.say("form-absent", {}, language), ((back,),))
    one = found.request
    can_send = (one.state, RequestEvent.SUBMIT) in MOVES
    facts = {
        **_told(desk, one),
        "form": one.form,
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "receiver": found.form.receiver if _titled(desk, one) else None,
        "reason": one.reason if _titled(desk, one) else None,
        "submitted_on": None if one.submitted_on is None else one.submitted_on.isoformat(),
        "can_send": can_send,
    }
    sheet = Button(word("button.sheet", language), Place(Name.FORM, to.arg, SHEET, to.page))
    rows = ((sheet,) if can_send else (), (back, Button("🏠", HOME)))
    files: tuple[File, ...] = ()
    if can_send and to.filter == SHEET:
        octets = await asyncio.to_thread(_written, desk, found, language)
        files = (File(_file_name(one), octets),)
    return Screen("form", desk.say("form", facts, language), rows, files=files)


def look(tx: Tx, link: Link, number: str) -> Found | None:
    """What there is to show of a request; None where it is another's, or not there."""
    one = mine.one(tx, number_of(number), own(link))
    form = None if one is None else versions.one(tx, one.form, one.form_version)
    if one is None or form is None:
        return None
    return Found(one, form, submissions.newest(tx, (one.id,)).get(one.id, {}))


def _told(desk: Desk, one: Request) -> dict[str, Any]:
    days = desk.calendar.working_days(desk.today, one.due)
    return {
        "name": one.form_name if _titled(desk, one) else None,
        "code": one.form,
        "period": one.period,
        "due": one.due.isoformat(),
        "today": desk.today.isoformat(),
        "days": days,
        "state": one.state,
        "mark": _mark(desk, one, days),
    }


def _mark(desk: Desk, one: Request, days: int) -> str:
    if one.state is RequestState.SUBMITTED:
        return "submitted"
    if one.due < desk.today:
        return "late"
    return "soon" if days <= SOON_WORKING_DAYS else "open"


def _titled(desk: Desk, one: Request) -> bool:
    return desk.disclosure(one.form_name, one.reason) == "title"


def _written(desk: Desk, found: Found, language: str) -> bytes:
    """The sheet as xlsx. Blocks."""
    office, say = desk.settings.office, sentences(language)
    whole = sheet_of_request(found.request, found.form, found.values, office, language, say)
    return form_sheet_octets(whole)


def _file_name(one: Request) -> str:
    """ASCII alone, so that every phone shows it: "bc-12-BC01-2026-Q3.xlsx"."""
    plain = without_accents(f"bc-{one.id}-{one.form}-{one.period}")
    return (
        "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in plain) + ".xlsx"
    )
