"""Whom a register may name: agencies, their units, their people, found by what clerks write."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from work.agency import Agency, heir
from work.person import Person
from work.spelling import search_key, spelling_key
from work.task import Party, Role

MOST_NEAR = 3
MOST_LIKE = 12  # keys that are looked at for them, so that those of other agencies leave room
_MOST_SEARCHED = 300  # unknown names that near ones are sought for; each takes a look at everybody


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit (đơn vị) of an agency, by its number in the directory."""

    id: int
    agency: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """One agency, unit or person that a name may mean; *gone* says why work cannot go there.

    *gone* is "" or a code: "disabled", "ended", "not-yet"; *successor* the code
    of the agency that took over, *short_name* that of its own agency, *mailbox* a person's.
    """

    party: Party
    short_name: str
    gone: str = ""
    successor: str = ""
    mailbox: str = ""

    @property
    def name(self) -> str:
        """Its name alone."""
        return self.party.name

    @property
    def full_name(self) -> str:
        """Its name with the unit or the agency that tells it from others."""
        party = self.party
        within = [party.unit_name if party.person_name else None, party.agency]
        around = ", ".join(part for part in within if part)
        return f"{self.name} ({around})" if self.name != party.agency_name else self.name

    @property
    def by_mailbox(self) -> str:
        """A person's name with what nobody shares."""
        return f"{self.name} ({self.mailbox})" if self.mailbox else self.full_name

    def within(self, key: str) -> bool:
        """Whether *key* is the spelling key of the unit or agency that holds it, or of its mailbox."""
        party = self.party
        around = (party.unit_name or "", party.agency_name, self.short_name, party.agency)
        names = (*around, self.mailbox)
        return key in (spelling_key(name) for name in names if name)


class Roster:
    """Everybody by every name that a register may use; *home* is whose register it is."""

    def __init__(
        self,
        agencies: Iterable[Agency],
        units: Iterable[Unit],
        people: Iterable[Person],
        today: date,
        home: str | None = None,
    ) -> None:
        self._agencies = {agency.code: agency for agency in agencies}
        self._today = today
        self._home = home
        self._spelled: dict[str, list[Named]] = defaultdict(list)
        self._searched: dict[str, list[Named]] = defaultdict(list)
        self._near: dict[str, tuple[str, ...]] = {}
        for named, names in self._everybody(tuple(units), people):
            for name in names:
                self._add(name, named)

    def spelled(self, text: str) -> tuple[Named, ...]:
        """Whom *text* names letter by letter, those of the home agency alone where there are any."""
        return self._preferred(self._spelled.get(spelling_key(text), []))

    def searched(self, text: str) -> tuple[Named, ...]:
        """Whom *text* names when accents are left aside."""
        return self._preferred(self._searched.get(search_key(text), []))

    def near(self, text: str) -> tuple[str, ...]:
        """A few names like *text* as they are read back: of the home agency, then of others; the nearest first."""
        key = search_key(text)
        if key not in self._near:
            searched = len(self._near) < _MOST_SEARCHED
            keys = get_close_matches(key, self._searched, MOST_LIKE, 0.6) if searched else []
            parties = [one.party for like in keys for one in self._searched[like] if not one.gone]
            parties.sort(key=lambda one: bool(one.person or one.unit) and one.agency != self._home)
            self._near[key] = tuple(dict.fromkeys(map(self.called, parties)))[:MOST_NEAR]
        return self._near[key]

    def offered(self) -> tuple[str, ...]:
        """Names to which work can go, each as it is read back: units and people of the home agency, other agencies."""
        every = {one for found in self._spelled.values() for one in found if not one.gone}
        home = [one for one in every if one.party.agency == self._home]
        units = sorted(one.name for one in home if one.party.unit and not one.party.person)
        others = sorted(one.name for one in every if one.party.unit is one.party.person is None)
        return (*units, *self.people(), *others)

    def people(self) -> tuple[str, ...]:
        """Those of the home agency to whom work can go, as they are read back."""
        every = {one.party for found in self._spelled.values() for one in found if not one.gone}
        home = [one for one in every if one.agency == self._home and one.person]
        return tuple(sorted(map(self.called, home)))

    def called(self, party: Party) -> str:
        """The name by which *party* is read back: within the home agency, or with its own; a person's with the mailbox where it means somebody else too."""
        called, named = self._around(party), self._spelled.get(spelling_key(party.name), [])
        alike = [one for one in named if called in (one.name, self._around(one.party))]
        mine = next((one for one in alike if one.party.person == party.person), None)
        return called if mine is None or not party.person or len(alike) == 1 else mine.by_mailbox

    def issuer(self, name: str) -> Agency | None:
        """The agency that goes by *name*, its short name or its abbreviation in signs."""
        named = self._spelled.get(spelling_key(name), [])
        codes = {one.party.agency for one in named if one.party.unit is one.party.person is None}
        return self._agencies[codes.pop()] if len(codes) == 1 else None

    def _around(self, party: Party) -> str:
        around = party.unit_name if party.person_name else ""
        if (party.unit_name or party.person_name) and party.agency != self._home:
            around = party.agency_name
        return f"{party.name} ({around})" if around else party.name

    def _add(self, name: str, named: Named) -> None:
        if named not in self._spelled[spelling_key(name)]:
            self._spelled[spelling_key(name)].append(named)
            self._searched[search_key(name)].append(named)

    def _preferred(self, found: list[Named]) -> tuple[Named, ...]:
        present = [named for named in found if not named.gone] or found
        home = [named for named in present if named.party.agency == self._home]
        return tuple(home or present)

    def _everybody(
        self, units: tuple[Unit, ...], people: Iterable[Person]
    ) -> Iterator[tuple[Named, tuple[str, ...]]]:
        called = {agency.code: agency.name for agency in self._agencies.values()}
        for agency in self._agencies.values():
            party = Party(Role.LEAD, agency.code, agency_name=agency.name)
            yield self._standing(party), (agency.name, agency.short_name, agency.code)
        for unit in units:
            within = called[unit.agency]
            party = Party(Role.LEAD, unit.agency, unit.id, None, within, unit.name)
            yield self._standing(party), (unit.name,)
        numbers = {(unit.agency, unit.name): unit.id for unit in units}
        for one in people:
            number = numbers.get((one.agency, one.unit or ""))
            within = called[one.agency]
            party = Party(Role.LEAD, one.agency, number, one.id, within, one.unit, one.name)
            gone = "disabled" if one.disabled else ""
            yield self._standing(party, gone, one.email), (one.name, one.email)

    def _standing(self, party: Party, gone: str = "", mailbox: str = "") -> Named:
        agency = self._agencies[party.agency]
        ended = agency.valid_to is not None and agency.valid_to < self._today
        if agency.disabled:
            gone = gone or "disabled"
        elif not agency.valid_on(self._today):
            gone = gone or ("ended" if ended else "not-yet")
        follows = self._heir(agency) if gone in ("ended", "not-yet") else ""
        return Named(party, agency.short_name, gone, follows, mailbox)

    def _heir(self, agency: Agency) -> str:
        """Who acts for it today, else who was named to."""
        found = heir(agency.code, self._agencies, self._today)
        return agency.successor or "" if found is None else found.code
