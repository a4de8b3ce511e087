"""What a year left: the store by SQL, letters as they reached the mailbox, messages as Telegram took them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.proof.week_judge import STOOD
from tests.proof.year_paper import HERE
from tests.proof.year_run import Passage
from tests.proof.year_table import Told

NOTICES = """\
SELECT notice.dedup_key, notice.id, notice.kind, channel, notice.state, at, notice.reason, facts, replaces, address, receipt,
document.arrival_number, person.email
FROM notice JOIN person ON person.id = person_id
LEFT JOIN task ON task.id = notice.task_id LEFT JOIN document ON document.id = task.document_id"""
WITHIN = """\
SELECT told_by, reminding.dedup_key, reminding.version, slot, reminding.kind, document.arrival_number
FROM reminding JOIN task ON task.id = task_id JOIN document ON document.id = document_id
WHERE reminding.state = 'told'"""
LINKING = ("link-code", "linked")  # before the year begins; their keys hold the time
LETTERS = "SELECT 'letter:' || id, message_id FROM letter"
REMINDERS = ("reminder", "submitted")
TAKEN_BACK = re.compile(r":taken-back:\d+$")


@dataclass(frozen=True, slots=True)
class Note:
    """One notice as the store has it."""

    key: str
    id: int
    kind: str
    channel: str
    state: str
    day: date
    facts: dict[str, Any]
    replaces: int | None
    address: str
    receipt: str | None
    task: int | None
    mailbox: str

    @property
    def stands_in(self) -> bool:
        """Whether it is a mail in the place of a message of which nobody knows."""
        return self.replaces is not None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it reached the mailbox."""

    message_id: str
    mailbox: str
    subject: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """Everything of one year. *messages* are those that Telegram took, by chat, with their numbers there."""

    notes: dict[str, Note]
    taken_back: Counter[str]
    within: dict[str, tuple[Told, ...]]  # what each notice with several tells, mailboxes left out
    letters: tuple[Letter, ...]
    message_ids: dict[str, str]  # by the receipt of a notice by mail
    messages: tuple[tuple[str, int, str], ...]  # chat, number, text
    stood: Counter[str]  # how often each letter stood uncertain, by its Message-ID

    def told(self) -> Iterator[Told]:
        """Every reminder that the store says was told by mail, on its own or within another."""
        for one in self.notes.values():
            if one.channel != "mail" or one.state != "sent":
                continue
            if one.kind in REMINDERS and one.task is not None:
                version = 0 if one.kind == "submitted" else one.facts["version"]
                yield Told(one.task, version, one.facts["slot"], one.mailbox, one.day)
            for part in self.within.get(one.key.rpartition(":")[0], ()):
                yield Told(part.task, part.version, part.slot, one.mailbox, one.day)


async def evidence(run: Passage) -> Evidence:
    """All of it, once the year is over."""
    rows = run.crew.office.rows
    notes, back = {}, Counter[str]()
    linking: set[str] = set()
    for row in rows(NOTICES):
        if row[2] in LINKING:
            linking.add(row[10] or "")
        elif TAKEN_BACK.search(row[0]):
            back[TAKEN_BACK.sub("", row[0])] += 1
        else:
            notes[row[0]] = _note(row)
    within: dict[str, list[Told]] = {}
    for by, _, version, slot, kind, task in rows(WITHIN):
        version = 0 if kind == "submitted" else version
        within.setdefault(by, []).append(Told(task, version, slot, "", date.min))
    names = dict(rows(LETTERS))
    before = {names.get(receipt) for receipt in linking}
    letters = (_letter(mail.recipient, mail.message) for mail in run.peers.mail())
    return Evidence(
        notes,
        back,
        {by: tuple(found) for by, found in within.items()},
        tuple(one for one in letters if one.message_id not in before),
        names,
        tuple([one async for one in _messages(run)]),
        Counter(name for (name,) in rows(STOOD)),
    )


def _note(row: tuple[Any, ...]) -> Note:
    key, number, kind, channel, state, moment, _, facts, replaces, address, receipt, task, mail = (
        row
    )
    day = datetime.fromtimestamp(moment / 1_000_000, HERE).date()
    told = json.loads(facts)
    return Note(key, number, kind, channel, state, day, told, replaces, address, receipt, task, mail)  # fmt: skip


def _letter(recipient: str, message: Any) -> Letter:
    name, subject = str(message["Message-ID"]), str(message["Subject"])
    return Letter(name, recipient, subject, message.get_content())


async def _messages(run: Passage) -> Any:
    for request in await run.peers.chats.requests("sendMessage"):
        if request["accepted"]:
            answer = request["answer"] or {}
            number = answer.get("result", {}).get("message_id", 0)
            yield str(request["chat_id"]), number, request["parameters"]["text"]
