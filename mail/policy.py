"""Who may send what through us: a pure decision over evidence.

An address counts by its domain, and a domain counts only if it is registered itself: below
one agency's domain others may have theirs (hanam.gov.vn, syt.hanam.gov.vn). One exception:
a mail system that its network vouches for may report (null reverse-path) as one of its own
hosts, because a DSN's From names the host that wrote it (RFC 3464 §2), and hosts are not
registered. The null reverse-path itself is open to logins as well: receipts that users
send must use it (RFC 8098 §3), and their From is held to the full rule.

What the operator's own rules narrow further stands in mail/matrix.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mail.address import domain_of
from mail.header import Header
from mail.mailbox import Unreadable
from mail.smtp.reply import Reply
from work.agency import Agency
from work.directory import Directory, Standing
from work.letter import Origin

BUILT_IN = "built in"  # no configuration takes it away
RESENT = ("Resent-From", "Resent-Sender")

Verdict = Literal["accept", "hold", "refuse"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a letter: *reason* is the rule's code, *source* where the rule stands.

    *reply* is the refusal: one English sentence in ASCII that says what the sender can do.
    """

    verdict: Verdict
    reason: str
    reply: Reply | None = None
    source: str = BUILT_IN


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a letter when it has come in; *day* is the office's."""

    origin: Origin
    sender: str
    header: Header
    directory: Directory
    day: date


ACCEPTED = Decision("accept", "authorised")


def decide_sender(origin: Origin, address: str, directory: Directory, day: date) -> Decision:
    """Whether *origin* may send with this reverse-path (RFC 6409 §4.3, §6.1); asked at MAIL."""
    if origin.agency is None:
        return _refusal("no-agency", 530, "5.7.0", "Authentication required; log in first")
    if bar := _barred(origin.agency, directory, day):
        return bar
    if not address or directory.domains.get(domain_of(address)) == origin.agency:
        return ACCEPTED
    text = (
        f"Agency {origin.agency} may not send as {_named(domain_of(address))}; use an address in one"
        " of its registered domains, or have the operator register this one"
    )
    return _refusal("sender-domain", 550, "5.7.1", text)


def decide(evidence: Evidence) -> Decision:
    """Whether the letter comes in: its sender once more, its header's form, and who it says wrote it.

    A header that two readers could take apart differently is not looked at any further:
    what one of them takes for the author may be another's rubbish.
    """
    decision = decide_sender(evidence.origin, evidence.sender, evidence.directory, evidence.day)
    for ask in HEADER_RULES.values():
        if decision.verdict == "accept":
            decision = ask(evidence)
    return decision


def decide_form(evidence: Evidence) -> Decision:
    """Whether all its readers see the same header, whoever wrote it; the rest is asked of agencies alone."""
    for ask in (_decide_lines, _decide_count, _decide_singular):
        decision = ask(evidence)
        if decision is not ACCEPTED:
            return decision
    return ACCEPTED


def _decide_lines(evidence: Evidence) -> Decision:
    """RFC 5322 §2.2: every line is of a field."""
    if not evidence.header.malformed:
        return ACCEPTED
    flaw = evidence.header.malformed[0]
    text = (
        f"Line {flaw.line} of the letter's header is broken: {flaw.reason};"
        " mend or remove this line and send the letter again"
    )
    return _refusal("header-malformed", 554, "5.6.0", text)


def _decide_singular(evidence: Evidence) -> Decision:
    """RFC 5322 §3.6: fields that may stand once do."""
    repeated = evidence.header.repeated()
    if not repeated:
        return ACCEPTED
    text = (
        f"The field {repeated[0].title()} stands {evidence.header.count(repeated[0])} times;"
        " write it once (RFC 5322 section 3.6) and send the letter again"
    )
    return _refusal("field-repeated", 554, "5.6.0", text)


def _decide_count(evidence: Evidence) -> Decision:
    """RFC 5322 §3.6.2 asks for exactly one From."""
    number = evidence.header.count("from")
    if number == 1:
        return ACCEPTED
    text = f"The letter has {number} From fields; write exactly one"
    return _refusal("from-count", 554, "5.6.0", text)


