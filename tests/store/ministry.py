"""Three agencies with somebody of every standing, in one transaction that tests roll back to where it began."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Connection, insert

from store import (
    Tx,
    entitled,
    event_change,
    extension,
    handing,
    nudge,
    pause,
    petition_act,
    report,
    stand_in,
    task,
)
from store import petition as petitions
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.engine import open_engines
from store.form import requests, versions
from store.form.requests import NewRequest
from store.form.submissions import NewSubmission
from store.opening import open_entries
from store.petition_move import Done, Whom
from store.register import standing
from store.schema.directory import unit
from store.task import Submission
from store.trail import Trail
from tests.store.office import NOW, at, due_on, paper
from tests.store.petitions import hands
from tests.store.petitions import new as new_petition
from tests.work.forms import form
from work.act import Act
from work.agency import Agency
from work.deadline import Until
from work.directory import NewPerson
from work.event import EventKind, NewEvent, Part, Particulars, Span
from work.extension import Ask
from work.form.form import Audience
from work.form.period import PeriodKind
from work.pause import Resumption
from work.person import Person, Position
from work.petition import Depth, Kind
from work.petitioner import NOBODY
from work.preview import Entry
from work.report import NewReport
from work.stand_in import NewStandIn
from work.task import NewTask, Party, Role

PLANNING, LAW = 1, 2
UNITS = ((PLANNING, "Vụ Kế hoạch"), (LAW, "Vụ Pháp chế"))
AGENCIES = (
    ("G18", "Bộ Y tế"),
    ("G22", "Văn phòng Chính phủ"),
    ("H05", "Bắc Ninh"),
    ("G12", "Bộ Tài chính"),
)
PEOPLE = (
    ("binh", "G18", "Vụ Kế hoạch", Position.STAFF),
    ("cuong", "G18", "Vụ Kế hoạch", Position.UNIT_HEAD),
    ("dung", "G18", "Vụ Pháp chế", Position.UNIT_HEAD),
    ("giang", "G18", None, Position.AGENCY_HEAD),
    ("ha", "G18", None, Position.CLERK),
    ("lan", "G18", "Vụ Pháp chế", Position.STAFF),
    ("quang", "G18", None, Position.OPERATOR),
    ("phuc", "G18", "Vụ Kế hoạch", Position.STAFF),
    ("thay", "G18", "Vụ Pháp chế", Position.STAFF),
    ("son", "G22", None, Position.AGENCY_HEAD),
    ("theo", "H05", None, Position.STAFF),
    ("mai", "H05", None, Position.AGENCY_HEAD),
    ("nga", "H05", None, Position.CLERK),
    ("xuan", "G12", None, Position.STAFF),
)  # fmt: skip
ID = MappingProxyType({name: number for number, (name, *_) in enumerate(PEOPLE, 1)})

LEADS = Party(Role.LEAD, "G18", PLANNING, ID["binh"])
HELPS = Party(Role.COORDINATOR, "G18", LAW, ID["lan"])
FOLLOWS = Party(Role.FOLLOWER, "H05", None, ID["theo"])
TASKS = MappingProxyType(
    {
        "A": ((LEADS, HELPS, FOLLOWS), "G22"),
        "B": ((LEADS, HELPS), None),
        "C": ((Party(Role.LEAD, "G18"),), None),
        "D": (
            (
                Party(Role.LEAD, "G12"),
                Party(Role.COORDINATOR, "G18"),
                Party(Role.COORDINATOR, "G18", PLANNING),
            ),
            None,
        ),
        "E": ((Party(Role.LEAD, "G12", None, ID["xuan"]),), None),
    }
)
MACHINE = Act("cli:1000", NOW)
TODAY = date(2026, 10, 1)
DUE = date(2026, 10, 23)

START = at("2026-10-12", "08:00")
SORTED = Kind.REFLECTION, Depth.VERIFY

Doer = Callable[[Tx, int, Act], object]


class Ministry:
    """The transaction and the numbers of its tasks, by their letters."""

    def __init__(self, connection: Connection) -> None:
        self.tx = Tx(connection, Trail("cli:1000"))
        self._connection = connection
        _staff(self.tx)
        self.number = {letter: _opened(self.tx, letter) for letter in TASKS}

    @contextmanager
    def again(self) -> Iterator[Tx]:
        """The transaction; what is done inside is taken back."""
        point = self._connection.begin_nested()
        try:
            yield self.tx
        finally:
            point.rollback()


@contextmanager
def ministry(url: str) -> Iterator[Ministry]:
    """A ministry of its own, of which nothing stays."""
    engines = open_engines(url)
    try:
        with engines.writer.connect() as connection, connection.begin() as whole:
            yield Ministry(connection)
            whole.rollback()
    finally:
        engines.dispose()


def act_of(name: str, now: datetime = NOW) -> Act:
    """What that person does by the command line."""
    return Act(f"person:{ID[name]},cli:1000", now, ID[name])


def person(tx: Tx, name: str) -> Person:
    """Who goes by that name."""
    found = entitled.one(tx, ID[name])
    assert found is not None
    return found


def term(name: str, deputy: str, first: date = TODAY, last: date = TODAY) -> NewStandIn:
    """A term of whole days in Hà Nội."""
    begins, ends = at(first.isoformat(), "00:00"), at(last.isoformat(), "00:00") + timedelta(days=1)
    return NewStandIn(ID[name], ID[deputy], first, last, begins, ends, "12/GUQ-BYT")


def absent(tx: Tx, name: str, deputy: str = "thay") -> None:
    """Lets *deputy* stand in for the person today."""
    assert isinstance(stand_in.name(tx, term(name, deputy), MACHINE), int)


def event(tx: Tx, of: str) -> int:
    """An event of the ministry that the person chairs, or of the agency *of* that nobody does."""
    agency, chair = ("G18", ((ID[of], Part.CHAIR),)) if of in ID else (of, ())
    what = Particulars(EventKind.MEETING, "Giao ban", agency, "A")
    span = Span(START, START + timedelta(hours=1))
    made = NewEvent(f"{of}@g18.gov.vn", what, ((START, span),), None, chair)
    number = event_change.add(tx, made, MACHINE)
    assert isinstance(number, int)
    return number


def petition(tx: Tx, of: str) -> int:
    """A petition to the ministry that is dealt with by that person, or by the unit Kế hoạch."""
    opened = petitions.open_(tx, new_petition(NOBODY), hands(), MACHINE)
    assert opened is not None
    by = Whom(MACHINE, hands())
    given = Party(Role.LEAD, "G18", PLANNING, ID.get(of))
    assert isinstance(petition_act.register(tx, opened.id, by), Done)
    assert isinstance(petition_act.classify(tx, opened.id, *SORTED, by), Done)
    assert isinstance(petition_act.assign(tx, opened.id, given, by), Done)
    return opened.id


def request(tx: Tx, of: str) -> int:
    """What is asked of that person, of the unit Kế hoạch, or of that agency."""
    asked = form(audience=Audience(members=(of,)))
    versions.add(tx, asked, 0, (), MACHINE)
    if of in ID:
        party = Party(Role.LEAD, "G18", None, ID[of])
    else:
        party = Party(Role.LEAD, "G18", PLANNING) if of == "unit" else Party(Role.LEAD, of)
    days = date(2026, 9, 15), date(2026, 10, 14), date(2026, 10, 20)
    new = NewRequest(asked.code, 1, "2026-10", PeriodKind.MONTH, *days, of, party)
    (number,) = requests.open_new(tx, (new,), NOW, MACHINE)
    return number


def filled_in() -> NewSubmission:
    """What somebody sends for it."""
    return NewSubmission({"1": "5"}, 1, 0, TODAY)


def _staff(tx: Tx) -> None:
    for code, name in AGENCIES:
        domains = frozenset({f"{code.lower()}.gov.vn"})
        assert add_agency(tx, Agency(code, name, name, domains), NOW) is None
    tx.run(insert(unit), [{"id": n, "agency": "G18", "name": name} for n, name in UNITS])
    for name, code, where, position in PEOPLE:
        mailbox = f"{name}@{code.lower()}.gov.vn"
        new = NewPerson(name.title(), mailbox, code, where, position, "vi")
        assert add_person(tx, new, NOW) == ID[name]


def _opened(tx: Tx, letter: str) -> int:
    parties, issuer = TASKS[letter]
    new = NewTask("Báo cáo", parties, due_on(DUE))
    number = f"{ord(letter)}/VPCP-KGVX"
    open_entries(tx, (Entry(2, 1, paper(number, issuer_code=issuer), new),), MACHINE)
    (document,) = standing(tx, [number])
    return document.tasks[0].id


def _submit(tx: Tx, number: int, act: Act) -> object:
    return task.submit(tx, number, Submission(TODAY, TODAY), act)


def _ask(tx: Tx, number: int, act: Act) -> object:
    later = DUE + timedelta(days=7)
    return extension.ask(tx, number, Ask(DUE, later, "thiếu số liệu", TODAY), act)


def _pause(tx: Tx, number: int, act: Act) -> object:
    return pause.pause(tx, number, TODAY, "chờ ý kiến", act)


def _assign(agency: str) -> Doer:
    return lambda tx, number, act: task.give_lead(tx, number, Party(Role.LEAD, agency, None), act)


DONE: MappingProxyType[str, tuple[Doer | None, Doer]] = MappingProxyType(
    {  # what has to be there before, and the act itself
        "receive": (None, task.receive),
        "report": (None, lambda tx, n, act: report.report(tx, n, NewReport(40), act)),
        "submit": (None, _submit),
        "extend": (None, _ask),
        "withdraw": (_ask, extension.withdraw),
        "hand-on": (None, lambda tx, n, act: handing.hand_on(tx, n, ID["phuc"], act)),
        "assign": (
            None,
            lambda tx, n, act: task.give_lead(tx, n, Party(Role.LEAD, "G18", LAW), act),
        ),
        "assign-out": (None, _assign("H05")),
        "due": (None, lambda tx, n, act: task.change_due(tx, n, due_on("2026-11-30"), "x", act)),
        "decide": (_ask, extension.grant),
        "refuse": (_ask, lambda tx, n, act: extension.refuse(tx, n, "không", act)),
        "approve": (_submit, task.approve),
        "return": (_submit, lambda tx, n, act: task.send_back(tx, n, "thiếu", act)),
        "pause": (None, _pause),
        "resume": (
            _pause,
            lambda tx, n, act: pause.resume(tx, n, Resumption(TODAY, TODAY, Until(DUE), 0), act),
        ),
        "finish": (None, lambda tx, n, act: task.finish(tx, n, TODAY, "1/BC", act)),
        "cancel": (None, task.cancel),
        "recall": (None, task.recall),
        "nudge": (None, lambda tx, n, act: nudge.nudge(tx, n, TODAY, (), act)),
        "reopen": (task.cancel, lambda tx, n, act: task.reopen(tx, n, "nhầm", act)),
    }
)
