"""Who has to answer a form on a day: its audience, looked up in the directory."""

from dataclasses import dataclass
from datetime import date

from store.directory import load
from store.directory.people import all_people
from store.directory.units import all_units
from store.tx import Tx
from work.directory import Directory, Standing
from work.form.form import Form
from work.roster import Unit
from work.spelling import spelling_key
from work.task import Party, Role


@dataclass(frozen=True, slots=True)
class Member:
    """One who has to answer; *key* tells it from others, *excused* is why it need not."""

    key: str
    party: Party
    excused: str | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """Everybody whom a form means, by key; *unknown* are what it names and nobody is here."""

    members: tuple[Member, ...]
    unknown: tuple[str, ...]


def members(tx: Tx, form: Form, day: date) -> Members:
    """The audience of *form* on *day*, each once.

    An agency that ended is answered for by its successor; one that is disabled, or ended
    without one, is among the unknown where the form lists it.
    """
    return _Lookup(tx, day).members(form)


class _Lookup:
    """The directory, by what a form names."""

    def __init__(self, tx: Tx, day: date) -> None:
        self._directory: Directory = load(tx)
        self._day = day
        self._units = all_units(tx)
        self._people = {one.email: one for one in all_people(tx)}

    def members(self, form: Form) -> Members:
        wanted = form.audience
        found: dict[str, Party] = {}
        unknown = []
        for named in wanted.members:
            if (found_one := self._named(named)) is None:
                unknown.append(named)
            else:
                found[found_one[0]] = found_one[1]
        for code in wanted.children_of:
            found |= self._children(code)
        for code in wanted.units_of:
            found |= self._units_of(code)
        groups = (*wanted.children_of, *wanted.units_of)
        unknown += [code for code in groups if code not in self._directory.agencies]
        excused = {}
        for one in form.excused:
            meant = self._named(one.member)
            if meant is None:
                unknown.append(one.member)
            else:
                excused[meant[0]] = one.reason
        all_of_them = sorted(found.items())
        return Members(
            tuple(Member(key, party, excused.get(key)) for key, party in all_of_them),
            tuple(dict.fromkeys(unknown)),
        )

    def _named(self, named: str) -> tuple[str, Party] | None:
        if "@" in named:
            person = self._people.get(named.lower())
            if person is None or person.disabled:
                return None
            names = (self._name(person.agency), person.unit, person.name)
            return f"person:{person.id}", Party(Role.LEAD, person.agency, None, person.id, *names)
        code, _, name = named.partition("/")
        if name:
            key = spelling_key(name)
            units = (one for one in self._units if one.agency == code)
            unit = next((one for one in units if spelling_key(one.name) == key), None)
            if unit is None:
                return None
            return self._unit(unit)
        heir = self._directory.heir(code, self._day)
        if heir is None:
            return None
        return self._agency(heir.code)

    def _children(self, parent: str) -> dict[str, Party]:
        below = [one.code for one in self._directory.agencies.values() if one.parent == parent]
        standing = [c for c in below if self._directory.standing(c, self._day) is Standing.GOOD]
        return dict(map(self._agency, standing))

    def _units_of(self, code: str) -> dict[str, Party]:
        units = (one for one in self._units if one.agency == code)
        return dict(map(self._unit, units))

    def _agency(self, code: str) -> tuple[str, Party]:
        return f"agency:{code}", Party(Role.LEAD, code, agency_name=self._name(code))

    def _unit(self, one: Unit) -> tuple[str, Party]:
        names = (self._name(one.agency), one.name)
        return f"unit:{one.id}", Party(Role.LEAD, one.agency, one.id, None, *names)

    def _name(self, code: str) -> str:
        return self._directory.agencies[code].name
