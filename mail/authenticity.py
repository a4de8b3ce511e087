"""What is done with a letter from outside that does not prove whose it is: rules of the operator's, and of its author's domain.

Of several rules the first that concerns a letter decides, for each of its agencies; where they
differ, the strictest counts for the letter, because one answer ends it. Without a rule the
policy that the author's domain publishes decides (RFC 9989 §5.3).
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from mail.rule import Addresses
from mail.smtp.limits import IPAddress, Network
from mail.smtp.reply import Reply
from work.authenticity import Action
from work.hold import DMARC

BUILT_IN = "built in"
Wanted = Literal["none", "quarantine", "reject"]

_STRICTNESS: tuple[Action, ...] = ("mark", "quarantine", "defer", "refuse")
_PUBLISHED: dict[Wanted, Action] = {
    "none": "mark",
    "quarantine": "quarantine",
    "reject": "refuse",
}


_DMARC_PASS = re.compile(r"(?:\A|;)\s*dmarc\s*=\s*pass(?=[\s;(]|\Z)", re.IGNORECASE)
_DMARC = re.compile(r"(?<![\w.-])dmarc\s*=", re.IGNORECASE)
_ASIDE = re.compile(r'\\.|"(?>(?:[^"\\]|\\.)*)"|[()]', re.DOTALL)


class Sealed(Protocol):
    """What one who handed the letter on had found out, as the payload of Authentication-Results."""

    @property
    def results(self) -> str:
        """Its results, unfolded."""
        ...


class Chain(Protocol):
    """The ARC chain of a letter (mail.auth.arc)."""

    @property
    def temporary(self) -> bool:
        """Whether it failed only because name servers did not answer."""
        ...

    def vouched(self, trusted: Container[str]) -> Sealed | None:
        """The oldest hop whose word counts, where *trusted* domains handed the letter on since."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What SPF, DKIM, ARC and DMARC say of one letter, in the words of RFC 8601 §2.7.

    *author* is the domain of From, *sender* that of MAIL FROM or, without one, of HELO. *wanted*
    is what the author's domain asks for where DMARC fails. *results* is the field that tells all of it.
    """

    author: str
    sender: str
    spf: str = "none"
    helo: str = "none"
    dkim: str = "none"
    arc: str = "none"
    dmarc: str = "none"
    wanted: Wanted = "none"
    results: str = ""
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the operator's: it concerns what all that it names applies to, and says what is done.

    *authors* are domains of From, *clients* networks, *sealers* domains whose ARC seals are
    believed. *spf_fail* is for a hard fail where DMARC does not pass.
    """

    name: str
    source: str
    agencies: frozenset[str] = frozenset()
    authors: Addresses | None = None
    clients: tuple[Network, ...] = ()
    fail: Literal["published"] | Action = "published"
    none: Action = "mark"
    temperror: Action = "defer"
    spf_fail: Action = "mark"
    sealers: frozenset[str] = frozenset()

    def concerns(self, agency: str | None, author: str, client: IPAddress) -> bool:
        """Whether it is about a letter to *agency* that names *author* and comes from *client*."""
        if self.agencies and agency not in self.agencies:
            return False
        if self.authors is not None and not self.authors.hold(f"@{author}"):
            return False
        return not self.clients or any(client in network for network in self.clients)


PUBLISHED = Rule(DMARC, BUILT_IN)


class Judgement(NamedTuple):
    """What is done with a letter, by which rule, and for which of its results."""

    action: Action
    rule: Rule
    cause: str  # "dmarc=fail" and the like

    @property
    def strictness(self) -> int:
        """How little is left of the letter."""
        return _STRICTNESS.index(self.action)


def judge(
    rules: Sequence[Rule], agencies: Iterable[str | None], client: IPAddress, found: Credentials
) -> Judgement:
    """What is done with a letter to *agencies* (None for an office without one)."""
    judged = (_by(_first(rules, agency, client, found), found) for agency in agencies)
    return max(judged, key=lambda one: one.strictness)


