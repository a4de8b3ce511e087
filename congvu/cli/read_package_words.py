"""What `congvu read` says to people of edXML, in the office's language."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from congvu.cli import output
from congvu.cli.read_official_words import LONGEST, conclusion
from congvu.cli.read_words import labelled, source
from templates import sentence, word
from templates.filters import cut
from templates.proposal import aside
from templates.size import size_label
from templates.worth import worth
from work.edxml import Business
from work.signature import GOOD

if TYPE_CHECKING:
    from congvu.cli.read_package import Looked
    from congvu.config import Config
    from schedules.due import Due
    from work.edxml import Organ, Package, Reference, Status
    from work.official.found import Errand, Read
    from work.signature import Judgement


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/, below its table for packages."""
    return sentence(f"read.package.{key}", facts, language)


def show(looked: "Looked", config: "Config") -> None:
    """Prints the package, its signatures, what it asks for, and whether that may open by itself."""
    package, language = looked.package, config.office.language
    output.fields(say("title", language, number=package.document.number), labelled(_pairs(package, language), language, "package"))  # fmt: skip
    for number, one in enumerate(looked.judged, 1):
        output.fields(say("signature", language, number=number), labelled(_worth(one, language), language, "package"))  # fmt: skip
    found = looked.reckoned
    for number, (errand, due) in enumerate(zip(found.read.errands, found.dues, strict=True), 1):
        output.fields(say("task", language, number=number), _task(errand, due, language))
    for line in _remarks(looked, config):
        output.say(line)
    _conclude(package, found.read, language)


def show_status(status: "Status", language: str) -> None:
    """Prints a state that somebody tells of a document."""
    title = say("status", language, number=status.document.number)
    pairs = (
        ("sender", _organ(status.sender)),
        ("code", f"{status.code} ({word(f'edxml.{status.code}', language)})"),
        ("reason", status.reason),
        ("at", "" if status.at is None else f"{status.at:%d/%m/%Y %H:%M}"),
        ("about", _reference(status.document)),
    )
    output.fields(title, labelled(pairs, language, "package"))


def show_aside(code: str, language: str) -> None:
    """Prints why the letter waits for a person."""
    output.say(say("aside", language, why=aside(code, language)))


def _pairs(package: "Package", language: str) -> Iterator[tuple[str, str]]:
    issued, signer = package.document.issued, (package.post, package.signer)
    yield "sender", _organ(package.sender)
    yield from (("recipient", _organ(one)) for one in package.recipients)
    yield "business", word(f"read.business.{package.business}", language)
    yield from (("about", _reference(one)) for one in package.about)
    yield "reason", package.reason
    yield "kind", package.kind
    yield "excerpt", package.subject or package.content
    yield "issued", _day(issued)
    yield "signer", ", ".join(filter(None, signer))
    yield "urgency", word(f"urgency.{package.urgency}", language)
    yield "due", _day(package.due)
    yield from (("answers", _reference(one)) for one in package.answers)
    yield "sphere", package.sphere
    yield "places", "; ".join(package.places)
    for one in package.files:
        size = size_label(len(one.octets), language)
        yield "file", say("size", language, name=one.name, size=size)


def _worth(one: "Judgement", language: str) -> Iterator[tuple[str, str]]:
    yield "signed-by", one.signer
    why = worth(one.verdict, language)
    vouched = one.verdict == GOOD and one.anchor
    yield "worth", say("vouched", language, why=why, anchor=one.anchor) if vouched else why


def _task(errand: "Errand", due: "Due | None", language: str) -> Iterator[tuple[str, str]]:
    def label(name: str) -> str:
        found = word(f"proposal.read.{name}", language)
        return found[:1].upper() + found[1:]

    yield label("content"), cut(" ".join(errand.content.value.split()), LONGEST)
    yield label("lead"), "" if errand.lead is None else errand.lead.value
    yield label("helper"), "; ".join(one.value for one in errand.helpers)
    yield label("product"), "" if errand.product is None else errand.product.value
    yield label("when"), _due(errand, due, language)
    if due is not None:
        yield word("read.package.source", language), source(due, language)
        notes = (word(f"read.warning.{code}", language) for code in due.warnings)
        yield word("read.package.note", language), "; ".join(notes)


def _due(errand: "Errand", due: "Due | None", language: str) -> str:
    if errand.deadline is None:
        return word("read.package.no-deadline", language)
    words = errand.when.words if errand.when else due.asked.words if due else ""
    told = _day(errand.deadline.at or errand.deadline.due)
    return say("when", language, due=told, words=" ".join(words.split()))


def _remarks(looked: "Looked", config: "Config") -> Iterator[str]:
    """What was not looked at, and what to set so that it is."""
    language = config.office.language
    if not looked.judged:
        yield word("read.package.unsigned", language)
    elif not config.smime.anchors:
        yield word("read.package.no-anchors", language)
    if not config.intake.organ:
        yield word("read.package.no-organ", language)


def _conclude(package: "Package", found: "Read", language: str) -> None:
    if package.business is Business.RECALL:
        show_aside("edxml-recall", language)
        return
    asks = found.asks or found.doubts != ("nothing-asked",)
    for line in conclusion(found, language, asks=asks):
        output.say(line)


def _organ(organ: "Organ") -> str:
    named = (
        f"{organ.name} ({organ.code})" if organ.name and organ.code else organ.name or organ.code
    )
    return ", ".join(filter(None, (named, organ.email)))


def _reference(one: "Reference") -> str:
    return ", ".join(filter(None, (one.number, _day(one.issued), one.organ)))


def _day(day: date | datetime | None) -> str:
    if day is None:
        return ""
    return f"{day:%H:%M, %d/%m/%Y}" if isinstance(day, datetime) else f"{day:%d/%m/%Y}"
