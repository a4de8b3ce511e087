"""Reports that come by mail to the office's mailbox for them."""

import gzip
from datetime import timedelta
from pathlib import Path

from store import dmarc
from tests.mail.dmarc.reports import REPORT, letter_with
from tests.mail.outside import AN, number, relay, sent
from tests.mail.relaying import NOW
from work.letter import State


async def test_a_report_to_the_offices_mailbox_is_kept_and_goes_nowhere(tmp_path: Path) -> None:
    letter = letter_with(gzip.compress(REPORT), "application/gzip", "r.xml.gz")
    async with relay(tmp_path) as worker:
        replies = [await sent(worker, "DMARC@bn.gov.vn", content=letter) for _ in range(2)]
        kept = await worker.store.read(dmarc.reports, None, NOW - timedelta(days=9999), 10)

        assert [reply.code for reply in replies] == [250, 250]
        assert [one.number for one in kept] == ["2026.1"], "the same one counts once"
        assert kept[0].proven
        assert await worker.rows() == []

        one = number(await sent(worker, "dmarc@bn.gov.vn", AN, content=letter))
        assert [row.address for row in await worker.rows(one)] == [AN], "the others get it"


async def test_what_is_no_report_waits_for_a_person(tmp_path: Path) -> None:
    async with relay(tmp_path) as worker:
        one = number(await sent(worker, "dmarc@bn.gov.vn"))
        (row,) = await worker.rows(one)
        assert (row.state, row.hold) == (State.HELD, "unread-report")

        both = number(await sent(worker, "dmarc@bn.gov.vn", AN))
        assert {row.state for row in await worker.rows(both)} <= {
            State.CLAIMED,
            State.SENDING,
            State.DELIVERED,
        }
