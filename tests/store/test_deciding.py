"""What waits for somebody's decision is what work.access lets them decide, no more and no less."""

from collections.abc import Iterator

import pytest

from store import Tx, deciding, entitled, task
from store.directory.people import disable_person
from tests.store.ministry import (
    ID,
    MACHINE,
    Ministry,
    _ask,
    _submit,
    absent,
    act_of,
    ministry,
    person,
)
from tests.store.office import NOW
from work.access import Doing
from work.act import Act

POSTGRESQL_IN_PROOF = True

SUBMITTED, ASKED = ("A", "B"), ("A", "C", "D", "E")


@pytest.fixture
def there(database: str) -> Iterator[Ministry]:
    with ministry(database) as found:
        for letter in ASKED:
            _ask(found.tx, found.number[letter], MACHINE)
        for letter in SUBMITTED:
            _submit(found.tx, found.number[letter], MACHINE)
        yield found


def waiting(tx: Tx, name: str) -> dict[int, tuple[bool, bool]]:
    found = deciding.waiting(tx, person(tx, name), NOW)
    assert found.total == len(found.items)
    return {one.task.id: (one.submitted is not None, one.asked is not None) for one in found.items}


def theirs(there: Ministry, name: str) -> dict[int, tuple[bool, bool]]:
    """By asking of each task by itself whether they may."""

    def may(letter: str, doing: Doing) -> bool:
        return isinstance(
            entitled.admitted(there.tx, there.number[letter], doing, act_of(name)), Act
        )

    found = {
        there.number[letter]: (
            letter in SUBMITTED and may(letter, Doing.APPROVE),
            letter in ASKED and may(letter, Doing.DECIDE),
        )
        for letter in sorted({*SUBMITTED, *ASKED})
    }
    return {number: what for number, what in found.items() if any(what)}


@pytest.mark.parametrize(
    ("away", "deputy"),
    [("", ""), ("giang", "thay"), ("theo", "nga"), ("binh", "thay"), ("mai", "nga")],
)
def test_everybody_sees_what_is_theirs(there: Ministry, away: str, deputy: str) -> None:
    if away:
        absent(there.tx, away, deputy)
    found = {name: waiting(there.tx, name) for name in ID}

    assert found == {name: theirs(there, name) for name in ID}
    stand_in = {deputy} if away in ("giang", "theo") else set()
    assert {name for name, what in found.items() if what} == {"giang", "theo", "son"} | stand_in


def test_who_answers_where_who_is_named_has_left(there: Ministry) -> None:
    disable_person(there.tx, person(there.tx, "theo").email, NOW)

    assert waiting(there.tx, "theo") == {}
    assert waiting(there.tx, "mai") == theirs(there, "mai") != {}


def test_what_was_decided_waits_no_more(there: Ministry) -> None:
    number = there.number["B"]
    before = waiting(there.tx, "giang")
    task.approve(there.tx, number, act_of("giang"))

    after = waiting(there.tx, "giang")
    assert number in before
    assert after == {one: what for one, what in before.items() if one != number}


def test_no_more_are_looked_at_than_a_day_holds(
    there: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = deciding.waiting(there.tx, person(there.tx, "giang"), NOW)
    monkeypatch.setattr(deciding, "MOST", 1)
    found = deciding.waiting(there.tx, person(there.tx, "giang"), NOW)

    assert (whole.total, whole.more) == (2, False)
    assert (found.total, found.more, found.items) == (1, True, whole.items[:1])
