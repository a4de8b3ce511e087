"""What the relay asks about the operator's rules: at MAIL, at RCPT, and when the letter is whole.

Whom no rule concerns costs one look into a table.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from mail import acquaintance, matrix, refusal
from mail.acquaintance import Acquaintance
from mail.allowance import Allowances, Short, Taken, Want
from mail.matrix import Check, Matrix
from mail.policy import ACCEPTED, Decision, Evidence
from mail.rule import Limit, Rule, window
from mail.smtp.reply import Reply
from store.correspondent import Meeting
from store.directory.logins import login_subject
from work.allowance import Ask, Key, Measure
from work.letter import Envelope, Origin

COUNTED = {
    Measure.LETTERS_HOUR: False,
    Measure.LETTERS_DAY: False,
    Measure.RECIPIENTS_HOUR: True,
    Measure.RECIPIENTS_DAY: True,
}  # whether it counts recipients; those that are new are counted by acquaintance


@dataclass(frozen=True, slots=True)
class Admission:
    """What the rules say to a whole letter, which of them concern it, and what it was counted as."""

    decision: Decision = ACCEPTED
    rules: tuple[str, ...] = ()
    taken: Taken = field(default_factory=list)


NO_RULES = Admission()


class Warden:
    """Keeps to *rules*, which may be exchanged at any time; counts in *allowances*."""

    def __init__(
        self, rules: Matrix, allowances: Allowances, known: Acquaintance, zone: tzinfo
    ) -> None:
        self._matrix = rules
        self._allowances = allowances
        self._known = known
        self._zone = zone

    def exchange(self, rules: Matrix) -> None:
        """Keeps to *rules* from now on; what was used of an allowance stays used while its rule keeps its name."""
        self._matrix = rules

    def at_mail(self, origin: Origin, address: str, now: datetime) -> Decision:
        """Whether the sender may begin a letter; what is used up is told here, before the letter came."""
        rules = self._matrix.concerning(origin)
        if not rules:
            return ACCEPTED
        decision = _decided(matrix.at_mail(rules, origin, address, now))
        return self._shut(rules, origin, now) if decision is ACCEPTED else decision

    def at_rcpt(self, origin: Origin, address: str) -> Decision:
        """Whether the sender may write to *address*."""
        rules = self._matrix.concerning(origin)
        return _decided(matrix.at_rcpt(rules, origin, address)) if rules else ACCEPTED

    async def admit(self, evidence: Evidence, envelope: Envelope, now: datetime) -> Admission:
        """Whether the letter is let in; it is counted then, until `cancel` takes that back.

        Raises StoreFailed where the store has to be asked and does not answer.
        """
        origin = evidence.origin
        rules = self._matrix.concerning(origin)
        if not rules:
            return NO_RULES
        names = tuple(rule.name for rule in rules)
        decision = _decided(matrix.at_end(rules, origin, evidence.header))
        if decision is not ACCEPTED:
            return Admission(decision, names)
        wants = [
            want for rule in rules for want in wants_of(rule, origin, len(envelope.recipients))
        ]
        admission = Admission(_too_many(rules, wants), names)
        if admission.decision is not ACCEPTED:
            return admission
        short = await self._allowances.take(wants, now, admission.taken)
        if short is not None:
            return Admission(_short(rules, short, self._zone), names)
        met: Decision | None = None
        try:
            met = await self._met(rules, evidence, envelope, now)
        finally:
            if met is not ACCEPTED:
                self.cancel(admission)
        return admission if met is ACCEPTED else replace(admission, decision=met)

    def cancel(self, admission: Admission) -> None:
        """The letter was not kept, and does not count."""
        self._allowances.undo(admission.taken)

    def _shut(self, rules: tuple[Rule, ...], origin: Origin, now: datetime) -> Decision:
        for rule in rules:
            for want in wants_of(rule, origin, 1):
                again_at = self._allowances.shut(want.key, want.limit, now)
                if again_at is not None:
                    return _short(rules, Short(want, 0, again_at), self._zone)
        return ACCEPTED

    async def _met(
        self, rules: tuple[Rule, ...], evidence: Evidence, envelope: Envelope, now: datetime
    ) -> Decision:
        asked = meetings(rules, evidence, envelope, now, self._zone)
        refused = await self._known.meet(asked, now) if asked else None
        if refused is None:
            return ACCEPTED
        key, limit = refused.ask.key, Limit(refused.ask.key.measure, refused.ask.most)
        if refused.new > limit.most:
            return _by_name(rules, key, refusal.never_so_many(key.rule, limit, refused.new))
        closes_at = window(key.measure, now, self._zone).closes_at
        return _short(
            rules, Short(Want(key, limit, refused.new), refused.left, closes_at), self._zone
        )


def meetings(
    rules: tuple[Rule, ...], evidence: Evidence, envelope: Envelope, now: datetime, zone: tzinfo
) -> list[Meeting]:
    """Whom the letter is for, once for each owner whose new recipients a rule counts."""
    asks: dict[str, list[Ask]] = {}
    for rule in rules:
        for limit in rule.limits:
            if limit.measure is Measure.NEW_RECIPIENTS_DAY:
                owner = owner_of(rule, evidence.origin)
                opens_at = window(limit.measure, now, zone).opens_at
                key = Key(rule.name, limit.measure, owner)
                asks.setdefault(owner, []).append(Ask(key, opens_at, limit.most))
    if not asks:
        return []
    addresses = [addressee.address for addressee in envelope.recipients]
    met = acquaintance.digests(addresses, evidence.directory.disguise)
    return [Meeting(owner, met, tuple(some)) for owner, some in sorted(asks.items())]


def owner_of(rule: Rule, origin: Origin) -> str:
    """For whom *rule* counts letters from *origin*; a network without logins is its agency."""
    return _owner(rule.counted_by, origin.login, origin.agency)


@functools.lru_cache(maxsize=1024)
def _owner(counted_by: str, login: str | None, agency: str | None) -> str:
    alone = counted_by == "login" and login is not None
    return login_subject(login or "") if alone else f"agency:{agency}"


def wants_of(rule: Rule, origin: Origin, recipients: int) -> Iterator[Want]:
    """What a letter to so many needs of the allowances of *rule*; those for new recipients aside."""
    for limit in rule.limits:
        counts_recipients = COUNTED.get(limit.measure)
        if counts_recipients is not None:
            key = Key(rule.name, limit.measure, owner_of(rule, origin))
            yield Want(key, limit, recipients if counts_recipients else 1)


def _too_many(rules: tuple[Rule, ...], wants: list[Want]) -> Decision:
    for want in wants:
        if want.number > want.limit.most:
            told = refusal.never_so_many(want.key.rule, want.limit, want.number)
            return _by_name(rules, want.key, told)
    return ACCEPTED


def _short(rules: tuple[Rule, ...], short: Short, zone: tzinfo) -> Decision:
    want, again = short.want, refusal.at(short.again_at, zone)
    told = refusal.used_up(want.key.rule, want.limit, want.number, short.left, again)
    return _by_name(rules, want.key, told)


def _by_name(rules: tuple[Rule, ...], key: Key, told: Reply) -> Decision:
    rule = next(rule for rule in rules if rule.name == key.rule)
    return Decision("refuse", rule.name, told, rule.source)


def _decided(checks: Iterator[Check]) -> Decision:
    """By the first of *checks* that refuses."""
    for check in checks:
        if check.refusal is not None:
            return Decision("refuse", check.rule.name, check.refusal, check.rule.source)
    return ACCEPTED
