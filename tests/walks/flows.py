"""The 22 flows of the office, each gone without Telegram: by pages in a browser without scripts, and by mail.

They are gone one after the other in one office, in the order of GONE: what one leaves the next finds. docs/flows.md
has them in the order of their numbers.
"""

import re
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import httpx
from sqlalchemy import update

from mail import password
from schedules.clock import MachineClock
from store import Store, Tx
from store.console import account
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.form import versions
from store.schema.console import console_account
from templates import word
from tests.congvu.served import ADDRESS, until
from tests.congvu.test_reply_served import Office as Answering
from tests.store.office import BINH, CLI, GIANG, HA, NOW, opened, staffed, work
from tests.walks.office import SECRET
from tests.walks.plain import Plain, number_in
from tests.web.visitor import PASSWORD, secret_in, totp
from tests.work.forms import GOOD, form
from work.agency import Agency
from work.directory import NewPerson
from work.form.form import Audience
from work.person import Position

CUONG, QUANG = 2, 6
BOXES = {
    BINH: "binh@moh.gov.vn",
    CUONG: "cuong@moh.gov.vn",
    GIANG: "giang@moh.gov.vn",
    HA: "ha@moh.gov.vn",
    QUANG: "quang@moh.gov.vn",
}
CLERK = "vanthu@moh.gov.vn"
PAPER, NUDGE = "125/VPCP-KGVX", "Ngô Giang đôn đốc"
DUES = ("2026-09-28", "2026-10-02", "2026-10-23", "2026-10-09", "2026-10-12")
DIGEST = """\
[[custom]]
valid_from = 2026-01-01
source = "Quy chế làm việc"
digest_at = 08:00:00
"""


class Office(Answering):
    """A ministry without Telegram, its people before their browsers; *people* by their numbers."""

    def __init__(self, folder: Path, names: int) -> None:
        super().__init__(folder, names, CLERK, "[telegram]\nenabled = false\n")
        self.base = f"http://{ADDRESS}:{self.port}"
        (self.folder / "reminders.toml").write_text(DIGEST, "utf-8")
        text = self.config.read_text("utf-8").replace('"vpcp.gov.vn"', '"moh.gov.vn"', 1)
        text = text.replace("[web]\n", f'[web]\nurl = "{self.base}"\n', 1)
        self.config.write_text(text + '[schedules]\nreminders = ["reminders.toml"]\n', "utf-8")
        self.people: dict[int, Plain] = {}
        self._open: list[httpx.AsyncClient] = []

    async def given(self) -> None:
        """Tasks of Bình's, an agency below, a form, and accounts for all but Cường, who has still to be invited."""
        store = Store.open(self.url, "test")
        await staffed(store)
        await store.write(_directory)
        hashed = password.hash(PASSWORD)
        for number in BOXES.keys() - {CUONG}:
            await store.write(_account, number, hashed)
        assert await opened(store, *(work(due) for due in DUES)) == (1, 2, 3, 4, 5)
        units = Audience(units_of=("G18",))
        await store.write(versions.add, form(audience=units), 0, (), CLI)
        await store.close()

    def visitor(self) -> Plain:
        """Another browser."""
        fields = {"accept-language": "vi", "user-agent": "Lynx"}
        client = httpx.AsyncClient(base_url=self.base, headers=fields, timeout=60)
        self._open.append(client)
        return Plain(client)

    async def leave(self) -> None:
        """Closes all browsers."""
        for one in self._open:
            await one.aclose()

    async def person(self, number: int) -> Plain:
        """Their browser, in which they are in."""
        if number not in self.people:
            one = self.people[number] = self.visitor()
            await one.open("/login")
            await one.press("/login?lang=vi", mailbox=BOXES[number], password=PASSWORD)
            await one.press("/second", code=totp(SECRET, MachineClock().now()))
        return self.people[number]

    async def came(self, number: int, words: str) -> EmailMessage:
        """The first letter to them with these words, once it has come."""
        await until(lambda: self._with(number, words))
        return self._with(number, words)[0]

    def page_in(self, letter: EmailMessage, place: str) -> str:
        """The path of the address in the letter that leads below *place*."""
        return number_in(_text(letter), rf"{re.escape(self.base)}({place}\S*)")

    def _with(self, number: int, words: str) -> list[EmailMessage]:
        parser = BytesParser(EmailMessage, policy=default)
        came = [parser.parsebytes(one) for one in self.letters(BOXES[number])]
        return [one for one in came if words in f"{one['Subject']}\n{_text(one)}"]


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _directory(tx: Tx) -> None:
    below = Agency("G18.01", "Cục Quản lý Dược", "Cục QLD", frozenset({"dav.gov.vn"}), parent="G18")
    assert add_agency(tx, below, NOW) is None
    who = NewPerson("Đỗ Quang", BOXES[QUANG], "G18", None, Position.OPERATOR, "vi")
    assert add_person(tx, who, NOW) is not None


