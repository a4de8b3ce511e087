"""The sections of `congvu read` on a letter: its documents, whom they name, and what they ask of whom by when."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from congvu.cli import output, read_official_words
from congvu.cli.read_deadlines import Facts, Reader, sections
from congvu.cli.read_section import Section

if TYPE_CHECKING:
    from schedules.due import Due
    from schedules.official_letter import Reckoned
    from work.official.found import Errand, Finding, Paper, Read
    from work.official.letter import Letter

SECONDS = 60.0  # for all attachments; nobody waits for an answer as a client of SMTP does
SUBJECT = "subject"  # where words stand that stand in no file


def official_sections(
    reader: Reader, octets: bytes, received: date | datetime | None
) -> list[Section]:
    """What is read of the letter: by its documents, or sentence by sentence where it has none."""
    letter = asyncio.run(_letter(octets))
    text = "\n\n".join((letter.subject, *(sheet.text for sheet in letter.sheets)))
    told = sections(reader, text, received)
    found = reader.official(letter, received)
    if not _documents(found.read):
        return told
    facts: Facts = {section.name: section.facts for section in told}
    facts |= official_facts(found, letter)
    shows = {"deadlines": partial(_show, found, facts)}
    return [Section(name, said, shows.get(name, _nothing)) for name, said in facts.items()]


async def _letter(octets: bytes) -> "Letter":
    from mail.reader.letter import letter
    from papers.opener import Opener

    async with Opener(readers=1) as opener:
        return await letter(octets, opener, SECONDS)


def _documents(found: "Read") -> list["Paper"]:
    return [paper for paper in found.papers if paper.kind is not None]


def official_facts(found: "Reckoned", letter: "Letter") -> Facts:
    """What JSON has of the documents: the first by itself, all of them with their ties, and the deadlines of all."""
    papers = _documents(found.read)
    return {
        "document": _document(papers[0]),
        "people": list(_people(found.read)),
        "deadlines": [
            _deadline(errand, due)
            for errand, due in zip(found.read.errands, found.dues, strict=True)
            if due is not None
        ],
        "documents": [_document(paper) | {"ties": _ties(paper)} for paper in papers],
        "tasks": [_task(errand, letter) for errand in found.read.errands],
        "asks": found.read.asks,
        "opens": found.read.opens,
        "doubts": list(found.read.doubts),
    }


def _document(paper: "Paper") -> Facts:
    """A letter that bears a mark of secrecy is not read: what is read here has none."""
    return {
        "number": _value(paper.number),
        "issuer": _value(paper.issuer),
        "issued": _value(paper.issued),
        "urgency": paper.urgency.value,
        "secrecy": None,
        "subject": _value(paper.excerpt),
        "kind": _value(paper.kind),
    }


def _value(finding: "Finding | None") -> str | None:
    return None if finding is None else finding.value


def _ties(paper: "Paper") -> list[Facts]:
    return [{"role": tie.role, "number": tie.number.value} for tie in paper.ties]


def _people(found: "Read") -> Iterator[Facts]:
    """Everybody who is named, once in each part that they have."""
    named = [("addressee", one) for paper in found.papers for one in paper.addressees]
    named += [("signer", paper.signer) for paper in found.papers if paper.signer]
    named += [("lead", errand.lead) for errand in found.errands if errand.lead]
    named += [("helper", one) for errand in found.errands for one in errand.helpers]
    for role, name in dict.fromkeys((role, one.value) for role, one in named):
        yield {"name": name, "as": role}


def _deadline(errand: "Errand", due: "Due") -> Facts:
    return {
        "due": due.due if errand.deadline is None or errand.deadline.at else errand.deadline.due,
        "exclusive": due.exclusive if errand.deadline is None else errand.deadline.exclusive,
        "literal": due.literal,
        "recurs": errand.recurs,
        "addressee": _value(errand.lead),
        "words": _words(errand, due),
        "rule": due.rule,
        "source": due.source,
        "certainty": due.asked.certainty if errand.when is None else errand.when.certainty,
        "warnings": list(due.warnings),
    }


def _words(errand: "Errand", due: "Due") -> str:
    return due.asked.words if errand.when is None else errand.when.words


def _task(errand: "Errand", letter: "Letter") -> Facts:
    sheet = errand.content.sheet
    place = SUBJECT if sheet is None else "/".join(letter.sheets[sheet].place)
    return {
        "document": errand.paper,
        "content": errand.content.value,
        "lead": _value(errand.lead),
        "helpers": [helper.value for helper in errand.helpers],
        "product": _value(errand.product),
        "due": None if errand.deadline is None else str(errand.deadline.until),
        "file": place,
    }


def _nothing() -> None:
    """What is shown with the deadlines already."""


def _show(found: "Reckoned", facts: dict[str, Any]) -> None:
    words = read_official_words
    for number, paper in enumerate(_documents(found.read), 1):
        output.fields(words.document_title(number, paper), words.document_pairs(paper))
    for number, (errand, due) in enumerate(zip(found.read.errands, found.dues, strict=True), 1):
        output.fields(words.task_title(number, errand), words.task_pairs(errand, due))
    for line in words.beside(facts):
        output.say(line)
    output.say(words.conclusion(found.read))
