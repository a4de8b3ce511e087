"""Who there is, as a snapshot: agencies, their mail domains and their logins, and who may send today."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from work.agency import Agency
from work.person import Position

# Quyết định 20/2020/QĐ-TTg: level by level from the left, at most 35 characters ("H37.DN.001").
_CODE = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})*")
_CODE_LONGEST = 35
# QCVN 102:2016/BTTTT: level by level from the right, zeros where there is none ("000.00.04.G14").
_OLD_CODE = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST_TTL = timedelta(days=7)  # caches keep nothing for longer, RFC 8767 §4
_DOMAIN_LONGEST = 255  # octets, RFC 5321 §4.5.3.1.2


class Standing(StrEnum):
    """Whether an agency may send, and if not, why not."""

    GOOD = "good"
    UNKNOWN = "unknown"
    DISABLED = "disabled"
    NOT_YET = "not-yet"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Login:
    """One name that an agency's mail system logs in with, and what its password is known by.

    *password_hash* is an encoded Argon2id; *scram* are the keys of SCRAM-SHA-256 as RFC 5803 §3
    writes them, None for a password from before they were kept.
    """

    name: str
    agency: str
    password_hash: str = field(repr=False)
    disabled: bool = False
    scram: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A client certificate by which a *login* is known without its password.

    *octets* are DER, *fingerprint* their SHA-256 in hexadecimal digits.
    """

    login: str
    fingerprint: str
    octets: bytes = field(repr=False)
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person before the store has given a number; *email* is the mailbox that is theirs by office."""

    name: str
    email: str
    agency: str
    unit: str | None
    position: Position
    language: str


class KeyState(StrEnum):
    """Where a signing key stands in its life."""

    WAITING = "waits"  # for DNS to show it, and for caches to forget what stood there before
    SIGNING = "signs"
    RETIRING = "retiring"  # letters that it signed are under way: its record has to stay
    REMOVABLE = "removable"  # its record may go
    RETIRED = "retired"  # its record is gone
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class DkimKey:
    """The public half of one signing key, what DNS said of it when it was last asked, and the dates of its life.

    *public_key* and *seen* are p= decoded (RFC 6376 §3.6.1); *seen* is None while
    no record was found. *shown_at* is when DNS first gave this very key. *seen_since* is when DNS began to show this very key wherever
    it was asked, without a gap since; *ttl* the longest time in seconds that DNS gave
    for what stands at the name, or for nothing standing there. *token* is the label of
    the PKCS #11 token that has the private half, None where a file has it.
    """

    domain: str
    selector: str
    algorithm: Literal["rsa", "ed25519"]
    public_key: bytes
    created_at: datetime
    seen: bytes | None = None
    seen_at: datetime | None = None
    shown_at: datetime | None = None
    seen_since: datetime | None = None
    ttl: int = 0
    signs_from: datetime | None = None
    signs_until: datetime | None = None
    leave_until: datetime | None = None
    revoked_at: datetime | None = None
    gone_at: datetime | None = None
    token: str | None = None

    @property
    def name(self) -> str:
        """Where its record stands (RFC 6376 §3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def published(self) -> bool:
        """Whether DNS, when last asked, gave this very key."""
        return self.seen == self.public_key

    @property
    def credible(self) -> bool:
        """Whether a signature by it does good, or at least no harm.

        DNS gives this key; or it never did, and gives no other: to whoever finds no record
        the letter is as one without a signature (RFC 6376 §6.1).
        """
        return self.published or (self.shown_at is None and self.seen is None)

    @property
    def expected(self) -> bool:
        """Whether letters are expected to bear its signature, or its successor's: it began to sign, and none followed."""
        return self.signs_from is not None and self.signs_until is None

    @property
    def active(self) -> bool:
        """Whether letters are to be signed with it."""
        return self.expected and self.revoked_at is None

    @property
    def waiting(self) -> bool:
        """Whether it has not signed yet, and shall."""
        return self.signs_from is None and self.revoked_at is None

    @property
    def ready_at(self) -> datetime | None:
        """From when on no cache holds anything else at its name; None while DNS does not show it everywhere.

        Whoever asked just before it was first seen may keep what was said then for its TTL,
        a week at most (RFC 8767 §4).
        """
        return self.seen_since and self.seen_since + min(timedelta(seconds=self.ttl), LONGEST_TTL)

    def state(self, now: datetime) -> KeyState:
        """Where it stands at *now*."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        if self.signs_until is None:
            return KeyState.WAITING if self.signs_from is None else KeyState.SIGNING
        if self.gone_at is not None:
            return KeyState.RETIRED
        over = self.leave_until is not None and self.leave_until <= now
        return KeyState.REMOVABLE if over else KeyState.RETIRING


@dataclass(frozen=True, slots=True)
class Directory:
    """A snapshot of who there is, for decisions that cannot wait for the store.

    *agencies* by code, *domains* from mail domain (lower case, A-labels) to the
    code of its agency, *logins* by name, *certificates* of logins by fingerprint.
    *disguise* is a secret of this office, of which is made what a stranger sees of logins
    that do not exist.
    """

    agencies: Mapping[str, Agency]
    domains: Mapping[str, str]
    logins: Mapping[str, Login]
    disguise: bytes = field(default=b"", repr=False)
    certificates: Mapping[str, Certificate] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        agencies: Iterable[Agency],
        logins: Iterable[Login],
        disguise: bytes = b"",
        certificates: Iterable[Certificate] = (),
    ) -> "Directory":
        """The snapshot of these agencies and logins."""
        by_code = {agency.code: agency for agency in agencies}
        domains = {domain: a.code for a in by_code.values() for domain in a.domains}
        by_name = {login.name: login for login in logins}
        read_only = MappingProxyType
        known = {certificate.fingerprint: certificate for certificate in certificates}
        by = (read_only(by_code), read_only(domains), read_only(by_name))
        return cls(*by, disguise, read_only(known))

    def agency_of(self, domain: str) -> Agency | None:
        """The agency that writes from *domain* itself; a subdomain is registered by itself."""
        return self.agencies.get(self.domains.get(domain, ""))

    def owner(self, host: str) -> str | None:
        """The code of the agency whose registered domain *host* is, or stands below most closely."""
        while host and host not in self.domains:
            host = host.partition(".")[2]
        return self.domains.get(host)

    def houses(self, mailbox_domain: str, code: str) -> bool:
        """Whether people of the agency *code* may have their mailbox by office in that domain.

        It is one of the agency's own or of an agency above it, or stands below such a one.
        """
        owner, above = self.owner(mailbox_domain), self.agencies.get(code)
        while owner is not None and above is not None:
            if above.code == owner:
                return True
            above = self.agencies.get(above.parent or "")
        return False

    def standing(self, code: str, day: date) -> Standing:
        """Whether the agency *code* may send on *day* of the office."""
        agency = self.agencies.get(code)
        if agency is None:
            return Standing.UNKNOWN
        if agency.disabled:
            return Standing.DISABLED
        if agency.valid_on(day):
            return Standing.GOOD
        late = agency.valid_to is not None and agency.valid_to < day
        return Standing.EXPIRED if late else Standing.NOT_YET

    def heir(self, code: str, day: date) -> Agency | None:
        """Who has the duties of the agency *code* on *day*: its successor, or that one's if it ended too.

        None where the line ends with nobody, with a code that is not registered, or in a circle.
        """
        seen: set[str] = set()
        agency = self.agencies.get(code)
        while agency is not None and agency.code not in seen:
            if self.standing(agency.code, day) in (Standing.GOOD, Standing.NOT_YET):
                return agency
            seen.add(agency.code)
            agency = self.agencies.get(agency.successor or "")
        return None

    def may_write_as(self, code: str, domain: str, day: date) -> bool:
        """Whether the agency *code* may send on *day* with an address in *domain*."""
        return self.domains.get(domain) == code and self.standing(code, day) is Standing.GOOD

    def open_login(self, name: str, day: date) -> Login | None:
        """The login *name*, unless it is disabled or its agency may not send on *day*."""
        login = self.logins.get(name)
        if login is None or login.disabled:
            return None
        return login if self.standing(login.agency, day) is Standing.GOOD else None


def agency_code(text: str) -> str:
    """*text* as the code of Quyết định 20/2020/QĐ-TTg; the older 13 characters are turned round.

    Raises ValueError, whose text says what to write.

    >>> agency_code("H05"), agency_code("000.00.04.G14")
    ('H05', 'G14.04')
    """
    if old := _OLD_CODE.fullmatch(text):
        low_to_high = old.groups()
        return ".".join(part for part in reversed(low_to_high) if part.strip("0"))
    if len(text) > _CODE_LONGEST or not _CODE.fullmatch(text):
        raise ValueError(
            f'"{text}" is no agency code; write it as in Quyết định 20/2020/QĐ-TTg, such as H05 or G22.01'
        )
    return text


def mail_domain(text: str) -> str:
    """*text*, a mail domain in A-labels (RFC 5890 §2.3.2.1), in lower case.

    Whoever takes one from a person encodes it first, by the rule that addresses are
    compared by. Raises ValueError, whose text says what to write.

    >>> mail_domain("BacNinh.gov.vn")
    'bacninh.gov.vn'
    """
    ascii_form = text.lower() if text.isascii() else ""
    labels = ascii_form.split(".")
    well_formed = all(_LABEL.fullmatch(label) for label in labels) and len(labels) > 1
    if not well_formed or len(ascii_form) > _DOMAIN_LONGEST:
        raise ValueError(
            f'"{text}" is no mail domain; write it without "@", such as bacninh.gov.vn'
        )
    return ascii_form