def _account(tx: Tx, number: int, hashed: str) -> None:
    now = MachineClock().now()
    account.make(tx, number, now)
    account.set_password(tx, number, hashed, "cli:0", "127.0.0.1", now)
    mine = console_account.c.person_id == number
    tx.run(update(console_account).where(mine).values(totp=SECRET))


async def link(office: Office) -> None:
    """1: who runs the office invites on a page; the letter leads in, and so does the one of a forgotten password."""
    operator, new = await office.person(QUANG), office.visitor()
    await operator.open("/people")
    await operator.follow(f"/people/{CUONG}")
    await operator.press(f"/people/{CUONG}/invite")
    way = office.page_in(await office.came(CUONG, "Mời vào hệ thống"), "/entry/")
    await new.open(way)
    await new.press(f"{way}?lang=vi", password=PASSWORD, again=PASSWORD)
    code = totp(secret_in(new.page), MachineClock().now())
    await new.press("/enrol", code=code)
    await new.open("/work")
    assert "Lê Văn Cường" in new.page
    office.people[CUONG] = new
    lost = office.visitor()
    await lost.open("/login")
    await lost.follow("/forgot")
    await lost.press("/forgot?lang=vi", mailbox=BOXES[HA])
    assert "/entry/" in office.page_in(await office.came(HA, "đặt lại mật khẩu"), "/entry/")


async def tasks(office: Office) -> None:
    """2: one's tasks, with how many are late and due soon."""
    lead = await office.person(BINH)
    said = await lead.open("/work")
    assert [f"#{n}" in said for n in range(1, 6)] == [True] * 5


async def overdue(office: Office) -> None:
    """3: what is late of one's own; a head's of the agency."""
    for number, scope in ((BINH, ""), (GIANG, "scope=agency")):
        one = await office.person(number)
        await one.open("/work")
        if scope:
            await one.follow(scope)
        said = await one.follow("filter=late")
        assert ("#1" in said, "#2" in said) == (True, False)


async def today(office: Office) -> None:
    """4: what is due this week, and the digest of the morning, which leads there."""
    lead = await office.person(BINH)
    digest = await office.came(BINH, "Việc ngày 01/10/2026")
    await lead.open(office.page_in(digest, "/work"))
    said = await lead.follow("filter=week")
    assert ("#2" in said, "#3" in said) == (True, False)
    await lead.open("/approvals")


async def document(office: Office) -> None:
    """5: a document by its sign, with its tasks."""
    lead = await office.person(BINH)
    await lead.open("/search")
    await lead.press("/search", q=PAPER)
    said = await lead.follow("/documents/")
    assert (PAPER in said, "#5" in said) == (True, True)


async def task(office: Office) -> None:
    """6: one task, with its facts, history and who is told when."""
    lead = await office.person(BINH)
    await lead.open("/work")
    said = await lead.follow("/tasks/3")
    assert ("23/10/2026" in said, "Ai được báo, vì sao" in said) == (True, True)


async def received(office: Office) -> None:
    """7: that it is received; that one knows of what is late."""
    lead = await office.person(BINH)
    await lead.open("/tasks/3")
    assert word("web.said.received", "vi") in await lead.press("/tasks/3/receive")
    await lead.open("/tasks/1")
    assert word("web.said.known", "vi") in await lead.press("/tasks/1/known")


