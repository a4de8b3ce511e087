"""A report form comes in by a browser: read of a workbook or TOML, shown with whom it asks and when, then kept as a version."""

import asyncio
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.form_reader import read_sheet
from papers.table import Unreadable
from schedules.report_forms import Preview, previewed
from schedules.report_reach import asks
from store import Tx, entitled
from store.form import versions
from store.form.submissions import FILE_MOST
from templates import sentence, word
from web.console.form import Upload
from web.console.forms_page import PLACE, denied
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.uploads import too_much, unmarked
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.form.definition import FormRefused, Source, read_form
from work.form.form import Form
from work.form.toml import read_toml, toml_of
from work.form.workbook import NEEDED, SHEETS, NoHeader, rows_of
from work.sheet import Sheet

LARGEST = 20_000  # octets of a form as TOML, which travels with the page, each as three at worst
SECONDS = 20.0  # of reading one sheet
NEW = f"{PLACE}/new"


class _Unread(Exception):
    """Why the file is no form, in the reader's language."""


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/forms/new, and a form as a file."""
    return (
        gate.look(NEW, show),
        gate.act(NEW, read, files=True),
        gate.act(f"{NEW}/keep", keep),
        gate.look(f"{PLACE}/toml", to_keep),
    )


async def show(visit: Visit) -> Response:
    """The form for a file, for who asks for reports."""
    if not await visit.desk.store.read(_asks, visit):
        return denied(visit)
    return _page(visit)


async def read(visit: Visit) -> Response:
    """Shows what the file would ask of whom, and when; nothing is kept."""
    if not await visit.desk.store.read(_asks, visit):
        return denied(visit)
    file = await _file(visit)
    if isinstance(file, str):
        return _page(visit, (file,))
    try:
        form = await asyncio.to_thread(_read, visit, file)
    except _Unread as why:
        return _page(visit, (str(why),))
    except FormRefused as refused:
        return _page(visit, refused.faults)
    return await _shown(visit, form)


async def keep(visit: Visit) -> Response:
    """Keeps what was shown as a new version, unless another was kept meanwhile."""
    if not await visit.desk.store.read(_asks, visit):
        return denied(visit)
    try:
        form = read_toml("form", visit.field("text"))
    except FormRefused as refused:
        return _page(visit, refused.faults)
    desk, seen = visit.desk, number_of(visit.field("seen"))
    found = await desk.store.read(previewed, form, desk.today, desk.calendar)
    if _amiss(visit, form, found) or not isinstance(found, Preview) or len(found.known) != seen:
        return await _shown(visit, form)

    def add(tx: Tx, act: Act) -> object:
        return versions.add(tx, form, seen, found.begins, act)

    about = OfOffice(await desk.store.read(_home, visit))
    done = await desk.store.write(entitled.by_right, Doing.ASK, about, visit.act, add)
    if isinstance(done, Denied):
        return denied(visit)
    if isinstance(done, versions.Overtaken):
        return await _shown(visit, form)
    return go(visit, f"{PLACE}/kinds", "form-kept")


async def to_keep(visit: Visit) -> Response:
    """The newest version of a form as TOML, which can be changed and brought back."""
    code = visit.request.query_params.get("form", "")[:60]
    known = await visit.desk.store.read(_known, visit, code)
    if not known:
        return page(visit, "refused", {"what": "report"}, 404, "forms")
    return attached(toml_of(known[-1].form).encode(), "bieu-mau.toml")


def _known(tx: Tx, visit: Visit, code: str) -> Any:
    return versions.of_code(tx, code) if _asks(tx, visit) else ()


def _asks(tx: Tx, visit: Visit) -> bool:
    return asks(tx, visit.home(tx), visit.act)


def _home(tx: Tx, visit: Visit) -> str:
    return visit.home(tx)


async def _file(visit: Visit) -> Upload | str:
    if (amiss := too_much(visit)) is not None:
        return amiss
    some = [one for one in visit.sent.files if one.body]
    if len(some) != 1:
        return word("web.forms.no-definition", visit.language)
    return await unmarked(visit, some[0])


def _read(visit: Visit, file: Upload) -> Form:
    """The form in the file. Blocks. Raises FormRefused, and _Unread for what is no such file."""
    kind = PurePath(file.name).suffix.lower()
    if kind == ".toml":
        try:
            return read_toml(file.name, file.body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise _Unread(word("web.forms.no-definition", visit.language)) from error
    if kind != ".xlsx":
        raise _Unread(word("web.forms.no-definition", visit.language))
    first = _sheet(visit, file, SHEETS["form"][0])
    try:
        tables = {"form": rows_of("form", first)}
        for table, (name, _) in SHEETS.items():
            if table != "form" and (table in NEEDED or name in first.names):
                tables[table] = rows_of(table, _sheet(visit, file, name))
    except NoHeader as missing:
        raise _Unread(str(missing)) from missing
    return read_form(Source(file.name, tables))


def _sheet(visit: Visit, file: Upload, name: str) -> Sheet:
    found = read_sheet(file.body, FILE_MOST, name, SECONDS)
    if isinstance(found, Unreadable):
        names = ", ".join(f'"{one}"' for one in found.names)
        facts = {"file": file.name, "row": found.row, "names": names}
        raise _Unread(sentence(f"register.file.{found.trouble}", facts, visit.language))
    return found


def _amiss(visit: Visit, form: Form, found: Preview | tuple[str, ...]) -> str:
    """Why it cannot be kept; "" where it can."""
    say, desk = visit.language, visit.desk
    texts = (form.name, form.source, form.guide, *(one.name for one in form.indicators))
    if desk.discretion.is_secret(texts, desk.today):
        return word("web.assign.secret", say)
    if not isinstance(found, Preview):
        return word("web.forms.too-early", say).format(periods=", ".join(found))
    if found.found.unknown:
        return word("web.forms.unknown", say).format(names=", ".join(found.found.unknown))
    if not found.found.members:
        return word("web.forms.nobody", say)
    if found.known and found.known[-1].form == form:
        return word("web.forms.same", say)
    return word("web.forms.too-large", say) if len(toml_of(form).encode()) > LARGEST else ""


async def _shown(visit: Visit, form: Form) -> Response:
    desk = visit.desk
    found = await desk.store.read(previewed, form, desk.today, desk.calendar)
    why = _amiss(visit, form, found)
    if why or not isinstance(found, Preview):
        return _page(visit, (why,))
    members = found.found.members
    told = {
        "code": form.code,
        "name": form.name,
        "source": form.source,
        "receiver": form.receiver,
        "since": form.valid_from,
        "version": len(found.known) + 1,
        "indicators": len(form.indicators),
        "members": [_name(one.party) for one in members if one.excused is None],
        "excused": sum(one.excused is not None for one in members),
        "alone": found.alone,
        "next": [
            (one.period.label, one.dates.opens, one.dates.first, one.dates.last, one.dates.due)
            for one in found.first
        ],
        "seen": len(found.known),
        "text": toml_of(form),
    }
    return _page(visit, (), told)


def _name(party: Any) -> str:
    return str(party.person_name or party.unit_name or party.agency_name)


def _page(
    visit: Visit, problems: Sequence[str] = (), found: dict[str, Any] | None = None
) -> Response:
    facts = {"problems": problems, "found": found, "most": FILE_MOST >> 20}
    return page(visit, "form-new", facts, 409 if problems else 200, "forms")
