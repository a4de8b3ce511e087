"""`congvu tls`: what is known of other servers, and how it is forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

from store import Store, tls
from tests.congvu.office import Office
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