async def nudged(office: Office) -> None:
    """16: a head has who leads reminded at once."""
    head = await office.person(GIANG)
    await head.open("/tasks/5")
    assert word("web.said.nudged", "vi") in await head.press("/tasks/5/nudge")
    letter = await office.came(BINH, NUDGE)
    assert office.page_in(letter, "/tasks/") == "/tasks/5"


async def progress(office: Office) -> None:
    """8: how far it is, with a file; or by an answer to a letter."""
    lead = await office.person(BINH)
    await lead.open("/tasks/3")
    file = ("nháp.txt", b"abc")
    said = await lead.press("/tasks/3/report", file, percent="40", text="còn thiếu số liệu")
    assert ("40%" in said, "nháp.txt" in said) == (True, True)
    asked = await office.came(BINH, NUDGE)
    assert "250 2.0.0" in await office.answers(asked, "Được 60% rồi ạ, còn chờ xã B")
    await office.came(BINH, "Tiến độ: 60%")


async def extension(office: Office) -> None:
    """9: more time, asked for on a page with the letter that asks for it; or by an answer."""
    lead = await office.person(BINH)
    await lead.open("/tasks/3")
    await lead.follow("/tasks/3/extend")
    why = {"day": "2026-10-30", "text": "chờ số liệu của các tỉnh", "document": "45/BYT-KHTC"}
    assert word("web.said.extension-asked", "vi") in await lead.press("/tasks/3/extend", **why)
    asked = await office.came(BINH, NUDGE)
    assert "250 2.0.0" in await office.answers(
        asked, "Xin gia hạn đến 20/10/2026 vì chưa đủ số liệu"
    )
    await office.came(BINH, "đến 20/10/2026, chờ quyết định")


async def done(office: Office) -> None:
    """10: handed in with its result on a page; or by an answer."""
    lead = await office.person(BINH)
    await lead.open("/tasks/4")
    await lead.follow("/tasks/4/submit")
    file = ("Báo cáo.txt", b"xong")
    said = await lead.press("/tasks/4/submit", file, text="Báo cáo số 45/BC-BYT")
    assert ("Báo cáo.txt" in said, "45/BC-BYT" in said) == (True, True)
    asked = await office.came(BINH, NUDGE)
    assert "250 2.0.0" in await office.answers(asked, "Đã hoàn thành.")
    await office.came(BINH, "chờ duyệt")


async def approved(office: Office) -> None:
    """11: results approved and returned, an extension granted; who leads is told."""
    head = await office.person(GIANG)
    await head.open("/approvals")
    assert "45/BYT-KHTC" in head.said
    await head.press("/tasks/4/approve")
    await head.press("/tasks/3/grant")
    await head.open("/approvals")
    await head.press("/tasks/5/return", text="Thiếu biên bản")
    await office.came(BINH, "Thiếu biên bản")
    assert "30/10/2026" in await head.open("/tasks/3")


async def unit(office: Office) -> None:
    """12: how each person of a unit stands, each with their list."""
    head = await office.person(CUONG)
    assert "Trần Thị Bình" in await head.open("/unit")
    assert "#1" in await head.follow("/work?who=p1")


async def agencies(office: Office) -> None:
    """13: how units stand, and agencies beside each other."""
    head = await office.person(GIANG)
    assert "Vụ Kế hoạch - Tài chính" in await head.open("/agency")
    assert "BYT" in await head.follow("/agency/below")


async def search(office: Office) -> None:
    """14: by words without accents, and by who leads."""
    lead = await office.person(BINH)
    for sought in ("dau thau thuoc", "tran thi binh"):
        await lead.open("/search")
        assert "#1" in await lead.press("/search", q=sought), sought


async def assigned(office: Office) -> None:
    """15: handed on inside the unit; a clerk assigns another of the document, in words."""
    head, clerk = await office.person(CUONG), await office.person(HA)
    await head.open("/tasks/1")
    await head.follow("/tasks/1/hand-on")
    await head.press("/tasks/1/hand-on", to=str(CUONG), text="Bình đi công tác")
    await office.came(CUONG, "Bình đi công tác")
    await clerk.open("/search")
    await clerk.press("/search", q=PAPER)
    await clerk.follow("/documents/")
    await clerk.follow("/assign?paper=")
    asked = {"content": "Rà soát kho dự trữ", "lead": "Vụ Pháp chế", "due": "10 ngày làm việc"}
    await clerk.press("/assign", **asked)
    assert "Rà soát kho dự trữ" in await clerk.press("/assign", sure="1")


