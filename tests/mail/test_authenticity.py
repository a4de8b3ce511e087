"""What is done with a letter from outside: by the author's domain, and by rules of the operator's before that."""

from collections.abc import Container
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

import pytest

from mail.authenticity import PUBLISHED, Credentials, Rule, judge, refusal
from mail.rule import Addresses
from work.authenticity import Action

CLIENT = ip_address("203.0.113.5")
FOUND = Credentials("moh.gov.vn", "moh.gov.vn")
RULE = Rule("ours", "config.toml")


@dataclass
class Seal:
    """What a hop had found out."""

    results: str


@dataclass
class Chain:
    """Hops, newest first, of which those in front count that are trusted."""

    sealers: tuple[tuple[str, str], ...]
    temporary: bool = False

    def vouched(self, trusted: Container[str]) -> Seal | None:
        best = None
        for domain, results in self.sealers:
            if domain not in trusted:
                break
            best = Seal(results)
        return best


def done(
    found: Credentials, *rules: Rule, to: tuple[str | None, ...] = ("H05",)
) -> tuple[Action, str, str]:
    """What is done, by which rule and why."""
    judged = judge(rules, to, CLIENT, found)
    return judged.action, judged.rule.name, judged.cause


@pytest.mark.parametrize(
    ("wanted", "action"), [("none", "mark"), ("quarantine", "quarantine"), ("reject", "refuse")]
)
def test_without_a_rule_the_authors_domain_says_what_becomes_of_what_fails(
    wanted: str, action: str
) -> None:
    found = replace(FOUND, dmarc="fail", wanted=wanted)  # type: ignore[arg-type]

    assert done(found) == (action, "dmarc", "dmarc=fail")


@pytest.mark.parametrize(
    ("dmarc", "action"),
    [("pass", "mark"), ("none", "mark"), ("permerror", "mark"), ("temperror", "defer")],
)
def test_without_a_rule_only_trouble_that_passes_puts_off(dmarc: str, action: str) -> None:
    found = replace(FOUND, dmarc=dmarc, spf="fail", wanted="reject")

    assert done(found)[0] == action


@pytest.mark.parametrize(
    ("rule", "dmarc", "spf", "action", "cause"),
    [
        (replace(RULE, fail="quarantine"), "fail", "pass", "quarantine", "dmarc=fail"),
        (replace(RULE, fail="mark"), "fail", "none", "mark", "dmarc=fail"),
        (replace(RULE, none="refuse"), "none", "pass", "refuse", "dmarc=none"),
        (replace(RULE, none="quarantine"), "permerror", "pass", "quarantine", "dmarc=permerror"),
        (replace(RULE, temperror="quarantine"), "temperror", "none", "quarantine", "dmarc=temperror"),
        (replace(RULE, spf_fail="refuse"), "none", "fail", "refuse", "spf=fail"),
        (replace(RULE, spf_fail="refuse"), "none", "softfail", "mark", "dmarc=none"),
        (replace(RULE, spf_fail="refuse"), "pass", "fail", "mark", "dmarc=pass"),
        (replace(RULE, spf_fail="quarantine", none="refuse"), "none", "fail", "refuse", "dmarc=none"),
    ],
)  # fmt: skip
def test_a_rule_says_it_for_each_result(
    rule: Rule, dmarc: str, spf: str, action: str, cause: str
) -> None:
    found = replace(FOUND, dmarc=dmarc, spf=spf)

    assert done(found, rule) == (action, "ours", cause)


@pytest.mark.parametrize(
    ("rule", "concerned"),
    [
        (replace(RULE, agencies=frozenset({"H05"})), True),
        (replace(RULE, agencies=frozenset({"G22"})), False),
        (replace(RULE, authors=Addresses.of(["*.gov.vn"])), True),
        (replace(RULE, authors=Addresses.of(["gov.vn"])), False),
        (replace(RULE, clients=(ip_network("203.0.113.0/24"),)), True),
        (replace(RULE, clients=(ip_network("203.0.112.0/24"), ip_network("::/0"))), False),
    ],
)
def test_a_rule_concerns_agencies_authors_and_clients(rule: Rule, concerned: bool) -> None:
    assert (done(FOUND, rule)[1] == "ours") == concerned


def test_the_first_rule_that_concerns_a_letter_decides() -> None:
    found = replace(FOUND, dmarc="fail", wanted="none")
    exception = Rule(
        "old-portal", "config.toml", clients=(ip_network("203.0.113.5/32"),), fail="mark"
    )
    strict = Rule("strict", "config.toml", fail="refuse")

    assert done(found, exception, strict)[:2] == ("mark", "old-portal")
    assert done(found, strict, exception)[:2] == ("refuse", "strict")


