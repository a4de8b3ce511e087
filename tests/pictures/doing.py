"""Dialogs of who leads: progress, an extension, what was done, reminders put off."""

from tests.pictures.sample import ACCOUNTS, Studio

MIB = 1024 * 1024


async def doing(s: Studio) -> None:
    """An reports, asks, withdraws, hands in."""
    await s.ask("an", "/nhan 21")
    await s.take("receive", "an")
    await s.tap("an", "Đã nhận")
    await s.take("received", "an")
    await _progress(s)
    await _extension(s)
    await _done(s)
    await _snooze(s)


async def _progress(s: Studio) -> None:
    await s.ask("an", "/tiendo 25")
    await s.take("progress-percent", "an")
    await s.tap("an", "50%")
    await s.take("progress-text", "an")
    await s.ask("an", "Đã làm việc với Sở Y tế, còn chờ số liệu 3 xã.")
    await s.hand("an", "bien-ban-lam-viec.pdf", b"%PDF-1.7 " + b"x" * 480_000)
    await s.take("progress-file", "an")
    await s.hand("an", "ban-ghi-am.zip", b"x" * 21 * MIB)
    await s.take("file-too-large", "an")
    await s.tap("an", "Gửi")


async def _extension(s: Studio) -> None:
    await s.ask("an", "/nv 21")
    await s.tap("an", "Xin gia hạn")
    await s.take("extend-date", "an")
    await s.tap("an", "Ngày khác")
    await s.take("extend-month", "an")
    await s.ask("an", "/giahan 21")
    await s.ask("an", "2/9")
    await s.take("extend-off", "an")
    await s.tap("an", "Lấy 03/09")
    await s.take("extend-reason", "an")
    await s.ask("an", "Chờ số liệu vị trí việc làm của Bộ Y tế")
    await s.take("extend-confirm", "an")
    await s.tap("an", "✅ Gửi")
    await s.take("card-asked", "an")
    await s.tap("an", "Rút gia hạn")
    await s.take("withdraw", "an")
    await s.tap("an", "Bỏ")


async def _done(s: Studio) -> None:
    await s.ask("an", "/nv 12")
    await s.tap("an", "Báo hoàn thành")
    await s.take("done-text", "an")
    await s.hand("an", "gop-y-de-an.docx", b"x" * 64_000)
    await s.hand("an", "phieu-trinh.pdf", b"x" * 18_000)
    await s.ask("an", "Đã trình công văn 6731/VPCP-KGVX góp ý Đề án")
    await s.take("done-confirm", "an")
    await s.tap("an", "Báo hoàn thành")
    await s.take("card-done", "an")


async def _snooze(s: Studio) -> None:
    await s.ask("an", "/nv 33")
    await s.tap("an", "Hoãn nhắc")
    await s.take("snooze-span", "an")
    await s.tap("an", "3 ngày")
    await s.take("snooze-reason", "an")
    await s.tap("an", "Chờ ý kiến")
    await s.take("snooze-confirm", "an")
    await s.tap("an", "Hoãn nhắc")
    await s.take("card-snoozed", "an")
    await s.ask("an", "/giahan 33 9/9")
    await s.ask("an", "hủy")
    await s.take("set-aside", "an")
    await s.chats.push(ACCOUNTS["an"], "v1:home:::1", force=True)
