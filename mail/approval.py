"""Release rules: which letters go only when a second person has approved of them.

Without rules nothing here is called. What a rule looks at stands in the envelope, the header
and the fields of the parts; the cheapest is asked first.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from mail.address import comparable, domain_of
from mail.attachment import UNTOLD, extensions
from mail.content import Content
from mail.header import Header
from mail.roster import Roster
from mail.rule import ANYBODY, Concern
from mail.smtp.reply import Reply
from mail.words import decoded
from store import Store, approval_asked
from work.approval import ANY, REGISTERED, Asked, Entitled
from work.letter import NewLetter

log = structlog.get_logger()

SUBJECT_READ = 4096  # octets; a longer subject fits every pattern
AT_ONCE = 32 * 1024  # octets of a letter whose parts are looked at without a thread
WRITERS = ("sender", "resent-from", "resent-sender")  # beside From; RFC 5322 §3.6.2, §3.6.6
NOBODYS = (
    "the mailbox in From is no official's in the directory: write as the official who answers"
    " for it, or have the operator add them (congvu person add)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it holds a letter to which all that it names applies.

    *concern* is whose letters it looks at. *inside* are the domains, each with all below it,
    that it does not mind; a recipient elsewhere is outside. *attachments* are extensions.
    What is None or () is not looked at.
    """

    name: str
    entitled: tuple[Entitled, ...]
    remind_after: timedelta
    expires_after: timedelta
    concern: Concern = ANYBODY
    inside: tuple[str, ...] = ()
    recipients_above: int | None = None
    size_above: int | None = None
    subject: re.Pattern[str] | None = None
    attachments: frozenset[str] = frozenset()


class Approvals:
    """Asks for approval of what a rule holds; of several rules the first that fits counts."""

    def __init__(self, store: Store, rules: Sequence[Rule], roster: Roster) -> None:
        self._store = store
        self._rules = tuple(rules)
        self._roster = roster

    async def asked(
        self, new: NewLetter, content: Content, fields: Header, now: datetime
    ) -> Asked | Reply | None:
        """What a second person is to be asked; None where no rule holds it, a refusal where nobody can be asked."""
        rule = await self.holding(new, content, fields)
        if rule is None:
            return None
        answer = await self.question(rule, new, fields, now)
        if isinstance(answer, Reply):
            _tell(rule, new, answer)
        return answer

    async def holding(self, new: NewLetter, content: Content, fields: Header) -> Rule | None:
        """The first rule that holds the letter, if any."""
        for rule in self._rules:
            if await self._holds(rule, new, content, fields):
                return rule
        return None

    async def _holds(self, rule: Rule, new: NewLetter, content: Content, fields: Header) -> bool:
        if not rule.concern.includes(new.origin) or _is_report(new, fields):
            return False
        if not (self._goes_outside(rule, new) and _is_large(rule, new) and _speaks(rule, fields)):
            return False
        return not rule.attachments or await _carries(rule, content, fields)

    def _goes_outside(self, rule: Rule, new: NewLetter) -> bool:
        if not rule.inside:
            return True
        domains = {domain_of(to.address) for to in new.envelope.recipients}
        return any(not self._is_inside(rule, domain) for domain in domains)

    def _is_inside(self, rule: Rule, domain: str) -> bool:
        known = REGISTERED in rule.inside and domain in self._roster.directory.domains
        return known or any(domain == one or domain.endswith(f".{one}") for one in rule.inside)

    async def question(
        self, rule: Rule, new: NewLetter, fields: Header, now: datetime
    ) -> Asked | Reply:
        """What *rule* asks a second person about it; a refusal where it cannot be asked."""
        authors, agency = _mailboxes(fields, "from"), new.origin.agency or ""
        if len(authors) != 1:
            return _refused(rule, "it names several authors: write one mailbox in From")
        sender = [comparable(new.envelope.sender)] if new.envelope.sender else []
        others = (one for name in WRITERS for one in _mailboxes(fields, name))
        writers = frozenset([*authors, *others, *sender])
        entitled = tuple(one.within(agency) for one in rule.entitled)
        found = await self._store.read(approval_asked.ready, authors[0], entitled, writers)
        if found.author is None:
            return _refused(rule, NOBODYS)
        if not found.approvable:
            return _put_off(rule)
        times = (now + rule.remind_after, now + rule.expires_after)
        return Asked(rule.name, agency, found.author.id, writers, entitled, *times, then=new.hold)


def _is_report(new: NewLetter, fields: Header) -> bool:
    """A report of a mail system that its network vouches for (RFC 6522): no person wrote it."""
    if new.envelope.sender or new.origin.kind != "trusted":
        return False
    kind = fields.named("content-type")
    return len(kind) == 1 and kind[0].value.lower().startswith(b"multipart/report")


def _is_large(rule: Rule, new: NewLetter) -> bool:
    many, large = rule.recipients_above, rule.size_above
    if many is not None and len(new.envelope.recipients) <= many:
        return False
    return large is None or new.size_bytes > large


def _speaks(rule: Rule, fields: Header) -> bool:
    if rule.subject is None:
        return True
    found = fields.named("subject")
    text = _subject(found[0].value) if found else ""
    return text is None or rule.subject.search(text) is not None


def _subject(octets: bytes) -> str | None:
    """As people read it; None where that cannot be told."""
    try:
        return decoded(octets.decode("utf-8")) if len(octets) <= SUBJECT_READ else None
    except UnicodeDecodeError:
        return None


async def _carries(rule: Rule, content: Content, fields: Header) -> bool:
    if content.size_bytes <= AT_ONCE:
        found = extensions(fields, content.chunks())
    else:
        found = await asyncio.to_thread(extensions, fields, content.chunks())
    return bool(found) if ANY in rule.attachments else bool(found & (rule.attachments | {UNTOLD}))


def _mailboxes(fields: Header, name: str) -> list[str]:
    """The addresses in a field that the policy has read before, as the directory writes them."""
    found = fields.every_mailbox(name)
    return [comparable(one) for one in found] if isinstance(found, tuple) else []


def _refused(rule: Rule, why: str) -> Reply:
    text = (
        f"The rule {rule.name} lets this letter go only with a second person's approval, and {why}"
    )
    return Reply(550, "5.7.1", text)


def _put_off(rule: Rule) -> Reply:
    text = (
        f"The rule {rule.name} lets this letter go only with a second person's approval, and none"
        " who could give it is in the directory; ask the operator to name one, and try again later"
    )
    return Reply(451, "4.7.1", text)


def _tell(rule: Rule, new: NewLetter, answer: Reply) -> None:
    origin = new.origin
    if answer.code >= 500:
        log.info("policy.refused", rule=rule.name, agency=origin.agency, peer=origin.peer)
        return
    log.error(
        "approval.nobody",
        rule=rule.name,
        agency=origin.agency or "",
        remedy="let an approver of the rule be in the directory (`congvu check`), or name others",
    )
