"""Who plays the scripts: each in an agency of their own, so that nobody's steps touch another's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from sqlalchemy import insert, update

from store import Store, Tx, chat, extension, task
from store.directory import load
from store.directory.agencies import add_agency
from store.directory.people import add_person, person_at
from store.form import requests, submissions
from store.form.requests import Wanted
from store.form.submissions import NewSubmission
from store.opening import open_entries
from store.register import standing
from store.schema.directory import person, unit
from store.task import Submission
from tests.bot.scripts import SCRIPTS, Script, Step
from tests.bot.test_forms import filled
from tests.store import approvals
from tests.store.forms import keep, live
from tests.store.office import CLI, NOW, due_on, paper
from tests.store.read_letters import came, errand, proposed, read
from tests.work.forms import form
from work.act import Act
from work.agency import Agency
from work.approval import Entitled
from work.directory import NewPerson
from work.extension import Ask
from work.form.form import Audience
from work.person import Position
from work.preview import Entry
from work.proposal import ProposalState
from work.task import NewTask, Party, Role

START = datetime(2026, 10, 7, 2, tzinfo=UTC)  # Wednesday, 09:00 in Hà Nội
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
FIRST = 8001  # the account of the first of them
UNIT_NAME = "Phòng Một"
HOME = "G18"  # the office's own agency
PEOPLE = (
    ("Người Làm", "staff", Position.STAFF),
    ("Đồng Nghiệp", "fellow", Position.STAFF),
    ("Trưởng Phòng", "unit-head", Position.UNIT_HEAD),
    ("Thủ Trưởng", "agency-head", Position.AGENCY_HEAD),
    ("Văn Thư", "clerk", Position.CLERK),
)
SHEET = {"1": 10, "2": 9}


@dataclass(frozen=True, slots=True)
class Actor:
    """One person with a script: their number, that of their task, and the sheet that they fill."""

    kind: str
    script: Script
    user: int
    person: int
    task: int
    binding: str

    def said(self, step: Step) -> str:
        """What they write at *step*."""
        return step.says.format(task=self.task)

    def shown(self, step: Step) -> str:
        """What stands on their screen after it."""
        return step.shows.format(task=self.task)

    def octets(self, step: Step) -> bytes:
        """The file that they hand in."""
        return filled(self.binding, SHEET) if self.binding else step.hands.encode() * 10


async def cast(store: Store) -> tuple[Actor, ...]:
    """Everybody of SCRIPTS in their places, linked, each with what came before their first step."""
    await approvals.staffed(store)
    parts = [(kind, script) for kind, scripts in SCRIPTS.items() for script in scripts]
    return tuple(
        [await _engaged(store, at, kind, script) for at, (kind, script) in enumerate(parts, 1)]
    )


async def _engaged(store: Store, at: int, kind: str, script: Script) -> Actor:
    code = f"W{at:02}"
    await store.write(_staffed, at, code)
    numbers = {name: await _number(store, code, name) for _, name, _ in PEOPLE}
    who = numbers[str(script.who)]
    number = await _opened(store, at, code, numbers["staff"])
    user = FIRST + at
    await store.write(chat.link, who, user, user, START)
    binding = await _BEFORE[script.before](store, code, number, numbers["staff"])
    return Actor(kind, script, user, who, number, binding)


def _staffed(tx: Tx, at: int, code: str) -> None:
    domain = f"{code.lower()}.gov.vn"
    assert add_agency(tx, Agency(code, f"Cơ quan {at}", code, frozenset({domain})), NOW) is None
    tx.run(insert(unit).values(id=100 + at, agency=code, name=UNIT_NAME))
    for name, box, position in PEOPLE:
        where = None if position in (Position.AGENCY_HEAD, Position.CLERK) else UNIT_NAME
        add_person(tx, NewPerson(name, f"{box}@{domain}", code, where, position, "vi"), NOW)


async def _number(store: Store, code: str, box: str) -> int:
    found = await store.read(person_at, f"{box}@{code.lower()}.gov.vn")
    assert found is not None
    return found.id


async def _opened(store: Store, at: int, code: str, lead: int) -> int:
    party = Party(Role.LEAD, code, 100 + at, lead)
    new = NewTask(f"Việc thứ {at}", (party,), due_on("2026-10-23"), "Văn bản báo cáo")
    number = f"{at}/VPCP-KGVX"
    assert (await store.write(open_entries, (Entry(2, 1, paper(number), new),), CLI)).tasks == 1
    (document,) = await store.read(standing, [number])
    return document.tasks[0].id


async def _nothing(store: Store, code: str, number: int, lead: int) -> str:
    return ""


async def _handed_in(store: Store, code: str, number: int, lead: int) -> str:
    new = Submission(START.date(), START.date(), "45/BC-BYT", "đã ký")
    assert await store.write(task.submit, number, new, Act(f"person:{lead}", START, lead))
    return ""


async def _asked(store: Store, code: str, number: int, lead: int) -> str:
    new = Ask(date(2026, 10, 23), date(2026, 10, 30), "chờ số liệu", START.date())
    assert await store.write(extension.ask, number, new, Act(f"person:{lead}", START, lead))
    return ""


async def _filed(store: Store, code: str, number: int, lead: int) -> str:
    await keep(store, form(audience=Audience(members=(code,))), START)
    await live(store, START, START)
    (asked,) = await store.read(requests.listed, Wanted())
    values = {"1": "7", "2": "7"}
    new = NewSubmission(values, asked.form_version, 0, START.date(), None, "x.xlsx", b"x")
    assert await store.write(submissions.submit, asked.id, new, CLI) == 1
    return asked.binding


async def _letter(store: Store, code: str, number: int, lead: int) -> str:
    head = Entitled(person=f"agency-head@{code.lower()}.gov.vn")
    body = b"From: <an@bn.gov.vn>\r\nSubject: Bao cao quy III\r\n\r\nKinh gui\r\n"
    to = (f"x@{code.lower()}.example",)
    await approvals.held(store, *to, entitled=(head,), end=FOREVER, at=START, body=body)
    return ""


async def _read(store: Store, code: str, number: int, lead: int) -> str:
    """A letter for the clerk of the office's own agency, which theirs is from now on."""
    await store.write(_at_home, f"clerk@{code.lower()}.gov.vn")
    led = errand(lead="Cơ quan 1", due="2026-10-23")
    what = read(led, number=f"{number}/VPCP-KTTH", opens=False, doubts=("lead-doubtful",))
    (one,) = await proposed(store, what, await came(store, code))
    assert one.state is ProposalState.OPEN
    return ""


def _at_home(tx: Tx, box: str) -> None:
    home = Agency(HOME, "Bộ Y tế", "BYT", frozenset({"moh.gov.vn"}))
    if HOME not in load(tx).agencies:
        assert add_agency(tx, home, NOW) is None
    tx.run(update(person).where(person.c.email == box).values(agency=HOME))


_BEFORE: Mapping[str, Callable[[Store, str, int, int], Awaitable[str]]] = MappingProxyType(
    {
        "": _nothing,
        "handed in": _handed_in,
        "asked": _asked,
        "filed": _filed,
        "letter": _letter,
        "read": _read,
    }
)
