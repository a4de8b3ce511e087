"""The sections of `congvu read` on edXML: a package, its signatures and what it asks for by when, or a state."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from congvu.cli import read_package_words, signature_words
from congvu.cli.read_deadlines import Facts, Reader
from congvu.cli.read_official_facts import official_facts
from congvu.cli.read_section import Section
from congvu.cli.shell import Shell

if TYPE_CHECKING:
    from mail.reader.package import Brought
    from mail.smime.trust import Trust
    from schedules.official_letter import Reckoned
    from work.edxml import Organ, Package, Reference, Status
    from work.signature import Judgement


class Looked(NamedTuple):
    """A package with what its signatures are worth, and what it asks for."""

    package: "Package"
    judged: "tuple[Judgement, ...]"
    reckoned: "Reckoned"


def package_sections(
    shell: Shell, reader: Reader, found: "Sequence[Brought]", received: date | datetime | None
) -> list[Section]:
    """What is told of the packages that a letter brings, of which there should be one."""
    from mail.smime.judge import telling
    from papers.edxml import read
    from papers.edxml_tree import Broken
    from work.edxml import Status

    language = shell.config.office.language
    if len(found) > 1:
        return [_aside("edxml-several", language)]
    try:
        said = read(found[0].octets)
    except Broken:
        return [_aside("edxml-broken", language)]
    if isinstance(said, Status):
        show = partial(read_package_words.show_status, said, language)
        return [Section("status", _status(said), show)]
    known = _trust(shell)
    judged = asyncio.run(_judged(found[0], known, shell.now))
    read_of_files = reader.official(found[0].files, received)
    reckoned = _reckoned(shell.config.intake.organ, found[0], said, read_of_files)
    doubts = found[0].doubts(said, telling(judged, known))
    looked = Looked(said, judged, reckoned._replace(read=reckoned.read.doubting(doubts)))
    show = partial(read_package_words.show, looked, shell.config)
    return [
        Section("package", _package(said, judged), show),
        *_of_documents(looked, found[0]),
    ]


def _aside(code: str, language: str) -> Section:
    show = partial(read_package_words.show_aside, code, language)
    return Section("package", {"aside": code}, show)


def _trust(shell: Shell) -> "Trust":
    from mail.smime import trust

    return trust.read(shell.config.smime.anchors, shell.config.smime.crls)


async def _judged(one: "Brought", trust: "Trust", now: datetime) -> "tuple[Judgement, ...]":
    from mail.smime.judge import of_package
    from papers.opener import Opener

    async with Opener(readers=1) as opener:
        return await of_package(one.name, one.octets, trust, opener, now)


def _reckoned(organ: str, one: "Brought", package: "Package", files: "Reckoned") -> "Reckoned":
    """What it asks for; without our own code (*organ*) it is taken for ours."""
    from schedules.official_package import reckoned
    from work.edxml import agency_code

    home = organ or next((to.code for to in package.recipients), "")
    return reckoned(package, files, one.places, one.sheet, agency_code(home))


def _of_documents(looked: Looked, one: "Brought") -> list[Section]:
    """The same keys in JSON as of any letter; people are shown them with the package."""
    told = official_facts(looked.reckoned, one.letter)
    return [Section(name, said, _nothing) for name, said in told.items()]


def _nothing() -> None:
    """What is shown with the package already."""


def _package(package: "Package", judged: "Sequence[Judgement]") -> Facts:
    return {
        "sender": _organ(package.sender),
        "recipients": [_organ(one) for one in package.recipients],
        "document": _reference(package.document),
        "kind": package.kind,
        "subject": package.subject,
        "content": package.content,
        "signer": package.signer,
        "post": package.post,
        "due": package.due,
        "urgency": package.urgency.value,
        "sphere": package.sphere,
        "places": list(package.places),
        "answers": [_reference(one) for one in package.answers],
        "business": package.business.value,
        "reason": package.reason,
        "about": [_reference(one) for one in package.about],
        "files": [{"name": one.name, "kind": one.kind, "octets": len(one.octets)} for one in package.files],
        "faults": list(package.faults),
        "signatures": signature_words.facts(judged),
    }  # fmt: skip


def _status(status: "Status") -> Facts:
    return {
        "sender": _organ(status.sender),
        "document": _reference(status.document),
        "code": status.code.value,
        "reason": status.reason,
        "at": status.at,
    }


def _organ(organ: "Organ") -> Facts:
    return {"code": organ.code, "name": organ.name, "email": organ.email}


def _reference(one: "Reference") -> Facts:
    return {"organ": one.organ, "number": one.number, "issued": one.issued, "id": one.text}
