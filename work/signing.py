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

    *contradicted*: DNS has another record than the key asks for; *unpublished*: it has
    none; *unknown*: it has not answered for an hour. *unsigned* are domains that letters
    are sent from without a key that may sign them.
    """

    contradicted: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


def signing(
    directory: Directory, keys: Iterable[DkimKey], senders: Senders, day: date, now: datetime
) -> Signing:
    """How it stands on the machine's *day* and at its *now*."""
    active = tuple(key for key in keys if key.active)
    contradicted = {k.domain for k in active if k.seen is not None and not k.published}
    unpublished = {k.domain for k in active if k.seen_at is not None and k.seen is None}
    unknown = {k.domain for k in active if now - (k.seen_at or k.created_at) >= SILENT_AFTER}
    sending = sending_domains(directory, senders, day)
    return Signing(
        tuple(sorted(contradicted)),
        tuple(sorted(unpublished - contradicted)),
        tuple(sorted(unknown - contradicted - unpublished)),
        unsigned(directory, active, sending),
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
    signers = {key.domain for key in keys if key.active}
    return tuple(sorted(domain for domain in domains if not _is_signed(directory, signers, domain)))


def _is_signed(directory: Directory, signers: set[str], domain: str) -> bool:
    nearest = domain
    while nearest and nearest not in signers:
        nearest = nearest.partition(".")[2]
    return bool(nearest) and directory.owner(nearest) == directory.owner(domain)
