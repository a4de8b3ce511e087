"""Who is told of a task: the people behind the roles that a reminder names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from work.person import Person, Position
from work.task import Party, Role


class Told(StrEnum):
    """Whom a rung of the ladder addresses."""

    LEAD = "lead"
    COORDINATOR = "coordinator"
    FOLLOWER = "follower"
    UNIT_HEAD = "unit-head"  # of the unit that leads
    AGENCY_HEAD = "agency-head"  # of the agency that leads
    APPROVER = "approver"  # who follows for who assigned it, else the head of the agency that leads


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person to tell, and the code of why it is this one.

    *instead_of* is who is away, where they are told as the one who stands in for them (ủy quyền).
    """

    person: Person
    reason: str
    instead_of: Person | None = None

    @property
    def told(self) -> Mapping[str, str]:
        """The fact that says in whose place; nothing for who is told in their own right."""
        return {} if self.instead_of is None else {"instead_of": self.instead_of.name}


def audience(
    parties: tuple[Party, ...], people: Iterable[Person], to: Iterable[Told]
) -> tuple[Recipient, ...]:
    """Everybody whom the roles *to* mean, each once, with the first reason that fits.

    A party whose person is not named, or is disabled, is reached through who
    answers for it: the head of its unit ("lead-unit"), else the agency's clerks,
    who receive its documents (Nghị định 30/2020/NĐ-CP, Điều 22), else the
    agency's head ("lead-agency"). *people* holds at least those. Who stands in for one
    who is away is told as well, after all who are told in their own right.
    """
    known = tuple(people)
    by_id: dict[int, Recipient] = {}
    for role in to:
        for recipient in _meant(parties, known, role):
            by_id.setdefault(recipient.person.id, recipient)
    for recipient in _stand_ins(tuple(by_id.values()), known):
        by_id.setdefault(recipient.person.id, recipient)
    return tuple(by_id.values())


def is_reached(lead: Party, people: Iterable[Person]) -> bool:
    """Whether anybody is ever reminded of what *lead* leads; *people* as for audience().

    The ladder tells the lead and the heads of its unit and its agency. Where nobody
    stands behind the lead, there are no such heads either.
    """
    return bool(audience((lead,), people, (Told.LEAD,)))


def _stand_ins(told: tuple[Recipient, ...], people: tuple[Person, ...]) -> list[Recipient]:
    present = {one.id: one for one in people if not one.disabled}
    deputies = ((present.get(one.person.deputy or 0), one) for one in told)
    return [Recipient(deputy, one.reason, one.person) for deputy, one in deputies if deputy]


def _meant(parties: tuple[Party, ...], people: tuple[Person, ...], role: Told) -> list[Recipient]:
    if role in (Told.UNIT_HEAD, Told.AGENCY_HEAD):
        (lead,) = (party for party in parties if party.role is Role.LEAD)
        heads = unit_heads if role is Told.UNIT_HEAD else agency_heads
        return [Recipient(person, role) for person in heads(lead, people)]
    if role is Told.APPROVER:
        return _approvers(parties, people)
    return _reached_as(Role(role.value), parties, people)


def _approvers(parties: tuple[Party, ...], people: tuple[Person, ...]) -> list[Recipient]:
    """Nobody approves of their own work where somebody else can."""
    (lead,) = (party for party in parties if party.role is Role.LEAD)
    found = _reached_as(Role.FOLLOWER, parties, people) or [
        Recipient(person, "approver-agency") for person in agency_heads(lead, people)
    ]
    return [one for one in found if one.person.id != lead.person] or found


def _reached_as(
    role: Role, parties: tuple[Party, ...], people: tuple[Person, ...]
) -> list[Recipient]:
    meant = [party for party in parties if party.role is role]
    return [recipient for party in meant for recipient in _reached(party, people)]


def _reached(party: Party, people: tuple[Person, ...]) -> list[Recipient]:
    named = [person for person in people if person.id == party.person and not person.disabled]
    if named:
        return [Recipient(person, party.role) for person in named]
    if heads := unit_heads(party, people):
        return [Recipient(person, f"{party.role}-unit") for person in heads]
    behind = _holding(Position.CLERK, party, people) or agency_heads(party, people)
    return [Recipient(person, f"{party.role}-agency") for person in behind]


def unit_heads(party: Party, people: tuple[Person, ...]) -> list[Person]:
    """Heads of the party's unit, which is that of its person where none is given; nobody who is disabled."""
    own = next((person.unit for person in people if person.id == party.person), None)
    unit = party.unit_name or own
    heads = _holding(Position.UNIT_HEAD, party, people)
    return [person for person in heads if unit is not None and person.unit == unit]


def agency_heads(party: Party, people: tuple[Person, ...]) -> list[Person]:
    """Heads of the party's agency; nobody who is disabled."""
    return _holding(Position.AGENCY_HEAD, party, people)


def _holding(position: Position, party: Party, people: tuple[Person, ...]) -> list[Person]:
    there = (person for person in people if person.agency == party.agency)
    return [person for person in there if person.position is position and not person.disabled]
