"""The sections of `congvu read` on a letter: its documents, whom they name, and what they ask of whom by when."""

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from congvu.cli import output, read_official_words
from congvu.cli.read_deadlines import Facts, Reader, sections
from congvu.cli.read_official_facts import documents, official_facts
from congvu.cli.read_package import package_sections
from congvu.cli.read_section import Section
from congvu.cli.read_words import labelled
from congvu.cli.shell import Shell

if TYPE_CHECKING:
    from schedules.official_letter import Reckoned
    from work.official.letter import Letter


def official_sections(
    shell: Shell, octets: bytes, letter: "Letter", received: date | datetime | None
) -> list[Section]:
    """What is read of the *letter*, which has those *octets*: by its edXML, its documents, or sentence by sentence where it has none."""
    from mail.reader.package import brought, may_bring

    reader = Reader(shell)
    packages = brought(letter, octets) if may_bring(letter) else ()
    if packages:
        return package_sections(shell, reader, packages, received)
    text = "\n\n".join((letter.subject, *(sheet.text for sheet in letter.sheets)))
    told = sections(reader, text, received)
    found = reader.official(letter, received)
    if not documents(found.read):
        return told
    facts: Facts = {section.name: section.facts for section in told}
    facts |= official_facts(found, letter)
    shows = {"deadlines": partial(_show, found, facts, reader.language)}
    return [Section(name, said, shows.get(name, _nothing)) for name, said in facts.items()]


def _nothing() -> None:
    """What is shown with the deadlines already."""


def _show(found: "Reckoned", facts: dict[str, Any], language: str) -> None:
    words = read_official_words
    for number, paper in enumerate(documents(found.read), 1):
        pairs = words.document_pairs(paper, language)
        output.fields(words.document_title(number, paper, language), labelled(pairs, language))
    for number, (errand, due) in enumerate(zip(found.read.errands, found.dues, strict=True), 1):
        pairs = words.task_pairs(errand, due, language)
        output.fields(words.task_title(number, errand, language), labelled(pairs, language))
    for line in words.beside(facts, language):
        output.say(line)
    for line in words.conclusion(found.read, language, asks=found.read.asks):
        output.say(line)
