"""edXML read exactly, package or state, and states written (QCVN 102:2016/BTTTT).

Programs spell elements in several ways ("Bussiness", "Business"); letter case and prefixes say nothing.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from papers.edxml_tree import Broken, Node, tree
from work.document import Urgency
from work.edxml import (
    PRIORITIES,
    Business,
    File,
    Organ,
    Package,
    Reference,
    Status,
    document_id,
)
from work.exchange import read_code
from work.spelling import composed

_FIELD_LONGEST = 10_000  # characters
_FILES = 100
_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_ZONE = timezone(timedelta(hours=7))
_DIGESTS = {
    "xmldsig#sha1": hashlib.sha1,
    "xmlenc#sha256": hashlib.sha256,
    "xmldsig-more#sha384": hashlib.sha384,
    "xmlenc#sha512": hashlib.sha512,
}


def read(octets: bytes) -> Package | Status:
    """What it says. Raises Broken where it cannot be read, or is neither package nor state."""
    root = tree(octets)
    status = next(root.below("messagestatus"), root if root.name == "messagestatus" else None)
    if status is not None:
        return _status(status)
    header = next(root.below("messageheader"), None)
    if header is None:
        raise Broken
    return _Package(root, header).package()


def _status(node: Node) -> Status:
    about = next(node.all("responsefor"), None)
    code = read_code(_text(node, "statuscode"))
    if about is None or code is None:
        raise Broken
    document = _reference(about, "")
    at = _instant(_text(node, "timestamp"))
    return Status(_organ(node.one("from")), document, code, _text(node, "description"), at)


class _Package:
    """Takes one package apart; *faults* are what is wrong with it."""

    def __init__(self, root: Node, header: Node) -> None:
        self._root = root
        self._header = header
        self._faults: list[str] = []

    def package(self) -> Package:
        head, sender = self._header, _organ(self._header.one("from"))
        trace = next((one for name in ("bussiness", "business") for one in self._root.below(name)), Node("", {}))  # fmt: skip
        priority = _text(head, "otherinfo", "priority")
        files = tuple(self._files())
        found = Package(
            sender=sender,
            recipients=tuple(_organ(one) for one in head.all("to")),
            document=self._document(sender),
            kind=_text(head, "documenttype", "typename"),
            subject=_text(head, "subject"),
            content=_text(head, "content"),
            signer=_text(head, "signerinfo", "fullname"),
            post=_text(head, "signerinfo", "position"),
            due=self._day("duedate"),
            places=tuple(filter(None, (one.text for one in head.all("toplaces", "place")))),
            urgency=PRIORITIES.get(priority or "0", Urgency.NORMAL),
            sphere=_text(head, "otherinfo", "sphereofpromulgation"),
            answers=tuple(_reference(one, "") for one in head.all("responsefor")),
            business=self._business(trace),
            reason=_first(trace, "bussinessdocreason", "businessdocreason"),
            about=tuple(_about(trace)),
            files=files,
        )
        if priority and priority not in PRIORITIES:
            self._faults.append("edxml-fields")
        self._check_digests()
        return replace(found, faults=tuple(dict.fromkeys(self._faults)))

    def _document(self, sender: Organ) -> Reference:
        head = self._header
        number = _number(head.one("code"))
        issued = self._day("promulgationinfo", "promulgationdate")
        if not number or issued is None or not sender.code:
            self._faults.append("edxml-fields")
        text = _text(head, "documentid") or document_id(sender.code, issued, number)
        return Reference(sender.code, number, issued, text)

    def _business(self, trace: Node) -> Business:
        said = _first(trace, "bussinessdoctype", "businessdoctype") or "0"
        if said in frozenset(Business):
            return Business(said)
        self._faults.append("edxml-fields")
        return Business.NEW

    def _day(self, *path: str) -> date | None:
        said = _text(self._header, *path)
        found = _instant(said)
        if said and found is None:
            self._faults.append("edxml-fields")
        return None if found is None else found.date()

    def _files(self) -> Iterator[File]:
        self._octets: dict[str, bytes] = {}
        nodes = list(self._root.below("attachment"))
        if len(nodes) > _FILES:
            self._faults.append("edxml-attachment")
        for place, node in enumerate(nodes[:_FILES], 1):
            octets = file_octets(node)
            if octets is None:
                self._faults.append("edxml-attachment")
                continue
            self._octets[content_id(node)] = octets
            name = _first(node, "attachmentname") or f"attachment {place}"
            yield File(name.replace("\\", "/").rpartition("/")[2], _text(node, "contenttype"), octets)  # fmt: skip
        told = {_id(one.said.get("href", "")) for one in self._root.below("reference") if "href" in one.said}  # fmt: skip
        if told - self._octets.keys():
            self._faults.append("edxml-attachment")

    def _check_digests(self) -> None:
        """Compares what is signed of the files with them."""
        for one in self._root.below("reference"):
            told = _text(one, "digestvalue")
            method = one.one("digestmethod").said.get("algorithm", "").rpartition("/")[2]
            octets = self._octets.get(_id(one.said.get("uri", "")))
            if not told or not one.said.get("uri", "").startswith("cid:"):
                continue
            make = _DIGESTS.get(method)
            if octets is None or make is None or base64.b64encode(make(octets).digest()).decode() != told.replace(" ", ""):  # fmt: skip
                self._faults.append("edxml-digest")


def content_id(attachment: Node) -> str:
    """What a file is referred to by, without "cid:"."""
    return _id(_text(attachment, "contentid"))


def file_octets(attachment: Node) -> bytes | None:
    """A file as it was before it was put into the package; None where it is broken."""
    encoded = "".join(attachment.one("contenttransferencoded").parts)
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _about(trace: Node) -> Iterable[Reference]:
    """The earlier documents that a recall, update or replacement is about."""
    for one in trace.below("documentid"):
        found = _of_text(one.text)
        if found is not None:
            yield found


def _reference(node: Node, organ: str) -> Reference:
    text = _text(node, "documentid")
    known = _of_text(text)
    found = Reference(
        _text(node, "organid") or organ,
        _number(node.one("code")) or _text(node, "code"),
        _date(_text(node, "promulgationdate")),
        text,
    )
    if known is None:
        return found
    return Reference(
        found.organ or known.organ, found.number or known.number, found.issued or known.issued, text
    )


def _of_text(text: str) -> Reference | None:
    organ, _, rest = text.partition(",")
    day, _, number = rest.partition(",")
    if not organ or not number:
        return None
    return Reference(organ.strip(), number.strip(), _date(day), text)


def _number(node: Node) -> str:
    number, sign = _text(node, "codenumber"), _text(node, "codenotation")
    return f"{number}/{sign}" if number and sign and "/" not in number else number


def _organ(node: Node) -> Organ:
    return Organ(_text(node, "organid"), _text(node, "organname"), _text(node, "email"))


def _first(node: Node, *names: str) -> str:
    return next(filter(None, (_text(node, name) for name in names)), "")


def _text(node: Node, *path: str) -> str:
    """In NFC, on one line, without what cannot be seen."""
    found = composed(node.one(*path).text)[:_FIELD_LONGEST]
    return "".join(filter(str.isprintable, found)).strip()


def _id(said: str) -> str:
    return said.strip().removeprefix("cid:").strip("<>")


def _date(text: str) -> date | None:
    found = _instant(text)
    return None if found is None else found.date()


def _instant(text: str) -> datetime | None:
    """A day, with its hour where there is one; None for a day that no calendar has."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(one or 0) for one in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=_ZONE)
    except ValueError:
        return None
