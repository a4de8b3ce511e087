"""Rules ([[relay.rule]]) that can never fire, or name what the directory does not know."""

from collections.abc import Iterator, Sequence

from congvu.cli.checks.finding import Finding, ok, warning
from congvu.config import Config
from congvu.config.rule import Rule
from mail.address import domain_of
from mail.rule import EVERYBODY, Addresses
from work.directory import Directory

MOST_NAMED = 3
WRITERS = ("mail_from", "header_from", "header_sender", "header_resent")
SMALLER = (
    ("letters_per_hour", "letters_per_day"),
    ("recipients_per_hour", "recipients_per_day"),
    ("new_recipients_per_day", "recipients_per_day"),
    ("letters_per_hour", "recipients_per_hour"),
    ("letters_per_day", "recipients_per_day"),
)  # the first never fires where it is not below the second: each counts no more than that one


def rules(config: Config, directory: Directory) -> Iterator[Finding]:
    """One line for each thing that is wrong with a rule; one for all where nothing is."""
    found = [
        warning(f"rule {rule.name}", f"{config.path.name}:{line}: {sentence}")
        for rule, line in zip(config.relay.rule, config.rule_lines, strict=True)
        for sentence in _doubts(rule, config, directory)
    ]
    yield from found
    if config.relay.rule and not found:
        yield ok("rules", f"{len(config.relay.rule)}, which name what is known")


def _doubts(rule: Rule, config: Config, directory: Directory) -> Iterator[str]:
    yield from _unknown(rule, directory)
    yield from _idle(rule, config, directory)
    yield from _foreign(rule, directory)
    for one, other in SMALLER:
        most, above = getattr(rule, one), getattr(rule, other)
        if most is not None and above is not None and most >= above:
            yield f"{one} can never fire, as {other} is not above it; lower it, or remove it"
    if rule.rcpt_to and rule.rcpt_not_to and _all_in(rule.rcpt_to, rule.rcpt_not_to):
        yield "rcpt_not_to takes back all that rcpt_to gives, so nobody can be written to; mend one of them"


def _unknown(rule: Rule, directory: Directory) -> Iterator[str]:
    for code in rule.agencies:
        if code not in directory.agencies:
            yield f"agency {code} is not registered; congvu agency add {code} NAME, or take it out"
    for name in (*rule.logins, *rule.except_logins):
        login = directory.logins.get(name)
        if login is None:
            yield f"login {name} is not registered; see congvu login list, or take it out"
        elif rule.agencies and login.agency not in rule.agencies:
            yield f"login {name} is of {login.agency}, which agencies does not name; correct one of them"


def _idle(rule: Rule, config: Config, directory: Directory) -> Iterator[str]:
    """Why it can never fire at all."""
    if not rule.narrows:
        yield "narrows nothing; give it something to narrow, or remove it"
    kinds = {listener.kind for listener in config.relay.listener}
    if rule.kind is not None and rule.kind not in kinds:
        yield f'can never fire, as no listener is of kind = "{rule.kind}"; add one, or remove kind'
    agencies = frozenset(rule.agencies)
    if rule.kind == "trusted" and agencies and not agencies & config.relay.trusted_agencies:
        yield "can never fire, as no trusted listener is of its agencies; correct agencies, or remove it"
    if rule.hours is not None and rule.days == "all" and _whole_day(rule):
        yield "hours can never fire, as they make a whole day; remove them"


def _whole_day(rule: Rule) -> bool:
    end = None
    for start, until in sorted(rule.hours or ()):
        if start > (end or start.min):
            return False
        end = max(until, end or until)
    return end == end.max if end else False


def _foreign(rule: Rule, directory: Directory) -> Iterator[str]:
    """Writers that the directory refuses in any case."""
    codes = _concerned(rule, directory)
    own = {domain for domain, code in directory.domains.items() if code in codes}
    whose = (
        " or ".join(sorted(codes)) if len(codes) <= MOST_NAMED else "any agency that it concerns"
    )
    for option in WRITERS:
        for word in getattr(rule, option) or ():
            if codes and not _among(word, own):
                yield f"{option} names {word}, and no domain of {whose} is that; register it, or take it out"


def _concerned(rule: Rule, directory: Directory) -> frozenset[str]:
    logins = (directory.logins.get(name) for name in rule.logins)
    codes = {login.agency for login in logins if login is not None}
    named = codes or set(rule.agencies) or set(directory.agencies)
    return frozenset(named & set(directory.agencies))


def _among(word: str, domains: set[str]) -> bool:
    if word == EVERYBODY:
        return True
    if word.startswith("*."):
        return any(domain.endswith(word[1:]) for domain in domains)
    return (domain_of(word) if "@" in word else word) in domains


def _all_in(given: Sequence[str], taken: Sequence[str]) -> bool:
    """Whether *taken* holds each of *given*, as far as one look at each can tell."""
    all_taken = Addresses.of(taken)
    if EVERYBODY in taken:
        return True
    return all(word in taken or ("@" in word and all_taken.hold(word)) for word in given)
