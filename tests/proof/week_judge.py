"""Says what became of each due reminder: from raw requests, from letters as they arrived, from the store by SQL."""

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from tests.demo.judge.reminders import left
from tests.demo.judge.week import day_of
from tests.proof.week_ordeal import Ordeal
from tests.proof.week_table import Due, table

HERE = timezone(timedelta(hours=7))
CHAT = re.compile(r"\[MÔ PHỎNG\]\s+[🔴🟠🟢] <b>(?P<left>[^<]+)</b>\s+<b>#(?P<task>\d+)</b>.* hạn \S+ \S+ (?P<due>\d{2}/\d{2}/\d{4})", re.DOTALL)  # fmt: skip
SUBJECT = re.compile(r"\[MÔ PHỎNG\] .*nhiệm vụ số (?P<task>\d+)")
DUE = re.compile(r"Thời hạn: [^,\n]+, (\d{2}/\d{2}/\d{4})")

NUMBERS = "SELECT task.id, arrival_number FROM task JOIN document ON document.id = document_id"
BY_CHAT = """\
SELECT notice.id, task_id, email, at, state FROM notice JOIN person ON person.id = person_id
WHERE channel = 'telegram' AND kind = 'reminder'"""
INSTEAD = (
    "SELECT replaces FROM notice WHERE replaces IS NOT NULL AND channel = 'mail' AND state = 'sent'"
)
STOOD = """\
SELECT message_id FROM entry JOIN letter ON subject = 'letter:' || letter.id
WHERE event IN ('uncertain', 'held')"""
# Of later days the dead may have some in hand until their leases run out.
UNFINISHED = """\
SELECT state, count(*) FROM notice WHERE state IN ('claimed', 'sending') AND at < {end}
GROUP BY state"""


@dataclass
class Findings:
    """What is wrong, each list empty when all is well; and what is merely to be told."""

    unsent: list[Due] = field(default_factory=list)  # by chat: nobody was told, and nobody knows
    twice: list[Due] = field(default_factory=list)  # by chat: told more than once
    unmailed: list[Due] = field(default_factory=list)  # by mail: never arrived
    mailed_twice: list[Due] = field(default_factory=list)  # as two letters, or unexplained copies
    unknown: list[Due] = field(default_factory=list)  # told, and not due
    misnoted: list[Due] = field(default_factory=list)  # by chat: the row says what did not happen
    without_mail: list[Due] = field(default_factory=list)  # uncertain, and no mail stands in
    unfinished: dict[str, int] = field(default_factory=dict)  # rows that are still in hand
    uncertain: int = 0
    uncertain_told: int = 0
    repeated_mails: int = 0
    due: int = 0

    @property
    def faults(self) -> dict[str, Any]:
        """What is wrong by its name, empty when nothing is."""
        names = ("unsent", "twice", "unmailed", "mailed_twice", "unknown", "misnoted", "without_mail", "unfinished")  # fmt: skip
        return {name: found for name in names if (found := getattr(self, name))}

    def told(self) -> str:
        """What is not wrong, and yet worth to be told."""
        return (
            f"{self.due} due, {self.uncertain} by chat uncertain of which {self.uncertain_told} arrived,"
            f" {self.repeated_mails} mails sent once more"
        )


async def judged(run: Ordeal) -> Findings:
    """The findings about all days that have passed."""
    today = _day_at(run.twins.office_at())
    last = today - timedelta(days=1)
    due = table(run.work, last)
    rows = dict(_rows(run))
    chats = Counter([told async for told in _chats(run)])
    mails = _mails(run)
    stood = _stood_uncertain(run)
    instead = {replaced for (replaced,) in run.twins.office.rows(INSTEAD)}
    unclear = {one for one, (_, state) in rows.items() if state == "uncertain"} & due.chat
    copies = {one: sum(ids.values()) for one, ids in mails.items()}
    return Findings(
        unsent=sorted(one for one in due.chat - unclear if not chats[one]),
        twice=sorted(one for one, n in chats.items() if n > 1),
        unmailed=sorted(due.mail - mails.keys()),
        mailed_twice=sorted(one for one, ids in mails.items() if _too_often(ids, stood)),
        unknown=sorted(
            told
            for told in (chats.keys() - due.chat) | (mails.keys() - due.mail)
            if told.day <= last
        ),
        misnoted=sorted(one for one in due.chat - unclear if rows.get(one, (0, ""))[1] != "sent"),
        without_mail=sorted(
            one for one in unclear if rows[one][0] not in instead or one not in mails
        ),
        unfinished=dict(run.twins.office.rows(UNFINISHED.format(end=_begin_of(today)))),
        uncertain=len(unclear),
        uncertain_told=sum(chats[one] for one in unclear),
        repeated_mails=sum(n - 1 for n in copies.values()),
        due=len(due.chat) + len(due.mail),
    )


def _rows(run: Ordeal) -> Iterator[tuple[Due, tuple[int, str]]]:
    """Every reminder by chat as the store has it: its number and its state."""
    numbers = _numbers(run)
    for notice, task, mailbox, at, state in run.twins.office.rows(BY_CHAT):
        yield Due(numbers[task], _day_at(at), mailbox), (notice, state)


async def _chats(run: Ordeal) -> AsyncIterator[Due]:
    """Every reminder that Telegram took, whatever it answered, from the raw requests."""
    numbers, people = _numbers(run), run.work.by_account()
    for request in await run.peers.chats.requests("sendMessage"):
        found = CHAT.match(request["parameters"]["text"])
        if found and request["accepted"]:
            day = day_of(_day(found["due"]), left(found["left"]))
            yield Due(numbers[int(found["task"])], day, people[request["chat_id"]].mailbox)


def _mails(run: Ordeal) -> dict[Due, Counter[str]]:
    """Every reminder that reached the mailbox, and how often each Message-ID did."""
    numbers = _numbers(run)
    found: dict[Due, Counter[str]] = defaultdict(Counter)
    for mail in run.peers.mail():
        if task := SUBJECT.match(mail.message["Subject"]):
            due = DUE.search(mail.message.get_content())
            assert due is not None, mail.message.get_content()
            day = day_of(_day(due[1]), left(mail.message["Subject"]))
            found[Due(numbers[int(task[1])], day, mail.recipient)][mail.message_id] += 1
    return found


def _too_often(copies: Counter[str], stood: Counter[str]) -> bool:
    """Whether it came as two letters, or once more than it stood uncertain."""
    return len(copies) > 1 or any(n > 1 + stood[name] for name, n in copies.items())


def _stood_uncertain(run: Ordeal) -> Counter[str]:
    """How often each letter did, by its Message-ID; the second time it is held for a person at once."""
    return Counter(name for (name,) in run.twins.office.rows(STOOD))


def _numbers(run: Ordeal) -> dict[int, int]:
    """The register's number of each task, by the store's."""
    return dict(run.twins.office.rows(NUMBERS))


def _begin_of(day: date) -> int:
    """Its first instant in the office, as the store keeps instants."""
    return int(datetime(day.year, day.month, day.day, tzinfo=HERE).timestamp()) * 1_000_000


def _day_at(instant: int) -> date:
    """The office's day at an instant, as the store keeps it."""
    return datetime.fromtimestamp(instant / 1_000_000, HERE).date()


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()
