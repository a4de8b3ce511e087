"""The form of a proposal: what stands in its fields, and what somebody's words in them correct of what was read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from store.proposal import Look
from web.number import number_of
from work.document import Urgency
from work.kind import NAMES, kind_of_name
from work.official.found import Errand, Finding, Paper, Read
from work.perhaps import Perhaps, all_perhaps
from work.proposal import Asked, Corrections, TaskCorrection
from work.register_row import shown
from work.roster import Roster
from work.spelling import spelling_key
from work.task import Role

OF_DOCUMENT = ("number", "issuer", "issued", "kind", "excerpt", "urgency")
OF_TASK = ("content", "lead", "helpers", "product", "due")
MAY_BE_EMPTY = frozenset({"kind", "helpers", "product", "due"})
KINDS = tuple(dict.fromkeys(("", *NAMES.values())))  # a công văn has no abbreviation
MOST = 999  # tasks, as a form numbers them
MOST_ADDED = 20  # tasks beside those that were read
LONGEST = 4000  # characters of one field
_NOBODY = Paper(None, None, None, None, None, Finding(Urgency.NORMAL, "", 1))


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says, by names of fields; *added* tasks stand behind those read, *without* are left out."""

    fields: Mapping[str, str]
    added: int = 0
    without: frozenset[int] = frozenset()

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Typed":
        """Of what a browser sent; what is no field of ours is left aside."""
        names = {*OF_DOCUMENT, *OF_TASK}
        fields = {
            name: value[:LONGEST] for name, value in form.items() if name.partition("-")[0] in names
        }
        without = frozenset(filter(None, map(_small, form.get("without", "").split(","))))
        return cls(fields, min(_small(form.get("added", "")), MOST_ADDED), without)

    def value(self, name: str) -> str | None:
        """What stands there, in one line; None where the form has no such field."""
        found = self.fields.get(name)
        return None if found is None else " ".join(found.split())


NOTHING = Typed({})


def as_read(look: Look, roster: Roster) -> dict[str, str]:
    """What stands in the fields of a proposal before anybody types; *look* is one without corrections."""
    read, paper = look.proposal.read, look.draft.document
    said = next(iter(read.papers), _NOBODY)
    issuer = _value(said.issuer)
    found = {
        "number": paper.number if paper else _value(said.number),
        "issuer": paper.issuer if paper else look.rules.issuers.get(spelling_key(issuer), issuer),
        "issued": paper.issued.isoformat() if paper else _value(said.issued),
        "kind": (paper.kind if paper else kind_of_name(_value(said.kind))) or "",
        "excerpt": paper.excerpt if paper else _value(said.excerpt),
        "urgency": str(paper.urgency) if paper else said.urgency.value,
    }
    for one, errand in zip(look.draft.asked, read.errands, strict=True):
        told = _task(one, errand, roster)
        found.update({f"{name}-{one.place}": value for name, value in told.items()})
    return {name: " ".join(value.split()) for name, value in found.items()}


def corrections(typed: Typed, base: Mapping[str, str], tasks: int) -> Corrections:
    """What *typed* says otherwise than *base*, what was read, of which *tasks* are tasks."""
    new = {name: typed.value(name) for name in OF_DOCUMENT}
    said = {name: value for name, value in new.items() if value is not None and value != base[name]}
    urgency = said.get("urgency", "")
    kind = said.get("kind")
    return Corrections(
        number=said.get("number"),
        issuer=said.get("issuer"),
        issued=day_in(said.get("issued", "")),
        kind=kind if kind in KINDS else None,
        excerpt=said.get("excerpt"),
        urgency=Urgency(urgency) if urgency in set(Urgency) else None,
        tasks=dict(_tasks(typed, base, tasks)),
        without=typed.without,
    )


def taken(typed: Typed, read: Read, number: int, place: int) -> tuple[Typed, int]:
    """The form with the day that is perhaps meant, by its *number*: in the task at *place*, or in one more where that is 0.

    And the place at which it stands then.
    """
    one = next((one for one in all_perhaps(read) if one.number == number), None)
    last = len(read.errands) + typed.added
    if one is None or place > last or (not place and typed.added == MOST_ADDED):
        return typed, 1
    if place:
        fields = {**typed.fields, f"due-{place}": one.due}
        return Typed(fields, typed.added, typed.without - {place}), place
    place = last + 1
    more = {f"{name}-{place}": value for name, value in _more(one).items()}
    return Typed({**typed.fields, **more}, typed.added + 1, typed.without), place


def _more(one: Perhaps) -> dict[str, str]:
    errand = one.errand
    return {
        "content": errand.content.value,
        "lead": _value(errand.lead),
        "helpers": "; ".join(helper.value for helper in errand.helpers),
        "product": _value(errand.product),
        "due": one.due,
    }


def emptied(typed: Typed, base: Mapping[str, str], tasks: int) -> tuple[str, ...]:
    """The fields that say nothing now although they have to; a day that is none is one."""
    names = [
        *(name for name in OF_DOCUMENT),
        *(
            f"{name}-{place}"
            for place in range(1, tasks + 1)
            for name in OF_TASK
            if place not in typed.without
        ),
    ]
    bare = [
        name
        for name in names
        if name.partition("-")[0] not in MAY_BE_EMPTY
        and typed.value(name) == ""
        and base.get(name, "")
    ]
    issued = typed.value("issued")
    if issued and day_in(issued) is None:
        bare.append("issued")
    return tuple(bare)


def place_in(name: str) -> int:
    """Of which task a field is, 0 for one of the document's.

    >>> place_in("lead-2"), place_in("number")
    (2, 0)
    """
    return _small(name.partition("-")[2])


def day_in(text: str) -> date | None:
    """The day that a browser's field sends."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _tasks(
    typed: Typed, base: Mapping[str, str], tasks: int
) -> Iterator[tuple[int, TaskCorrection]]:
    for place in range(1, tasks + typed.added + 1):
        new = {name: typed.value(f"{name}-{place}") for name in OF_TASK}
        said = {
            name: value
            for name, value in new.items()
            if value is not None and value != base.get(f"{name}-{place}", "")
        }
        if place in typed.without or (place <= tasks and not said):
            continue
        lead, helpers = (
            base.get(f"{name}-{place}", "") if new[name] is None else str(new[name])
            for name in ("lead", "helpers")
        )
        who = _who(lead, helpers) if said.keys() & {"lead", "helpers"} else None
        yield place, TaskCorrection(who, said.get("due"), said.get("content"), said.get("product"))


def _who(lead: str, helpers: str) -> str:
    """As a cell of a register has it."""
    names = [one.strip() for one in helpers.split(";")]
    return "; ".join((lead, *(f"{name} (phối hợp)" for name in names if name)))


def _task(one: Asked, errand: Errand, roster: Roster) -> dict[str, str]:
    lead = _value(errand.lead)
    helpers = [helper.value for helper in errand.helpers]
    if one.parties is not None:
        lead = next(roster.called(party) for party in one.parties if party.role is Role.LEAD)
        helpers = [roster.called(party) for party in one.parties if party.role is not Role.LEAD]
    due = errand.when.words if errand.when else ""
    if not due and one.deadline is not None:
        due = shown(one.deadline.due)
    return {
        "content": one.content,
        "lead": lead,
        "helpers": "; ".join(helpers),
        "product": one.product or "",
        "due": due,
    }


def _value(found: Finding | None) -> str:
    return "" if found is None else found.value


def _small(text: str) -> int:
    return number_of(text, MOST)
