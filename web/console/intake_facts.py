"""The page of a proposal as facts: fields with what is wrong in them, findings with their places, the text of the letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.proposal import CONFIRMABLE, REOPENABLE, Look
from web.console.intake_form import KINDS, OF_DOCUMENT, OF_TASK, Typed, place_in
from web.console.intake_words import doubts, told
from web.console.naming import bounded
from web.console.visit import Visit
from work.deadline import due_facts, in_zone
from work.document import Urgency
from work.intake import Intake
from work.official.found import Errand, Finding, Read
from work.official.letter import Letter
from work.official.marked import Marked, marked
from work.perhaps import Perhaps, all_perhaps, undecided
from work.preview import Preview

SHOWN_MOST = 9000  # characters of the letter: what is longer is cut, with a link to the whole
GROUP_WEIGHT = 13_000  # octets of tasks whose fields are shown at once
TASK_WEIGHT = 1600  # of one without its words
OFFERED_WEIGHT = 4000  # of names to choose from
CERTAIN, LIKELY = 0.95, 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot: *look* as the form would have it, *base* what was read.

    *offered* are names that can lead, *letter* is None for what may not be shown, *by* who settled it.
    """

    look: Look
    base: Mapping[str, str]
    offered: Sequence[str]
    letter: Intake | None
    by: str | None
    came: dict[str, Any]
    before: int | None
    following: int | None
    done: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Spot:
    """One finding, by the field that it stands in; *field* is "" for what is only told."""

    field: str
    what: str
    finding: Finding


def facts(
    visit: Visit, found: Found, letter: Letter | None, typed: Typed, at: int
) -> dict[str, Any]:
    """All that the template wants."""
    kept, desk = found.look.proposal, visit.desk
    spots = tuple(_spots(kept.read)) if letter is not None else ()
    texts = () if letter is None else marked(letter, [one.finding for one in spots], SHOWN_MOST)
    placed = {n for one in texts for piece in one.pieces for n in piece.starts}
    return {
        "id": kept.id,
        "state": str(kept.state),
        "open": kept.state in CONFIRMABLE,
        "reopenable": kept.state in REOPENABLE,
        "read_at": kept.proposed_at.isoformat(),
        "sender": kept.sender,
        "proved": kept.proved,
        "came": desk.calendar.local(kept.received_at),
        "letter": kept.letter if letter is not None else None,
        "hidden": letter is None,
        "twin": kept.twin,
        "about": found.look.bearing.about,
        "opens": found.look.bearing.opens,
        "settled": None if kept.settled_at is None else desk.calendar.local(kept.settled_at),
        "by": found.by,
        "reason": kept.reason,
        **{f"was_{name}": value for name, value in found.came.items()},
        "before": found.before,
        "following": found.following,
        "done": found.done,
        "doubts": doubts(kept, visit.language),
        "changes": _changes(visit, found.look.preview),
        **_form(visit, found, typed, at),
        "notes": _notes(spots, placed),
        "also": [
            {"what": one.what, "value": one.finding.value, **_note(number, one, placed)}
            for number, one in enumerate(spots, 1)
            if not one.field
        ],
        **(
            _texts(letter, texts)
            if letter is not None
            else {"texts": (), "obstacles": (), "cut": False}
        ),
    }


def _form(visit: Visit, found: Found, typed: Typed, at: int) -> dict[str, Any]:
    read = len(found.look.proposal.read.errands)
    places = range(1, read + typed.added + 1)

    def value(name: str) -> str:
        told = typed.value(name)
        return found.base.get(name, "") if told is None else told

    groups = _groups(
        [sum(len(value(f"{n}-{place}").encode()) for n in OF_TASK) for place in places]
    )
    group = next(
        (one for one in groups if at in one), groups[-1] if typed.added and at > 1 else groups[0]
    )
    shown = frozenset(group) - typed.without
    carried = {
        name: text
        for name, text in typed.fields.items()
        if (place := place_in(name))
        and place not in shown
        and " ".join(text.split()) != found.base.get(name, "")
    }
    problems, perhaps = _problems(visit, found.look), _all_perhaps(visit, found.look)
    return {
        "fields": {name: value(name) for name in OF_DOCUMENT},
        "kinds": KINDS,
        "urgencies": [str(one) for one in Urgency],
        "offered": bounded(found.offered, OFFERED_WEIGHT),
        "added": typed.added,
        "without": ",".join(map(str, sorted(typed.without))),
        "at": group.start,
        "carried": carried,
        "groups": [(one.start, one.stop - 1, one == group) for one in groups if len(groups) > 1],
        "tasks": [
            {
                "place": place,
                "out": place in typed.without,
                "added": place > read,
                **{name: value(f"{name}-{place}") for name in OF_TASK},
                **_computed(visit, found.look, place),
                "problems": problems.get(place, ()),
                "perhaps": perhaps.get(place, ()),
            }
            for place in group
        ],
        "perhaps_more": perhaps.get(0, ()),
        "problems": problems.get(0, ()),
        "elsewhere": sum(map(bool, map(problems.get, set(places) - set(group)))),
        "ready": found.look.preview is not None,
    }


