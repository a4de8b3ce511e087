"""Reads a DMARC aggregate report: as a letter, packed or plain XML (RFC 9990, RFC 7489 Appendix C).

It is what a stranger wrote: no entity and no DTD is read, and what it may hold is bounded.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from xml.parsers import expat

from mail import enclosed
from mail.enclosed import Unreadable
from mail.part import Part
from work.dmarc import Report, Source

SOURCES = 20_000  # of one report
DEEPEST = 12
BLOCK = 64 * 1024  # octets between which other threads get their turn
LONGEST_TEXT = 200
_KINDS = frozenset(
    {
        "application/gzip",
        "application/x-gzip",
        "application/zip",
        "application/x-zip-compressed",
        "application/xml",
        "text/xml",
        "application/octet-stream",
    }
)
_NAMES = re.compile(r"\.(?:xml|gz|zip)\Z")
_LAST = 253402300799  # the last second that a datetime can tell
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def read(octets: bytes) -> Report:
    """The report in *octets*; raises Unreadable."""
    tree = _Tree()
    tree.feed(enclosed.plain(octets, b"<", _is_report))
    if tree.root != "feedback":
        raise Unreadable("it is XML, but no DMARC report")
    return _report(tree)


def _is_report(part: Part) -> bool:
    return part.kind in _KINDS and (part.kind == "text/xml" or bool(_NAMES.search(part.name)))


class _Tree:
    """Texts by their path below the root, the records apart; each text is cut short."""

    def __init__(self) -> None:
        self.root = ""
        self.facts: dict[str, list[str]] = {}
        self.records: list[dict[str, list[str]]] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _no_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said

    def feed(self, octets: bytes) -> None:
        """Reads the whole document; raises Unreadable."""
        try:
            for start in range(0, len(octets), BLOCK):
                self._parser.Parse(octets[start : start + BLOCK], False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable(f"it is no XML: {expat.errors.messages[error.code]}") from None
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            if isinstance(error, Unreadable):
                raise
            raise Unreadable("it is XML in an encoding that is not known") from None

    def _start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path:
            self.root = local
        if len(self._path) == DEEPEST:
            raise Unreadable("its elements lie too deep in one another")
        self._path.append(local)
        self._text, self._length = [], 0
        if self._path[1:] == ["record"]:
            if len(self.records) == SOURCES:
                raise Unreadable(f"it has more than {SOURCES} records")
            self.records.append({})

    def _said(self, text: str) -> None:
        if self._length < LONGEST_TEXT:
            self._text.append(text[:LONGEST_TEXT])
            self._length += len(text)

    def _end(self, _: str) -> None:
        inner = self._path[1:]
        self._path.pop()
        if text := _UNSEEN.sub(" ", "".join(self._text)).strip():
            in_record = inner[:1] == ["record"]
            into = self.records[-1] if in_record else self.facts
            found = into.setdefault("/".join(inner[in_record:]), [])
            if len(found) < DEEPEST:
                found.append(text[:LONGEST_TEXT])
        self._text, self._length = [], 0


def _no_doctype(*_: object) -> None:
    raise Unreadable("it declares a document type, as no report does")


def _report(tree: _Tree) -> Report:
    told = _teller(tree.facts)
    number, organisation = told("report_metadata/report_id"), told("report_metadata/org_name")
    domain = told("policy_published/domain").lower()
    if not (number and organisation and domain):
        raise Unreadable("it does not say who reports, under what number, of which domain")
    return Report(
        organisation=organisation,
        number=number,
        contact=told("report_metadata/email"),
        domain=domain,
        policy=told("policy_published/p"),
        subdomains=told("policy_published/sp"),
        begins_at=_instant(told("report_metadata/date_range/begin")),
        ends_at=_instant(told("report_metadata/date_range/end")),
        sources=tuple(_sources(tree.records)),
    )


def _sources(records: list[dict[str, list[str]]]) -> Iterator[Source]:
    for record in records:
        told = _teller(record)
        domains = record.get("auth_results/dkim/domain", [])
        results = record.get("auth_results/dkim/result", [])
        held = (
            domain.lower() for domain, word in zip(domains, results, strict=False) if word == "pass"
        )
        yield Source(
            address=_address(told("row/source_ip")),
            letters=_number(told("row/count")),
            author=told("identifiers/header_from").lower(),
            disposition=told("row/policy_evaluated/disposition"),
            dkim=told("row/policy_evaluated/dkim"),
            spf=told("row/policy_evaluated/spf"),
            sender=(told("identifiers/envelope_from") or told("auth_results/spf/domain")).lower(),
            signers=tuple(dict.fromkeys(held)),
            reasons=tuple(dict.fromkeys(record.get("row/policy_evaluated/reason/type", []))),
        )


def _teller(facts: dict[str, list[str]]) -> Callable[[str], str]:
    def told(path: str) -> str:
        return facts.get(path, [""])[0]

    return told


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _number(text: str) -> int:
    """What it counts, as far as a store can hold the sum of many."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _instant(text: str) -> datetime:
    """Seconds since 1970 (RFC 9990 Appendix A)."""
    seconds = _number(text)
    if not 0 < seconds <= _LAST:
        raise Unreadable("it does not say of which time it tells")
    return datetime.fromtimestamp(seconds, UTC)
