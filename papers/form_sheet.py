"""What stands on the sheet of one request: its binding, its lines with what is said beside each; the words are handed in."""

from collections.abc import Mapping

from papers.form_book import FormSheet, Line
from work.form.form import Form
from work.form.indicator import NUMBERS, Indicator, Kind
from work.form.request import Request
from work.form.told import Say
from work.form.value import kept, shown

_HINTS = {Kind.INTEGER: "whole", Kind.PERCENT: "percent"}


def sheet_of_request(
    request: Request, form: Form, values: Mapping[str, str], office: str, language: str, say: Say
) -> FormSheet:
    """The sheet to be filled in; *values*, by indicator, are what was sent last."""
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
        name=say("form-sheet.name"),
        office=office,
        binding=say("form-sheet.binding", **facts),
        title=form.name.upper(),
        above=tuple(say(f"form-sheet.{key}", **facts) for key in keys),
        keep=say("form-sheet.keep"),
        refused=say("form-sheet.refused"),
        lines=tuple(
            Line(one, hint_of(one, language, say), before.get(one.code)) for one in form.indicators
        ),
    )


def hint_of(one: Indicator, language: str, say: Say) -> str:
    """What is said beside the cell: its kind, its bounds, its rules."""
    key = _HINTS.get(one.kind, "number" if one.kind in NUMBERS else str(one.kind))
    said = [say(f"form-sheet.{key}")]
    if one.least is not None:
        said.append(say("form-sheet.from", least=shown(one.least, language)))
    if one.most is not None:
        said.append(say("form-sheet.to", most=shown(one.most, language)))
    if one.sum_of:
        said.append(say("form-sheet.sum", parts=", ".join(one.sum_of)))
    if one.not_less_than:
        said.append(say("form-sheet.less", others=", ".join(one.not_less_than)))
    if one.required:
        said.append(say("form-sheet.required"))
    return ". ".join(said) + "."
