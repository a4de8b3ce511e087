"""The console of a running daemon: a person is invited by a command, and comes in by the letter that arrives."""

import email
import email.policy
import re
from pathlib import Path

import httpx

from schedules.clock import MachineClock
from store.console import account
from tests.congvu.served import Served, until
from tests.web.visitor import PASSWORD, Visitor, secret_in, totp

MORE = """\
[[relay.route]]
domain = "*"
via = "maildir:sent"
"""
BOX = "hoa.lt@vpcp.gov.vn"


async def test_the_letter_of_invitation_leads_into_the_console(tmp_path: Path) -> None:
    office, box = Served(tmp_path, MORE), tmp_path / "sent/new"
    url = f"http://127.0.0.1:{office.port}"
    domain = ("--domain", "vpcp.gov.vn")
    await office.good("agency", "add", "G22", "Văn phòng Chính phủ", *domain)
    await office.good("person", "add", "Lê Thị Hoa", BOX, "--agency", "G22")

    async with office.serving():
        told = await office.good("person", "invite", BOX)
        assert url in told
        await until(lambda: box.is_dir() and any(box.iterdir()))
        (path,) = box.iterdir()
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert letter["Subject"] == "Mời vào hệ thống Công vụ"
        words = letter.get_content()
        assert "Kính gửi Ông/Bà Lê Thị Hoa" in words
        found = re.search(rf"{url}(/entry/\S+)", words)
        assert found is not None, words

        async with httpx.AsyncClient(base_url=url, timeout=60, verify=False) as browser:
            visitor = Visitor(browser, url)
            await visitor.look(found[1])
            enrol = await visitor.follow(
                await visitor.send(found[1], password=PASSWORD, again=PASSWORD)
            )
            code = totp(secret_in(enrol.text), MachineClock().now())
            assert (await visitor.send("/enrol", code=code)).status_code == 200
            page = await visitor.look("/work")
            assert (page.status_code, "Lê Thị Hoa" in page.text) == (200, True)
            assert (await visitor.look("/nowhere")).status_code == 404
            assert (await visitor.look("/")).status_code == 200, "the overview stays where it was"

    kept = await office.read(account.of_mailbox, BOX)
    assert (kept.second, kept.recovery) == (True, 10)
    assert "127.0.0.1" in await office.good("console", "sessions", BOX)
    assert "1 session ended" in await office.good("console", "log-out", BOX)
    assert found[1] not in (tmp_path / "log").read_text("utf-8"), "no log holds the link"