def _groups(weights: Sequence[int]) -> list[range]:
    """Tasks by their places, so many together as a page may hold; one group at least."""
    groups, start, weight = list[range](), 1, 0
    for place, one in enumerate(weights, 1):
        if place > start and weight + one + TASK_WEIGHT > GROUP_WEIGHT:
            groups.append(range(start, place))
            start, weight = place, 0
        weight += one + TASK_WEIGHT
    return [*groups, range(start, len(weights) + 1)]


def _computed(visit: Visit, look: Look, place: int) -> dict[str, Any]:
    """Until when the task would have to be done, and whether a rule named who leads."""
    one = next((one for one in look.draft.asked if one.place == place), None)
    until = None if one is None or one.deadline is None else one.deadline.until
    told = in_zone(due_facts(until), visit.desk.zone)
    return {"day": told["due"], "until": told["until"], "by_rule": one is not None and one.by_rule}


def _all_perhaps(visit: Visit, look: Look) -> dict[int, list[dict[str, Any]]]:
    """By the place of the task that would be due, 0 for what would be one more."""
    found: dict[int, list[dict[str, Any]]] = {}
    for one in undecided(look.proposal.read, look.draft.asked):
        found.setdefault(one.place or 0, []).append(_perhaps(visit, one))
    return found


def _perhaps(visit: Visit, one: Perhaps) -> dict[str, Any]:
    """A time that may be a limit: its words, the sentence around them, and the day."""
    told = in_zone(due_facts(one.until), visit.desk.zone)
    said = {"number": one.number, "words": one.words, "sentence": one.sentence}
    return {**said, "day": told["due"], "until": told["until"]}


def _problems(visit: Visit, look: Look) -> dict[int, list[dict[str, Any]]]:
    """By the place of the task, 0 for the document; errors first."""
    found: dict[int, list[dict[str, Any]]] = {}
    for one in (*look.errors, *look.notes, *look.kept):
        line = {"text": told(one, visit.language), "error": one in look.errors}
        found.setdefault(0 if one in look.kept else one.row, []).append(line)
    return found


def _changes(visit: Visit, preview: Preview | None) -> list[dict[str, Any]]:
    """What would change of tasks that stand."""
    return [
        {
            "task": one.task.id,
            "withdrawn": one.withdrawn,
            **in_zone(due_facts(one.deadline.until if one.deadline else None), visit.desk.zone),
        }
        for one in (() if preview is None else preview.changes)
    ]


def _spots(read: Read) -> Iterator[_Spot]:
    """Every finding: those of fields first, in their order."""
    for paper in read.papers:
        for name in OF_DOCUMENT:
            one = getattr(paper, name)
            if one is not None and one.words:
                yield _Spot(name, name, one)
    perhaps = [one for one in all_perhaps(read) if one.words]
    for place, errand in enumerate(read.errands, 1):
        yield from (_Spot(f"{name}-{place}", name, one) for name, one in _of_task(errand))
        yield from (_doubted(one) for one in perhaps if one.place == place)
    yield from (_doubted(one) for one in perhaps if one.place is None)
    for paper in read.papers:
        if paper.signer is not None:
            yield _Spot("", "signer", paper.signer)
        yield from (_Spot("", "addressee", one) for one in paper.addressees)
        yield from (_Spot("", "tie", tie.number) for tie in paper.ties)


def _doubted(one: Perhaps) -> _Spot:
    found = one.errand.when or one.errand.content
    return _Spot(f"perhaps-{one.number}", "perhaps", found)


def _of_task(errand: Errand) -> Iterator[tuple[str, Finding]]:
    named = (
        ("content", errand.content),
        ("lead", errand.lead),
        *(("helpers", one) for one in errand.helpers),
        ("product", errand.product),
        ("due", errand.when),
    )
    yield from ((name, one) for name, one in named if one is not None and one.words)


def _notes(spots: Sequence[_Spot], placed: set[int]) -> dict[str, list[dict[str, Any]]]:
    notes: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(spots, 1):
        if one.field:
            notes.setdefault(one.field, []).append(_note(number, one, placed))
    return notes


def _note(number: int, one: _Spot, placed: set[int]) -> dict[str, Any]:
    certainty = one.finding.certainty
    sure = "certain" if certainty >= CERTAIN else "likely" if certainty >= LIKELY else "doubtful"
    return {"n": number, "sure": sure, "placed": number in placed}


def _texts(letter: Letter, texts: Sequence[Marked]) -> dict[str, Any]:
    """The subject, and each file; those in which something was found are open."""
    shown = list[dict[str, Any]]()
    any_found = any(one.found for one in texts if one.sheet is not None)
    for one in texts:
        sheet = None if one.sheet is None else letter.sheets[one.sheet]
        place = " / ".join(sheet.place) if sheet else ""
        opened = one.found or not place or not any_found
        shown.append(
            {
                "subject": sheet is None,
                "place": place,
                "whole": sheet is None or sheet.whole,
                "open": opened,
                "pieces": one.pieces,
            }
        )
    return {
        "texts": shown,
        "obstacles": [{"place": " / ".join(place), "why": why} for place, why in letter.obstacles],
        "cut": any(piece.lacks for one in texts for piece in one.pieces),
    }
