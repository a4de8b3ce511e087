"""Reports of others are kept once, summed up by who sent, and go when their time is over."""

from dataclasses import replace
from datetime import timedelta

from store import Store, dmarc
from tests.store.letters import DAY, NOW
from work.dmarc import Report, Source

BEGIN = NOW - 30 * DAY
SOURCES = (
    Source("192.0.2.7", 120, "bn.gov.vn", "none", "pass", "fail", "bn.gov.vn", ("bn.gov.vn", "b.vn")),
    Source("198.51.100.9", 5, "so.bn.gov.vn", "reject", "fail", "fail", "evil.vn", (), ("other",)),
)  # fmt: skip
ONE = Report(
    "thu.example", "1", "a@thu.example", "bn.gov.vn", "reject", "", NOW - DAY, NOW, SOURCES
)


async def test_a_report_counts_once_for_each_organisation(store: Store) -> None:
    twin = replace(ONE, organisation="other.example")

    assert await store.write(dmarc.keep, ONE, True, NOW)
    assert not await store.write(dmarc.keep, replace(ONE, contact="x"), False, NOW)
    assert await store.write(dmarc.keep, twin, False, NOW)
    kept = await store.read(dmarc.reports, None, BEGIN, 10)

    assert [(one.organisation, one.proven) for one in kept] == [
        ("thu.example", True),
        ("other.example", False),
    ]
    assert {(one.letters, one.failed) for one in kept} == {(125, 5)}


async def test_sources_are_summed_over_reports_those_that_prove_nothing_first(store: Store) -> None:
    for number in range(3):
        report = replace(ONE, number=str(number), ends_at=NOW - number * DAY)
        await store.write(dmarc.keep, report, True, NOW)
    found = await store.read(dmarc.sources, "bn.gov.vn", BEGIN, 10)
    lately = await store.read(dmarc.sources, "bn.gov.vn", NOW - timedelta(hours=1), 10)

    assert [(one.source, one.reports, one.last_at) for one in found] == [
        (replace(SOURCES[1], letters=15), 3, NOW),
        (replace(SOURCES[0], letters=360), 3, NOW),
    ]
    assert [one.source for one in lately] == [SOURCES[1], SOURCES[0]]


async def test_a_domain_is_asked_for_with_all_below_it(store: Store) -> None:
    for number, domain in enumerate(("bn.gov.vn", "a.bn.gov.vn", "xbn.gov.vn", "b_.gov.vn")):
        await store.write(dmarc.keep, replace(ONE, number=str(number), domain=domain), True, NOW)
    kept = await store.read(dmarc.reports, "bn.gov.vn", BEGIN, 10)

    assert {one.domain for one in kept} == {"bn.gov.vn", "a.bn.gov.vn"}
    assert len(await store.read(dmarc.reports, None, BEGIN, 2)) == 2
    assert await store.read(dmarc.sources, "moh.gov.vn", BEGIN, 10) == ()
