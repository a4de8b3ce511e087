"""A letter to who sent a petition leaves by the daemon, once, and neither it nor the log tells who they are."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from schedules.clock import MachineClock
from store.directory.agencies import add_agency
from tests.congvu.served import Served, until
from work.agency import Agency

MORE = """\
[[relay.route]]
domain = "*"
via = "maildir:sent"
"""
SENDER = """\
name = "Phạm Thị Thu Hương"
phone = "0912 345 678"
email = "thuhuong88@example.vn"
words = "Khám bệnh phải nộp bản sao hộ khẩu."
"""
OWN = Agency("G22", "Văn phòng", "VP", frozenset({"vpcp.gov.vn"}))


async def test_the_receipt_arrives_and_the_log_tells_nothing_of_who_gets_it(tmp_path: Path) -> None:
    office = Served(tmp_path, MORE)
    at = MachineClock().now()
    await office.write(add_agency, OWN, at)
    (tmp_path / "sender.toml").write_text(SENDER, "utf-8")
    box = tmp_path / "sent/new"

    async with office.serving():
        told = await office.good(
            *("petition", "add", "--title", "giấy tờ khi khám bệnh", "--channel", "portal"),
            *("--sender", "sender.toml"),
        )
        await until(lambda: box.is_dir() and any(box.iterdir()))

    (path,) = box.iterdir()
    letter = message_from_bytes(path.read_bytes(), policy=default)
    text = letter.get_content()
    log = office.log.read_text("utf-8")
    assert "is told by mail (letter 1)" in told
    assert letter["To"] == "thuhuong88@example.vn"
    assert "Biên nhận phản ánh, kiến nghị: PAKN 1/" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    secrets = ("Phạm", "Hương", "0912", "hộ khẩu", "thuhuong88")
    assert not any(secret in text or secret in log for secret in secrets)
    assert office.told("letter.delivered") == 1
