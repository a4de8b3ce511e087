"""The OpenSPF suite for RFC 7208, 203 cases."""

from ipaddress import ip_address

import pytest

from mail.auth.spf import Spf, check_helo, check_mail_from
from tests.mail.auth.spf_suite import Case, Records, cases
from tests.mail.auth.zones import Zones
from tests.mail.sign.letters import NOW
from tests.suites import suite

pytestmark = pytest.mark.suite


async def test_every_case_of_the_suite_ends_as_it_has_to() -> None:
    read = list(cases(suite("spf") / "rfc7208-tests.yml"))
    differ = []
    for case in read:
        found = await _checked(case)
        said = found.explanation or "DEFAULT"
        if found.result not in case.results or case.explanation not in (None, said):
            differ.append((case.name, case.results, case.explanation, found))

    assert differ == []
    assert len(read) == 203


async def _checked(case: Case) -> Spf:
    """By the greeting's name where there is no sender, which has to make no difference."""
    resolver = Zones({name: published(records) for name, records in case.zone.items()})
    client = ip_address(case.client)
    found = await check_mail_from(client, case.helo, case.sender, resolver, NOW)
    if case.sender == "":
        greeted = await check_helo(client, case.helo, resolver, NOW)
        assert (greeted.result, greeted.domain) == (found.result, found.domain)
    return found


def published(records: Records) -> Records:
    """SPF records of the suite are TXT records, unless it says what those are."""
    if any(kind == "TXT" for kind, _ in records):
        return [one for one in records if one != ("TXT", ["NONE"])]
    return [("TXT" if kind == "SPF" else kind, values) for kind, values in records]
