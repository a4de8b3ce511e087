"""What the rules on secrecy lead to: a letter passes, is refused before its body is stored, or waits for a person.

A refusal names the rule and what the sender can do, and quotes nothing.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import structlog

from mail.address import comparable, domain_of
from mail.content import Content
from mail.header import Header
from mail.secrecy import PASSED, Guard, Outcome, Ruling
from mail.smime.encrypted import Wishes
from mail.smtp.reply import Reply
from papers.opened import Opened
from work.hold import ENCRYPTED, doubtful
from work.letter import Envelope, Origin
from work.secrecy.finding import Finding, Place
from work.secrecy.incident import Kind, Sighting
from work.undisclosed import masked

AT_ONCE = 32  # letters whose attachments are looked at, of one process; their octets lie in memory meanwhile
OUTSIDE_SHARE = (
    2  # one of so many turns may be a letter's from outside: a flood lets agencies through
)
UNCHECKED = "unchecked"  # a rule of ours, beside ENCRYPTED and those of the data
PATIENCE = (
    60.0  # seconds that a letter waits for its turn; clients wait ten minutes, RFC 5321 §4.5.3.2.6
)
ATTACHMENT = "attachment"  # the place of what could not be looked at

BUSY = Reply(451, "4.3.2", "Too many letters with attachments are being looked at; try again later")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """Mail domains *inside* which, and below, papers may circulate; what is *wished* of encrypted letters.

    Of who writes to one of *petitions*, as `comparable` gives them, the officer is told the domain.
    """

    inside: tuple[str, ...] = ("gov.vn", "chinhphu.vn")
    wished: Wishes = field(default_factory=Wishes)
    petitions: frozenset[str] = frozenset()


class Screened(NamedTuple):
    """What becomes of a letter: a refusal, or the rule that holds it, or neither; and what the officer is told."""

    refusal: Reply | None = None
    hold: str | None = None
    seen: Sighting | None = None


CLEAR = Screened()
_BUSY = Screened(BUSY)


class _Found(NamedTuple):
    rule: str
    place: str = ATTACHMENT
    level: str | None = None


class Screen:
    """The relay's look for marks of secrecy; the *guard* judges, and may be exchanged at any time."""

    def __init__(self, guard: Guard, settings: ScreenSettings, at_once: int = AT_ONCE) -> None:
        self._guard = guard
        self._settings = settings
        self._free = asyncio.Semaphore(at_once)
        self._outside = asyncio.Semaphore(max(at_once // OUTSIDE_SHARE, 1))

    def exchange(self, guard: Guard) -> None:
        """Lets *guard* judge from now on."""
        self._guard = guard

    def at_once(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, day: date
    ) -> Screened | None:
        """What becomes of a letter that needs no waiting; None for one to be `looked_into`."""
        outcome = self._guard.at_once(content, fields, day)
        if outcome is None:
            return None
        return self._decided(outcome, origin, envelope, content.digest)

    def of_scans(
        self, opened: Opened, origin: Origin, envelope: Envelope, digest: bytes, day: date
    ) -> Screened:
        """What becomes of a letter by what was read of its pictures, when all else of it was let in."""
        return self._decided(self._guard.of_scans(opened, day), origin, envelope, digest)

    async def looked_into(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, day: date
    ) -> Screened:
        """What becomes of any letter; one whose turn does not come in time has to come again."""
        outside = origin.kind == "inbound"
        async with AsyncExitStack() as turns:
            if not await self._turn(turns, outside):
                log.warning("letter.unlooked", agency=origin.agency, reason="too many at once")
                return _BUSY
            outcome = await self._guard.judge(content, fields, day, outside=outside)
            if outside and outcome.ruling is Ruling.UNCHECKED and "busy" in outcome.unread:
                log.warning("letter.unlooked", agency=origin.agency, reason="no reader in time")
                return _BUSY
        return self._decided(outcome, origin, envelope, content.digest)

    async def _turn(self, turns: AsyncExitStack, outside: bool) -> bool:
        """Whether the letter's turn came in time; it ends with *turns*."""
        try:
            async with asyncio.timeout(PATIENCE):
                for line in (self._outside, self._free) if outside else (self._free,):
                    await turns.enter_async_context(line)
        except TimeoutError:
            return False
        return True

    def _decided(
        self, outcome: Outcome, origin: Origin, envelope: Envelope, digest: bytes
    ) -> Screened:
        if outcome is PASSED:
            return CLEAR
        screened = self.ruled(outcome, origin, envelope, digest)
        if screened.seen:
            _tell(screened.seen, origin, outcome)
        return screened

    def ruled(
        self, outcome: Outcome, origin: Origin, envelope: Envelope, digest: bytes
    ) -> Screened:
        """What *outcome* leads to for the letter whose octets have that *digest*."""
        verdict = self._verdict(outcome, envelope, origin.agency)
        if verdict is None:
            return CLEAR
        kind, finding = verdict
        seen = _sighting(kind, finding, origin, envelope, digest)
        if any(comparable(one) in self._settings.petitions for one in seen.recipients):
            seen = replace(seen, sender=masked(seen.sender))
        if kind == "held":
            own = finding.rule == ENCRYPTED
            code = finding.rule if own else doubtful(finding.rule, finding.place)
            return Screened(None, code, seen)
        return Screened(_refusal(kind, finding, self._settings.inside), None, seen)

    def _verdict(
        self, outcome: Outcome, envelope: Envelope, agency: str | None
    ) -> tuple[Kind, _Found] | None:
        """What it comes to, and by which finding; the gravest counts."""
        gravest = _of(outcome.findings[0]) if outcome.findings else _Found(UNCHECKED)
        encrypted = self._settings.wished.of(agency) if outcome.encrypted else "pass"
        match outcome.ruling:
            case Ruling.REFUSE:
                return "refused", gravest
            case _ if encrypted == "refuse":
                return "refused", _Found(ENCRYPTED)
            case Ruling.INTERNAL if not self._is_inside(envelope):
                return "internal", gravest
            case Ruling.PERSON:
                return "held", gravest
            case Ruling.UNCHECKED:
                return "held", _Found(UNCHECKED)
            case _ if encrypted == "hold":
                return "held", _Found(ENCRYPTED)
        return None

    def _is_inside(self, envelope: Envelope) -> bool:
        return all(self._keeps(domain_of(to.address)) for to in envelope.recipients)

    def _keeps(self, domain: str) -> bool:
        return any(domain == one or domain.endswith(f".{one}") for one in self._settings.inside)


_PLACES = {
    Place.SECURITY: "field for a level",
    Place.FIELD: "header",
    Place.CALLED: "name beside an address",
    Place.SUBJECT: "subject",
    Place.STAMP: "first lines or an attachment's first page",
    Place.TEXT: "text",
    Place.TABLE: "attached table",
    Place.NAME: "name of an attachment",
    Place.METADATA: "attachment's properties",
}


def _of(finding: Finding) -> _Found:
    return _Found(finding.rule, finding.place.value, finding.level)


def _refusal(kind: Kind, finding: _Found, inside: tuple[str, ...]) -> Reply:
    rule = f"Rule {finding.rule}"
    if kind == "internal":
        said = (
            f"{rule}: the letter is marked for circulation inside offices of the state, and a recipient is"
            f" outside {' and '.join(inside)}; send it again without such recipients"
        )
    elif finding.rule == ENCRYPTED:
        said = (
            f"{rule}: encrypted letters cannot be looked at and are not taken here; send it signed,"
            " and not encrypted"
        )
    else:
        said = (
            f"{rule}: there is a mark of state secrecy in the {_PLACES[Place(finding.place)]}, and nothing"
            " of the letter was kept; use the channel for secret papers, and tell your security officer"
        )
    return Reply(550, "5.7.1", said)


def _sighting(
    kind: Kind, finding: _Found, origin: Origin, envelope: Envelope, digest: bytes
) -> Sighting:
    return Sighting(
        kind=kind,
        door=origin.kind,
        rule=finding.rule,
        place=finding.place,
        level=finding.level,
        sender=envelope.sender,
        recipients=tuple(to.address for to in envelope.recipients),
        digest=digest,
        agency=origin.agency,
        login=origin.login,
    )


def _tell(seen: Sighting, origin: Origin, outcome: Outcome) -> None:
    log.info(
        "letter.secret",
        kind=seen.kind,
        rule=seen.rule,
        place=seen.place,
        agency=origin.agency,
        peer=origin.peer,
        unread=",".join(outcome.unread),
    )
