"""[[relay.authenticity]] and inbound listeners as an operator writes them: what is wrong is told with its line."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from congvu.config import load
from congvu.parts.relay_settings import inbound_settings, server_settings
from mail.authenticity import Rule
from tests.congvu.conftest import Write, complaint
from work.letter import ListenerKind

HEAD = '[[relay.authenticity]]\nname = "a"\n'  # the 10th line and the next
DOOR = '[[relay.listener]]\naddress = "127.0.0.1:25"\nkind = "inbound"\n'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("[[relay.authenticity]]\n", '10: [[relay.authenticity]] `name` is missing; add it, such as name = "forged-names"'),
        (HEAD + 'fail = "defer"\n', '12: [[relay.authenticity]] `fail` must be "published", "mark", "quarantine" or "refuse"'),
        (HEAD + 'temperror = "refuse"\n', '12: [[relay.authenticity]] `temperror` must be "mark", "quarantine" or "defer"'),
        (HEAD + 'header_from = ["an@bn.gov.vn"]\n', "12: [[relay.authenticity]] `header_from`"),
        (HEAD + 'header_from = ["x.vn"]\nfail = "mark"\n', '13: [[relay.authenticity]] `fail` "mark" beside header_from lets anybody'),
        (HEAD + 'arc_sealers = ["*"]\n', '12: [[relay.authenticity]] `arc_sealers` "*" is no mail domain'),
        (HEAD + HEAD, '13: [[relay.authenticity]] `name` "a" is a rule above'),
        ('[[relay.rule]]\nname = "a"\n' + HEAD, '13: [[relay.authenticity]] `name` "a" is a rule above'),
        ('[[relay.authenticity]]\nname = "dmarc"\n', '11: [[relay.authenticity]] `name` "dmarc" is no name of a rule'),
        (DOOR + 'tls = "none"\nagency = "H05"\n', '14: [[relay.listener]] `agency` belongs to kind = "trusted"; remove it, the recipient names'),
        (DOOR + 'tls = "none"\nclient_certificates = true\n', '14: [[relay.listener]] `client_certificates` asks for the certificates of logins'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(write: Write, more: str, expected: str) -> None:
    assert complaint(write(more)).startswith(expected)


def test_a_rule_reaches_the_relay_as_it_is_written(write: Write) -> None:
    text = """\
agencies = ["H05"]
header_from = ["*.gov.vn"]
clients = ["203.0.113.0/24"]
fail = "refuse"
none = "quarantine"
temperror = "mark"
spf_fail = "quarantine"
arc_sealers = ["lists.vn"]
"""
    plain, (rule,) = load(write(HEAD)), inbound_settings(load(write(HEAD + text))).rules

    assert inbound_settings(plain).rules == (Rule("a", "config.toml"),), "the defaults"
    assert rule.authors is not None
    assert rule.authors.written == ("*.gov.vn",)
    assert (rule.fail, rule.none, rule.temperror, rule.spf_fail) == (
        "refuse", "quarantine", "mark", "quarantine",
    )  # fmt: skip
    assert (rule.clients, rule.sealers) == (
        (ip_network("203.0.113.0/24"),),
        frozenset({"lists.vn"}),
    )


@pytest.mark.parametrize("more", ["", 'proxies = ["10.0.0.5/32"]\n'])
def test_a_listener_for_letters_from_outside_is_opened_as_such(
    write: Write, tmp_path: Path, more: str
) -> None:
    settings = server_settings(load(write(DOOR + 'tls = "none"\n' + more)), False, 1024)
    (listener,) = settings.listeners
    kind: ListenerKind = listener.kind

    assert kind == "inbound"
