"""The head of the agency decides: results, extensions, held letters."""

from datetime import timedelta

from store import approval_asked, extension
from tests.bot.office import CALENDAR, until
from tests.pictures.sample import ACCOUNTS, Studio
from tests.store.letters import new_letter
from work.approval import Asked, Entitled
from work.person import Position

HEADS = (Entitled(agency="G22", position=Position.AGENCY_HEAD),)
AUTHOR = "an.nv@vpcp.gov.example"


async def deciding(s: Studio) -> None:
    """What An handed in and asked for in tests.pictures.doing is decided on, nearly."""
    await s.ask("quang", "/duyet")
    await s.take("queue", "quang")
    await s.ask("quang", "/duyet 12")
    await s.take("matter-done", "quang")
    await s.tap("quang", "Tải tệp")

    async def handed() -> bool:
        return all(one["document"] for one in (await s.chats.from_bot(ACCOUNTS["quang"]))[-2:])

    await until(handed)
    await s.take("matter-files", "quang", 4)
    await s.ask("quang", "/duyet 12")
    await s.tap("quang", "Duyệt")
    await s.take("approve-confirm", "quang")
    await s.ask("quang", "/duyet 12")
    await s.tap("quang", "Trả lại")
    await s.take("return-reason", "quang")
    await s.ask("quang", "Thiếu ý kiến của Vụ Tổng hợp")
    await s.take("return-confirm", "quang")
    await _extension(s)
    await _letters(s)


async def _extension(s: Studio) -> None:
    await s.ask("quang", "/duyet 21")
    await s.take("matter-extension", "quang")
    await s.tap("quang", "Đồng ý")
    await s.take("grant-confirm", "quang")
    await s.ask("quang", "/duyet 21")
    await s.tap("quang", "Đổi ngày")
    await s.take("redate", "quang")
    await s.tap("quang", "Ngày khác")
    await s.take("redate-month", "quang")
    await s.ask("quang", "2/9")
    await s.take("redate-off", "quang")
    await s.ask("quang", "/duyet 21")
    await s.tap("quang", "Từ chối")
    await s.take("refuse-reason", "quang")
    await s.ask("quang", "Bộ Y tế đã gửi số liệu ngày 14/8")
    await s.take("refuse-confirm", "quang")
    await s.ask("quang", "/duyet 21")
    await s.tap("quang", "Đồng ý")
    assert await s.office.store.write(extension.grant, 21, s.act)
    await s.tap("quang", "✅ Đồng ý")
    await s.ask("quang", "/duyet 21")
    await s.take("conflict", "quang")
    await s.ask("an", "/nv 21")
    await s.tap("an", "Lịch sử hạn")
    await s.take("history", "an")
    before = len(await s.chats.from_bot(ACCOUNTS["quang"]))
    await s.ask("an", "/giahan 25 4/9 Chờ số liệu 3 xã")
    await s.tap("an", "✅ Gửi")
    await s.chats.next(ACCOUNTS["quang"], before)
    await s.take("extension-asked-push", "quang", 1)


async def _letters(s: Studio) -> None:
    before, now = len(await s.chats.from_bot(ACCOUNTS["quang"])), s.office.machine.now()
    octets = "From: <an.nv@vpcp.gov.example>\r\nSubject: Bao cao so ket 8 thang\r\n\r\nKinh gui\r\n"
    new = new_letter(
        "x@example.com", "y@moh.gov.example", sender=AUTHOR, hold="ngoai-gov", body=octets.encode()
    )
    ends = now + timedelta(hours=4), now + timedelta(hours=48)
    boxes = frozenset({AUTHOR})
    asked = Asked("ngoai-gov", "G22", s.people["an"].id, boxes, HEADS, *ends, then=None)
    assert await s.office.store.write(approval_asked.accept, new, asked, CALENDAR.zone, now)
    await s.chats.next(ACCOUNTS["quang"], before)
    await s.take("thu-nhan", "quang", 1)
    await s.ask("quang", "/duyetthu")
    await s.take("thu", "quang")
    await s.tap("quang", "✉️")
    await s.take("thu-xem", "quang")
    await s.tap("quang", "Phê duyệt")
    await s.take("thu-duyet", "quang")
    await s.tap("quang", "Bỏ", "Từ chối")
    await s.take("thu-lydo", "quang")
    await s.ask("quang", "Sai phụ lục, xin gửi lại")
    await s.take("thu-tuchoi", "quang")
