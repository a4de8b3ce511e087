"""The clerk registers what was read of letters: looked at, corrected, confirmed, taken back, dropped."""

from dataclasses import replace
from datetime import timedelta

from schedules.proposals import Proposals
from store import Tx, proposal
from store.proposal_notice import GATHERING
from store.proposing import Sent, propose
from tests.pictures.sample import ACCOUNTS, BOX, MONDAY, Studio
from tests.store.read_letters import came, errand, found, read
from work.official.found import Errand, Finding, Read

CAME = MONDAY - 3 * GATHERING
SENDER = "vanthu@moh.gov.example"
HEALTH = "Bộ Y tế"
BODY = """BỘ Y TẾ
Số: 4512/BYT-KHTC
V/v báo cáo tình hình cung ứng thuốc, vật tư y tế

Hà Nội, ngày 14 tháng 8 năm 2026

Kính gửi: Văn phòng mẫu.

Đề nghị Quý cơ quan giao Vụ Tổng hợp báo cáo tình hình cung ứng thuốc, vật tư y tế 8 tháng đầu năm, gửi về Bộ Y tế trước ngày 29/8/2026.
"""


async def incoming(s: Studio) -> None:
    """Three letters have come; what each asks for is not sure."""
    await s.ask("giang", "/vanbanden")
    await s.take("incoming-empty", "giang")
    for at, one in enumerate(_letters(), 1):
        await _reads(s, one, at)
    await _tells(s)
    await s.take("incoming-push", "giang", 1)
    await s.tap("giang", "Văn bản đến")
    await s.take("incoming", "giang", 1)
    await s.tap("giang", "3")
    await s.take("proposal", "giang", 1)
    await s.tap("giang", "Xem thư")
    await s.take("letter-text", "giang", 1)
    await s.tap("giang", "Đề xuất", "Vào sổ")
    await s.take("register-confirm", "giang", 1)
    await s.tap("giang", "Đúng, đưa vào sổ")
    await s.take("registered", "giang", 1)
    await s.tap("giang", "Hoàn tác")
    await s.take("register-undo", "giang", 1)
    await s.tap("giang", "Thôi")
    await _corrects(s)
    await _drops(s)
    await _in_english(s)
    await _asks_much(s)
    await s.ask("an", "/vanbanden")
    await s.take("incoming-denied", "an")


async def _asks_much(s: Studio) -> None:
    """One letter with more tasks than a page shows."""
    steps = ("lập danh mục", "rà soát định mức", "dự toán kinh phí", "tổ chức đấu thầu")
    goods = ("thuốc", "vật tư y tế")
    every = [
        errand(content=found(f"{step} {one}"), lead="Vụ Tổng hợp", due=None)
        for step in steps
        for one in goods
    ]
    await _reads(s, _of("4533/BYT-KHTC", "V/v kế hoạch mua sắm năm 2027", *every), 4)
    await s.ask("giang", "/vanbanden")
    await s.tap("giang", "1")
    await s.take("proposal-pages", "giang", 1)


async def _in_english(s: Studio) -> None:
    await s.ask("giang", "/caidat")
    await s.tap("giang", "English")
    await s.ask("giang", "/incoming")
    await s.take("incoming-english", "giang")
    await s.tap("giang", "1")
    await s.take("proposal-english", "giang", 1)
    await s.tap("giang", "Correct")
    await s.take("register-fix-english", "giang", 1)
    await s.tap("giang", "Urgency", "Urgent")
    await s.take("register-english", "giang", 1)
    await s.tap("giang", "Cancel")
    await s.ask("giang", "/settings")
    await s.tap("giang", "Tiếng Việt")


async def _corrects(s: Studio) -> None:
    await s.ask("giang", "/vanbanden")
    await s.tap("giang", "1", "Vào sổ")
    await s.take("register-fix", "giang")
    await s.tap("giang", "Trích yếu")
    await s.take("register-text", "giang")
    await s.ask("giang", "V/v góp ý dự thảo Nghị định về cấp phép cơ sở khám chữa bệnh")
    await s.tap("giang", "Sửa", "Chủ trì")
    await s.take("register-who", "giang", 1)
    await s.tap("giang", "Vụ Khoa giáo", "Sửa", "Hạn")
    await s.take("register-due", "giang", 1)
    await s.tap("giang", "Ngày khác")
    await s.take("register-month", "giang", 1)
    await s.ask("giang", "2/9")
    await s.take("register-off", "giang", 1)
    await s.tap("giang", "Lấy")
    await s.take("register-corrected", "giang", 1)
    await _adds(s)
    await s.tap("giang", "Thôi")


