"""`congvu tls`: what is known of other servers, and how it is forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

from store import Store, tls
from tests.congvu.office import Office
from tests.mail.tls.test_reports import PLAIN
from work.tls import Kept, Policy, Shown

DAY = timedelta(days=1)


def known(office: Office) -> datetime:
    now = datetime.now(UTC)

    async def write() -> None:
        store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
        await store.write(tls.keep_shown, [Shown("moh.gov.vn", "verified", now, now + DAY)], now)
        policy = Policy("enforce", ("mx.hg.gov.vn",), DAY)
        await store.write(tls.keep_policies, [Kept("hg.gov.vn", "1", policy, now)], now)
        await store.close()

    asyncio.run(write())
    return now + DAY


def test_what_is_known_is_listed_and_forgotten(office: Office) -> None:
    assert office.good("tls", "list") == "Nothing is known of any domain yet.\n"
    end = known(office)

    policy, shown = office.json("tls", "list")
    assert (policy["domain"], policy["policy"], policy["shown"]) == ("hg.gov.vn", "enforce", None)
    assert (shown["domain"], shown["shown"], shown["policy"]) == ("moh.gov.vn", "verified", None)
    assert datetime.fromisoformat(shown["shown_until"]) == end
    assert "verified" in office.good("tls", "list")

    told = office.good("tls", "forget", "MOH.gov.vn")
    assert told == "moh.gov.vn may show less again; what it shows next is remembered.\n"
    assert [one["domain"] for one in office.json("tls", "list")] == ["hg.gov.vn"]
    assert office.refused("tls", "forget", "moh.gov.vn") == (
        "nothing is known of moh.gov.vn; see congvu tls list"
    )


def test_a_report_is_told_in_plain_words(office: Office) -> None:
    file = office.folder / "report.json"
    file.write_bytes(PLAIN)

    assert office.good("tls", "read", str(file)).splitlines() == [
        "Văn phòng, 2026-11-23T00:00:00Z to 2026-11-23T23:59:59Z, ask postmaster@bn.gov.vn",
        "a.vn (MTA-STS): 7 good, 2 failed",
        "- 2 at mx.a.vn 192.0.2.1: the certificate had run out; renew it (certificate-expired)",
    ]
    assert office.json("tls", "read", str(file))["policies"][0]["failed"] == 2
    file.write_bytes(b"{")
    assert office.refused("tls", "read", str(file)) == "report.json cannot be read: it is no JSON"
