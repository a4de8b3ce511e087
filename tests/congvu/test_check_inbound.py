"""`congvu check` over letters from outside: where they would go, and rules that can never fire."""

from collections.abc import Iterable

import pytest

from congvu.cli.checks.inbound import inbound
from congvu.config import load
from tests.congvu.conftest import Write
from work.agency import Agency
from work.directory import Directory

DOOR = '[[relay.listener]]\naddress = "127.0.0.1:2526"\nkind = "inbound"\ntls = "none"\n'
ROUTES = '[[relay.route]]\ndomain = "{}"\nvia = "lmtp://127.0.0.1:24"\n'
RULE = '[[relay.authenticity]]\nname = "r"\n'


def said(write: Write, text: str, domains: Iterable[str] = ("bn.gov.vn",)) -> list[tuple[str, str]]:
    """What is said of a configuration whose office is vpcp.gov.vn, with an agency of those *domains*."""
    agency = Agency("H05", "H05", "H05", frozenset(domains))
    found = inbound(load(write(text)), Directory.of([agency], []))
    return [(str(one.level), one.sentence) for one in found]


def test_without_a_listener_there_is_nothing_to_say(write: Write) -> None:
    assert said(write, "") == []


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        ("", "letters from outside for bn.gov.vn, vpcp.gov.vn have no [[relay.route]]"),
        (ROUTES.format("bn.gov.vn"), "letters from outside for vpcp.gov.vn have no"),
        (ROUTES.format("*.gov.vn"), None),
    ],
)
def test_domains_that_would_go_by_mx_are_named(
    write: Write, routes: str, words: str | None
) -> None:
    ((level, sentence),) = said(write, DOOR + routes)

    if words is None:
        assert (level, sentence) == ("ok", "letters are taken, and have a route, for domains: 1")
    else:
        assert level == "warning"
        assert sentence.startswith(words)


def test_of_many_domains_three_are_named(write: Write) -> None:
    ((_, sentence),) = said(write, DOOR, (f"a{n}.vn" for n in range(9)))

    assert "for a0.vn, a1.vn, a2.vn and 7 more have no" in sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RULE, 'can never fire, as no listener is of kind = "inbound"'),
        (DOOR + ROUTES.format("*") + RULE + 'agencies = ["H77"]\n', "agency H77 is not registered"),
    ],
)
def test_rules_that_can_never_fire_are_told(write: Write, text: str, words: str) -> None:
    ((level, sentence),) = said(write, text)

    assert level == "warning"
    assert sentence.startswith(words)


def test_a_mailbox_for_reports_needs_a_listener(write: Write) -> None:
    text = write().read_text("utf-8").replace("[relay]\n", '[relay]\ndmarc_reports = "d@bn.vn"\n')
    found = inbound(load(write(text=text)), Directory.of([], []))

    assert [one.matter for one in found] == ["dmarc_reports"]
