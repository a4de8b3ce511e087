"""What `congvu queue` says of a letter: what happened, by which rule, and what comes next."""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo

from mail.address import domain_of
from store.account import Entry
from store.queue import Standing
from work import receipt
from work.hold import (
    ALTERED,
    DMARC,
    ENCRYPTED,
    OPERATOR,
    RESTORED,
    TWICE_UNCERTAIN,
    UNREAD,
    UNSIGNED,
    UNSOUND,
    doubt,
)
from work.letter import State
from work.suspension import suspended_domain

# Each rule that holds, and what a person can do about it.
RULES = {
    TWICE_UNCERTAIN: "twice no answer came, so it may have arrived twice already;"
    " ask the recipient, then release it or drop it",
    UNSOUND: "its signature would not verify; compare congvu dkim dns with the DNS, then release it",
    ALTERED: "it is not what was approved any more, so it is never sent; return it to its sender"
    " (congvu queue fail) or drop it",
    UNREAD: "it came to the mailbox for DMARC reports and is none that can be read; look at it,"
    " then release it to that mailbox, or drop it",
    DMARC: "it fails DMARC, and the domain that From names asks for quarantine; see congvu queue show,"
    " then release it or drop it",
    ENCRYPTED: "it is encrypted, so nobody could look for marks of secrecy; ask its sender, then release"
    " it, or return it (congvu queue fail)",
    UNSIGNED: "its agency's S/MIME signature would not hold; mend the certificate under [[smime.gateway]],"
    " then return it to be sent again, or release it unsigned",
    OPERATOR: "an operator holds it; release it when it may go",
}

RESTORED_TODO = "ask the recipient, then congvu queue send-restored or drop-restored"

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))

_EVENTS = {
    "accepted": "accepted, recipients: {recipients}, octets: {octets}",
    "held": "held by the rule {rule}",
    "authenticated": "from outside: SPF {spf}, DKIM {dkim}, ARC {arc}, DMARC {dmarc}; {action} by the rule {rule}",
    "waiting": "put off by attempt {attempt}: {status}",
    "uncertain": "uncertain: no answer came to attempt {attempt}",
    "delivered": "delivered by attempt {attempt}",
    "refused": "refused for good: {status}",
    "expired": "expired: its time was over",
    "dropped": "ended without a report",
    "approval.asked": "the rule {rule} asks for a second person's approval, told: {approvers}",
    "approval.reminded": "those who may approve were told once more, told: {approvers}",
    "approval.approved": "{approver} approved it, brought by {by}, SHA-256 {sha256}",
    "approval.rejected": "{approver} rejected it, brought by {by}",
    "approval.waived": "{by} let it go without a second person's approval, SHA-256 {sha256}",
    "approval.lapsed": "nobody approved it in time",
    "returned": "came back from where it was handed on to: {status}",
    "queue.hold": "{by} held it",
    "queue.release": "{by} released it",
    "queue.retry": "{by} made it due at once",
    "queue.fail": "{by} gave it up, with a report where its sender is to have one",
    "queue.drop": "{by} dropped it",
    "queue.send-restored": "{by} let it go once more",
    "evidence": "{by} made a bundle of evidence about it",
    "signatures": "its signatures were judged: {verdicts}",
    "restored": "the store was made of a backup; what was open may have been sent since",
}


def age(start: datetime, end: datetime) -> str:
    """The time between, in its largest unit; "now" for none.

    >>> age(datetime(2026, 11, 24, 9), datetime(2026, 11, 24, 12, 59))
    '3 h'
    """
    span = end - start
    for unit, name in _UNITS:
        if span >= unit:
            return f"{span // unit} {name}"
    return f"{span.seconds} s" if span > timedelta(0) else "now"


