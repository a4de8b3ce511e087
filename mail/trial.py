"""A letter judged without being sent: every check in the order in which the relay makes them, not only the first that refuses.

Changes nothing, and asks the store nothing itself: what is left of allowances is handed in.
Whether a release rule holds what is taken, mail/approval says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import NamedTuple

from mail import matrix, policy, refusal, succession
from mail.address import comparable, domain_of
from mail.allowance import Want
from mail.matrix import Check, Matrix
from mail.policy import BUILT_IN, Decision, Evidence
from mail.rule import Rule, window
from mail.smtp.reply import Reply
from mail.suppressed import refusal_of
from mail.travel import Unfit
from mail.warden import meetings, wants_of
from store.correspondent import Meeting
from work.allowance import Ask, Measure
from work.letter import Addressee, Envelope, Origin
from work.suppression import Suppression

MAIL, RCPT, CONTENT, HELD, SECRECY = "MAIL FROM", "RCPT TO", "the letter", "release", "secrecy"


class Step(NamedTuple):
    """One check: where in the dialogue, by which rule, and about what; *refusal* is None where it is kept.

    *remedy* is what would change it, *note* what a person may like to know of it.
    """

    stage: str
    rule: str
    source: str
    about: str
    refusal: Reply | None
    remedy: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One letter and everything it is judged by; *zone* is the office's.

    *unfit* says why it cannot be made fit to travel; *mended* that it was changed for that.
    """

    evidence: Evidence
    envelope: Envelope
    rules: Matrix
    now: datetime
    zone: tzinfo
    suppressed: Mapping[str, Suppression] = field(default_factory=dict)  # by comparable address
    unfit: Unfit | None = None
    mended: bool = False

    @property
    def origin(self) -> Origin:
        """Who sends it."""
        return self.evidence.origin

    @property
    def concerning(self) -> tuple[Rule, ...]:
        """The operator's rules about it."""
        return self.rules.concerning(self.origin)

    @property
    def taken(self) -> tuple[Addressee, ...]:
        """The recipients that no check refuses: the letter goes to these."""
        return tuple(
            addressee
            for addressee in self.envelope.recipients
            if all(step.refusal is None for step in self._at_rcpt(addressee.address))
        )

    def wants(self) -> list[Want]:
        """What it needs of each allowance, for the recipients that are not refused."""
        count = len(self.taken)
        return [want for rule in self.concerning for want in wants_of(rule, self.origin, count)]

    def ask(self, want: Want) -> Ask:
        """The allowance that *want* is about, in its window of now."""
        measure = want.limit.measure
        return Ask(want.key, window(measure, self.now, self.zone).opens_at, want.limit.most)

    def meetings(self) -> list[Meeting]:
        """Whom it is for, where new recipients are counted."""
        envelope = replace(self.envelope, recipients=self.taken)
        return meetings(self.concerning, self.evidence, envelope, self.now, self.zone)

    def steps(self, left: Mapping[Ask, int], new: Mapping[str, int]) -> Iterator[Step]:
        """Every check. *left* is what allowances still have, *new* how many recipients each owner never wrote to."""
        yield from self._at_mail()
        for addressee in self.envelope.recipients:
            yield from self._at_rcpt(addressee.address)
        yield from self._fitness()
        for about, decide in policy.HEADER_RULES.items():
            yield _built_in(CONTENT, about, decide(self.evidence), self.origin)
        for check in matrix.at_end(self.concerning, self.origin, self.evidence.header):
            yield _step(CONTENT, check)
        for want in self.wants():
            yield self._counted(want, want.number, left[self.ask(want)])
        for meeting in self.meetings():
            for ask in meeting.asks:
                want = self._new(ask, new[meeting.owner])
                yield self._counted(want, want.number, left[ask])

    def decisive(self, steps: Sequence[Step]) -> Step | None:
        """The step that refuses the whole letter, by the order of the dialogue; None where it goes to somebody."""
        refused = [step for step in steps if step.refusal]
        stages = (MAIL, CONTENT, SECRECY, HELD) if self.taken else (MAIL, RCPT, CONTENT)
        return next((step for stage in stages for step in refused if step.stage == stage), None)

    def _at_mail(self) -> Iterator[Step]:
        evidence = self.evidence
        decision = policy.decide_sender(
            self.origin, evidence.sender, evidence.directory, evidence.day
        )
        yield _built_in(MAIL, evidence.sender or "<>", decision, self.origin)
        for check in matrix.at_mail(self.concerning, self.origin, evidence.sender, self.now):
            yield _step(MAIL, check, self.now)

    def _at_rcpt(self, address: str) -> Iterator[Step]:
        evidence = self.evidence
        decision = succession.decide(address, evidence.directory, lambda: evidence.day)
        yield _built_in(RCPT, address, decision, self.origin)
        for check in matrix.at_rcpt(self.concerning, self.origin, address):
            yield _step(RCPT, check)
        if (one := self.suppressed.get(comparable(address))) and one.stands(self.now):
            lift = f"if it is good again, congvu queue allow {one.address}"
            yield Step(RCPT, "suppressed", BUILT_IN, address, refusal_of(one, self.zone), lift)

    def _fitness(self) -> Iterator[Step]:
        about = "lines and characters"
        if self.unfit:
            refused, remedy = Reply(550, "5.6.0", self.unfit.reason), "mend the letter as it says"
            yield Step(CONTENT, "unfit", BUILT_IN, about, refused, remedy)
        elif self.mended:
            note = "what would not travel is encoded before the letter is kept"
            yield Step(CONTENT, "fit", BUILT_IN, about, None, note=note)

    def _new(self, ask: Ask, number: int) -> Want:
        rule = self._rule(ask.key.rule)
        limit = next(one for one in rule.limits if one.measure is Measure.NEW_RECIPIENTS_DAY)
        return Want(ask.key, limit, number)

    def _counted(self, want: Want, number: int, left: int) -> Step:
        rule, limit = self._rule(want.key.rule), want.limit
        again = refusal.at(window(limit.measure, self.now, self.zone).closes_at, self.zone)
        told, remedy = None, ""
        if number > limit.most:
            told = refusal.never_so_many(rule.name, limit, number)
            remedy = f"send it to fewer, or raise {option_of(limit.measure)} of {rule.name} ({rule.source})"
        elif number > left:
            told = refusal.used_up(rule.name, limit, number, left, again)
            remedy = f"send it after {again}, or raise {option_of(limit.measure)} of {rule.name} ({rule.source})"
        unit = "this hour" if limit.measure.unit == "hour" else "today"
        note = f"{left} of {limit.most} {limit.measure.noun} left {unit}, this letter has {number}"
        about = option_of(limit.measure)
        return Step(CONTENT, rule.name, rule.source, about, told, remedy, note)

    def _rule(self, name: str) -> Rule:
        return next(rule for rule in self.concerning if rule.name == name)