def test_of_several_agencies_the_strictest_decides_for_the_letter() -> None:
    found = replace(FOUND, dmarc="fail", wanted="none")
    strict = Rule("strict", "config.toml", agencies=frozenset({"G22"}), fail="quarantine")

    assert done(found, strict, to=("H05",))[0] == "mark"
    assert done(found, strict, to=("H05", "G22", None))[:2] == ("quarantine", "strict")


SEALED = replace(RULE, fail="refuse", spf_fail="refuse", sealers=frozenset({"lists.vn", "b.vn"}))


@pytest.mark.parametrize(
    ("sealers", "action"),
    [
        ((("lists.vn", "mx.vn; spf=pass; dmarc=pass header.from=moh.gov.vn"),), "mark"),
        ((("b.vn", "x"), ("lists.vn", "mx.vn;dmarc = pass (p=reject)")), "mark"),
        ((("lists.vn", "mx.vn; dmarc=fail"),), "refuse"),
        ((("lists.vn", "mx.vn; xdmarc=pass"),), "refuse"),
        (
            (("lists.vn", 'mx.vn; spf=pass smtp.mailfrom="; dmarc=pass "@evil.vn; dmarc=fail'),),
            "refuse",
        ),
        ((("lists.vn", 'mx.vn; spf=pass smtp.mailfrom="; dmarc=pass "@evil.vn'),), "refuse"),
        ((("lists.vn", "mx.vn; spf=pass (of (a); dmarc=pass )"),), "refuse"),
        ((("lists.vn", "mx.vn; spf=pass (of a) ; dmarc=pass (b@evil.vn); dmarc=fail"),), "refuse"),
        ((("lists.vn", "mx.vn; dmarc=pass-not"),), "refuse"),
        (
            (("lists.vn", "mx.vn (x); spf=pass; dmarc=pass (p=NONE) header.from=moh.gov.vn"),),
            "mark",
        ),
        ((("evil.vn", "mx.vn; dmarc=pass"),), "refuse"),
        ((("evil.vn", "mx.vn; dmarc=pass"), ("lists.vn", "mx.vn; dmarc=pass")), "refuse"),
        ((), "refuse"),
    ],
)
def test_a_chain_of_trusted_sealers_that_saw_it_pass_overrides_a_failure(
    sealers: tuple[tuple[str, str], ...], action: str
) -> None:
    found = replace(FOUND, dmarc="fail", spf="fail", arc="pass", chain=Chain(sealers))

    assert done(found, SEALED)[0] == action
    assert done(found, replace(SEALED, sealers=frozenset()))[0] == "refuse", "nobody is trusted"


def test_a_chain_that_cannot_be_judged_now_puts_the_refusal_off() -> None:
    found = replace(FOUND, dmarc="fail", arc="fail", chain=Chain((), temporary=True))

    assert done(found, SEALED) == ("defer", "ours", "arc=temperror")
    assert done(found, replace(SEALED, sealers=frozenset()))[0] == "refuse"


@pytest.mark.parametrize(
    ("found", "rule", "code", "status", "words"),
    [
        (replace(FOUND, dmarc="fail", dkim="fail", wanted="reject"), PUBLISHED, 550, "5.7.26",
         "From names (SPF none, DKIM fail, DMARC fail); send by a server of that domain"),
        (replace(FOUND, dmarc="none"), replace(RULE, none="refuse"), 550, "5.7.26", "publish a DMARC record"),
        (replace(FOUND, spf="fail", dmarc="none"), replace(RULE, spf_fail="refuse"), 550, "5.7.23", "SPF record of moh.gov.vn"),
        (replace(FOUND, dmarc="temperror"), PUBLISHED, 451, "4.7.0", "try again later"),
        (replace(FOUND, dmarc="temperror", spf="temperror"), PUBLISHED, 451, "4.7.24", "try again later"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_rule_and_what_the_sender_can_do(
    found: Credentials, rule: Rule, code: int, status: str, words: str
) -> None:
    reply = refusal(judge((rule,), ("H05",), CLIENT, found), found)

    assert reply is not None
    assert (reply.code, reply.status) == (code, status)
    assert reply.text.startswith(f"Rule {rule.name}: ")
    assert words in reply.text
    assert reply.text.isascii()


def test_what_is_taken_has_no_refusal_and_a_strange_domain_breaks_no_reply() -> None:
    held = replace(FOUND, dmarc="fail", wanted="quarantine")
    odd = replace(FOUND, author="é\r\n250 ok", dmarc="fail", wanted="reject")
    reply = refusal(judge((), ("H05",), CLIENT, odd), odd)

    assert refusal(judge((), ("H05",), CLIENT, held), held) is None
    assert reply is not None
    assert "\r" not in reply.text
    assert reply.text.isascii()
