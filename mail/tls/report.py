"""A TLS report as JSON (RFC 8460 §4), and as a letter to who asked for it (§5.3)."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import unquote

from mail.smtp.wire import is_mailbox
from work.letter import Addressee, Envelope, NewLetter, Origin
from work.tls import Count, Session

ADDRESSES = 4  # of one domain that get its report
_TEXT = (
    "Báo cáo TLS hằng ngày (RFC 8460) về {domain}. / The daily TLS report (RFC 8460) on {domain}.\n"
)


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who reports: the office's *name* and *domain*, whom to ask (*contact*), and the relay's *hostname*."""

    name: str
    domain: str
    contact: str
    hostname: str
    zone: tzinfo


def mailboxes(texts: Iterable[bytes]) -> tuple[str, ...]:
    """Where a domain wants its reports by mail, as the records at _smtp._tls say (§3).

    >>> mailboxes([b"v=TLSRPTv1; rua=mailto:tls@a.vn,https://a.vn/tls"])
    ('tls@a.vn',)
    """
    records = [one for one in texts if one.replace(b" ", b"").startswith(b"v=TLSRPTv1;")]
    if len(records) != 1:
        return ()
    fields = (
        part.strip().partition("=") for part in records[0].decode("ascii", "replace").split(";")
    )
    asked = next((value for name, _, value in fields if name.strip() == "rua"), "")
    ways = (one.strip() for one in asked.split(","))
    found = (
        unquote(one[7:].partition("?")[0]) for one in ways if one.lower().startswith("mailto:")
    )
    return tuple(one for one in found if one.isascii() and is_mailbox(one))[:ADDRESSES]


def identity(domain: str, day: date, who: Submitter) -> str:
    """The report's own name; the same for the same day."""
    digest = hashlib.sha256(f"{who.domain} {domain} {day.isoformat()}".encode()).hexdigest()[:32]
    return f"{digest}@{who.domain}"


def report(domain: str, day: date, counts: Sequence[Count], who: Submitter) -> dict[str, Any]:
    """What happened on *day* (UTC) with connections to *domain*."""
    policies: dict[tuple[object, ...], list[Count]] = {}
    for one in counts:
        session = one.session
        policy = (session.kind, session.scope, session.text, session.hosts)
        policies.setdefault(policy, []).append(one)
    return {
        "organization-name": who.name,
        "date-range": {
            "start-datetime": f"{day.isoformat()}T00:00:00Z",
            "end-datetime": f"{day.isoformat()}T23:59:59Z",
        },
        "contact-info": who.contact,
        "report-id": identity(domain, day, who),
        "policies": [_policy(some) for some in policies.values()],
    }


def _policy(counts: Sequence[Count]) -> dict[str, Any]:
    failed = [one for one in counts if one.session.fault]
    found: dict[str, Any] = {
        "policy": _published(counts[0].session),
        "summary": {
            "total-successful-session-count": sum(
                one.sessions for one in counts if not one.session.fault
            ),
            "total-failure-session-count": sum(one.sessions for one in failed),
        },
    }
    if failed:
        found["failure-details"] = [_failure(one) for one in failed]
    return found


def _published(session: Session) -> dict[str, Any]:
    return {
        "policy-type": session.kind,
        **({"policy-string": list(session.text)} if session.text else {}),
        "policy-domain": session.scope,
        **({"mx-host": list(session.hosts)} if session.hosts else {}),
    }


def _failure(one: Count) -> dict[str, Any]:
    session = one.session
    return {
        "result-type": session.fault,
        **({"receiving-mx-hostname": session.host} if session.host else {}),
        **({"receiving-ip": session.address} if session.address else {}),
        "failed-session-count": one.sessions,
    }


def letter(
    domain: str, day: date, to: Sequence[str], told: dict[str, Any], who: Submitter, now: datetime
) -> NewLetter:
    """The report as a letter, which goes whatever is wrong with TLS there (§3), and of which nobody is told."""
    message = EmailMessage(policy=SMTP)
    number = identity(domain, day, who)
    message["From"] = formataddr((who.name, who.contact))
    message["To"] = ", ".join(to)
    message["Subject"] = f"Report Domain: {domain} Submitter: {who.domain} Report-ID: <{number}>"
    message["Date"] = format_datetime(now.astimezone(who.zone))
    message["Message-ID"] = f"<{number}>"
    message["TLS-Report-Domain"] = domain
    message["TLS-Report-Submitter"] = who.domain
    message["TLS-Required"] = "No"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_TEXT.format(domain=domain), charset="utf-8", cte="base64")
    packed = gzip.compress(json.dumps(told, ensure_ascii=True).encode(), mtime=0)
    start, end = (int(datetime.combine(day, at, UTC).timestamp()) for at in (time.min, time.max))
    name = f"{who.domain}!{domain}!{start}!{end}!001.json.gz"
    message.add_attachment(packed, "application", "tlsrpt+gzip", filename=name)
    message.replace_header("Content-Type", "multipart/report")
    message.set_param("report-type", "tlsrpt")
    octets = message.as_bytes()
    return NewLetter(
        kind="notice",
        envelope=Envelope(
            "", tuple(Addressee(one, frozenset({"NEVER"})) for one in to), tls="optional"
        ),
        origin=Origin("tls-report", "trusted", "", who.hostname, ""),
        body=octets,
        size_bytes=len(octets),
        digest=hashlib.sha256(octets).digest(),
        message_id=f"<{number}>",
    )
