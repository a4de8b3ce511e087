"""check_host() (RFC 7208 §4): one evaluation of an SPF record, with all the records that it includes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Literal, NamedTuple

from mail.address import domain_of
from mail.auth.lookups import Lookups
from mail.auth.macro import (
    LONGEST_NAME,
    expanded_name,
    expanded_text,
    is_explain_string,
    needs_validated_name,
)
from mail.auth.reverse import (
    MOST_NAMES,
    IPAddress,
    addresses,
    is_below,
    validated_name,
    validated_names,
)
from mail.auth.spf_record import Malformed, Mechanism, Record, read_record, selected
from mail.dns import Absent, Answer, Exchanger, Found, Unknown

MOST_TERMS = 10  # that ask the DNS, RFC 7208 §4.6.4
MOST_VOID = 2  # of them without an answer
MOST_OCTETS = 32 * 1024  # of all records of one check
LONGEST_LOCAL_PART = 64  # octets, RFC 5321 §4.5.3.1.1; macros see no more of it

Result = Literal["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"]

_QUALIFIERS: Mapping[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class Outcome(NamedTuple):
    """How an evaluation ended; *explain* is the domain-spec of exp=, *where* the domain of its record."""

    result: Result
    reason: str
    explain: str = ""
    where: str = ""


_Matched = bool | Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """What one check is about; *client* is never an IPv4 address in IPv6 (RFC 7208 §5)."""

    client: IPAddress
    helo: str
    sender: str
    now: datetime
    receiver: str

    @property
    def domain(self) -> str:
        """The sender's domain as the DNS knows it."""
        return domain_of(self.sender).removesuffix(".")

    def letters(self) -> dict[str, str]:
        """The values of macro letters, but %{d} and %{p} (RFC 7208 §7.2)."""
        local = (self.sender.rpartition("@")[0] or "postmaster")[:LONGEST_LOCAL_PART]
        domain = self.domain
        nibbles = ".".join(self.client.exploded.replace(":", "")).upper()
        return {
            "s": f"{local}@{domain}",
            "l": local,
            "o": domain,
            "i": str(self.client) if self.client.version == 4 else nibbles,
            "v": "in-addr" if self.client.version == 4 else "ip6",
            "h": self.helo[:LONGEST_NAME],
            "c": str(self.client),
            "r": self.receiver,
            "t": str(int(self.now.timestamp())),
        }


