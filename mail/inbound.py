"""Letters from the outside world: for whom they are taken, what proves whose they are, and what is made of that.

No agency sends them, so nothing of what agencies may send is asked of them, no allowance counts
them, nobody is asked to approve of them, and nothing signs them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from mail.address import domain_of
from mail.authenticity import Credentials, Judgement, Rule, judge, refusal
from mail.content import Content
from mail.header import Header
from mail.mailbox import Unreadable
from mail.policy import Decision, Evidence, decide_form
from mail.smtp.limits import ip_address
from mail.smtp.reply import Reply
from work.authenticity import Finding
from work.directory import Directory
from work.letter import Envelope, Origin

log = structlog.get_logger()

PATIENCE = timedelta(seconds=60)  # where mail.auth itself keeps no time; a sender waits ten minutes
POSTMASTER = "postmaster"  # for whom a domain is not needed, RFC 5321 §4.5.1
NEVER = frozenset({"NEVER"})
QUIET_SECONDS = 0.001  # a turn of the loop that is no sign of load
TURNS = 100  # for everybody else, before the next letter from outside
LONGEST_SECONDS = 2.0

_UNREADABLE = Decision(
    "refuse",
    "author-unreadable",
    Reply(
        554,
        "5.6.0",
        "From names no author that can be judged; write one mailbox in it, as RFC 5322 has it",
    ),
)

Authenticate = Callable[[Origin, str, Content, datetime], Awaitable[Credentials]]
"""What SPF, DKIM, ARC and DMARC say of a letter with that reverse-path."""


@dataclass(frozen=True, slots=True)
class InboundSettings:
    """*domain* is the office's own; *rules* are the operator's, in their order."""

    hostname: str
    domain: str
    rules: tuple[Rule, ...] = ()


class Admitted(NamedTuple):
    """A letter that may come in, as it is kept; *hold* is the rule that wants a person to look at it."""

    origin: Origin
    envelope: Envelope
    finding: Finding
    hold: str | None


class Examined(NamedTuple):
    """What was found out about a letter, what that leads to, and the *agencies* that it is for."""

    found: Credentials
    judged: Judgement
    agencies: Sequence[str | None]


class Inbound:
    """The relay's judgement on what comes in by listeners of kind "inbound"."""

    def __init__(
        self,
        directory: Callable[[], Directory],
        authenticate: Authenticate,
        settings: InboundSettings,
    ) -> None:
        self._directory = directory
        self._authenticate = authenticate
        self._settings = settings

    def recipient(self, address: str) -> Reply | None:
        """A refusal of a forward-path that is neither an agency's nor the office's; else None."""
        domain = domain_of(address)
        if domain in self._directory().domains or domain == self._settings.domain:
            return None
        if address == POSTMASTER:
            return None
        text = f"Relaying denied: letters for {_shown(domain)} are not taken here; send them to its own servers"
        return Reply(550, "5.7.1", text)

    async def admitted(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, now: datetime
    ) -> Admitted | Reply:
        """The letter with what was found out about it, or why it is refused or put off."""
        await others_first()
        examined = await self.examined(origin, envelope, content, fields, now)
        if isinstance(examined, Decision):
            return _told(examined, origin)
        found, judged, agencies = examined
        if reply := refusal(judged, found):
            return _told(Decision("refuse", judged.rule.name, reply, judged.rule.source), origin)
        finding = _finding(judged, found, envelope.sender)
        return Admitted(
            replace(origin, agency=agencies[0]),
            envelope if finding.proven else unreported(envelope),
            finding,
            judged.rule.name if judged.action == "quarantine" else None,
        )

    async def examined(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, now: datetime
    ) -> Examined | Decision:
        """What the letter proves and leads to; the refusal of one that cannot be judged at all."""
        evidence = Evidence(origin, envelope.sender, fields, self._directory(), now.date())
        unfit = _unfit(evidence)
        if unfit.reply is not None:
            return unfit
        found = await self._found(origin, envelope.sender, content, fields, now)
        if not found.author:  # too many of them, or a domain that the DNS cannot hold
            return _UNREADABLE
        agencies = self._agencies(envelope)
        judged = judge(self._settings.rules, agencies, ip_address(origin.peer), found)
        return Examined(found, judged, agencies)

    def _agencies(self, envelope: Envelope) -> Sequence[str | None]:
        """Those that the letter is for; None stands for an office that is no agency itself."""
        domains = self._directory().domains
        asked = (domain_of(to.address) or self._settings.domain for to in envelope.recipients)
        return tuple(dict.fromkeys(domains.get(domain) for domain in asked))

    async def _found(
        self, origin: Origin, sender: str, content: Content, fields: Header, now: datetime
    ) -> Credentials:
        """What is known in time; what is not counts as trouble that passes, never as a verdict."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                return await self._authenticate(origin, sender, content, now)
        except TimeoutError:
            log.warning("inbound.unproven-in-time", peer=origin.peer)
            return untold(self._settings.hostname, fields, sender, origin.helo)


async def others_first() -> None:
    """Waits the longer, the busier this process is: letters of agencies do not stand behind a flood from outside."""
    loop = asyncio.get_running_loop()
    asked_at = loop.time()
    await asyncio.sleep(0)
    turn = loop.time() - asked_at  # what the loop took for everybody else, once
    if turn > QUIET_SECONDS:
        await asyncio.sleep(min(turn * TURNS, LONGEST_SECONDS))


def untold(hostname: str, fields: Header, sender: str, helo: str) -> Credentials:
    """What stands for results that did not come in time."""
    unknown = "temperror"
    results = "; ".join(f"{method}={unknown}" for method in ("spf", "dkim", "dmarc"))
    return Credentials(
        author=_author(fields),
        sender=domain_of(sender) or helo,
        spf=unknown,
        helo=unknown,
        dkim=unknown,
        dmarc=unknown,
        results=f"Authentication-Results: {hostname}; {results}\r\n",
    )


def unreported(envelope: Envelope) -> Envelope:
    """The envelope so that nobody reports to its sender, who may be anybody: neither we nor the next hop."""
    nobody = tuple(replace(to, notify=NEVER) for to in envelope.recipients)
    return replace(envelope, recipients=tuple(dict.fromkeys(nobody)))


def _unfit(evidence: Evidence) -> Decision:
    """Whether it can be judged at all: what two readers take apart differently proves nothing to one of them."""
    decision = decide_form(evidence)
    if decision.reply is None and not _author(evidence.header):
        return _UNREADABLE
    return decision


def _author(fields: Header) -> str:
    """The domain of the first author; "" where there is none."""
    found = fields.mailboxes("from")
    return "" if isinstance(found, Unreadable) or not found else domain_of(found[0])


def _finding(judged: Judgement, found: Credentials, sender: str) -> Finding:
    return Finding(
        author=found.author,
        spf=found.spf,
        helo=found.helo,
        dkim=found.dkim,
        arc=found.arc,
        dmarc=found.dmarc,
        action=judged.action,
        rule=judged.rule.name,
        source=judged.rule.source,
        results=found.results,
        proven=_is_proven(found, sender),
    )


def _is_proven(found: Credentials, sender: str) -> bool:
    """Whether the reverse-path is its owner's: by SPF, or as one of a domain whose letter DMARC knows.

    Who hands on somebody's signed letter under another reverse-path has proved nothing of that one.
    """
    if found.spf == "pass":
        return True
    return found.dmarc == "pass" and bool(sender) and domain_of(sender) == found.author


def _told(decision: Decision, origin: Origin) -> Reply:
    """The answer to who sent it."""
    if decision.reply is None:
        raise RuntimeError("a refusal without words")
    log.info(
        "policy.refused",
        rule=decision.reason,
        source=decision.source,
        agency=None,
        peer=origin.peer,
    )
    return decision.reply


def _shown(domain: str) -> str:
    return domain if domain.isascii() and domain else "that domain"
