"""One request for a report: its facts and history, the report filled in or sent as a sheet, and what is decided of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from papers.form_book import form_sheet_octets
from papers.form_reader import read_sheet
from papers.form_sheet import sheet_of_request
from papers.table import Unreadable
from store import Tx, entitled
from store.form import rights, submissions
from store.form.requests import Impossible, Refusal
from store.form.submissions import FILE_MOST, NewSubmission
from templates import sentence, sentences, word
from web.console.days import read_day
from web.console.form_facts import Found, facts_of, look
from web.console.forms_page import PLACE
from web.console.frame import FIELDS, attached, page
from web.console.gate import Gate
from web.console.numbers import in_path
from web.console.refusal import unsaid
from web.console.uploads import fit_files
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.form.check import Fault
from work.form.filled import Filled, read_filled, read_given
from work.form.request import MOVES, RequestEvent
from work.form.value import shown, written

LONGEST = 300  # characters of a reason
VALUE_LONGEST = 2000  # characters of a value
MOST_FIELDS = 560  # a form has 500 indicators at most
SECONDS = 20.0  # of reading a sheet


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/forms/NUMBER, its sheet, what was sent, and what is done with it."""
    one = f"{PLACE}/{{number}}"
    return (
        gate.look(one, show),
        gate.look(f"{one}/sheet", sheet),
        gate.look(f"{one}/sent/{{version}}", sent),
        gate.act(f"{one}/send", send, fields=MOST_FIELDS),
        gate.act(f"{one}/upload", upload, files=True),
        *(gate.act(f"{one}/{name}", _decides(name)) for name in _DECISIONS),
    )


async def show(visit: Visit) -> Response:
    """The request; one answer for what is another's and for what is not there."""
    return await _page(visit)


async def sheet(visit: Visit) -> Response:
    """The sheet to be filled in, with what was sent last."""
    found = await visit.desk.store.read(look, visit, in_path(visit))
    if found is None:
        return _absent(visit)
    octets = await asyncio.to_thread(_written, visit, found)
    return attached(octets, f"bieu-mau-{found.request.id}.xlsx")


async def sent(visit: Visit) -> Response:
    """A sheet as it was sent, to be saved."""
    found = await visit.desk.store.read(_sent, visit, in_path(visit), in_path(visit, "version"))
    if found is None:
        return _absent(visit)
    name, octets = found
    saved = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    fields = {**FIELDS, "content-disposition": saved}
    return Response(octets, 200, fields, "application/octet-stream")


async def send(visit: Visit) -> Response:
    """Sends what was filled in; what is wrong is told at its field, and nothing is sent then."""
    found = await visit.desk.store.read(look, visit, in_path(visit))
    if found is None or not found.fills:
        return _absent(visit)
    codes = (one.code for one in found.form.indicators)
    typed = {code: visit.form.get(f"v-{code}", "") for code in codes}
    if any(len(text) > VALUE_LONGEST for text in typed.values()):
        long = word("web.task.long", visit.language).format(longest=VALUE_LONGEST)
        return await _page(visit, long, typed=typed)
    return await _send(visit, found, read_given(found.form, typed), typed)


async def upload(visit: Visit) -> Response:
    """Reads the sheet: sends it where nothing is wrong or doubtful, else shows what was read, to be mended or looked at."""
    found = await visit.desk.store.read(look, visit, in_path(visit))
    if found is None or not found.fills:
        return _absent(visit)
    files = await fit_files(visit)
    if isinstance(files, str):
        return await _page(visit, files)
    if len(files.files) != 1:
        return await _page(visit, word("web.forms.no-file", visit.language))
    one = files.files[0]
    read = await asyncio.to_thread(read_sheet, one.body, FILE_MOST, None, SECONDS)
    if isinstance(read, Unreadable):
        names = ", ".join(f'"{name}"' for name in read.names)
        facts = {"file": one.name, "row": read.row, "names": names}
        said = sentence(f"register.file.{read.trouble}", facts, visit.language)
        return await _page(visit, said)
    filled = await asyncio.to_thread(read_filled, read, found.form, found.request.binding)
    typed = {code: shown(value) for code, value in filled.values.items()}
    typed |= {
        fault.indicator: str(fault.facts["written"])
        for fault in filled.faults
        if "written" in fault.facts
    }
    if filled.doubts and not filled.faults:
        doubts = word("web.forms.look", visit.language)
        return await _page(visit, doubts, typed=typed, faults=filled.doubts, sheet=read.name)
    return await _send(visit, found, filled, typed, (one.name, one.body), read.name)


