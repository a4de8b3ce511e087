"""The office that is walked through: one agency that keeps the registers, and people, tasks and letters for each walker.

It is written into the store before the daemon starts, on the office's Thursday 1 October 2026, 09:00; accounts and
mail by the machine's time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update

from mail import password
from schedules.clock import MachineClock
from store import Store, Tx, extension, petition, plan, spool, task
from store.console import account, link, session
from store.console.session import NewSession
from store.directory.agencies import add_agency
from store.directory.people import add_person, person_at
from store.form import versions
from store.opening import open_entries
from store.register import standing
from store.schema.console import console_account
from store.schema.directory import unit
from store.task import Submission
from tests.store import read_letters
from tests.store.letters import new_letter
from tests.store.office import CLI, NOW, paper, staffed, work
from tests.store.petitions import hands, new
from tests.web.test_console_imports import table
from tests.web.visitor import PASSWORD, totp
from tests.work.forms import form
from work import receipt
from work.agency import Agency
from work.console import Stage, Where
from work.directory import NewPerson
from work.extension import Ask
from work.form.form import Audience
from work.person import Position
from work.plan import Head, NewGroup, NewPlan, Owner
from work.preview import Entry
from work.task import NewTask, Party, Role

START = "2026-10-01T09:00:00+07:00"
TODAY = date(2026, 10, 1)
TONGUES = {"vi": "Tiếng Việt", "en": "English"}
SECRET = b"a secret of twenty b"
KEEPER = "G18"
FIRST = 11  # none is the beginning of another
ROLES = {
    "staff": ("Trần Thị Bình", Position.STAFF),
    "head": ("Ngô Giang", Position.AGENCY_HEAD),
    "clerk": ("Vũ Hà", Position.CLERK),
    "operator": ("Đỗ Quang", Position.OPERATOR),
}
OUTSIDE = (
    "staff",
    "head",
)  # these have an agency for each walker; the others are of the keeper of registers


@dataclass(frozen=True, slots=True)
class Ground:
    """What one walker finds: numbered, so that nobody disturbs another."""

    k: int
    language: str
    tasks: tuple[int, ...] = ()
    letter: int = 0

    @property
    def agency(self) -> str:
        return f"H{20 + self.k}"

    def box(self, role: str) -> str:
        domain = f"so{self.k}.gov.vn" if role in OUTSIDE else "moh.gov.vn"
        return f"{role}{self.k}@{domain}"

    def facts(self, role: str, folder: Path) -> Callable[[], Mapping[str, str]]:
        """What the texts of walks are filled with; the code is that of the moment."""
        lasting = {
            "k": str(self.k),
            "box": self.box(role),
            "password": PASSWORD,
            "receipt": receipt.encode(self.letter),
            "file": str(folder / "Báo cáo.txt"),
            "register": str(folder / f"sổ {self.k}.csv"),
            "paper": f"{100 + self.k}/VPCP-KGVX",
            "come": f"{200 + self.k}/VPCP-TH",
            "other": f"{300 + self.k}/VPCP-TH",
            "tongue": TONGUES[self.language],
        }
        return lambda: {**lasting, "code": totp(SECRET, MachineClock().now())}


async def grounds(store: Store, folder: Path, languages: tuple[str, ...]) -> tuple[Ground, ...]:
    """Everything that so many walkers find, each of that language."""
    now, hashed = MachineClock().now(), password.hash(PASSWORD)
    await staffed(store)
    await store.write(
        add_agency, Agency("H05", "Tỉnh Bắc Ninh", "BN", frozenset({"bn.gov.vn"})), NOW
    )
    await read_letters.issuer(store)
    (folder / "Báo cáo.txt").write_text("xong", "utf-8")
    found = []
    for k, language in enumerate(languages, FIRST):
        ground = Ground(k, language)
        await store.write(_people, ground, hashed, now)
        tasks = await _tasks(store, ground)
        letter = await store.write(_letter, now)
        asked = form(code=f"BC-CCHC-{k}", audience=Audience(units_of=(KEEPER,)))
        await store.write(versions.add, asked, 0, (), CLI)
        await _tray(store, ground)
        await store.write(petition.open_, new(title=f"giấy tờ khi khám bệnh {k}"), hands(), CLI)
        (folder / f"sổ {k}.csv").write_bytes(_register(k))
        found.append(replace(ground, tasks=tasks, letter=letter))
    return tuple(found)


def _people(tx: Tx, ground: Ground, hashed: str, now: datetime) -> None:
    k, code = ground.k, ground.agency
    own = Agency(code, f"Sở Y tế {k}", f"SYT {k}", frozenset({f"so{k}.gov.vn"}))
    assert add_agency(tx, own, NOW) is None
    tx.run(insert(unit), [{"id": 100 + k, "agency": code, "name": f"Phòng Kế hoạch {k}"}])
    for role, (name, position) in ROLES.items():
        where = code if role in OUTSIDE else KEEPER
        desk = f"Phòng Kế hoạch {k}" if role == "staff" else None
        box = ground.box(role)
        person = NewPerson(f"{name} {k}", box, where, desk, position, ground.language)
        add_person(tx, person, NOW)
        number = _number(tx, box)
        account.make(tx, number, now)
        account.set_password(tx, number, hashed, "cli:0", "127.0.0.1", now)
        mine = console_account.c.person_id == number
        tx.run(update(console_account).where(mine).values(totp=SECRET))
    for name in ("Hoàng Thư", "Lê Minh"):  # one to be invited, one who is in somewhere
        box = f"{name.split()[1].lower()}{k}@so{k}.gov.vn".replace("ư", "u")
        add_person(tx, NewPerson(f"{name} {k}", box, code, None, Position.STAFF, "vi"), NOW)
    account.make(tx, _number(tx, f"minh{k}@so{k}.gov.vn"), now)
    there = Where("192.0.2.7", "Firefox")
    begun = NewSession(f"{k}".encode(), _number(tx, f"minh{k}@so{k}.gov.vn"), Stage.SECOND, there)
    session.rise(tx, session.begin(tx, begun, now), link.token_hash(f"minh {k}"), now)


def _number(tx: Tx, box: str) -> int:
    found = person_at(tx, box)
    assert found is not None
    return found.id


async def _tasks(store: Store, ground: Ground) -> tuple[int, ...]:
    """Late, soon; two that are submitted and one whose extension is asked for; one of a plan."""
    k = ground.k
    number = await store.read(_number, ground.box("staff"))
    party = Party(Role.LEAD, ground.agency, 100 + k, number)

    def one(content: str, due: str) -> NewTask:
        return replace(work(due, content=f"{content} đợt {k}"), parties=(party,))

    rows = (
        one("Báo cáo cung ứng vắc-xin", "2026-09-28"),
        one("Rà soát danh mục thuốc", "2026-10-05"),
        one("Thẩm định giá thuốc", "2026-10-02"),
        one("Kiểm tra kho dự trữ", "2026-10-06"),
        one("Tổng hợp nhu cầu vật tư", "2026-10-07"),
    )
    sign = paper(f"{100 + k}/VPCP-KGVX", arrival_number=5000 + k)
    await store.write(
        open_entries, tuple(Entry(n, 1, sign, row) for n, row in enumerate(rows, 2)), CLI
    )
    (document,) = await store.read(standing, [sign.number])
    tasks = tuple(one.id for one in document.tasks)
    for number in tasks[2:4]:
        await store.write(task.submit, number, Submission(TODAY, TODAY, None, "đã xong"), CLI)
    asked = Ask(date(2026, 10, 7), date(2026, 10, 14), "Chờ số liệu", TODAY)
    await store.write(extension.ask, tasks[4], asked, CLI)
    head = Head(f"Kế hoạch dược {k}", date(2026, 1, 1), date(2026, 12, 31), Owner(ground.agency))
    planned = one("Đào tạo dược sĩ", "2026-11-20")
    made = NewPlan(head, document.id, (NewGroup("Cải cách", (planned,)),))
    await store.write(plan.add_from, made, "phụ lục.xlsx", CLI)
    return tasks


def _letter(tx: Tx, now: datetime) -> int:
    """A relayed letter that waits, and nobody sends: the relay does not run."""
    kept = spool.accept(tx, new_letter(), now - timedelta(hours=1), now + timedelta(days=5), None)
    assert kept is not None
    return kept.letter


async def _tray(store: Store, ground: Ground) -> None:
    """Two letters in the tray, one to confirm and one to drop."""
    for number in (f"{200 + ground.k}/VPCP-TH", f"{300 + ground.k}/VPCP-TH"):
        text = read_letters.LETTER.replace("125/VPCP-KGVX", number)
        letter = await read_letters.written(store, text)
        await read_letters.proposed(store, read_letters.read(number=number), letter)


def _register(k: int) -> bytes:
    cited = f"Công văn số {500 + k}/VPCP-KGVX ngày 28/9/2026 của Văn phòng Chính phủ về việc rà soát kho thuốc đợt {k}"
    return table(("", cited, "Vụ Pháp chế", "23/10/2026", "", "", ""))
