"""A request for a report as facts for its page: what is asked, what is wrong at which field, what was sent, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papers.form_sheet import hint_of
from schedules.report_reach import asks, fills
from store import Tx
from store.directory import people
from store.form import requests, submissions, versions
from templates import sentence, sentences
from web.console.forms_page import line
from web.console.visit import Visit
from work.act import person_of
from work.form.check import Fault
from work.form.form import Form
from work.form.indicator import NUMBERS, Indicator, Kind
from work.form.request import MOVES, Happened, Request, RequestEvent, Submission
from work.form.told import fault_line
from work.form.value import kept, shown

# Indicators that are filled in on the page; of more the sheet is easier, and the page small.
MOST_IN_PLACE = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A request as who asks for its page may see it; *fills* and *asks* say what they may do."""

    request: Request
    form: Form
    sent: tuple[Submission, ...]
    history: tuple[Happened, ...]
    names: Mapping[int, str]
    fills: bool
    asks: bool


def look(tx: Tx, visit: Visit, number: int) -> Found | None:
    """What there is to show; None where it is another's, or not there."""
    one = requests.one(tx, number)
    if one is None:
        return None
    may_fill, may_ask = fills(tx, one, visit.act), asks(tx, visit.home(tx), visit.act)
    if not (may_fill or may_ask):
        return None
    happened = requests.history(tx, number)
    doers = {who for event in happened if (who := person_of(event.by)) is not None}
    form = versions.one(tx, one.form, one.form_version)
    sent = submissions.of_request(tx, number)
    return Found(one, form, sent, happened, people.names_of(tx, doers), may_fill, may_ask)


def facts_of(
    visit: Visit, found: Found, typed: Mapping[str, str] | None, faults: Sequence[Fault], sheet: str
) -> dict[str, Any]:
    """What the page shows; *typed* stands in the fields, else what was sent last."""
    one, form, today = found.request, found.form, visit.desk.today
    titled = visit.desk.disclosure(form.name, form.guide, form.source, one.reason) == "title"
    last = found.sent[-1].values if found.sent else {}
    in_place = len(form.indicators) <= MOST_IN_PLACE
    at_fields = _at_fields(visit, form, faults) if in_place else {}
    return {
        **line(visit, one),
        "first": one.first,
        "last": one.last,
        "early": today < one.last,
        "receiver": form.receiver if titled else None,
        "guide": form.guide if titled else None,
        "reason": one.reason if titled else None,
        "fills": found.fills,
        "in_place": in_place,
        "again": one.submissions > 0,
        "seen": one.submissions,
        "decisions": _possible(one) if found.asks else (),
        "faults": _lines(visit, form, faults, sheet),
        "fields": [
            _field(visit, each, _value(each, typed, last), at_fields.get(each.code, ()))
            for each in form.indicators
        ]
        if found.fills and in_place
        else [],
        **_came(visit, found, last if titled else {}),
    }


def _came(visit: Visit, found: Found, last: Mapping[str, str]) -> dict[str, Any]:
    """What was sent, and what happened, the newest first."""
    local = visit.desk.calendar.local
    return {
        "values": [
            (one.code, one.name, shown(kept(one.kind, last[one.code]), visit.language), one.unit)
            for one in found.form.indicators
            if one.code in last
        ],
        "sent": [
            (each.number, local(each.at), each.file if _told(visit, each.file) else "")
            for each in reversed(found.sent)
        ],
        "history": [
            {
                "event": str(event.event),
                "at": local(event.at),
                "by": found.names.get(person_of(event.by) or 0, ""),
                "reason": event.reason if _told(visit, event.reason) else None,
            }
            for event in reversed(found.history)
        ],
    }


def _told(visit: Visit, text: str | None) -> bool:
    return visit.desk.disclosure(text) == "title"


def _possible(one: Request) -> tuple[str, ...]:
    events = (RequestEvent.ACCEPT, RequestEvent.RETURN, RequestEvent.EXCUSE, RequestEvent.ASK_AGAIN)
    return tuple(str(event) for event in events if (one.state, event) in MOVES)


def _value(one: Indicator, typed: Mapping[str, str] | None, last: Mapping[str, str]) -> str:
    """What stands in the field, as it is typed."""
    if typed is not None:
        return typed.get(one.code, "")
    return shown(kept(one.kind, last[one.code])) if one.code in last else ""


def _field(visit: Visit, one: Indicator, value: str, wrong: Sequence[str]) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "unit": one.unit,
        "kind": "number" if one.kind in NUMBERS else str(one.kind),
        "yes": one.kind is Kind.YES_NO,
        "required": one.required,
        "hint": hint_of(one, visit.language, sentences(visit.language)),
        "value": value,
        "wrong": wrong,
    }


def _at_fields(visit: Visit, form: Form, faults: Sequence[Fault]) -> dict[str, list[str]]:
    """What is wrong by indicator, without its place, which the field is."""
    told: dict[str, list[str]] = {}
    for one in faults:
        if form.indicator(one.indicator) is not None:
            bare = Fault(one.code, one.indicator, one.facts)
            said = fault_line(bare, form, "", visit.language, _bare(visit))
            told.setdefault(one.indicator, []).append(said)
    return told


def _bare(visit: Visit) -> Any:
    """Says what is wrong alone, where the place would be said before it."""
    language = visit.language

    def say(key: str, **facts: Any) -> str:
        if key == "form-fault.indicator":
            return str(facts["said"])
        return _said(key, facts, language)

    return say


def _lines(visit: Visit, form: Form, faults: Sequence[Fault], sheet: str) -> list[str]:
    """What is wrong in a sheet, by its cells; what was typed is told at its field alone."""
    language = visit.language

    def say(key: str, **facts: Any) -> str:
        return _said(key, facts, language)

    every = faults if sheet else [one for one in faults if form.indicator(one.indicator) is None]
    return [fault_line(one, form, sheet, language, say) for one in every]


def _said(key: str, facts: Mapping[str, Any], language: str) -> str:
    """The sentence, in words for who has pages and no commands where there are some."""
    try:
        return sentence(f"web.forms.fault.{key.removeprefix('form-fault.')}", facts, language)
    except KeyError:
        return sentence(key, facts, language)