async def _send(
    visit: Visit, found: Found, filled: Filled, typed: Mapping[str, str],
    file: tuple[str, bytes] | None = None, sheet: str = "",
) -> Response:  # fmt: skip
    say, reason = visit.language, visit.field("text")
    if filled.faults:
        wrong = sentence("web.forms.wrong", {"count": len(filled.faults)}, say)
        return await _page(visit, wrong, typed=typed, faults=filled.faults, sheet=sheet)
    texts = [text for text in filled.values.values() if isinstance(text, str)]
    secret = visit.desk.discretion.is_secret(texts, visit.desk.today)
    if secret or unsaid(visit, reason) is not None:
        return await _page(visit, word("web.assign.secret", say), typed=typed)
    request, number = found.request, found.request.id
    if request.submissions and not reason:
        return await _page(visit, word("web.forms.why", say), typed=typed)
    if len(reason) > LONGEST:
        return await _page(visit, word("web.task.long", say).format(longest=LONGEST), typed=typed)
    name, body = file or ("", None)
    values = {code: written(value) for code, value in filled.values.items()}
    today = visit.desk.today
    seen = number_of(visit.field("seen"))
    new = NewSubmission(values, request.form_version, seen, today, reason or None, name, body)

    def submit(tx: Tx, act: Act) -> object:
        return submissions.submit(tx, number, new, act)

    done = await visit.desk.store.write(rights.filled, number, visit.act, submit)
    why = _refused(visit, done)
    return (
        await _page(visit, why, typed=typed)
        if why
        else go(visit, f"{PLACE}/{number}", "report-sent")
    )


_DECISIONS: Mapping[str, RequestEvent] = {
    "accept": RequestEvent.ACCEPT,
    "return": RequestEvent.RETURN,
    "excuse": RequestEvent.EXCUSE,
    "ask-again": RequestEvent.ASK_AGAIN,
}


def _decides(name: str) -> Callable[[Visit], Any]:
    """The handler of one decision, for who asks for reports."""
    event = _DECISIONS[name]

    async def decide(visit: Visit) -> Response:
        number, reason = in_path(visit), " ".join(visit.field("text").split())
        found = await visit.desk.store.read(look, visit, number)
        if found is None or not found.asks:
            return _absent(visit)
        say, due = visit.language, read_day(visit.field("due"))
        if not reason and event is not RequestEvent.ACCEPT:
            return await _page(visit, word("web.forms.reason", say))
        if len(reason) > LONGEST:
            return await _page(visit, word("web.task.long", say).format(longest=LONGEST))
        if (why := unsaid(visit, reason)) is not None:
            return await _page(visit, why)
        if visit.field("due") and due is None:
            return await _page(visit, word("web.forms.no-day", say))
        about = OfOffice(await visit.desk.store.read(_home, visit))
        seen = number_of(visit.field("seen"))
        do = _decision(event, number, reason, due, visit.desk.today, seen)
        done = await visit.desk.store.write(entitled.by_right, Doing.ASK, about, visit.act, do)
        why = _refused(visit, done)
        return await _page(visit, why) if why else go(visit, f"{PLACE}/{number}", f"report-{name}")

    return decide


def _decision(
    event: RequestEvent, number: int, reason: str, due: date | None, today: date, seen: int
) -> Callable[[Tx, Act], object]:
    def do(tx: Tx, act: Act) -> object:
        if event is RequestEvent.ACCEPT:
            return submissions.accept(tx, number, act, reason or None, seen)
        if event is RequestEvent.RETURN:
            return submissions.send_back(tx, number, reason, due, today, act, seen)
        if event is RequestEvent.EXCUSE:
            return submissions.excuse(tx, number, reason, act)
        return submissions.ask_again(tx, number, reason, act)

    return do


def _home(tx: Tx, visit: Visit) -> str:
    return visit.home(tx)


def _refused(visit: Visit, done: object) -> str:
    say = visit.language
    if isinstance(done, Impossible):
        state = word(f"form-state.{done.state}", say)
        return word("web.forms.impossible", say).format(state=state)
    if isinstance(done, Denied):
        return word("web.forms.denied", say)
    return word(f"web.forms.refused.{done}", say) if isinstance(done, Refusal) else ""


def _sent(tx: Tx, visit: Visit, number: int, version: int) -> tuple[str, bytes] | None:
    found = look(tx, visit, number)
    one = next((one for one in found.sent if one.number == version), None) if found else None
    if one is None or visit.desk.disclosure(one.file) == "code":
        return None
    octets = submissions.body(tx, number, version)
    return None if octets is None else (one.file or "bao-cao.xlsx", octets)


def _written(visit: Visit, found: Found) -> bytes:
    """The sheet as xlsx. Blocks."""
    language, last = visit.language, found.sent[-1].values if found.sent else {}
    whole = sheet_of_request(
        found.request, found.form, last, visit.desk.name, language, sentences(language)
    )
    return form_sheet_octets(whole)


def _absent(visit: Visit) -> Response:
    return page(visit, "refused", {"what": "report"}, 404, "forms")


async def _page(
    visit: Visit, problem: str = "", *, typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (), sheet: str = "",
) -> Response:  # fmt: skip
    found = await visit.desk.store.read(look, visit, in_path(visit))
    if found is None:
        return _absent(visit)
    can_send = (found.request.state, RequestEvent.SUBMIT) in MOVES
    shown_to = replace(found, fills=found.fills and can_send)
    facts = facts_of(visit, shown_to, typed, faults, sheet)
    facts |= {"problem": problem, "longest": LONGEST, "typed": visit.typed, "tried": visit.tried}
    return page(visit, "form", facts, 409 if problem else 200, "forms")