def _first(
    rules: Sequence[Rule], agency: str | None, client: IPAddress, found: Credentials
) -> Rule:
    theirs = (rule for rule in rules if rule.concerns(agency, found.author, client))
    return next(theirs, PUBLISHED)


def _by(rule: Rule, found: Credentials) -> Judgement:
    if found.dmarc == "pass":
        return Judgement("mark", rule, "dmarc=pass")
    if _is_sealed(rule, found):
        return Judgement("mark", rule, "arc=pass")
    judged = _by_dmarc(rule, found)
    if found.spf == "fail":
        by_spf = Judgement(rule.spf_fail, rule, "spf=fail")
        judged = by_spf if by_spf.strictness > judged.strictness else judged
    if judged.action == "refuse" and rule.sealers and found.chain and found.chain.temporary:
        return Judgement(rule.temperror, rule, "arc=temperror")
    return judged


def _by_dmarc(rule: Rule, found: Credentials) -> Judgement:
    match found.dmarc:
        case "fail":
            action = _PUBLISHED[found.wanted] if rule.fail == "published" else rule.fail
        case "temperror":
            action = rule.temperror
        case _:
            action = rule.none
    return Judgement(action, rule, f"dmarc={found.dmarc}")


def _is_sealed(rule: Rule, found: Credentials) -> bool:
    """Whether those who are believed handed it on, and the first of them had seen DMARC pass (RFC 8617 §7.2.1)."""
    if found.chain is None or not rule.sealers:
        return False
    sealed = found.chain.vouched(rule.sealers)
    return sealed is not None and _had_passed(sealed.results)


def _had_passed(results: str) -> bool:
    """Whether they tell of DMARC once, and that it passed: in words of the sealer's own.

    Comments and quoted strings may hold what the sender made up, and the latter not every sealer escapes.
    """
    if len(_DMARC.findall(results)) != 1:
        return False
    kept, depth, place = [], 0, 0
    for mark in _ASIDE.finditer(results):
        if depth == 0:
            kept.append(results[place : mark.start()])
        depth = max(depth + {"(": 1, ")": -1}.get(mark[0], 0), 0)
        place = mark.end()
    kept.append(results[place:] if depth == 0 else "")
    return _DMARC_PASS.search(" ".join(kept)) is not None


def refusal(judged: Judgement, found: Credentials) -> Reply | None:
    """What the sender is told, and can do; None where the letter is taken (RFC 7372 §3)."""
    if judged.action == "refuse":
        return _refused(judged, found)
    if judged.action != "defer":
        return None
    status = "4.7.24" if found.spf == "temperror" else "4.7.0"
    text = (
        f"Rule {judged.rule.name}: whether the letter is from {_plain(found.author)} cannot be told"
        f" now, as name servers do not answer ({judged.cause}); try again later"
    )
    return Reply(451, status, text)


def _refused(judged: Judgement, found: Credentials) -> Reply:
    name, author = judged.rule.name, _plain(found.author)
    if judged.cause == "spf=fail":
        text = (
            f"Rule {name}: the SPF record of {_plain(found.sender)} does not let your server send;"
            " send by one that it names, or have its owner add yours"
        )
        return Reply(550, "5.7.23", text)
    told = f"SPF {found.spf}, DKIM {found.dkim}, DMARC {found.dmarc}"
    if judged.cause == "dmarc=fail":
        text = (
            f"Rule {name}: nothing proves that the letter is from {author}, which From names"
            f" ({told}); send by a server of that domain, or sign with its DKIM key"
        )
    else:
        text = (
            f"Rule {name}: {author}, which From names, does not let anybody tell its letters from"
            f" forged ones ({told}); let its owner sign them and publish a DMARC record"
        )
    return Reply(550, "5.7.26", text)


def _plain(domain: str) -> str:
    """As a reply may hold it."""
    shown = "".join(c if "!" <= c <= "~" else "?" for c in domain)
    return shown or "an unreadable domain"
