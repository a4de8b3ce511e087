"""The ARC validation suite: 171 cases by name, 175 counted, for four names are given twice."""

import pytest

from tests.mail.auth.judged import arc
from tests.mail.auth.zones import Zones, texts
from tests.suites import arc_cases

pytestmark = pytest.mark.suite


async def test_every_case_of_the_suite_ends_as_it_has_to() -> None:
    cases = list(arc_cases())
    differ = []
    for case in cases:
        chain = await arc(case.letter, Zones(texts(case.zone)))
        if chain.result != case.result:
            differ.append((case.name, case.result, chain.result, chain.reason))

    assert differ == []
    assert (len(cases), len({case.name for case in cases})) == (175, 171)
