"""What `congvu queue` says of a letter: what happened, by which rule, and what comes next."""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo

from mail.address import domain_of
from store.account import Entry
from store.outlook import Next, is_reported, outlook
from store.queue import Standing
from templates.worth import where
from work import receipt
from work.hold import (
    ALTERED,
    DMARC,
    ENCRYPTED,
    OPERATOR,
    TWICE_UNCERTAIN,
    UNREAD,
    UNSIGNED,
    UNSOUND,
    doubt,
)
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
        seen = (
            "a part could not be opened to look for marks of secrecy"
            if found == "unopened"
            else f"the rule {found} on secrecy found a doubtful mark, in: {where(place, 'en')}"
        )
        return f"{seen}; the security officer asks its sender, then release it, or return it (congvu queue fail)"
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

    *asked* and *second* are those of `store.outlook.outlook`. Nothing is sent to the domains *asleep*.
    """
    domain = domain_of(standing.addressee.address)

    def at(instant: datetime | None) -> str:
        return (
            "an unknown time"
            if instant is None
            else f"{instant.astimezone(zone):%H:%M on %d/%m/%Y}"
        )

    found = outlook(standing, now, asked, second, domain if domain in asleep else "")
    rule = standing.rule or ""
    who = "second person's approval" if found.next is Next.APPROVAL else "person's release"
    words = why_kept(rule)
    end = at(standing.expires_at)
    return _NEXT[found.next].format(
        at=at(found.at),
        end=end,
        over=_over(standing, end),
        holder=standing.holder,
        domain=found.domain,
        state=standing.state,
        reason=f"the rule {rule} wants a {who}" if words == rule else words,
    )


def _over(standing: Standing, end: str) -> str:
    """What *end* brings."""
    if is_reported(standing):
        return f"returned to its sender at {end}"
    return f"ends at {end} with no report to its sender"


_SUSPENDED = "waits because {domain} is suspended (congvu queue suspended)"
_NEXT = {
    Next.PARKED: f"{_SUSPENDED}; looked at again at {{at}}; given up at {{end}}",
    Next.ASLEEP: f"{_SUSPENDED}; given up at {{end}}",
    Next.DUE: "is due, and goes as soon as a worker has room; given up at {end}",
    Next.ASKED: "waits until {at}, as its sender asked; given up at {end}",
    Next.AGAIN: "is tried again at {at}; given up at {end}",
    Next.CLAIMED: "is in the hands of {holder}, about to be sent",
    Next.SENDING: "is being sent by {holder}; its answer is on the way",
    Next.RESTORED: f"may have been sent since the backup; {RESTORED_TODO}; {{over}}",
    Next.ONCE_MORE: "may have arrived; sent once more at {at}, unless you hold it",
    Next.APPROVAL: "is held: {reason}; {over}",
    Next.RELEASE: "is held: {reason}; {over}",
    Next.OVER: "{state} at {at}; nothing more happens",
}