def _decide_author(evidence: Evidence) -> Decision:
    """Whoever the one From and Sender name must be of the agency (RFC 6409 §8.1)."""
    decision = _decide_count(evidence)
    if decision is not ACCEPTED:
        return decision
    for name in ("From", "Sender"):
        addresses = evidence.header.mailboxes(name.lower())
        if name == "From" and not addresses:
            return _unreadable(name, "it names nobody")
        decision = _decide_writers(name, addresses, evidence)
        if decision is not ACCEPTED:
            return decision
    return ACCEPTED


def _decide_resent(evidence: Evidence) -> Decision:
    """Who sends a letter on writes in their own name as well (RFC 5322 §3.6.6)."""
    names = evidence.header.names()
    for name in RESENT:
        if name.lower() in names:
            addresses = evidence.header.every_mailbox(name.lower())
            decision = _decide_writers(name, addresses, evidence)
            if decision is not ACCEPTED:
                return decision
    return ACCEPTED


def _decide_writers(
    name: str, addresses: tuple[str, ...] | Unreadable, evidence: Evidence
) -> Decision:
    if isinstance(addresses, Unreadable):
        return _unreadable(name, addresses.reason)
    for domain in map(domain_of, addresses):
        if not _is_theirs(domain, evidence):
            return _foreign(name, domain, evidence)
    return ACCEPTED


def _unreadable(name: str, reason: str) -> Decision:
    plain = reason.replace("§", "section ")
    text = f"The {name} field cannot be read: {plain}; write it as RFC 5322 has it"
    return _refusal("author-unreadable", 554, "5.6.0", text)


def _is_theirs(domain: str, evidence: Evidence) -> bool:
    directory, agency = evidence.directory, evidence.origin.agency
    if evidence.sender or evidence.origin.kind != "trusted":
        return directory.domains.get(domain) == agency
    return directory.owner(domain) == agency


def _foreign(name: str, domain: str, evidence: Evidence) -> Decision:
    text = (
        f"The {name} field names {_named(domain)}, which is not a registered domain of agency"
        f" {evidence.origin.agency}; write from one of its domains, or have the operator register this one"
    )
    return _refusal("author-domain", 550, "5.7.1", text)


# In this order: what each rule looks at, and the rule.
HEADER_RULES: Mapping[str, Callable[[Evidence], Decision]] = {
    "header": _decide_lines,
    "From and Sender": _decide_author,
    "Resent-From and Resent-Sender": _decide_resent,
    "fields that stand once": _decide_singular,
}


def _barred(code: str, directory: Directory, day: date) -> Decision | None:
    """The refusal of an agency that may not send at all on *day*; None when it may."""
    agency = directory.agencies.get(code)
    match directory.standing(code, day):
        case Standing.GOOD:
            return None
        case Standing.EXPIRED if agency is not None:
            text = f"Agency {code} ended on {agency.valid_to}{_successor(agency, directory, day)}"
        case Standing.NOT_YET if agency is not None:
            text = (
                f"Agency {code} may not send before {agency.valid_from}; wait, or ask the operator"
            )
        case Standing.DISABLED if agency is not None:
            text = f"Agency {code} is disabled{_successor(agency, directory, day)}"
        case _:
            text = f"Agency {code} is not registered; ask the operator to add it"
    return _refusal("agency-barred", 550, "5.7.1", text)


def _successor(agency: Agency, directory: Directory, day: date) -> str:
    if agency.successor is None:
        return "; ask the operator which agency took over"
    heir = directory.heir(agency.code, day)
    code = agency.successor if heir is None else heir.code
    return f"; its successor is {code}: send with that agency's login and domain"


def _named(domain: str) -> str:
    return domain or "an unreadable domain"


def _refusal(reason: str, code: int, status: str, text: str) -> Decision:
    return Decision("refuse", reason, Reply(code, status, text))
