"""Who may send what through us: a pure decision over evidence, with the rule it rests on.

An address counts by its domain, and a domain counts only if it is registered itself: below
one agency's domain others may have theirs (hanam.gov.vn, syt.hanam.gov.vn). One exception:
a mail system that its network vouches for may report (null reverse-path) as one of its own
hosts, because a DSN's From names the host that wrote it (RFC 3464 §2), and hosts are not
registered. The null reverse-path itself is open to logins as well: receipts that users
send must use it (RFC 8098 §3), and their From is held to the full rule.
"""

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

Verdict = Literal["accept", "hold", "refuse"]

POSTMASTER = "postmaster"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a letter: *reason* is the rule's code, *source* what the rule rests on.

    *reply* is the refusal: one English sentence in ASCII that says what the sender can do.
    """

    verdict: Verdict
    reason: str
    source: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a letter when it has come in; *day* is the office's."""

    origin: Origin
    sender: str
    header: Header
    directory: Directory
    day: date


ACCEPTED = Decision("accept", "authorised", "the agency's registered domains")


def decide_sender(origin: Origin, address: str, directory: Directory, day: date) -> Decision:
    """Whether *origin* may send with this reverse-path; asked at MAIL."""
    if origin.kind == "inbound":
        return ACCEPTED  # anybody may write to us
    if origin.agency is None:
        return _refusal(
            "no-agency",
            "RFC 6409 §4.3",
            Reply(530, "5.7.0", "Authentication required; log in first"),
        )
    if bar := _barred(origin.agency, directory, day):
        return bar
    if not address or directory.domains.get(domain_of(address)) == origin.agency:
        return ACCEPTED
    text = (
        f"Agency {origin.agency} may not send as {_named(domain_of(address))}; use an address in one"
        " of its registered domains, or have the operator register this one"
    )
    return _refusal("sender-domain", "RFC 6409 §6.1", Reply(550, "5.7.1", text))


def decide_recipient(origin: Origin, address: str, directory: Directory) -> Decision:
    """Whether *origin* may send to this address; asked at RCPT. From outside, only to our agencies.

    "postmaster" without a domain is always taken (RFC 5321 §4.5.1).
    """
    ours = address == POSTMASTER or domain_of(address) in directory.domains
    if ours or origin.kind != "inbound":
        return ACCEPTED
    text = f"No relaying to {_named(domain_of(address))}; this host takes mail for registered agencies only"
    return _refusal("no-relaying", "RFC 5321 §7.9", Reply(550, "5.7.1", text))


def decide(evidence: Evidence) -> Decision:
    """Whether the letter comes in: its sender once more, and who it says wrote it."""
    sender = decide_sender(evidence.origin, evidence.sender, evidence.directory, evidence.day)
    if sender.verdict != "accept" or evidence.origin.kind == "inbound":
        return sender
    return _decide_author(evidence)


def _decide_author(evidence: Evidence) -> Decision:
    """RFC 5322 §3.6.2 asks for exactly one From; whoever it and Sender name must be of the agency."""
    if evidence.header.count("from") != 1:
        text = f"The letter has {evidence.header.count('from')} From fields; write exactly one"
        return _refusal("from-count", "RFC 5322 §3.6", Reply(554, "5.6.0", text))
    for name in ("From", "Sender"):
        addresses = evidence.header.mailboxes(name.lower())
        if isinstance(addresses, Unreadable) or (name == "From" and not addresses):
            reason = addresses.reason if isinstance(addresses, Unreadable) else "it names nobody"
            plain = reason.replace("§", "section ")
            text = f"The {name} field cannot be read: {plain}; write it as RFC 5322 has it"
            return _refusal("author-unreadable", "RFC 5322 §3.6.2", Reply(554, "5.6.0", text))
        for domain in map(domain_of, addresses):
            if not _is_theirs(domain, evidence):
                return _foreign(name, domain, evidence)
    return ACCEPTED


def _is_theirs(domain: str, evidence: Evidence) -> bool:
    domains, agency = evidence.directory.domains, evidence.origin.agency
    if evidence.sender or evidence.origin.kind != "trusted":
        return domains.get(domain) == agency
    while domain and domain not in domains:
        domain = domain.partition(".")[2]
    return domains.get(domain) == agency


def _foreign(name: str, domain: str, evidence: Evidence) -> Decision:
    text = (
        f"The {name} field names {_named(domain)}, which is not a registered domain of agency"
        f" {evidence.origin.agency}; write from one of its domains, or have the operator register this one"
    )
    return _refusal("author-domain", "RFC 6409 §8.1", Reply(550, "5.7.1", text))


def _barred(code: str, directory: Directory, day: date) -> Decision | None:
    """The refusal of an agency that may not send at all on *day*; None when it may."""
    agency = directory.agencies.get(code)
    match directory.standing(code, day):
        case Standing.GOOD:
            return None
        case Standing.EXPIRED if agency is not None:
            text = f"Agency {code} ended on {agency.valid_to}{_successor(agency)}"
        case Standing.NOT_YET if agency is not None:
            text = (
                f"Agency {code} may not send before {agency.valid_from}; wait, or ask the operator"
            )
        case Standing.DISABLED if agency is not None:
            text = f"Agency {code} is disabled{_successor(agency)}"
        case _:
            text = f"Agency {code} is not registered; ask the operator to add it"
    return _refusal("agency-barred", "the agency's validity", Reply(550, "5.7.1", text))


def _successor(agency: Agency) -> str:
    if agency.successor is None:
        return "; ask the operator which agency took over"
    return f"; its successor is {agency.successor}: send with that agency's login and domain"


def _named(domain: str) -> str:
    return domain or "an unreadable domain"


def _refusal(reason: str, source: str, reply: Reply) -> Decision:
    return Decision("refuse", reason, source, reply)
