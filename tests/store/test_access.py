"""The access table, held to what was written by hand: people do each act, and what happens is compared.

Then every cell of the table is changed, one after another, and each change must be noticed by that.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from store import (
    Tx,
    absence,
    entitled,
    event_change,
    event_right,
    hand_over,
    petition_act,
    petition_move,
    stand_in,
    worklist,
)
from store.form import rights, submissions
from store.move import Refusal
from store.petition_move import Done, Whom
from store.worklist import Wanted
from tests import stores
from tests.store.ministry import (
    DONE,
    ID,
    MACHINE,
    Ministry,
    absent,
    act_of,
    event,
    filled_in,
    ministry,
    person,
    petition,
    request,
    term,
)
from tests.store.office import NOW
from tests.store.petitions import hands
from work import access
from work.access import Denied, Doing, OfOffice, Scope, Standing
from work.act import Act
from work.approval import Approval, Bar, Entitled, Seal, bar
from work.hand_over import Unfit
from work.stand_in import Amiss

DATA = Path(__file__).parent.parent / "data"
ACTS = {
    "assign-out": Doing.ASSIGN,
    "return": Doing.APPROVE,
    "resume": Doing.PAUSE,
    "withdraw": Doing.EXTEND,
    "refuse": Doing.DECIDE,
}


@dataclass(frozen=True)
class Case:
    """One person, one act, and what it concerns, with what is expected."""

    act: str
    who: str
    about: str
    expected: str

    @property
    def doing(self) -> Doing:
        """The row of the table that decides it."""
        return ACTS.get(self.act) or Doing(self.act)


def lines(name: str) -> list[list[str]]:
    """The lines of a file that was written by hand, in words."""
    text = (DATA / name).read_text()
    return [line.split() for line in text.splitlines() if line.strip() and line[0] != "#"]


def tasks() -> Iterator[Case]:
    people, letters, *rows = lines("access_tasks.txt")
    for act, *signs in rows:
        for who, letter, sign in zip(people, letters, signs, strict=True):
            yield Case(act, who, letter, sign)


TASKS = tuple(tasks())
OFFICES = tuple(Case(*words) for words in lines("access_offices.txt"))
CASES = TASKS + OFFICES
ACT = attrgetter("act", "about")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with ministry(stores.empty_store(tmp_path_factory.mktemp("access"))) as found:
        yield found


def happens(there: Ministry, case: Case) -> str:
    """What becomes of it when that person does it, as the files have it."""
    with there.again() as tx:
        prepare(there, tx, case)
        return done(there, case)


def prepare(there: Ministry, tx: Tx, case: Case) -> None:
    """Lets be what has to be there before the act."""
    before = DONE[case.act][0] if case.act in DONE else None
    if before is not None:
        assert not isinstance(before(tx, there.number[case.about], MACHINE), Refusal | Denied)


def done(there: Ministry, case: Case) -> str:
    """What becomes of the act by itself."""
    who, _, away = case.who.partition("/")
    with there.again() as tx:
        if away:
            absent(tx, away, who)
        if case.act in ("list", "export"):
            return shown(there, tx, case.doing, who)
        if case.about in there.number:
            return "+" if on_task(tx, case.act, there.number[case.about], act_of(who)) else "-"
        return "+" if IN_OFFICE[case.act](tx, who, case.about) else "-"


def on_task(tx: Tx, act: str, number: int, by: Act) -> bool:
    """Whether the act is let in by the function that every door calls: nobody hands on what no unit leads, or reminds themselves."""
    if act == "see":
        return isinstance(entitled.admitted(tx, number, Doing.SEE, by), Act)
    found = DONE[act][1](tx, number, by)
    refused = isinstance(found, Denied) or found is Refusal.UNKNOWN
    harmless = (Refusal.OUTSIDE, Refusal.NOBODY)
    assert refused or not isinstance(found, Refusal) or found in harmless, found
    return not refused


def shown(there: Ministry, tx: Tx, doing: Doing, who: str) -> str:
    """The letters of the tasks that somebody is shown."""
    within = entitled.reach_of(tx, doing, act_of(who))
    if isinstance(within, Denied):
        return "-"
    page = worklist.page(tx, Wanted(within=within))
    letters = {number: letter for letter, number in there.number.items()}
    return "".join(sorted(letters[one.id] for one in page.tasks)) or "0"


def _register(tx: Tx, who: str, agency: str) -> bool:
    done = entitled.by_right(tx, Doing.REGISTER, OfOffice(agency), act_of(who), lambda tx, act: act)
    return isinstance(done, Act)


def _of_nowhere(doing: Doing) -> Callable[[Tx, str, str], bool]:
    def happens(tx: Tx, who: str, _: str) -> bool:
        found = entitled.by_right(tx, doing, OfOffice(""), act_of(who), lambda tx, act: act)
        return isinstance(found, Act)

    return happens


def _trace(tx: Tx, who: str, agency: str) -> bool:
    done = entitled.by_right(tx, Doing.TRACE, OfOffice(agency), act_of(who), lambda tx, act: act)
    return isinstance(done, Act)


LETTER = Approval(
    letter=17,
    rule="outside",
    author=ID["binh"],
    author_name="Bình",
    writers=frozenset({"binh@g18.gov.vn"}),
    entitled=(Entitled(person="cuong@g18.gov.vn"), Entitled(person="binh@g18.gov.vn")),
    asked_at=NOW,
    expires_at=NOW + timedelta(days=1),
    seal=Seal(bytes(32), bytes(32)),
)


def _second(tx: Tx, who: str, _: str) -> bool:
    away = stand_in.absent_for(tx, ID[who], NOW)
    why = bar(LETTER, person(tx, who), NOW, away)
    assert why in (None, Bar.WRITER, Bar.NOT_ENTITLED)
    return why is None


def _name(tx: Tx, who: str, whom: str) -> bool:
    deputy = "nga" if whom == "mai" else "dung"
    done = absence.name(tx, term(whom, deputy), act_of(who))
    assert not isinstance(done, Amiss), done
    return not isinstance(done, Denied)


def _hand_over(tx: Tx, who: str, whom: str) -> bool:
    found = hand_over.begin(tx, ID[whom], ID[TAKER[whom]], None, act_of(who))
    assert not isinstance(found, Unfit) or found is Unfit.NOTHING, found
    return not isinstance(found, Denied)


TAKER = {"mai": "nga", "phuc": "binh", "lan": "thay", "binh": "phuc"}


def _ask(tx: Tx, who: str, agency: str) -> bool:
    done = entitled.by_right(tx, Doing.ASK, OfOffice(agency), act_of(who), lambda tx, act: act)
    return isinstance(done, Act)


def _fill(tx: Tx, who: str, of: str) -> bool:
    number, new = request(tx, of), filled_in()
    done = rights.filled(
        tx, number, act_of(who), lambda tx, act: submissions.submit(tx, number, new, act)
    )
    assert done == 1 or isinstance(done, Denied), done
    return done == 1


def _convene(tx: Tx, who: str, of: str) -> bool:
    number = event(tx, of)
    done = event_right.convened(
        tx,
        number,
        act_of(who),
        lambda tx, act: event_change.change(tx, number, {"place": "B"}, act),
    )
    assert isinstance(done, event_change.Done | Denied), done
    return not isinstance(done, Denied)


def _of_petition(function: Any, *args: Any) -> Callable[[Tx, str, str], bool]:
    def happens(tx: Tx, who: str, of: str) -> bool:
        done = function(tx, petition(tx, of), *args, Whom(act_of(who), hands()))
        assert isinstance(done, Done) or done is petition_move.Refusal.FORBIDDEN, done
        return isinstance(done, Done)

    return happens


IN_OFFICE = MappingProxyType(
    {
        "ask": _ask,
        "fill": _fill,
        "convene": _convene,
        "petition": _of_petition(petition_act.refuse, "unclear", None),
        "supplement": _of_petition(petition_act.ask, "gì?"),
        "answer": _of_petition(petition_act.answer, "xong", None),
        "whole": _of_petition(petition_act.see, "screen"),
        "register": _register,
        "release": _of_nowhere(Doing.RELEASE),
        "watch": _of_nowhere(Doing.WATCH),
        "operate": _of_nowhere(Doing.OPERATE),
        "admit": _of_nowhere(Doing.ADMIT),
        "trace": _trace,
        "second": _second,
        "stand-in": _name,
        "hand-over": _hand_over,
    }
)


def test_what_happens_is_what_was_written(there: Ministry) -> None:
    wrong = []
    for _, same in itertools.groupby(sorted(CASES, key=ACT), key=ACT):
        first, *others = same
        with there.again() as tx:
            prepare(there, tx, first)
            wrong += [one for one in (first, *others) if done(there, one) != one.expected]

    assert wrong == []


def test_every_row_of_the_table_has_expectations() -> None:
    assert {case.doing for case in CASES} == set(Doing)


WIDER = MappingProxyType({Doing.LIST: Scope.AGENCY, Doing.EXPORT: Scope.AGENCY})
OTHERWISE = MappingProxyType(
    {
        Scope.LED: (Scope.NONE, Scope.PART),
        Scope.ALONE: (Scope.NONE, Scope.LED, Scope.PART),
        Scope.INSIDE: (Scope.NONE, Scope.LED, Scope.PART),
        Scope.UNIT: (Scope.NONE, Scope.AGENCY),
        Scope.AGENCY: (Scope.NONE, Scope.UNIT),
        Scope.OFFICE: (Scope.NONE, Scope.AGENCY),
    }
)
HEADS = (Standing.UNIT_HEAD, Standing.AGENCY_HEAD, Standing.CLERK)
BEYOND = (
    *(Doing.REGISTER, Doing.STAND_IN, Doing.HAND_OVER, Doing.CONVENE, Doing.ASK, Doing.FILL),
    Doing.TRACE,
)
PETITIONS = (Doing.PETITION, Doing.SUPPLEMENT, Doing.ANSWER, Doing.WHOLE)


def flips(cell: tuple[Standing, Doing]) -> Iterator[Scope]:
    """What else a cell may hold that is another right."""
    (standing, doing), scope = cell, access.TABLE[cell]
    if scope is Scope.NONE:
        yield widest(standing, doing)
        return
    yield from OTHERWISE.get(scope, (Scope.NONE,))
    if scope is Scope.PART and standing in HEADS:
        yield Scope.LED
    if scope is Scope.AGENCY and doing in BEYOND:  # an agency is told from all
        yield Scope.OFFICE


def widest(standing: Standing, doing: Doing) -> Scope:
    if standing is Standing.STAND_IN:
        return Scope.YES
    if doing in WIDER:
        return Scope.OWN if standing is Standing.SELF else WIDER[doing]
    if doing in PETITIONS:
        return Scope.PART if standing is Standing.LEAD else Scope.AGENCY
    return Scope.PART if doing in {case.doing for case in TASKS} else Scope.OFFICE


NEAR = MappingProxyType(
    {
        Standing.LEAD: ("binh", "xuan"),
        Standing.COORDINATOR: ("lan",),
        Standing.FOLLOWER: ("theo",),
        Standing.ASSIGNER: ("son",),
        Standing.UNIT_HEAD: ("dung", "cuong"),
        Standing.AGENCY_HEAD: ("giang", "mai"),
        Standing.CLERK: ("ha", "nga"),
        Standing.OPERATOR: ("quang",),
        Standing.SELF: ("binh", "cuong"),
        Standing.STAND_IN: ("thay", "nga"),
    }
)


def test_every_cell_that_is_changed_is_noticed(
    there: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    unnoticed = []
    for cell in access.TABLE:
        standing, doing = cell
        row = [case for case in CASES if case.doing is doing]
        near = sorted(row, key=lambda case: case.who.partition("/")[0] not in NEAR[standing])
        for other in flips(cell):
            changed = MappingProxyType({**access.TABLE, cell: other})
            with monkeypatch.context() as patch:
                patch.setattr(access, "TABLE", changed)
                if all(happens(there, case) == case.expected for case in near):
                    unnoticed.append((*cell, other))

    assert [" ".join(one) for one in unnoticed] == []
