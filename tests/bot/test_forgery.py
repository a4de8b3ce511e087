"""Forged data, other people's buttons, edited commands, names of 4 KB, right-to-left and zalgo text: nothing leaks, nothing breaks."""

import asyncio
import json
import random
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, func, select, update

from bot.place import Name, Place
from bot.screen import LONGEST_TEXT, units
from store import Tx, entitled, extension, report, task, worklist
from store.directory.people import all_people, disable_person
from store.schema.account import entry
from store.schema.base import metadata
from store.schema.chat import OPEN, chat_link, chat_update
from store.schema.directory import person
from store.schema.life import task_event
from store.schema.petition import petition_event
from store.schema.reminding import respite
from store.task import Submission
from tests.bot.forgery import GROUP, Forger, numbered
from tests.bot.office import AN, PATIENCE_SECONDS, TODAY, Chats, Office
from tests.store import approvals, petitions
from tests.store import office as ministry
from tests.store.forms import keep, live
from tests.store.office import CLI, NOW, OTHER_UNIT, UNIT, at, work
from tests.store.read_letters import came, desk, errand, found, proposed, read
from tests.work.forms import form
from work.access import DOING, Doing, may
from work.extension import Ask
from work.form.form import Audience
from work.person import Person, Position
from work.report import NewReport
from work.task import NewTask, Party, Role, TaskEvent

FIRST = 9000  # with a person's number, their account
STRANGER = 9100
CLERK = f"person:{ministry.HA}"  # keeps the register, and may see who sent a petition
TASKS = 8  # of both agencies
BATCH = 150  # updates that are taken in at once
LONGEST_DATA = 64  # octets (Bot API, InlineKeyboardButton)
CANARY = re.compile(r"zq[a-z]+[0-9]*", re.IGNORECASE)
# What a chat may change: itself, and tasks, which are judged act by act.
CHANGED = {
    "chat_update", "chat_link", "dialog", "entry", "chain", "lease", "link_code", "notice", "secrecy_incident",
    "task", "task_event", "task_report", "task_extension", "task_party", "deadline", "rung",
    "respite", "reminding", "digest_choice", "proposal", "petition_event",
}  # fmt: skip
OWN = ("language",)  # a column that people change for themselves


@dataclass(frozen=True, slots=True)
class Ground:
    """Who is there, each with what they may read, and what they may do to which task."""

    people: dict[int, Person]  # those whose link stands, by account
    outside: tuple[int, ...]  # a stranger, who was disabled, whose link has lapsed
    readable: dict[int, frozenset[str]]
    rights: frozenset[tuple[int, int, Doing]]  # person, task, what

    @property
    def accounts(self) -> tuple[int, ...]:
        return (*self.people, *self.outside)


def lead(agency: str, unit: int | None, who: int | None) -> Party:
    return Party(Role.LEAD, agency, unit, who)


