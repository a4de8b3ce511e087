"""A form as TOML: how an office writes one, how it is exported, and how the store keeps it."""

import functools
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from work.dated import DataFile, DataRefused
from work.form.definition import TABLES, FormRefused, Source, read_form
from work.form.form import Form
from work.form.indicator import USUAL, Indicator
from work.form.period import FormPeriod
from work.form.value import written

_ESCAPES = {'"': '\\"', "\\": "\\\\"}


def read_toml(name: str, text: str) -> Form:
    """The form in *text*, a file of that *name*. Raises FormRefused."""
    try:
        file = DataFile(name, text, TABLES)
        return read_form(Source(name, {table: file.rows(table) for table in TABLES}))
    except DataRefused as refused:
        raise FormRefused([str(refused)]) from refused


@functools.lru_cache(maxsize=64)
def kept_form(text: str) -> Form:
    """The form in *text*, which `toml_of` wrote."""
    return read_toml("form", text)


def toml_of(form: Form) -> str:
    """*form* as TOML, always the same for the same form."""
    tables = tables_of(form)
    lines = ["[form]", *_pairs(tables["form"][0])]
    for table in TABLES[1:]:
        for row in tables[table]:
            lines += ["", f"[[{table}]]", *_pairs(row)]
    return "\n".join(lines) + "\n"


def tables_of(form: Form) -> dict[str, list[dict[str, Any]]]:
    """The rows of *form* by table, as a file has them; what is usual is left out."""
    head = ("code", "name", "source", "receiver", "guide", "valid_from", "valid_to")
    audience = ("members", "children_of", "units_of")
    return {
        "form": [_present({name: getattr(form, name) for name in head})],
        "period": [_period(one) for one in form.periods],
        "audience": [_present({name: list(getattr(form.audience, name)) for name in audience})],
        "excused": [{"member": one.member, "reason": one.reason} for one in form.excused],
        "indicator": [_indicator(one) for one in form.indicators],
    }


def _period(one: FormPeriod) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": str(one.kind), "only": list(one.only)}
    due = one.due
    if due is not None:
        row |= {"due_working_days": due.working_days, "due_day": due.day}
        row |= {"due_month": due.month or None, "due_before": due.before}
    return _present({**row, "closes": one.closes, "opens": one.opens})


def _indicator(one: Indicator) -> dict[str, Any]:
    total = None if one.total is USUAL[one.kind] else str(one.total)
    row = {
        "code": one.code,
        "name": one.name,
        "kind": str(one.kind),
        "unit": one.unit,
        "source": one.source,
        "required": one.required,
        "least": one.least,
        "most": one.most,
        "sum_of": list(one.sum_of),
        "not_less_than": list(one.not_less_than),
        "total": total,
        "weight": one.weight,
    }
    return _present(row)


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in row.items()
        if value is not None and value is not False and value not in ("", [])
    }


def _pairs(row: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in row.items())


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return written(value) if value == value.to_integral_value() else _text(_comma(value))
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return _text(str(value))


def _comma(value: Decimal) -> str:
    return written(value).replace(".", ",")


def _text(value: str) -> str:
    """A basic string of TOML; what steers a terminal is refused before (work.form.definition)."""
    escaped = (
        _ESCAPES.get(sign, sign if sign.isprintable() else f"\\u{ord(sign):04x}") for sign in value
    )
    return f'"{"".join(escaped)}"'