async def _adds(s: Studio) -> None:
    await s.tap("giang", "Sửa", "Độ khẩn")
    await s.take("register-urgency", "giang", 1)
    await s.tap("giang", "Thượng khẩn", "Sửa", "Thêm nhiệm vụ")
    await s.take("register-add", "giang", 1)
    await s.ask("giang", "Cử cán bộ tham gia tổ biên tập")
    await s.take("register-add-who", "giang", 1)
    await s.tap("giang", "Vụ Hành chính", "+3 ngày", "Sửa", "Nhiệm vụ 1")
    await s.take("register-task", "giang", 1)
    await s.tap("giang", "Sản phẩm")
    await s.take("register-product", "giang", 1)
    await s.ask("giang", "Văn bản góp ý")
    await s.take("register-added", "giang", 1)


async def _drops(s: Studio) -> None:
    await s.ask("giang", "/vanbanden")
    await s.tap("giang", "2", "Không vào sổ")
    await s.take("register-reason", "giang")
    await s.ask("giang", "Gửi nhầm, thuộc Cục Hành chính")
    await s.take("register-drop", "giang")

    def drops(tx: Tx) -> object:
        against = s.office.registry
        assert against is not None
        reason = "gửi nhầm"
        waits = next(one.id for one in proposal.listed(tx, (), 2)[1:])
        return proposal.drop(tx, waits, reason, against(tx, s.act.now), s.act)

    assert await s.office.store.write(drops)
    await s.tap("giang", "Đúng, không vào sổ")
    await s.take("register-conflict", "giang", 1)


async def _tells(s: Studio) -> None:
    before = len(await s.chats.from_bot(ACCOUNTS["giang"]))
    office = s.office
    told = await Proposals(office.store, office.plan, BOX, office.machine, "w1").once()
    assert told
    await s.chats.next(ACCOUNTS["giang"], before)


async def _reads(s: Studio, what: Read, at: int) -> None:
    letter = await came(s.office.store, f"{at}", at=CAME + timedelta(minutes=at), body=BODY)

    def do(tx: Tx) -> None:
        against = s.office.registry
        assert against is not None
        propose(tx, Sent(letter, SENDER, 0), what, against(tx, CAME), CAME)

    await s.office.store.write(do)


def _letters() -> tuple[Read, ...]:
    """What was read, as the reader gives it."""
    first = errand(
        content=found("báo cáo tình hình cung ứng thuốc, vật tư y tế 8 tháng đầu năm"),
        lead="Vụ Tổng hợp",
        due="2026-08-28",
        when=found("trước ngày 29/8/2026"),
    )
    third = errand(
        content=found("góp ý dự thảo Nghị định về cấp phép hoạt động khám, chữa bệnh"),
        lead=None,
        due="2026-08-25",
        when=found("chậm nhất ngày 25/8/2026"),
    )
    return (
        _of("4512/BYT-KHTC", "V/v báo cáo tình hình cung ứng thuốc, vật tư y tế", first),
        _of(
            "4518/BYT-VPB1",
            "V/v mời dự hội nghị sơ kết công tác quý III",
            first,
            urgency="very-urgent",
        ),
        _of("4530/BYT-PC", "V/v góp ý dự thảo Nghị định", third, urgency="express"),
    )


def _of(number: str, excerpt: str, *asks: Errand, urgency: str = "normal") -> Read:
    what = read(*asks, number=number, issued="2026-08-14", opens=False, doubts=("lead-doubtful",))
    (paper,) = what.papers
    named = replace(
        paper,
        issuer=Finding(HEALTH, "BỘ Y TẾ", 1, 0),
        issued=Finding("2026-08-14", "Hà Nội, ngày 14 tháng 8 năm 2026", 1, 0),
        excerpt=found(excerpt),
        urgency=Finding(urgency, "", 1),
    )
    return replace(what, papers=(named,))