async def laid(office: Office, chats: Chats) -> Ground:
    """Two agencies with a canary in everything that somebody may not read."""
    store = office.store
    await approvals.staffed(store)
    await store.write(_named)
    everybody = await store.read(all_people)
    other = {one.email: one.id for one in everybody if one.agency == "H05"}
    an, dung = other[approvals.AN], other[approvals.DUNG]
    tasks = (
        work(content="zqtask1 về thuốc"),
        work(None, ministry.DUNG, OTHER_UNIT, content="zqtask2 về thuốc"),
        work("2026-10-05", None, UNIT, content="zqtask3"),
        NewTask("zqtask4 về thuốc", (lead("H05", None, dung),), work().deadline, "zqtask4"),
        work(content="Tối mật: zqsecret5 về thuốc"),
        NewTask("Tối mật: zqsecret6", (lead("H05", None, dung),), work().deadline, None),
        work("2026-10-23", ministry.BINH, UNIT, Party(Role.COORDINATOR, "H05", None, an), content="zqtask7"),
        work("2026-09-15", ministry.BINH, UNIT, content="zqtask8"),
    )  # fmt: skip
    await office.assign(*tasks)
    hands = Submission(TODAY, TODAY, "45/BC-BYT", "zqtext2")
    assert await store.write(task.submit, 2, hands, office.by(ministry.DUNG))
    asked = Ask(date(2026, 10, 23), date(2026, 10, 30), "zqtext4", TODAY)
    assert await store.write(extension.ask, 4, asked, CLI)
    assert await store.write(report.report, 1, NewReport(10, "zqtext1"), office.by(ministry.BINH))
    await petitions.kept(store)
    await keep(store, form(name="zqform1 cải cách", audience=Audience(members=("G18",))), NOW)
    await live(store, NOW, at("2026-10-07"))
    await approvals.held(store, end=at("2100-01-01"), at=NOW, body=b"Subject: zqletter1\r\n\r\nx")
    office.registry = lambda tx, _: desk(tx)
    what = read(errand(content=found("zqletter2")), opens=False)
    (paper,) = what.papers  # nobody can say of it what it lacks by chance
    unread = replace(paper, issued=None, excerpt=found("zqletter2"), issuer=found("zqletter2"))
    await proposed(store, replace(what, papers=(unread,)), await came(store))
    await store.write(disable_person, "binh@bn.gov.vn", NOW)
    return await _linked(office, chats)


def _named(tx: Tx) -> None:
    for one in all_people(tx):
        tx.run(update(person).where(person.c.id == one.id).values(name=f"Zqperson{one.id} Thị"))


async def _linked(office: Office, chats: Chats) -> Ground:
    people = {FIRST + one.id: one for one in await office.store.read(all_people)}
    cut = next(user for user, one in people.items() if one.disabled)
    lapsed = next(user for user, one in people.items() if one.email == approvals.CUONG)
    given = [{"id": user, "name": f"P{user}"} for user in (*people, STRANGER)]
    await chats.post("/emulator/people", given)
    await chats.post("/emulator/chats", {"id": GROUP, "title": "Nhóm", "members": list(people)})
    for user in (*people, STRANGER):
        await chats.begin(user)
    for user, one in people.items():
        await office.link(one.id, user)

    def lapse(tx: Tx) -> None:
        tx.run(update(chat_link).where(chat_link.c.user_id == lapsed).values(relink_by=NOW))

    await office.store.write(lapse)
    inside = {user: one for user, one in people.items() if user not in (cut, lapsed)}
    rights, readable = set(), {}
    for user, who in inside.items():  # one by one: no snapshot outlives a second
        granted, words = await office.store.read(_rights, who)
        rights |= granted
        readable[user] = frozenset(words)
    return Ground(inside, (STRANGER, cut, lapsed), readable, frozenset(rights))


def _rights(tx: Tx, who: Person) -> tuple[set[tuple[int, int, Doing]], set[str]]:
    """What the table of access gives, task by task; and the canaries in what they may see."""
    words = {one.name.split()[0] for one in all_people(tx) if one.agency == who.agency}
    rights, tasks = set(), tuple(worklist.several(tx, range(1, TASKS + 1)).values())
    for one, about in zip(tasks, entitled.of_tasks(tx, tasks, NOW), strict=True):
        rights |= {
            (who.id, one.id, doing)
            for doing in (*DOING.values(), Doing.SEE)
            if may(who, doing, about)
        }
        if may(who, Doing.SEE, about):
            words |= {f"zqtask{one.id}", f"zqtext{one.id}"}
            words |= {f"Zqperson{party.person}" for party in one.parties}
    return rights, words | _of_office(who)


def _of_office(who: Person) -> set[str]:
    """What belongs to no task: forms, petitions and letters."""
    if who.agency != "G18":
        return {"zqletter1"} if who.email == approvals.CUONG else set()
    answers = who.position in (Position.CLERK, Position.AGENCY_HEAD)
    registers = {"zqletter2", "Zqletter2"} if who.position is Position.CLERK else set()
    return {"zqform1", *registers} if answers else set()


