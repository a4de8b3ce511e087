"""The operator's rules over one letter: which concern it, and what each says of sender, recipients, fields and hours.

Pure decisions; what is counted stands in mail/allowance. The checks come in the order of the
rules, so the first that refuses is the one that decides.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from mail import refusal
from mail.header import Header
from mail.mailbox import Unreadable
from mail.rule import Addresses, Rule
from mail.smtp.reply import Reply
from work.letter import Origin

POSTMASTER = "postmaster"  # of this office, for whom everybody may have a letter, RFC 5321 §4.5.1
MOST_REMEMBERED = 10_000  # logins and agencies for which the rules are kept apart


class Check(NamedTuple):
    """What one option of one rule said to *subject*: a refusal, or None where it is kept."""

    rule: Rule
    option: str
    subject: str
    refusal: Reply | None


class Matrix:
    """Every rule, in the order of the configuration."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._concerning: dict[tuple[str | None, str | None, str], tuple[Rule, ...]] = {}

    def concerning(self, origin: Origin) -> tuple[Rule, ...]:
        """The rules about letters from *origin*."""
        if not self.rules:
            return ()
        who = (origin.agency, origin.login, origin.kind)
        found = self._concerning.get(who)
        if found is None:
            found = tuple(rule for rule in self.rules if rule.concern.includes(origin))
            if len(self._concerning) < MOST_REMEMBERED:
                self._concerning[who] = found
        return found


def at_mail(
    rules: tuple[Rule, ...], origin: Origin, address: str, now: datetime
) -> Iterator[Check]:
    """What the rules say to the reverse-path and the hour.

    The null reverse-path is not narrowed: receipts must use it (RFC 8098 §3), and their From is.
    """
    for rule in rules:
        if rule.mail_from is not None and address:
            yield _held(rule, "mail_from", rule.mail_from, address, origin)
        if rule.hours is not None:
            refused = None if rule.hours.open_at(now) else refusal.hours(rule.name, rule.hours, now)
            yield Check(rule, "hours", "", refused)


def at_rcpt(rules: tuple[Rule, ...], origin: Origin, address: str) -> Iterator[Check]:
    """What the rules say to one forward-path."""
    if address == POSTMASTER:
        return
    for rule in rules:
        if rule.rcpt_to is not None:
            fits = rule.rcpt_to.hold(address)
            refused = None if fits else refusal.not_to(rule.name, origin, address, rule.rcpt_to)
            yield Check(rule, "rcpt_to", address, refused)
        if rule.rcpt_not_to is not None:
            barred = rule.rcpt_not_to.may_hold(address)
            refused = refusal.never_to(rule.name, origin, address) if barred else None
            yield Check(rule, "rcpt_not_to", address, refused)


def at_end(rules: tuple[Rule, ...], origin: Origin, header: Header) -> Iterator[Check]:
    """What the rules say to those that the header names as writers, and as readers of an answer."""
    names = header.names()
    for rule in rules:
        for option, field, allowed in rule.narrowed:
            if field.lower() not in names:
                continue
            addresses = header.every_mailbox(field.lower())
            if isinstance(addresses, Unreadable):
                yield Check(rule, option, field, refusal.unreadable(rule.name, field, addresses))
                continue
            for address in addresses:
                yield _held(rule, option, allowed, address, origin, field)


def _held(
    rule: Rule, option: str, allowed: Addresses, address: str, origin: Origin, field: str = ""
) -> Check:
    if allowed.hold(address):
        return Check(rule, option, address, None)
    refused = refusal.not_as(rule.name, origin, field or "MAIL FROM", address, allowed)
    return Check(rule, option, address, refused)
