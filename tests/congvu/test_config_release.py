"""[[relay.release]]: what it comes to, and what may not stand there, with its line and a remedy."""

from datetime import timedelta

import pytest

from congvu.config import load
from congvu.parts.relay_settings import release_rules
from tests.congvu.conftest import Write, complaint
from work.approval import Entitled
from work.person import Position

RULE = '[[relay.release]]\nname = "outside"\napprovers = [{ position = "agency-head" }]\n'
WHOLE = """\
[[relay.release]]
name = "outside-2"
approvers = [{ person = "An.NV@bn.gov.vn" }, { agency = "000.00.04.G14", unit = "Văn phòng" }]
agencies = ["H05"]
logins = ["bn-relay"]
outside = ["GOV.vn", "registered"]
recipients_above = 50
size_above = "10 MiB"
subject = "kỷ luật"
attachments = ["XLSX", "*"]
remind_after = "1h"
expires_after = "1d"
"""


def test_a_rule_is_read_whole(write: Write) -> None:
    (rule,) = release_rules(load(write(WHOLE)))

    assert rule.entitled == (
        Entitled(person="an.nv@bn.gov.vn"),
        Entitled(agency="G14.04", unit="Văn phòng"),
    )
    assert rule.name == "outside-2"
    assert rule.inside == ("gov.vn", "registered")
    named = (rule.concern.agencies, rule.concern.logins, rule.attachments)
    assert named == tuple(map(frozenset, ({"H05"}, {"bn-relay"}, {"xlsx", "*"})))
    assert (rule.recipients_above, rule.size_above) == (50, 10 << 20)
    assert rule.subject is not None
    assert rule.subject.search("V/v KỶ LUẬT cán bộ")
    assert (rule.remind_after, rule.expires_after) == (timedelta(hours=1), timedelta(days=1))


def test_what_is_left_out_has_a_default(write: Write) -> None:
    (rule,) = release_rules(load(write(RULE + 'outside = ["gov.vn"]\n')))

    assert rule.entitled == (Entitled(position=Position.AGENCY_HEAD),)
    assert (rule.remind_after, rule.expires_after) == (timedelta(hours=4), timedelta(days=2))
    assert release_rules(load(write())) == ()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (RULE, "11: [[relay.release]] `name` would hold every letter of everybody; name agencies or a condition"),
        (
            RULE.replace("outside", "operator") + 'outside = ["gov.vn"]\n',
            '11: [[relay.release]] `name` "operator" is no name of a rule; write small letters, digits and . _ -, such as "outside-gov-vn",'
            " and none of altered-since-approval, dmarc, encrypted, gateway-signature, operator, restored, uncertain-twice, unread-report, unsound-signature",
        ),
        (
            RULE + 'outside = ["vn"]\n',
            '13: [[relay.release]] `outside` "vn" is no mail domain; write it without "@", such as bacninh.gov.vn',
        ),
        (
            RULE + 'attachments = [".xlsx"]\n',
            '13: [[relay.release]] `attachments` ".xlsx" is no extension; write it without a dot, such as "xlsx", or "*"',
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\n',
            '10: [[relay.release]] `approvers` is missing: name who may approve, such as approvers = [{ position = "agency-head" }]',
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\napprovers = ["an.nv@bn.gov.vn"]\n',
            '13: [[relay.release]] `approvers` must be tables, such as { person = "an.nv@bacninh.gov.vn" }',
        ),
        (
            RULE + "recipients_above = 0\n",
            "13: [[relay.release]] `recipients_above` must be 1 at least",
        ),
        (
            RULE + 'recipients_above = 9\nremind_after = "2d"\n',
            "14: [[relay.release]] `remind_after` must be below expires_after: later nobody can approve",
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\napprovers = []\n',
            '13: [[relay.release]] `approvers` is missing: name who may approve, such as approvers = [{ position = "agency-head" }]',
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\napprovers = [{ agency = "H05" }]\n',
            "13: [[relay.release]] `person` is missing: name a person, or a unit or position (a whole agency would be written to each time)",
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\napprovers = [{ person = "a@b.vn", agency = "H05" }]\n',
            "13: [[relay.release]] `agency` has no effect beside person; remove one of them",
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\napprovers = [\n  { position = "boss" },\n]\n',
            '14: [[relay.release]] `position` must be "staff", "clerk", "unit-head", "agency-head" or "operator"',
        ),
        (
            '[[relay.release]]\nname = "a"\noutside = ["gov.vn"]\napprovers = [{ persons = "a@b.vn" }]\n',
            "13: [[relay.release]] unknown option `persons`; did you mean `person`?",
        ),
        (
            (RULE + 'outside = ["gov.vn"]\n') * 2,
            '15: [[relay.release]] `name` "outside" is a rule above; give it another name',
        ),
        (
            '[[relay.rule]]\nname = "outside"\nrcpt_not_to = ["a.vn"]\n' + RULE + 'outside = ["gov.vn"]\n',
            '14: [[relay.release]] `name` "outside" is a rule above; give it another name',
        ),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(write: Write, more: str, expected: str) -> None:
    assert complaint(write(more)) == expected
