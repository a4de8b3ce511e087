"""`congvu dmarc`: what others report of letters in our names."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from store import Store, authenticity, dmarc
from tests.congvu.office import Office
from tests.mail.dmarc.reports import REPORT
from tests.store.letters import END
from tests.store.test_authenticity import FOUND, outside
from tests.store.test_dmarc import ONE
from work import receipt

DAY = timedelta(days=1)


def kept(office: Office) -> datetime:
    """The end of the time that the first of two reports tells of; the other is two months old."""
    now = datetime.now(UTC).replace(microsecond=0)

    async def write() -> None:
        store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
        await store.write(dmarc.keep, replace(ONE, begins_at=now - DAY, ends_at=now), True, now)
        old = replace(ONE, number="2", begins_at=now - 61 * DAY, ends_at=now - 60 * DAY)
        await store.write(dmarc.keep, replace(old, organisation="x\x1b[31m"), False, now)
        await store.close()

    asyncio.run(write())
    return now


def test_reports_are_listed_and_sources_summed_up(office: Office) -> None:
    assert office.good("dmarc", "reports").startswith("No report has come in")
    end = kept(office)

    (one,) = office.json("dmarc", "reports")
    assert (one["organisation"], one["letters"], one["failed"]) == ("thu.example", 125, 5)
    assert datetime.fromisoformat(one["ends_at"]) == end
    since = f"{end - 90 * DAY:%Y-%m-%d}"
    both = office.good("dmarc", "reports", "bn.gov.vn", "--since", since)
    assert "thu.example\n" in both
    assert "(unproven)" in both
    assert "\x1b[31m" not in both, "a stranger steers no terminal"
    assert office.json("dmarc", "reports", "moh.gov.vn") == []

    forged, ours = office.json("dmarc", "show", "bn.gov.vn", "--since", since)
    assert (forged["address"], forged["letters"], forged["passed"]) == ("198.51.100.9", 10, False)
    assert (ours["letters"], ours["reports"], ours["signers"]) == (240, 2, ["bn.gov.vn", "b.vn"])
    _, first, second = office.good("dmarc", "show", "bn.gov.vn").splitlines()
    assert first.split() == [
        "198.51.100.9",
        "5",
        "so.bn.gov.vn",
        "fail",
        "fail",
        "evil.vn",
        "reject",
        "(other)",
    ]
    assert second.split()[:2] == ["192.0.2.7", "120"]


def test_a_report_is_told_in_plain_words(office: Office) -> None:
    file = office.folder / "report.xml"
    file.write_bytes(REPORT)

    assert office.good("dmarc", "read", str(file)).splitlines() == [
        "thu.example, 25/11/2026 to 25/11/2026, ask noreply@thu.example",
        "bn.gov.vn (p=quarantine): 120 good, 3 failed",
        "- 3 failed from 2001:db8::9 as so.bn.gov.vn: DKIM fail, SPF fail, by evil.example, became quarantine (mailing_list)",
        "- 120 good from 192.0.2.7 as bn.gov.vn: DKIM pass, SPF pass, by bn.gov.vn, became none",
    ]
    assert office.json("dmarc", "read", str(file))["sources"][0]["letters"] == 120
    file.write_bytes(b"<a>")
    assert office.refused("dmarc", "read", str(file)).startswith(
        "report.xml cannot be read: it is no XML"
    )


def test_a_letter_from_outside_tells_what_it_proved_and_which_rule_decided(office: Office) -> None:
    async def put() -> int:
        store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
        found = replace(FOUND, dmarc="fail", action="quarantine", proven=False)
        held, now = outside()._replace(hold="dmarc"), datetime.now(UTC)
        taken = await store.write(authenticity.accept, held, now, END, None, found)
        await store.close()
        assert taken is not None
        return taken.letter

    name = receipt.encode(asyncio.run(put()))
    why = office.good("queue", "why", name)

    for line in (
        "  From names  hue.vn",
        "  DMARC       fail",
        "  decided by  dmarc (built in): held for a person",
        "  reports     none go to its sender, who may be anybody",
    ):
        assert line in why.splitlines()
    assert "SPF pass, DKIM fail, ARC none, DMARC fail; quarantine by the rule dmarc" in why
    assert "the domain that From names asks for quarantine" in why
    assert office.json("queue", "show", name)["outside"]["rule"] == "dmarc"
    (listed,) = office.json("queue", "list", "--state", "held")
    assert listed["rule"] == "dmarc"
