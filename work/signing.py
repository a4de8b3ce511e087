"""How the letters that leave are signed: which domains sign, what DNS says of their keys, and who sends unsigned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from work.directory import Directory, DkimKey

SILENT_AFTER = timedelta(hours=1)  # DNS is asked every ten minutes


@dataclass(frozen=True, slots=True)
class Senders:
    """Who sends without a login: the office itself from its *domain*, and agencies known by their network, by code."""

    domain: str
    trusted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Signing:
    """Domains in which something about signatures is to be mended, each kind in alphabetical order.

    *contradicted*: DNS shows another record than a key that is to sign asks for, or no
    longer shows it; *unpublished*: it never showed it yet; *unknown*: it has not answered
    for an hour. *unsigned* are domains that letters are sent from without a key that may
    sign them.
    """

    contradicted: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


def signing(
    directory: Directory, keys: Iterable[DkimKey], senders: Senders, day: date, now: datetime
) -> Signing:
    """How it stands on the machine's *day* and at its *now*."""
    expected = tuple(key for key in keys if key.expected)
    contradicted = {k.domain for k in expected if k.revoked_at or not k.credible}
    asked = tuple(key for key in expected if key.seen_at is not None)
    unpublished = {key.domain for key in asked if key.credible and not key.published}
    unknown = {k.domain for k in expected if now - (k.seen_at or k.created_at) >= SILENT_AFTER}
    sending = sending_domains(directory, senders, day)
    return Signing(
        tuple(sorted(contradicted)),
        tuple(sorted(unpublished - contradicted)),
        tuple(sorted(unknown - contradicted - unpublished)),
        unsigned(directory, expected, sending),
    )


def sending_domains(directory: Directory, senders: Senders, day: date) -> frozenset[str]:
    """The domains of agencies that may send on *day* and have a way in, and the office's own."""
    logins = {
        login.agency for name in directory.logins if (login := directory.open_login(name, day))
    }
    able = logins | senders.trusted
    theirs = {
        domain
        for domain, code in directory.domains.items()
        if code in able and directory.may_write_as(code, domain, day)
    }
    return frozenset(theirs | {senders.domain})


def unsigned(
    directory: Directory, keys: Iterable[DkimKey], domains: Iterable[str]
) -> tuple[str, ...]:
    """Those of *domains* from which letters leave without a signature.

    The nearest key at or above a domain signs, unless it is another agency's
    (mail.sealing): a signature speaks for the domain that it names (RFC 6376 §2.5).
    """
    signers = {key.domain for key in keys if key.expected}
    return tuple(sorted(domain for domain in domains if not _is_signed(directory, signers, domain)))


def _is_signed(directory: Directory, signers: set[str], domain: str) -> bool:
    nearest = domain
    while nearest and nearest not in signers:
        nearest = nearest.partition(".")[2]
    return bool(nearest) and directory.owner(nearest) == directory.owner(domain)