def option_of(measure: Measure) -> str:
    """What the configuration calls it.

    >>> option_of(Measure.NEW_RECIPIENTS_DAY)
    'new_recipients_per_day'
    """
    return f"{measure.noun.replace(' ', '_')}_per_{measure.unit}"


def _step(stage: str, check: Check, now: datetime | None = None) -> Step:
    rule = check.rule
    about = f"{check.option} {check.subject}".rstrip()
    remedy = _remedy(check, now) if check.refusal else ""
    return Step(stage, rule.name, rule.source, about, check.refusal, remedy)


def _remedy(check: Check, now: datetime | None) -> str:
    rule, place = check.rule, f"{check.option} of {check.rule.name} ({check.rule.source})"
    if check.option == "hours" and rule.hours and now:
        opens = rule.hours.next_open(now)
        when = f"send it after {refusal.at(opens, rule.hours.zone)}, or " if opens else ""
        return f"{when}change {place}"
    if check.option == "rcpt_not_to":
        return f"leave {check.subject} out, or take it out of {place}"
    if check.option == "rcpt_to":
        return f'leave {check.subject} out, or add "{check.subject}" to {place}'
    return f'write another address, or add "{check.subject}" to {place}'


def _built_in(stage: str, about: str, decision: Decision, origin: Origin) -> Step:
    remedy = _for_built_in(about, decision, origin) if decision.reply else ""
    return Step(stage, decision.reason, decision.source, about, decision.reply, remedy)


def _for_built_in(about: str, decision: Decision, origin: Origin) -> str:
    domain = domain_of(about)
    match decision.reason:
        case "sender-domain" if domain:
            return f"send as an address of {origin.agency}, or congvu agency domain {origin.agency} {domain}"
        case "author-domain":
            return f"write as an address of {origin.agency}, or register the domain: congvu agency domain {origin.agency} DOMAIN"
        case "agency-barred":
            return f"see congvu agency show {origin.agency}"
        case "agency-ended":
            return f"write to the successor, or give it that domain: congvu agency domain CODE {domain}"
        case _:
            return "mend the letter as the answer says"
