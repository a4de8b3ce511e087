"""What `congvu read --json` has of the documents in a letter, whom they name, and what they ask of whom by when."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from congvu.cli.read_deadlines import Facts

if TYPE_CHECKING:
    from schedules.due import Due
    from schedules.official_letter import Reckoned
    from work.official.found import Errand, Finding, Paper, Read
    from work.official.letter import Letter

SUBJECT = "subject"  # where words stand that stand in no file


def documents(found: "Read") -> list["Paper"]:
    """Its papers that are documents."""
    return [paper for paper in found.papers if paper.kind is not None]


def official_facts(found: "Reckoned", letter: "Letter") -> Facts:
    """What JSON has of the documents: the first by itself, all of them with their ties, and the deadlines of all."""
    papers = documents(found.read)
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
        "perhaps": [_perhaps(errand, letter) for errand in found.read.perhaps],
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


def _perhaps(errand: "Errand", letter: "Letter") -> Facts:
    """What would be asked if its time were a limit."""
    return _task(errand, letter) | {"words": _value(errand.when)}


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
