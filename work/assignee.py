"""Reads who is to do the work: "Vụ Pháp chế", "Vụ A (chủ trì); Vụ B", "Vụ A chủ trì, phối hợp với Vụ B".

The first named leads and the others help, unless the words say who leads
(Nghị định 30/2020/NĐ-CP, Điều 23: chủ trì, phối hợp).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from work.roster import Named, Roster
from work.spelling import composed, spelling_key
from work.task import Party, Role

Look = Callable[[str], tuple[Named, ...]]

_BETWEEN = re.compile(
    r"[;\n]|\s\+\s|[,\s]\s*(?:và\s+)?(?=phối hợp\s+(?:với|cùng)\s)", re.IGNORECASE
)
_ROLES = {"chủ trì": Role.LEAD, "phối hợp": Role.COORDINATOR, "theo dõi": Role.FOLLOWER}
_ROLE = "|".join(_ROLES)
_ROLE_BEFORE = re.compile(
    rf"^\s*(?:đơn vị\s+)?({_ROLE})\s*(?:[:–-]|là|với|cùng)?\s+", re.IGNORECASE
)
_ROLE_BEHIND = re.compile(
    rf"(?:\s*\(\s*({_ROLE})\s*\)|\s*[–-]\s*({_ROLE})|\s(chủ trì|phối hợp))\s*$", re.IGNORECASE
)
_ADDRESS = re.compile(r"^(?:giao\s+)?(?:(?:ông|bà|anh|chị|đ/c|đồng chí)[:.]?\s+)?", re.IGNORECASE)
_WITHIN = re.compile(r"\s*\(\s*|\s+[-–—]\s+|\s*,\s*")


class AssigneeGap(StrEnum):
    """Why a name is nobody to whom work can go."""

    UNKNOWN = "unknown-assignee"
    AMBIGUOUS = "ambiguous-assignee"
    DISABLED = "disabled-assignee"
    ENDED = "ended-agency"
    NOT_YET = "not-yet-agency"
    TWO_LEADS = "two-leads"
    NO_LEAD = "no-lead"


@dataclass(frozen=True, slots=True)
class Assigned:
    """The parties of a task, the lead first; *loosely* are names that fit only without accents."""

    parties: tuple[Party, ...]
    loosely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nobody:
    """Why there are no parties: the name at fault, and names that might be meant or that follow."""

    gap: AssigneeGap
    name: str = ""
    others: tuple[str, ...] = ()


def read_assignees(text: str, roster: Roster) -> Assigned | Nobody:
    """The parties that *text* names, by the directory."""
    lines = (" ".join(line.split()) for line in composed(text).split("\n"))
    plain = "\n".join(filter(None, lines))  # a run of blanks would be looked at from each of them
    whole = _one(" ".join(plain.split()), roster)
    if isinstance(whole, _Match):
        return _assigned([(whole, Role.LEAD)])
    parts = [part.strip(" ,.-") for part in _BETWEEN.split(plain)]
    found: list[tuple[_Match, Role | None]] = []
    for part in filter(None, parts):
        role, name = _role(part)
        matches = _several(name, roster)
        if isinstance(matches, Nobody):
            return matches
        found += [(match, role) for match in matches]
    return _with_roles(found)


def read_person(text: str, roster: Roster) -> Named | Nobody:
    """The one person that *text* names, by name, by name and what is around it, or by mailbox; one that is gone too."""

    def people(look: Look) -> Look:
        return lambda name: tuple(one for one in look(name) if one.party.person)

    plain = " ".join(composed(text).split())
    found, _ = _found(plain, (people(roster.spelled), people(roster.searched)))
    if len(found) == 1:
        return found[0]
    if found:
        return Nobody(AssigneeGap.AMBIGUOUS, plain, _told_apart(found))
    return Nobody(AssigneeGap.UNKNOWN, plain, roster.near(_ADDRESS.sub("", plain)))


@dataclass(frozen=True, slots=True)
class _Match:
    named: Named
    written: str
    loose: bool = False


def _role(part: str) -> tuple[Role | None, str]:
    for pattern in (_ROLE_BEHIND, _ROLE_BEFORE):
        found = pattern.search(part)
        if found is not None:
            word = next(group for group in found.groups() if group)
            return _ROLES[word.lower()], pattern.sub("", part).strip(" :")
    return None, part


def _several(text: str, roster: Roster) -> list[_Match] | Nobody:
    """One name, or several with commas between them where each is known."""
    one = _one(text, roster)
    if isinstance(one, _Match):
        return [one]
    pieces = [_one(piece.strip(), roster) for piece in text.split(",") if piece.strip()]
    known = [piece for piece in pieces if isinstance(piece, _Match)]
    unknown = [piece for piece in pieces if isinstance(piece, Nobody)]
    if not known or len(pieces) == 1:
        return one
    return unknown[0] if unknown else known


def _one(text: str, roster: Roster) -> _Match | Nobody:
    found, loose = _found(text, (roster.spelled, roster.searched))
    if found:
        return _only(found, text, loose)
    return Nobody(AssigneeGap.UNKNOWN, text, roster.near(_ADDRESS.sub("", text)))


def _found(text: str, looks: tuple[Look, Look]) -> tuple[tuple[Named, ...], bool]:
    """Whom *text* may mean, by the first of *looks* that knows anybody, and whether by the second."""
    plain = _ADDRESS.sub("", text)
    for loose, look in enumerate(looks):
        for name in dict.fromkeys((text, plain)):
            if found := look(name):
                return found, bool(loose)
        for found in _within(plain, look):
            return found, bool(loose)
    return (), False


def _within(text: str, look: Look) -> Iterator[tuple[Named, ...]]:
    """Those of a name whose unit or agency is written behind it."""
    for between in _WITHIN.finditer(text):
        name, around = text[: between.start()], text[between.end() :].rstrip(" )")
        named = look(name)
        every = [spelling_key(part) for part in around.split(",")]
        some = [spelling_key(part) for part in (around, *re.split(r"\s*[,–-]\s*", around))]
        found = [one for one in named if all(map(one.within, every))]
        found = found or [one for one in named if any(map(one.within, some))]
        if found:
            yield tuple(found)


def _only(found: tuple[Named, ...], written: str, loose: bool) -> _Match | Nobody:
    if len(found) > 1:
        return Nobody(AssigneeGap.AMBIGUOUS, written, _told_apart(found))
    (named,) = found
    gaps = {
        "disabled": AssigneeGap.DISABLED,
        "ended": AssigneeGap.ENDED,
        "not-yet": AssigneeGap.NOT_YET,
    }
    if named.gone:
        others = (named.successor,) if named.successor else ()
        return Nobody(gaps[named.gone], named.name, others)
    return _Match(named, written, loose)


def _told_apart(found: tuple[Named, ...]) -> tuple[str, ...]:
    """What each is called; two that share even unit and agency, by their mailboxes."""
    every = Counter(one.full_name for one in found)
    return tuple(
        sorted(one.full_name if every[one.full_name] == 1 else one.by_mailbox for one in found)
    )


def _with_roles(found: list[tuple[_Match, Role | None]]) -> Assigned | Nobody:
    leads = sum(role is Role.LEAD for _, role in found)
    if leads > 1:
        return Nobody(AssigneeGap.TWO_LEADS)
    if not leads and (not found or found[0][1] is not None):
        return Nobody(AssigneeGap.NO_LEAD)
    first = Role.COORDINATOR if leads else Role.LEAD
    return _assigned(
        [
            (match, role or (first if place == 0 else Role.COORDINATOR))
            for place, (match, role) in enumerate(found)
        ]
    )


def _assigned(found: list[tuple[_Match, Role]]) -> Assigned:
    """Each party once, with the first role it has; the lead stands first."""
    parties: dict[tuple[str, int | None, int | None], Party] = {}
    for match, role in sorted(found, key=lambda one: one[1] is not Role.LEAD):
        party = replace(match.named.party, role=role)
        parties.setdefault((party.agency, party.unit, party.person), party)
    return Assigned(tuple(parties.values()), tuple(m.written for m, _ in found if m.loose))
