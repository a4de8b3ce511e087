"""Who may see a task: who is told of it, and the heads of every unit and agency that has a part in it."""

from collections.abc import Iterable

from work.audience import Told, audience
from work.person import Person, Position
from work.task import Party


def may_see(reader: Person, parties: tuple[Party, ...], people: Iterable[Person]) -> bool:
    """Whether *reader* may see the task of these *parties*.

    *people* are those behind it, as for audience(). Whoever a reminder may
    address sees what it is about, so that no button of one leads nowhere.
    """
    if reader.disabled:
        return False
    known = tuple(people)
    told = {recipient.person.id for recipient in audience(parties, known, Told)}
    return reader.id in told or any(_is_over(reader, party, known) for party in parties)


def _is_over(reader: Person, party: Party, people: tuple[Person, ...]) -> bool:
    if reader.agency != party.agency:
        return False
    if reader.position is Position.UNIT_HEAD:
        return reader.unit is not None and reader.unit == _unit_of(party, people)
    return reader.position is Position.AGENCY_HEAD


def _unit_of(party: Party, people: tuple[Person, ...]) -> str | None:
    """The party's unit, which is that of its person where none is given."""
    own = next((person.unit for person in people if person.id == party.person), None)
    return party.unit_name or own
