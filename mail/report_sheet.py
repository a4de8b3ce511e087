"""The sheet of a report form: what `congvu form sheet` writes, and what goes with the letter that asks for the report."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from papers.form_book import FormSheet, Line, form_sheet_octets
from store.form.telling import OPENED
from templates import sentence
from work.form.form import Form
from work.form.indicator import NUMBERS, Indicator, Kind
from work.form.request import Request
from work.form.value import kept, shown
from work.notice import Notice
from work.secrecy.discretion import Discretion

MOST = 180 * 1024  # octets: in base64 the letter stays within what the spool keeps in one row
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_HINTS = {Kind.INTEGER: "whole", Kind.PERCENT: "percent"}


class Enclosed(NamedTuple):
    """A file that goes with a letter: its name and octets."""

    name: str
    octets: bytes


def asks(notice: Notice) -> int | None:
    """The request that a letter asks a report for; None for any other."""
    return int(notice.facts["report"]) if notice.kind == OPENED else None


def enclosed(sheet: FormSheet, number: int, discretion: Discretion, day: date) -> Enclosed | None:
    """The file of *sheet*; None where it is too large for a letter, or bears a mark of secrecy."""
    if discretion.is_secret(_texts(sheet), day):
        return None
    octets = form_sheet_octets(sheet)
    return Enclosed(f"bao-cao-{number}.xlsx", octets) if len(octets) <= MOST else None


def _texts(sheet: FormSheet) -> Iterator[str]:
    yield from (sheet.title, *sheet.above)
    for line in sheet.lines:
        value = line.value if isinstance(line.value, str) else ""
        yield from (line.indicator.name, line.indicator.unit, line.hint, value)


def form_sheet(
    request: Request, form: Form, values: Mapping[str, str], office: str, language: str
) -> FormSheet:
    """The sheet of *request*, in which *values*, sent before, stand already."""
    facts = {
        "binding": request.binding,
        "period": request.period,
        "first": request.first,
        "last": request.last,
        "member": request.member_name,
        "receiver": form.receiver,
        "due": request.due,
        "source": form.source,
        "guide": form.guide,
    }
    keys = ("period", "member", "receiver", "source", *(["guide"] if form.guide else []))
    kinds = {one.code: one.kind for one in form.indicators}
    before = {code: kept(kinds[code], text) for code, text in values.items() if code in kinds}
    return FormSheet(
        name=_say("form-sheet.name", language),
        office=office,
        binding=_say("form-sheet.binding", language, **facts),
        title=form.name.upper(),
        above=tuple(_say(f"form-sheet.{key}", language, **facts) for key in keys),
        keep=_say("form-sheet.keep", language),
        refused=_say("form-sheet.refused", language),
        lines=tuple(
            Line(one, _hint(one, language), before.get(one.code)) for one in form.indicators
        ),
    )


def _hint(one: Indicator, language: str) -> str:
    """What is said beside the cell: its kind, its bounds, its rules."""
    key = _HINTS.get(one.kind, "number" if one.kind in NUMBERS else str(one.kind))
    said = [_say(f"form-sheet.{key}", language)]
    if one.least is not None:
        said.append(_say("form-sheet.from", language, least=shown(one.least, language)))
    if one.most is not None:
        said.append(_say("form-sheet.to", language, most=shown(one.most, language)))
    if one.sum_of:
        said.append(_say("form-sheet.sum", language, parts=", ".join(one.sum_of)))
    if one.not_less_than:
        said.append(_say("form-sheet.less", language, others=", ".join(one.not_less_than)))
    if one.required:
        said.append(_say("form-sheet.required", language))
    return ". ".join(said) + "."


def _say(key: str, language: str, **facts: Any) -> str:
    return sentence(key, facts, language)
