"""Versions of forms: rows are added, and never changed."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select

from store import clock
from store.form import series
from store.schema.form import report_form
from store.tx import Tx
from work.act import Act
from work.form.form import Form, Version
from work.form.period import Period
from work.form.toml import kept_form, toml_of


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was kept: there were so many versions meanwhile."""

    versions: int


def add(
    tx: Tx, form: Form, seen: int, first: tuple[Period, ...], act: Act
) -> int | Overtaken | None:
    """The number of the new version; None where the newest says the same.

    *seen* is how many versions there were when it was looked at. *first* are the periods with which
    kinds begin that are not asked for yet; those that run are dated anew by the tick.
    """
    tx.all(tx.lock(select(report_form.c.number).where(report_form.c.code == form.code)))
    known = of_code(tx, form.code)
    if known and known[-1].form == form:
        return None
    if len(known) != seen:
        return Overtaken(len(known))
    number, office = len(known) + 1, clock.office_now(tx, act.now)
    row = {"code": form.code, "number": number, "definition": toml_of(form)}
    tx.run(insert(report_form).values(**row, set_at=office, set_by=act.by))
    series.begin(tx, form.code, first, office, act)
    tx.audit(act.now, "form.kept", f"form:{form.code}", version=number, by=act.by)
    return number


def of_code(tx: Tx, code: str) -> tuple[Version, ...]:
    """Every version of the form, the first one first."""
    chosen = select(report_form).where(report_form.c.code == code).order_by(report_form.c.number)
    return tuple(Version(row.number, kept_form(row.definition)) for row in tx.all(chosen))


def all_newest(tx: Tx) -> tuple[Version, ...]:
    """The newest version of every form, by code."""
    newest = select(report_form.c.code, func.max(report_form.c.number).label("number"))
    each = newest.group_by(report_form.c.code).subquery()
    same = (each.c.code == report_form.c.code) & (each.c.number == report_form.c.number)
    rows = tx.all(select(report_form).join(each, same).order_by(report_form.c.code))
    return tuple(Version(row.number, kept_form(row.definition)) for row in rows)


def one(tx: Tx, code: str, number: int) -> Form:
    """That version, which is there."""
    key = (report_form.c.code == code) & (report_form.c.number == number)
    return kept_form(tx.value(select(report_form.c.definition).where(key)))
