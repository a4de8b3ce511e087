"""DMARC (RFC 9989): whether who wrote a letter is vouched for by what SPF and DKIM found, and what else its domain wants done."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mail.address import domain_of
from mail.auth.dmarc_record import Policy
from mail.auth.lookups import Lookups
from mail.auth.spf import Spf
from mail.auth.tree import Published, Trouble, Walk, published, walked
from mail.dns import Absent, Unknown
from mail.header import parse
from mail.mailbox import Unreadable
from mail.sign.verifier import Verdict

CHECK_SECONDS = 20.0
MOST_AUTHORS = 4  # domains in one From; each is looked at, RFC 9989 §11.5

Result = Literal["none", "pass", "fail", "temperror", "permerror"]

# What counts of several authors: the worst (RFC 9989 §11.5).
_WORST: tuple[Result, ...] = ("fail", "temperror", "permerror", "none", "pass")
_STRICTEST: tuple[Policy, ...] = ("reject", "quarantine", "none")


@dataclass(frozen=True, slots=True)
class Dmarc:
    """What became of DMARC, in the words of RFC 9989 §9.2.

    *domain* is the author's; *policy* what its owner wants done with a letter that
    fails, already lowered where it only tests, and "none" unless the result is
    "fail"; *policy_domain* is where the record stands, "" where there is none.
    """

    result: Result
    reason: str
    domain: str = ""
    policy: Policy = "none"
    policy_domain: str = ""


async def check_dmarc(
    authors: Sequence[str] | Unreadable, spf: Spf, dkim: Sequence[Verdict], resolver: Lookups
) -> Dmarc:
    """What the domains of *authors* say of a letter for which SPF (of MAIL FROM) and DKIM found this.

    Of several authors the worst result counts. A From that is missing, repeated or
    unreadable gives "permerror": nobody can say who wrote (RFC 9989 §4.4).
    """
    if isinstance(authors, Unreadable):
        return Dmarc("permerror", f"From cannot be read: {authors.reason}")
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            results = [await _checked(one, spf, dkim, resolver) for one in authors]
    except TimeoutError:
        return Dmarc("temperror", "the DNS took too long", authors[0])
    return min(results, key=lambda one: (_WORST.index(one.result), _STRICTEST.index(one.policy)))


def author_domains(header: bytes) -> tuple[str, ...] | Unreadable:
    """The domains in the From of a header block as A-labels, each once; at least one (RFC 9989 §5.3.1)."""
    addresses = parse(header).mailboxes("from")
    if isinstance(addresses, Unreadable):
        return addresses
    domains = tuple(dict.fromkeys(domain_of(address) for address in addresses))
    if not domains:
        return Unreadable("it names nobody")
    if len(domains) > MOST_AUTHORS:
        return Unreadable(f"it names {len(domains)} domains")
    if not all(domain.isascii() for domain in domains):
        return Unreadable("a domain has no form for the DNS")
    return domains


class _Identifier(NamedTuple):
    """A domain that SPF or DKIM found to be right, or could not tell now."""

    method: str
    domain: str
    strict: bool
    certain: bool


async def _checked(author: str, spf: Spf, dkim: Sequence[Verdict], resolver: Lookups) -> Dmarc:
    applied = await _applied(author, resolver)
    if isinstance(applied, Trouble):
        return Dmarc("temperror", applied.reason, author)
    if applied is None:
        return Dmarc("none", "there is no DMARC record", author)
    if applied.record.flaw:
        return Dmarc("permerror", applied.record.flaw, author, policy_domain=applied.domain)
    found = await _aligned(author, _identifiers(applied, spf, dkim), resolver)
    if isinstance(found, str):
        return Dmarc("temperror", found, author, policy_domain=applied.domain)
    if found is not None:
        reason = f"{found.method} of {found.domain}"
        return Dmarc("pass", reason, author, policy_domain=applied.domain)
    return await _failed(author, applied, resolver)


async def _applied(author: str, resolver: Lookups) -> Published | Trouble | None:
    """The record to apply (RFC 9989 §4.10.1)."""
    own = await published(author, resolver)
    if own is not None:
        return own
    walk = await walked(author, resolver, bare=True)
    return walk if isinstance(walk, Trouble) else walk.applicable


def _identifiers(applied: Published, spf: Spf, dkim: Sequence[Verdict]) -> list[_Identifier]:
    """Those that passed first."""
    strict_spf, strict_dkim = applied.record.strict_spf, applied.record.strict_dkim
    said = [_Identifier("SPF", spf.domain, strict_spf, spf.result == "pass")] * _matters(spf)
    said += [
        _Identifier("DKIM", one.domain, strict_dkim, one.result == "pass")
        for one in dkim
        if _matters(one)
    ]
    return sorted(dict.fromkeys(said), key=lambda one: not one.certain)


def _matters(said: Spf | Verdict) -> bool:
    return said.result == "temperror" or (said.result == "pass" and said.domain != "")


async def _aligned(
    author: str, identifiers: Sequence[_Identifier], resolver: Lookups
) -> _Identifier | str | None:
    """The identifier that vouches for *author* (RFC 9989 §4.10.2); why it cannot be told now; None where none does."""
    same = next((one for one in identifiers if one.domain == author and one.certain), None)
    if same is not None:
        return same
    doubt = None
    for one in identifiers:
        answer = await _shares_organisation(author, one, resolver)
        if answer is True and one.certain:
            return one
        if answer is True:
            doubt = doubt or f"{one.method} of {one.domain or 'the letter'} is not known now"
        elif isinstance(answer, Trouble):
            doubt = doubt or answer.reason
    return doubt


async def _shares_organisation(author: str, one: _Identifier, resolver: Lookups) -> bool | Trouble:
    if one.domain == "":
        return True  # nobody knows yet whose it is
    if one.strict or one.domain == author:
        return one.domain == author
    walks = [await walked(author, resolver), await walked(one.domain, resolver)]
    trouble = next((walk for walk in walks if isinstance(walk, Trouble)), None)
    organisations = {walk.organisation for walk in walks if isinstance(walk, Walk)}
    return trouble or len(organisations) == 1


async def _failed(author: str, applied: Published, resolver: Lookups) -> Dmarc:
    reason = "neither SPF nor DKIM vouches for the author"
    subdomain, exists = applied.domain != author, True
    if subdomain and applied.record.asks_existence:
        answer = await resolver.a(author)
        if isinstance(answer, Unknown):
            trouble = f"the DNS does not tell whether {author} exists"
            return Dmarc("temperror", trouble, author, policy_domain=applied.domain)
        exists = not isinstance(answer, Absent) or answer.name_exists  # RFC 9989 appendix A.4
    policy = applied.record.policy_for(subdomain=subdomain, exists=exists)
    return Dmarc("fail", reason, author, policy, applied.domain)