def why_kept(rule: str) -> str:
    """The rule that keeps a recipient from going, in words."""
    if domain := suspended_domain(rule):
        return f"{domain} is suspended"
    if doubted := doubt(rule):
        found, place = doubted
        return (
            f"the rule {found} on secrecy found a doubtful mark, in: {place}; the security officer asks its"
            " sender, then release it, or return it (congvu queue fail)"
        )
    return RULES.get(rule, rule)


def happened(entry: Entry, zone: tzinfo) -> str:
    """One line of the account in words."""
    codes = {"rule": "?", "attempt": "?", "status": "?", "by": "?", **entry.codes}
    if entry.event == "reported":
        return f"the sender was told, by letter {receipt.encode(int(codes.get('dsn', 0)))}"
    said = _EVENTS.get(entry.event, entry.event).format_map(
        {
            "recipients": "?",
            "octets": "?",
            "approvers": "?",
            "approver": "?",
            "sha256": "?",
            **dict.fromkeys(("spf", "dkim", "arc", "dmarc", "action"), "?"),
            "verdicts": "?",
            **codes,
        }
    )
    if "rules" in codes:
        said += f", under the rules {str(codes['rules']).replace(',', ', ')}"
    if "release" in codes:
        release = datetime.fromisoformat(str(codes["release"])).astimezone(zone)
        said += f", not to be sent before {release:%d/%m/%Y %H:%M:%S}, as its sender asked"
    return f"recipient {int(codes['position']) + 1} {said}" if "position" in codes else said


def next_step(
    standing: Standing,
    now: datetime,
    zone: tzinfo,
    asked: datetime | None,
    second: str | None = None,
    asleep: Collection[str] = (),
) -> str:
    """What happens next to a recipient, and when; for what is over, that nothing does.

    *asked* is when its sender wants it sent, *second* the rule that wants a second
    person's approval, where one does. Nothing is sent to the domains *asleep*.
    """

    def at(instant: datetime) -> str:
        return f"{instant.astimezone(zone):%H:%M on %d/%m/%Y}"

    due, end = at(standing.not_before), at(standing.expires_at)
    match standing.state:
        case State.WAITING:
            return f"{_wait(standing, now, due, asked, asleep)}; given up at {end}"
        case State.CLAIMED:
            return f"is in the hands of {standing.holder}, about to be sent"
        case State.SENDING:
            return f"is being sent by {standing.holder}; its answer is on the way"
        case State.UNCERTAIN if standing.rule == RESTORED and standing.not_before > now:
            return f"may have been sent since the backup; {RESTORED_TODO}; {_over(standing, end)}"
        case State.UNCERTAIN:
            return f"may have arrived; sent once more at {due}, unless you hold it"
        case State.HELD:
            rule = standing.rule or ""
            who = "second person's approval" if rule == second else "person's release"
            words = why_kept(rule)
            reason = f"the rule {rule} wants a {who}" if words == rule else words
            return f"is held: {reason}; {_over(standing, end)}"
        case _:
            settled = at(standing.settled_at) if standing.settled_at else "an unknown time"
            return f"{standing.state} at {settled}; nothing more happens"


def _over(standing: Standing, end: str) -> str:
    """What *end* brings: a report, or none, as where nobody proved whose the letter is."""
    notify = standing.addressee.notify
    if notify is None or "FAILURE" in notify:
        return f"returned to its sender at {end}"
    return f"ends at {end} with no report to its sender"


def _wait(
    standing: Standing,
    now: datetime,
    due: str,
    asked: datetime | None,
    asleep: Collection[str],
) -> str:
    parked, domain = suspended_domain(standing.rule), domain_of(standing.addressee.address)
    if parked and standing.not_before > now:
        return f"waits because {parked} is suspended (congvu queue suspended); looked at again at {due}"
    if domain in asleep:
        return f"waits because {domain} is suspended (congvu queue suspended)"
    if standing.not_before <= now:
        return "is due, and goes as soon as a worker has room"
    first = standing.not_before == asked
    return f"waits until {due}, as its sender asked" if first else f"is tried again at {due}"