async def snoozed(office: Office) -> None:
    """17: one's own reminders put off, and back."""
    lead = await office.person(BINH)
    await lead.open("/tasks/3")
    await lead.follow("/tasks/3/snooze")
    said = await lead.press("/tasks/3/snooze", span="d1", text="họp cả ngày")
    assert word("web.said.snoozed", "vi") in said
    assert word("web.said.reminded", "vi") in await lead.press("/tasks/3/remind")


async def petitions(office: Office) -> None:
    """18: one that came at the counter is entered, sorted, given, and answered."""
    clerk, head = await office.person(HA), await office.person(GIANG)
    await clerk.open("/petitions/new")
    facts = {"title": "giấy tờ khi khám bệnh", "received": "2026-10-01", "enter": "1"}
    said = await clerk.press("/petitions/new", **facts, words="Xin hỏi cần giấy tờ gì?")
    assert "giấy tờ khi khám bệnh" in said
    place = clerk.place
    await clerk.press(f"{place}/classify", kind="reflection", title="Giấy tờ khám bệnh")
    await clerk.press(f"{place}/assign", person=BOXES[CUONG])
    assert "Giấy tờ khám bệnh" in await clerk.open("/petitions")
    await head.open(place)
    said = await head.press(f"{place}/answer", text="Cần thẻ và giấy chuyển tuyến.")
    assert word("web.said.petition-answer", "vi") in said


async def reports(office: Office) -> None:
    """19: a clerk asks every unit for a report; the letter leads to its page, where it is filled in and accepted."""
    clerk, reporter = await office.person(HA), await office.person(CUONG)
    await clerk.open("/forms/open")
    await clerk.press("/forms/open", of="BC-CCHC", period="2026-09", due="2026-10-20")
    letter = await office.came(CUONG, "BC-CCHC")
    place = office.page_in(letter, "/forms/")
    await reporter.open(place)
    values = {f"v-{code}": value for code, value in GOOD.items()}
    said = await reporter.press(f"{place}/send", **values)
    assert word("web.said.report-sent", "vi") in said
    await clerk.open(place)
    assert word("web.said.report-accept", "vi") in await clerk.press(f"{place}/accept")


async def figures(office: Office) -> None:
    """20: charts of days that one chooses, and a workbook."""
    head = await office.person(GIANG)
    await head.open("/figures")
    await head.press("/figures", since="2026-09-01", until="2026-10-01")
    answer = await head.browser.get("/figures/xlsx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


async def settings(office: Office) -> None:
    """21: language, the digest's hour, and who stands in while one is away."""
    lead = await office.person(BINH)
    await lead.open("/settings")
    assert "Settings" in await lead.press("/settings/language", language="en")
    await lead.press("/settings/language", language="vi")
    assert word("web.said.digest", "vi") in await lead.press("/settings/digest", hour="off")
    await lead.follow("/away")
    days = {"first": "2026-10-05", "last": "2026-10-09"}
    await lead.press("/away", deputy=BOXES[CUONG], document="12/QĐ-BYT", **days)
    assert word("web.said.stand-in-named", "vi") in lead.said
    await office.came(CUONG, "12/QĐ-BYT")


async def helped(office: Office) -> None:
    """22: help; a form that is left changes nothing; whether letters arrive; and out."""
    lead = await office.person(BINH)
    await lead.open("/tasks/2")
    assert "GIA HẠN 30/11/2026 và lý do" in await lead.follow("/help")
    await lead.open("/tasks/2/extend")
    assert "02/10/2026" in await lead.follow("/tasks/2")
    said = await lead.open("/settings")
    assert word("web.settings.no-mail", "vi") not in said
    await lead.press("/logout")
    await lead.open("/work")
    assert lead.place == "/login"


Flow = Callable[[Office], Awaitable[None]]
GONE: tuple[Flow, ...] = (
    *(link, tasks, overdue, today, document, task, received, nudged, progress, extension, done),
    *(approved, unit, agencies, search, assigned, snoozed, petitions, reports, figures),
    *(settings, helped),
)