class Check:
    """One check; it keeps count over all records."""

    def __init__(self, asked: Asked, resolver: Lookups) -> None:
        self._client = asked.client
        self._resolver = resolver
        self._letters = asked.letters()
        self._terms = MOST_TERMS
        self._voids = MOST_VOID
        self._octets = MOST_OCTETS
        self._names: tuple[str, ...] | Absent | None = None
        self._judges: Mapping[str, Callable[[Mechanism, str], Awaitable[_Matched]]] = {
            "include": self._include,
            "a": self._a,
            "mx": self._mx,
            "ptr": self._ptr,
            "exists": self._exists,
        }

    async def evaluated(self, domain: str) -> Outcome:
        """What the record of *domain* says."""
        record = await self._record(domain)
        if isinstance(record, Outcome):
            return record
        for mechanism in record.mechanisms:
            matched = await self._matches(mechanism, domain)
            if isinstance(matched, Outcome):
                return matched
            if matched:
                reason = f"{mechanism.text[:60]} in the record of {domain}"
                result = _QUALIFIERS[mechanism.qualifier]
                return Outcome(result, reason, record.explanation, domain)
        if record.redirect:
            return await self._redirected(record.redirect, domain)
        return Outcome("neutral", f"nothing in the record of {domain} matches")

    async def explanation(self, outcome: Outcome) -> str:
        """What the domain wants said of a failure (RFC 7208 §6.2); "" wherever anything is wrong with it."""
        name = await self._target(outcome.explain, outcome.where)
        answer = await self._resolver.txt(_written(name)) if name else None
        if not isinstance(answer, Found) or len(answer.records) != 1:
            return ""
        text = answer.records[0].decode("latin-1")
        if not is_explain_string(text):
            return ""
        return expanded_text(text, await self._letters_for(text, outcome.where))

    async def _record(self, domain: str) -> Record | Outcome:
        """RFC 7208 §4.4, §4.5, §4.6."""
        answer = await self._resolver.txt(_written(domain))
        if isinstance(answer, Unknown):
            return _trouble(domain)
        found = selected(answer.records) if isinstance(answer, Found) else []
        if not found:
            return Outcome("none", f"{domain} has no SPF record")
        if len(found) > 1:
            return Outcome("permerror", f"{domain} has {len(found)} SPF records")
        self._octets -= len(found[0])
        if self._octets < 0:
            return Outcome("permerror", f"the records have more than {MOST_OCTETS} octets")
        record = read_record(found[0])
        if isinstance(record, Malformed):
            return Outcome("permerror", f"{domain}: {record.reason}")
        return record

    async def _redirected(self, spec: str, domain: str) -> Outcome:
        """RFC 7208 §6.1."""
        target = await self._target(spec, domain)
        if target is None:
            return Outcome("permerror", f"redirect= of {domain} names no domain")
        outcome = self._one_term_more() or await self.evaluated(target)
        return outcome._replace(result="permerror") if outcome.result == "none" else outcome

    async def _matches(self, mechanism: Mechanism, domain: str) -> _Matched:
        if mechanism.name == "all":
            return True
        judge = self._judges.get(mechanism.name)
        if judge is None:
            of_kind = mechanism.name == f"ip{self._client.version}"
            return of_kind and self._inside(mechanism, mechanism.network)
        if over := self._one_term_more():
            return over
        target = await self._target(mechanism.spec, domain) if mechanism.spec else domain
        if target is not None:
            return await judge(mechanism, target)
        if mechanism.name == "include":  # as if check_host() were called on it, RFC 7208 §5.2
            return Outcome("permerror", f"{mechanism.text[:60]} names no domain")
        return False  # RFC 7208 §4.8 leaves it open

    def _inside(self, mechanism: Mechanism, network: int) -> bool:
        """Whether client and *network* share the bits that count."""
        rest = 32 - mechanism.prefix4 if self._client.version == 4 else 128 - mechanism.prefix6
        return int(self._client) >> rest == network >> rest

    def _any_inside(self, mechanism: Mechanism, answer: Answer[str]) -> bool:
        found = answer.records if isinstance(answer, Found) else ()
        return any(self._inside(mechanism, int(ip_address(one))) for one in found)

    async def _include(self, _: Mechanism, target: str) -> _Matched:
        """RFC 7208 §5.2."""
        outcome = await self.evaluated(target)
        match outcome.result:
            case "pass":
                return True
            case "temperror" | "permerror":
                return outcome
            case "none":
                return outcome._replace(result="permerror")
            case _:
                return False

    async def _a(self, mechanism: Mechanism, target: str) -> _Matched:
        """RFC 7208 §5.3."""
        answer = await addresses(self._resolver, self._client, _written(target))
        return self._problem(answer, target) or self._any_inside(mechanism, answer)

    async def _mx(self, mechanism: Mechanism, target: str) -> _Matched:
        """RFC 7208 §5.4."""
        answer = await self._resolver.mx(_written(target))
        if problem := self._problem(answer, target):
            return problem
        hosts = [one.host for one in answer.records] if isinstance(answer, Found) else []
        if len(hosts) > MOST_NAMES:
            return Outcome("permerror", f"{target} has more than {MOST_NAMES} MX records")
        for host in filter(None, hosts):
            found = await addresses(self._resolver, self._client, host)
            if isinstance(found, Unknown):
                return _trouble(host)
            if self._any_inside(mechanism, found):
                return True
        return False

    async def _ptr(self, _: Mechanism, target: str) -> _Matched:
        """RFC 7208 §5.5."""
        names = await self._validated()
        if isinstance(names, Absent):
            return self._problem(names, target) or False
        suffix = target.lower()
        return any(name == suffix or is_below(name, suffix) for name in names)

    async def _exists(self, _: Mechanism, target: str) -> _Matched:
        """RFC 7208 §5.7: an IPv4 address, whatever the client's is."""
        answer = await self._resolver.a(_written(target))
        return self._problem(answer, target) or isinstance(answer, Found)

    def _one_term_more(self) -> Outcome | None:
        self._terms -= 1
        over = f"more than {MOST_TERMS} terms ask the DNS"
        return Outcome("permerror", over) if self._terms < 0 else None

    def _problem(self, answer: Answer[str] | Answer[Exchanger], target: str) -> Outcome | None:
        """Why an *answer* ends the check: none came, or it is one void look-up too many."""
        if isinstance(answer, Unknown):
            return _trouble(target)
        if isinstance(answer, Absent):
            self._voids -= 1
        over = f"more than {MOST_VOID} names do not exist"
        return Outcome("permerror", over) if self._voids < 0 else None

    async def _target(self, spec: str, domain: str) -> str | None:
        """The name that *spec* gives in the record of *domain*; None where it cannot be one."""
        return expanded_name(spec, await self._letters_for(spec, domain))

    async def _letters_for(self, text: str, domain: str) -> Mapping[str, str]:
        letters = {**self._letters, "d": domain, "p": ""}
        if needs_validated_name(text):
            letters["p"] = validated_name(await self._validated(), domain.lower())
        return letters

    async def _validated(self) -> tuple[str, ...] | Absent:
        if self._names is None:
            self._names = await validated_names(self._client, self._resolver)
        return self._names


def _trouble(name: str) -> Outcome:
    return Outcome("temperror", f"the DNS does not answer for {name}")


def _written(name: str) -> str:
    """*name* as the resolver takes it: a macro may bring a backslash."""
    return name.replace("\\", "\\\\")