async def flood(
    office: Office, chats: Chats, ground: Ground, chance: random.Random, many: int
) -> dict[str, int]:
    """Everybody's forged updates, answered: every screen and act by each whose link stands, and so *many* of any kind.

    Gives who pressed, by the id of the press: who is told by a toast.
    """
    forger = Forger(chance, [], numbered())
    raws = [raw for user in ground.people for raw in forger.every_place(user)]
    known = (Place(Name.KNOWN, str(number)).data() for number in range(1, TASKS + 1))
    raws += [forger.press(user, data) for data in known for user in ground.people]
    chance.shuffle(raws)
    await _answered(office, raws)
    pressed = _pressed(raws)
    for _ in range(0, many, BATCH):
        forger.seen = await _buttons(chats)
        raws = [forger.any(chance.choice(ground.accounts)) for _ in range(BATCH)]
        await _answered(office, raws)
        pressed |= _pressed(raws)
    return pressed


def _pressed(raws: list[dict[str, Any]]) -> dict[str, int]:
    presses = (raw["callback_query"] for raw in raws if "callback_query" in raw)
    return {press["id"]: press["from"]["id"] for press in presses}


async def _answered(office: Office, raws: list[dict[str, Any]]) -> None:
    """Takes them in, and waits until each is answered or passed."""
    await office.intake().take(raws, office.machine.now())
    async with asyncio.timeout(PATIENCE_SECONDS + len(raws)):
        while await office.store.read(_open):  # noqa: ASYNC110 - it asks the store
            await asyncio.sleep(0.05)
    failed = await office.store.read(_failed)
    assert not failed, [raw for raw in raws if raw["update_id"] in failed]


def _open(tx: Tx) -> int:
    """How many updates nobody has answered, nor failed to."""
    waiting = OPEN, chat_update.c.incident.is_(None)
    return int(tx.value(select(func.count()).select_from(chat_update).where(*waiting)))


def _failed(tx: Tx) -> set[int]:
    """Those whose answer raised something."""
    told = select(chat_update.c.update_id).where(chat_update.c.incident.is_not(None))
    return {row.update_id for row in tx.all(told)}


async def _buttons(chats: Chats) -> list[str]:
    """The data of every button that anybody was shown, but for that which ends a link."""
    found = [data for one in await chats.requests() for data in _data(one)]
    return [data for data in dict.fromkeys(found) if ":unlink:" not in data]


def _data(one: dict[str, Any]) -> list[str]:
    """The data of the buttons that a request to Telegram holds."""
    keyboard = one["parameters"].get("reply_markup") or "{}"
    rows = (json.loads(keyboard) if isinstance(keyboard, str) else keyboard).get(
        "inline_keyboard", ()
    )
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def _whole(tx: Tx) -> dict[str, list[str]]:
    """All that no chat may change."""
    tables = (table for table in metadata.sorted_tables if table.name not in CHANGED)
    return {table.name: _rows(tx, table) for table in tables}


def _rows(tx: Tx, table: Table) -> list[str]:
    columns = [one for one in table.c if one.name not in OWN]
    return sorted(str(row) for row in tx.all(select(*columns)))


def _acts(tx: Tx) -> set[tuple[int, tuple[str, int, Doing]]]:
    """Everything that was done about tasks, each once: by whom, about which, and what."""
    events = tx.all(select(task_event))
    done = {(one.number, (one.by, one.task_id, DOING[TaskEvent(one.event)])) for one in events}
    kept = {(one.id, (one.by, one.task_id, Doing.SEE)) for one in tx.all(select(respite))}
    return done | kept


