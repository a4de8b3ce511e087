"""Takes letters in: evidence, decision, one transaction, and only then the 250 (design, law 2)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from functools import partial

import structlog

from mail import header, intake, policy, succession
from mail.approval import Approvals
from mail.content import Content
from mail.described import Work
from mail.dmarc.intake import Reports
from mail.entrance import Entrance
from mail.header import Header
from mail.inbound import Inbound
from mail.policy import Decision, Evidence
from mail.protection import wished
from mail.queue import Queue
from mail.returned import Returns
from mail.roster import Roster
from mail.schedule import Schedule
from mail.screen import CLEAR, Screen, Screened
from mail.smime.checker import Checker
from mail.smime.gateway import BUSY, Gateway, Outcome
from mail.smtp.reply import Reply
from mail.suppressed import Suppressed
from mail.warden import NO_RULES, Warden
from schedules.clock import Clock
from store import Store, approval_asked, secrecy, spool
from store.failure import REMEDY, StoreFailed, is_full, reason
from store.spool import Accepted
from work import receipt
from work.approval import Asked
from work.authenticity import Finding
from work.incident import new_incident
from work.intake import NewIntake
from work.letter import Envelope, NewLetter, Origin

log = structlog.get_logger()

POSTMASTER = "postmaster"  # for whom a domain is not needed, RFC 5321 §4.5.1

NEARLY_FULL = Reply(452, "4.3.1", "The store is nearly full; try again later")

STALLED = Reply(451, "4.3.0", "The store does not answer now; try again later")

REPORTED = Reply(250, "2.0.0", "the report is kept, thank you")

SWEPT = Reply(451, "4.3.0", "The letter came in too slowly and was not kept; try again")

Decide = Callable[[Evidence], Decision]


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """What the operator decides.

    *domain* is the office's: its postmaster gets what is for "postmaster" alone
    (RFC 5321 §4.5.1). Agencies are valid by the days of *zone*.
    """

    domain: str
    zone: tzinfo
    schedule: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True, slots=True)
class Gates:
    """What a letter has to pass beside the policy.

    *hindrance* gives why no letter can be kept now, if none can, *warden* what the operator's rules say,
    *suppressed* which addresses nothing is taken for; *approvals* asks a second person where a release
    rule wants one; *inbound* judges what comes from outside, *reports* takes those for us, and *returns* reads what comes back;
    *gateway* signs what agencies send, and *checker* judges signatures afterwards, and *screen* looks for marks of secrecy;
    *work* says which letters from outside go into the tray too.
    """

    hindrance: Callable[[], Reply | None]
    warden: Warden
    suppressed: Suppressed
    approvals: Approvals | None = None
    inbound: Inbound | None = None
    reports: Reports | None = None
    returns: Returns | None = None
    gateway: Gateway | None = None
    checker: Checker | None = None
    screen: Screen | None = None
    work: Work | None = None


class Relay(Entrance):
    """The SMTP server's Reception; *decide* is the policy that a whole letter has to pass."""

    def __init__(
        self,
        store: Store,
        queue: Queue,
        roster: Roster,
        clock: Clock,
        settings: RelaySettings,
        gates: Gates,
        decide: Decide = policy.decide,
    ) -> None:
        super().__init__(store, roster, clock)
        self._queue = queue
        self._settings = settings
        self._gates = gates
        self._decide = decide

    def sender(self, origin: Origin, address: str) -> Reply | None:
        """A refusal of the reverse-path, or None; from outside anybody may begin a letter."""
        if origin.kind == "inbound":
            return None
        now = self._clock.now()
        decision = policy.decide_sender(origin, address, self._roster.directory, self._day(now))
        if decision.verdict == "accept":
            decision = self._gates.warden.at_mail(origin, address, now)
        return _refusal(decision, origin)

    def recipient(self, origin: Origin, sender: str, address: str) -> Reply | None:
        """A refusal of the forward-path: nobody of ours, an agency that ended, a rule, a dead address; else None."""
        outside = self._gates.inbound if origin.kind == "inbound" else None
        if outside and (refused := outside.recipient(address)):
            log.info("policy.refused", rule="relaying-denied", agency=None, peer=origin.peer)
            return refused
        decision = succession.decide(address, self._roster.directory, self._today)
        if decision.verdict == "accept" and not outside:
            decision = self._gates.warden.at_rcpt(origin, address)
        if refusal := _refusal(decision, origin):
            return refusal
        return self._gates.suppressed.refusal(origin, address)

    async def letter(self, origin: Origin, envelope: Envelope, content: Content) -> Reply:
        """250 with the receipt id once the letter is committed; otherwise why it was not taken."""
        if hindrance := self._gates.hindrance():
            return hindrance
        now, fields = self._clock.now(), header.parse(content.header)
        if origin.kind == "inbound":
            return await self._from_outside(origin, envelope, content, fields, now)
        evidence = Evidence(origin, envelope.sender, fields, self._roster.directory, self._day(now))
        decision = self._decide(evidence)
        if refusal := _refusal(decision, origin):
            return refusal
        admission = NO_RULES
        try:
            admission = await self._gates.warden.admit(evidence, envelope, now)
            if refusal := _refusal(admission.decision, origin):
                return refusal
            screened = await self._screened(origin, envelope, content, fields, now)
            if screened.refusal is None:
                addressed = wished(self._addressed(envelope), fields)
                new = intake.submitted(origin, addressed, content, fields, decision, admission)
                take = self._signed_in if self._gates.gateway else self._taken_in
                reply = await take(new, content, fields, now, screened)
            else:
                reply = screened.refusal
        except StoreFailed as error:
            reply = _failed(error)
        if reply.code != 250:
            self._gates.warden.cancel(admission)
        return reply

    async def _from_outside(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, now: datetime
    ) -> Reply:
        if self._gates.inbound is None:
            raise RuntimeError("a listener for letters from outside, and nobody who judges them")
        addressed, works = wished(self._addressed(envelope), fields), self._gates.work
        addressed = works.addressed(addressed) if works else addressed
        found = await self._gates.inbound.admitted(origin, addressed, content, fields, now)
        if isinstance(found, Reply):
            return found
        begun, reports = time.perf_counter(), self._gates.reports
        try:
            left = await reports.taken(found, content, now) if reports else found
            if left is None:
                return REPORTED
            screened = await self._screened(origin, envelope, content, fields, now)
            if screened.refusal:
                return screened.refusal
            new = intake.from_outside(left, content, fields, screened)
            work = await works.described(left.envelope, content, fields) if works else None
            accepted = await self._keep(new, content, fields, now, left.finding, screened, work)
            if accepted and self._gates.returns:
                await self._gates.returns.noticed(left, content, fields, now)
            self._consider(accepted, new, content, fields)
        except StoreFailed as error:
            return _failed(error)
        return _taken(new, accepted, time.perf_counter() - begun) if accepted else SWEPT

    async def _signed_in(
        self,
        new: NewLetter,
        content: Content,
        fields: Header,
        now: datetime,
        screened: Screened,
    ) -> Reply:
        """Takes the letter as its agency signs it; approvals and the account are over that."""
        gateway = self._gates.gateway
        marked = screened.hold is not None
        signed: Outcome | Reply = BUSY
        if gateway:
            signed = await gateway.signed(new.origin, fields, content, now, marked=marked)
        if isinstance(signed, Reply):
            return signed
        kept = signed.content
        if kept is content:
            new = new._replace(hold=new.hold or signed.hold)
            return await self._taken_in(new, content, fields, now, screened)
        try:
            top, seven_bit = header.parse(kept.header), replace(new.envelope, eight_bit=False)
            new = new._replace(envelope=seven_bit, body=kept.octets or b"", own=signed.own)
            new = new._replace(size_bytes=kept.size_bytes, digest=kept.digest)
            return await self._taken_in(new, kept, top, now, screened)
        finally:
            kept.close()

    async def _screened(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, now: datetime
    ) -> Screened:
        """What the rules on secrecy say; a refusal is put down here. Most letters need no turn of the loop."""
        screen = self._gates.screen
        if screen is None:
            return CLEAR
        day = self._day(now)
        found = screen.at_once(origin, envelope, content, fields, day)
        if found is None:
            found = await screen.looked_into(origin, envelope, content, fields, day)
        if found.refusal and found.seen:
            await self._store.write(secrecy.met, found.seen, now)
        return found

    async def _taken_in(
        self,
        new: NewLetter,
        content: Content,
        fields: Header,
        now: datetime,
        screened: Screened,
    ) -> Reply:
        begun = time.perf_counter()
        approvals = self._gates.approvals
        new = new._replace(hold=screened.hold) if screened.hold else new
        asked = await approvals.asked(new, content, fields, now) if approvals else None
        if isinstance(asked, Reply):
            return asked
        new = new._replace(hold=asked.rule) if asked else new
        accepted = await self._keep(new, content, fields, now, asked, screened)
        self._consider(accepted, new, content, fields)
        return _taken(new, accepted, time.perf_counter() - begun) if accepted else SWEPT

    def _consider(
        self, accepted: Accepted | None, new: NewLetter, content: Content, fields: Header
    ) -> None:
        if accepted and self._gates.checker:
            outside = new.origin.kind == "inbound"
            self._gates.checker.consider(accepted.letter, fields, content, new.own, outside=outside)

    async def _keep(
        self,
        new: NewLetter,
        content: Content,
        fields: Header,
        now: datetime,
        more: Asked | Finding | None,
        screened: Screened,
        work: NewIntake | None = None,
    ) -> Accepted | None:
        """The committed letter, in the queue's hands where it has room; None if a sweep took its chunks."""
        if content.octets is None:
            new = new._replace(body=await intake.put_chunks(self._store, content, now))
        octets = 0 if content.octets is None else content.size_bytes
        if isinstance(more, Asked):
            zone = self._settings.zone
            ask = partial(approval_asked.accept, new=new, asked=more, zone=zone, now=now)
            return await self._written(ask, screened, now, octets)
        later = new.envelope.release_at
        end = self._settings.schedule.end(later or now, held=new.hold is not None)
        holder = None if new.hold or later else self._queue.reserve(octets)
        accepted = None
        try:
            if more or screened.seen:
                keep = intake.keeping(new, now, end, holder, more, work)
                accepted = await self._written(keep, screened, now, octets)
            else:
                accepted = await self._store.write(
                    spool.accept, new, now, end, holder, octets=octets
                )
        finally:
            if holder and accepted is None:
                self._queue.cancel(octets)
        if holder and accepted:
            load = intake.load(new, accepted, content.octets, fields, now, end)
            if more:
                load.parcel = load.parcel._replace(results=more.results)
            self._queue.take(load)
        return accepted

    async def _written(
        self, keep: secrecy.Keep, screened: Screened, now: datetime, octets: int
    ) -> Accepted | None:
        """What *keep* gives; with it, in one commit, what the security officer is told of the letter."""
        if screened.seen is None:
            return await self._store.write(keep, octets=octets)
        return await self._store.write(secrecy.accept, keep, screened.seen, now, octets=octets)

    def _today(self) -> date:
        return self._day(self._clock.now())

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._settings.zone).date()

    def _addressed(self, envelope: Envelope) -> Envelope:
        if all(addressee.address != POSTMASTER for addressee in envelope.recipients):
            return envelope
        full = f"{POSTMASTER}@{self._settings.domain}"
        recipients = tuple(
            replace(addressee, address=full) if addressee.address == POSTMASTER else addressee
            for addressee in envelope.recipients
        )
        return replace(envelope, recipients=recipients)


def _taken(new: NewLetter, accepted: Accepted, seconds: float) -> Reply:
    name = receipt.encode(accepted.letter)
    log.info(
        "letter.held" if new.hold else "letter.accepted",
        letter=accepted.letter,
        receipt=name,
        agency=new.origin.agency,
        recipients=len(new.envelope.recipients),
        octets=new.size_bytes,
        tls=new.origin.tls,
        seconds=round(seconds, 4),
    )
    return Reply(250, "2.0.0", f"held for release, {name}" if new.hold else name)


def _refusal(decision: Decision, origin: Origin) -> Reply | None:
    if decision.verdict == "refuse":
        log.info(
            "policy.refused",
            rule=decision.reason,
            source=decision.source,
            agency=origin.agency,
            peer=origin.peer,
        )
    return decision.reply


def _failed(error: Exception) -> Reply:
    if is_full(error):
        log.error("relay.full", free_octets=0, remedy="make room on the store's disk")
        return NEARLY_FULL
    incident = new_incident()
    log.error("relay.failed", incident=incident, error=reason(error), remedy=REMEDY)
    return Reply(
        451, "4.3.0", f"The letter could not be kept, incident {incident}; try again later"
    )
