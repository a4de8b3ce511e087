"""What `congvu intake` shows of a proposal: what was read, what it would register, and why a person is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from congvu.cli.task_change import named
from store.proposal import Look
from templates import sentence, word
from templates.filters import cut, day
from templates.proposal import doubt, problem
from templates.register import changed
from work.official.found import Errand, Finding, Paper
from work.perhaps import undecided
from work.proposal import Asked, Proposal

WORDS_LONGEST = 100  # characters of the words that something was read from


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/, below its table for proposals."""
    return sentence(f"proposal.say.{key}", facts, language)


def state_of(found: Proposal, language: str) -> str:
    """Its state in words."""
    return word(f"proposal.state.{found.state}", language)


def title(look: Look) -> tuple[str, str]:
    """Number and sign, and excerpt, as far as they were read."""
    paper, read = look.draft.document, look.proposal.read
    if paper is not None:
        return paper.number, paper.excerpt
    first = next((one for one in read.papers), None)
    number = "" if first is None or first.number is None else first.number.value
    tasks = [one.content.value for one in read.errands]
    excerpt = "" if first is None or first.excerpt is None else first.excerpt.value
    return number, excerpt or next(iter(tasks), "")


def lines(look: Look, zone: tzinfo, language: str, by: str) -> list[tuple[str, str]]:
    """Every fact of it with its label; *by* is who settled it."""
    told = (*_of_letter(look.proposal, zone, language, by), *registering(look, language))
    reasons = [("doubt", doubt(one, language)) for one in look.proposal.doubts]
    return [(_label(name, language), value) for name, value in (*told, *reasons)] + [
        (word("proposal.label.read", language), f"{word(f'proposal.read.{what}', language)}: {value}")
        for what, value in _read(look.proposal, language)
    ]  # fmt: skip


def would(look: Look, language: str) -> list[tuple[str, str]]:
    """What confirming it would register, with labels."""
    return [(_label(name, language), value) for name, value in registering(look, language)]


def registering(look: Look, language: str) -> Iterator[tuple[str, str]]:
    """The same by the keys of labels: document, tasks, changes, and what is wrong."""
    paper = look.draft.document
    if paper is not None:
        facts = {"number": paper.number, "issued": paper.issued, "issuer": paper.issuer}
        yield "document", say("paper", language, **facts)
        yield "excerpt", paper.excerpt
        yield "urgency", word(f"urgency.{paper.urgency}", language)
    if look.bearing.about is not None:
        yield "stands", say("standing", language, document=look.bearing.about)
    for one in look.draft.asked:
        yield f"task {one.place}", _task(one, language)
    yield from (("perhaps", told) for told in _perhaps(look, language))
    if look.draft.asked and not look.bearing.opens:
        yield "note", word("web.intake.opens-none", language)
    yield from _compared(look, language)
    for kind, problems in (("error", look.errors), ("note", look.notes)):
        for found in problems:
            yield kind, _placed(found.row, problem(found, language, options=True), language)


def _perhaps(look: Look, language: str) -> Iterator[str]:
    """Times that may be limits, each with the options that take it for one."""
    read = look.proposal.read
    places = (len(read.errands), *(one.place for one in look.draft.asked))
    for one in undecided(read, look.draft.asked):
        said = {"words": one.words, "sentence": cut(one.sentence, WORDS_LONGEST)}
        facts = {"place": one.place, "next": max(places) + 1, "due": one.due}
        yield say("perhaps", language, **said, **facts)


def _compared(look: Look, language: str) -> Iterator[tuple[str, str]]:
    """What changes of tasks that stand, and what stays although the letter differs."""
    for change in () if look.preview is None else look.preview.changes:
        facts = {"task": change.task.id, "parts": changed(change, language)}
        yield "change", say("change", language, **facts)
    for found in look.kept:
        yield "note", problem(found, language)


def _label(name: str, language: str) -> str:
    if name.startswith("task "):
        return sentence("proposal.label.task", {"place": name[5:]}, language)
    return word(f"proposal.label.{name}", language)


def _placed(place: int, told: str, language: str) -> str:
    return f"{_label(f'task {place}', language)}: {told}" if place else told


def _of_letter(found: Proposal, zone: tzinfo, language: str, by: str) -> Iterator[tuple[str, str]]:
    yield "state", state_of(found, language)
    came = f"{found.received_at.astimezone(zone):%d/%m/%Y %H:%M}"
    yield "letter", say("letter", language, letter=found.letter, came=came)
    yield "sender", say("proved" if found.proved else "unproved", language, sender=found.sender)
    if found.twin is not None:
        yield "twin", say("twin", language, twin=found.twin)
    if found.document is not None:
        facts = {"document": found.document, "imported": found.imported}
        yield "registered", say("registered", language, **facts)
    yield "settled", by
    yield "reason", found.reason or ""


def _task(one: Asked, language: str) -> str:
    who = "; ".join(named(party) for party in one.parties or ())
    due = "" if one.deadline is None else sentence("add.due-on", {"until": one.deadline.until}, language)  # fmt: skip
    return say("task", language, content=one.content, who=who, due=due, product=one.product)


def _read(found: Proposal, language: str) -> Iterator[tuple[str, str]]:
    for paper in found.read.papers:
        yield from ((name, _finding(one, language)) for name, one in _of_paper(paper, language))
    for errand in found.read.errands:
        yield from ((name, _finding(one, language)) for name, one in _of_errand(errand))


def _of_paper(paper: Paper, language: str) -> Iterator[tuple[str, Finding]]:
    for name in ("number", "issuer", "issued", "kind", "excerpt", "urgency", "signer"):
        one = getattr(paper, name)
        if one is not None and one.words:
            yield name, replace(one, value=_shown(name, one.value, language))
    yield from (("addressee", one) for one in paper.addressees)
    yield from (("tie", one.number) for one in paper.ties)


def _shown(name: str, value: str, language: str) -> str:
    """A day and an urgency as people write them; anything else is text."""
    if name == "issued":
        return day(value)
    return word(f"urgency.{value}", language) if name == "urgency" else value


def _of_errand(errand: Errand) -> Iterator[tuple[str, Finding]]:
    yield "content", errand.content
    if errand.lead is not None:
        yield "lead", errand.lead
    yield from (("helper", one) for one in errand.helpers)
    yield from (
        (name, one)
        for name, one in (("product", errand.product), ("when", errand.when))
        if one is not None
    )


def _finding(one: Finding, language: str) -> str:
    facts = {"value": one.value, "words": cut(" ".join(one.words.split()), WORDS_LONGEST)}
    return say("finding", language, certainty=round(one.certainty * 100), **facts)