def judge_requests(
    ground: Ground, requests: list[dict[str, Any]], disclosure: str, pressed: dict[str, int]
) -> None:
    """Nothing was said to anybody that they may not read, and all of it was as short as Telegram takes it."""
    for one in requests:
        told = json.dumps(one["parameters"], ensure_ascii=False)
        who = pressed.get(one["parameters"].get("callback_query_id", ""), one["chat_id"])
        may = ground.readable.get(who, frozenset()) if disclosure == "title" else ()
        assert not set(CANARY.findall(told)) - set(may), f"{who} was told {told}"
        assert units(str(one["parameters"].get("text", ""))) <= LONGEST_TEXT
        assert all(len(data.encode()) <= LONGEST_DATA for data in _data(one))


def judge_acts(ground: Ground, acts: set[tuple[int, tuple[str, int, Doing]]]) -> None:
    """Each act was its actor's right, by the table of access as it was before."""
    done = {act for _, act in acts}
    assert done, "none of what was forged did anything"
    assert done <= {(f"person:{who}", number, doing) for who, number, doing in ground.rights}


def _settlers(tx: Tx) -> set[str]:
    """Who settled a proposal, or let it wait again."""
    events = tx.all(select(entry.c.codes).where(entry.c.subject.startswith("proposal:")))
    return {by for row in events if (by := json.loads(row.codes).get("by")) is not None}


def _looked(tx: Tx) -> set[tuple[str, str]]:
    """What happened to petitions, and by whom."""
    return {(row.event, row.by) for row in tx.all(select(petition_event))}


def _links(tx: Tx) -> set[int]:
    return {row.user_id for row in tx.all(select(chat_link.c.user_id))}


async def forged(office: Office, chats: Chats, disclosure: str, seed: int, many: int) -> None:
    """What holds after everybody's forged updates."""
    ground = await laid(office, chats)
    links = await office.store.read(_links)
    before, acts = await office.store.read(_whole), await office.store.read(_acts)
    looked = await office.store.read(_looked)
    groups = "counts" if disclosure == "title" else "leave"
    async with office.open(disclosure=disclosure, groups=groups):
        pressed = await flood(office, chats, ground, random.Random(seed), many)
    judge_requests(ground, await chats.requests(), disclosure, pressed)
    judge_acts(ground, await office.store.read(_acts) - acts)
    assert await office.store.read(_whole) == before
    assert await office.store.read(_settlers) <= {CLERK}
    assert await office.store.read(_looked) - looked <= {("see", CLERK)}
    ended = links - await office.store.read(_links)
    assert ended <= set(ground.outside), "nobody's link ends but by themselves"


FILE = {"file_id": "F", "file_unique_id": "U", "file_name": "a.xlsx", "file_size": 5}


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ({"data": "v1:which:5:found.x:3"}, "Xin gửi số của nhiệm vụ, ví dụ: /nv 318"),
        ({"text": "\ud83d xã"}, "“� xã”"),
        ({"document": FILE}, "Không tải được tệp này từ Telegram. Xin gửi lại tệp."),
    ],
)
async def test_what_once_broke_an_answer_has_one(
    office: Office, chats: Chats, content: dict[str, str], answer: str
) -> None:
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    forger = Forger(random.Random(1), [], numbered())
    raw = forger.press(AN, content["data"]) if "data" in content else forger.message(AN, **content)
    async with office.open():
        if "text" in content:
            await chats.ask(AN, "/tiendo 1 60")
        await _answered(office, [raw])
        shown = (await chats.from_bot(AN))[-1]["text"]

    assert answer in shown


@pytest.mark.timeout(600)
async def test_whoever_sends_what_nothing_leaks_and_nothing_breaks(
    office: Office, chats: Chats
) -> None:
    await forged(office, chats, "title", 1, BATCH)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(2, 4))
@pytest.mark.parametrize("disclosure", ["title", "code"])
@pytest.mark.timeout(1800)
async def test_nothing_leaks_and_nothing_breaks_whatever_comes(
    office: Office, chats: Chats, disclosure: str, seed: int
) -> None:
    await forged(office, chats, disclosure, seed, 10 * BATCH)
