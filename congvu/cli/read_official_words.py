"""What `congvu read` says to people of the documents in a letter, in the office's language: what each is, and what it asks of whom by when."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from congvu.cli import read_words
from congvu.cli.read_words import Pairs, say
from templates import sentence, word
from templates.filters import cut
from templates.proposal import doubt
from work.perhaps import all_perhaps

if TYPE_CHECKING:
    from schedules.due import Due
    from work.official.found import Errand, Finding, Paper, Read

LONGEST = 300  # characters of what is quoted of a task


def document_title(number: int, paper: "Paper", language: str) -> str:
    """The heading of one document."""
    return say("document", language, number=number, sign=_value(paper.number))


def document_pairs(paper: "Paper", language: str) -> Pairs:
    """What is told of it, line by line."""
    issued = _value(paper.issued)
    yield "kind", _value(paper.kind)
    yield "excerpt", _value(paper.excerpt)
    yield "issuer", _value(paper.issuer)
    yield "issued", f"{date.fromisoformat(issued):%d/%m/%Y}" if issued else ""
    yield "urgency", word(f"urgency.{paper.urgency.value}", language)
    yield "addressees", "; ".join(one.value for one in paper.addressees)
    yield "signer", _value(paper.signer)
    ties = (
        f"{word(f'incoming.tie.{tie.role}', language)} {tie.number.value}" for tie in paper.ties
    )
    yield "ties", "; ".join(ties)


def task_title(number: int, errand: "Errand", language: str) -> str:
    """The heading of one task: by when."""
    deadline = errand.deadline
    due = "" if deadline is None else read_words.shown(deadline.at or deadline.due, language)
    return say("task", language, number=number, due=due)


def task_pairs(errand: "Errand", due: "Due | None", language: str) -> Pairs:
    """What is told of it, line by line: the counting of its day as of any deadline."""
    yield "addressee", _value(errand.lead)
    yield "helpers", "; ".join(one.value for one in errand.helpers)
    yield "product", _value(errand.product)
    yield "content", cut(errand.content.value, LONGEST)
    if due is not None:
        said = errand.when or due.asked
        yield "words", f"“{said.words}”"
        yield from read_words.counted(due, errand.recurs, language)
        yield "certainty", f"{said.certainty:.0%}"


def beside(facts: Mapping[str, Any], language: str) -> Iterator[str]:
    """Meetings and periods that the letter names, and terms without a beginning."""
    for event in facts["events"]:
        yield read_words.event(event["start"], event["words"], language)
    for period in facts["periods"]:
        yield read_words.period(period["from"], period["to"], period["words"], language)
    for words in facts["undated"]:
        yield read_words.undated(words, language)


def conclusion(found: "Read", language: str, *, asks: bool) -> Iterator[str]:
    """Which times may be limits besides; whether its tasks may open by themselves, and if not, why; where it *asks* for nothing, that."""
    for one in all_perhaps(found):
        facts = {
            "words": one.words,
            "due": one.due,
            "content": cut(one.errand.content.value, LONGEST),
        }
        yield sentence("read.package.perhaps", facts, language)
    if found.opens:
        yield word("read.package.opens", language)
    elif not asks:
        yield word("read.package.nothing-asked", language)
    else:
        yield word("read.package.person", language)
        yield from (f"- {doubt(code, language)}" for code in found.doubts)


def _value(finding: "Finding | None") -> str:
    return "" if finding is None else finding.value
