"""Every flow of the office is done without Telegram, and docs/flows.md says by which page."""

from pathlib import Path

import pytest

from tests.congvu.names import name_server
from tests.walks.flows import GONE, Office

ZONE = {"moh.gov.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.moh.gov.vn": "v=DMARC1; p=none"}
CLOCK = ("--clock-start", "2026-10-01T07:59:50+07:00", "--clock-speed", "1")


@pytest.mark.timeout(300)
async def test_all_22_flows_are_gone_by_pages_and_mail_with_telegram_off(tmp_path: Path) -> None:
    with name_server(ZONE) as names:
        office = Office(tmp_path, names)
        await office.given()
        async with office.serving(*CLOCK):
            try:
                for flow in GONE:
                    await flow(office)
            finally:
                await office.leave()

    assert not office.lines("intake.failed")
