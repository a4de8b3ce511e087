"""Heads of units and agencies, petitions, and periodic reports."""

from datetime import date, timedelta

from store import petition, petition_act
from store.form.requests import Wanted, listed
from store.petition_move import Whom
from tests.bot.office import until
from tests.bot.test_forms import filled
from tests.pictures.sample import ACCOUNTS, MONDAY, Studio
from tests.store.forms import keep, live, morning
from tests.store.petitions import hands, new
from tests.work.forms import form
from work.form.form import Audience

TODAY = MONDAY.date()


async def heading(s: Studio) -> None:
    """How units stand, charts and lists as files."""
    await s.ask("binh", "/phong")
    await s.take("unit", "binh")
    await s.tap("binh", "🔴 Quá hạn")
    await s.take("list-unit", "binh")
    await s.ask("an", "/phong")
    await s.take("unit-denied", "an")
    await s.ask("quang", "/coquan")
    await s.take("ranking", "quang")
    await s.ask("quang", "/baocao")
    await s.take("bieudo", "quang")
    await s.tap("quang", "Giao và kết thúc")
    await s.take("bieudo-2", "quang")
    await s.tap("quang", "Năm nay")
    await _file(s, "quang")
    await s.take("bieudo-file", "quang")
    await s.ask("quang", "/xuat")
    await s.take("xuat", "quang")
    await s.tap("quang", "Chọn ngày")
    await s.take("xuat-ngay", "quang")
    await s.ask("quang", "1/8/2026 đến 17/8/2026")
    await _file(s, "quang")
    await s.take("xuat-file", "quang")


async def _file(s: Studio, who: str) -> None:
    """Waits until the newest message is the file, and none says any more that it is being made."""

    async def there() -> bool:
        found = await s.chats.from_bot(ACCOUNTS[who])
        passed = not any("Đang lập" in one["text"] for one in found)
        return passed and bool(found[-1]["document"])

    await until(there)


async def petitions(s: Studio) -> None:
    """The clerk looks at a petition and at who sent it."""
    day = TODAY - timedelta(days=3)
    then = MONDAY - timedelta(days=3)
    made = hands(day, then)
    wish = new(agency="G22", received=day, title="thủ tục cấp lại giấy phép hành nghề")
    one = await s.office.store.write(petition.open_, wish, made, s.act)
    assert one is not None
    await s.office.store.write(petition_act.register, one.id, Whom(s.act, made))
    await s.ask("giang", "/pakn")
    await s.take("petitions", "giang")
    await s.tap("giang", "1")
    await s.take("petition", "giang")
    await s.tap("giang", "Xem người gửi")
    await s.take("petition-sender", "giang")


async def forms(s: Studio) -> None:
    """The clerk takes a sheet, sends it filled, with faults first, and once more."""
    start = morning("2026-08-07")
    asked = form(
        audience=Audience(members=("G22",)),
        source="Kế hoạch 655/KH-VPCP",
        receiver="Vụ Tổng hợp",
        valid_from=date(2026, 1, 1),
    )
    await keep(s.office.store, asked, start)
    await live(s.office.store, start, start)
    (one,) = await s.office.store.read(listed, Wanted())
    await s.ask("giang", "/bieumau")
    await s.take("forms", "giang")
    await s.tap("giang", "1")
    await s.take("form", "giang")
    await s.hand("giang", "bao-cao.xlsx", filled(one.binding, {"1": "mười", "9": 1}))
    await s.take("form-faults", "giang")
    await s.hand("giang", "bao-cao.xlsx", filled(one.binding, {"1": 10, "2": 9}))
    await s.take("form-confirm", "giang")
    await s.tap("giang", "✅ Gửi")
    await s.hand("giang", "bao-cao.xlsx", filled(one.binding, {"1": 11, "2": 9}))
    await s.take("form-reason", "giang")
