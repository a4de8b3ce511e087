"""Says what became of a year's reminders: each run against the table and against paper, a hurt run against an undisturbed one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.demo.judge.reminders import left
from tests.proof.year_evidence import REMINDERS, Evidence, Letter, Note
from tests.proof.year_paper import Paper
from tests.proof.year_table import Table, Told, stretches
from tests.proof.year_work import Job, Year

SUBJECT = re.compile(r"\[MÔ PHỎNG\] (?P<left>.*?)(?:: nhiệm vụ số (?P<task>\d+))(?:, hạn .*)?$")
DUE = re.compile(r"Thời hạn: [^,\n]+, (\d{2}/\d{2}/\d{4})")
LISTED = re.compile(r"^\d\. Nhiệm vụ số (?P<task>\d+)\b.*\n.*thời hạn (?P<due>\d{2}/\d{2}/\d{4}), (?P<left>.+)$", re.MULTILINE)  # fmt: skip
NEWS = re.compile(r"^- Nhiệm vụ số (\d+) ", re.MULTILINE)
JUST_OVER = "ừa quá hạn"  # no working day since
NAMED = re.compile(r"#(\d+)")
CALENDAR = "Lịch nghỉ thay đổi"


@dataclass
class Findings:
    """What is wrong, each list empty when all is well."""

    missing: list[Told] = field(default_factory=list)  # due, and not told
    unknown: list[Told] = field(default_factory=list)  # told, and not due
    on_days_off: list[Any] = field(default_factory=list)
    miscounted: list[Any] = field(default_factory=list)  # the words are not true on that day
    unannounced: list[Any] = field(default_factory=list)  # of the calendar
    announced_twice: list[Any] = field(default_factory=list)
    unmailed: list[str] = field(default_factory=list)  # sent as the store says, and not arrived
    unexplained: list[Any] = field(default_factory=list)  # arrived more often than the store says
    mail_alone: list[str] = field(default_factory=list)  # to somebody who has a chat as well
    unsent: list[Any] = field(default_factory=list)  # by chat, as the store says sent
    told_twice: list[Any] = field(default_factory=list)  # by chat
    unfinished: dict[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> dict[str, Any]:
        """What is wrong by its name, with a few of each."""
        return {name: (len(found), list(found)[:5]) for name, found in vars(self).items() if found}


def judged(year: Year, table: Table, found: Evidence) -> Findings:
    """One year on its own."""
    told = Counter(found.told())
    findings = Findings(
        missing=sorted(table.reminders - told.keys()),
        unknown=sorted(told.keys() - table.reminders),
        unfinished=Counter(one.state for one in found.notes.values() if one.state in ("pending", "claimed", "sending")),
    )  # fmt: skip
    _judge_days(year, found, findings)
    _judge_news(table, found, findings)
    _judge_mail(found, findings)
    _judge_chat(found, findings)
    linked = {person.mailbox for person in year.work.linked}
    for key, one in found.notes.items():
        if one.channel == "mail" and one.kind in (*REMINDERS, "several") and one.mailbox in linked:
            twin = f"{key.rpartition(':')[0]}:telegram"
            findings.mail_alone += [key] if twin not in found.notes else []
    return findings


def _judge_days(year: Year, found: Evidence, findings: Findings) -> None:
    """No letter about a task that is not urgent on a day off, and words that are true on the day of their notice."""
    jobs = {job.number: job for job in year.jobs}
    notes = {_message_id(found, one): one for one in found.notes.values() if one.channel == "mail"}
    for letter in found.letters:
        note = notes.get(letter.message_id)
        if note is None:
            continue
        for task, due, words in _said(letter):
            job = jobs[task]
            paper = _paper(year, job, note)
            if not job.urgent and not paper.works(note.day):
                findings.on_days_off.append((note.key, note.day))
            if due not in {one.due for one in stretches(year, job)}:
                findings.miscounted.append((note.key, due, "is no deadline of it"))
            if _left(words) != paper.left(note.day, due):
                findings.miscounted.append((note.key, note.day, due, words))


def _paper(year: Year, job: Job, note: Note) -> Paper:
    return year.before if note.day < year.change.known else year.after


def _left(words: str) -> int:
    return 0 if JUST_OVER in words else left(words[:1].upper() + words[1:])


def _said(letter: Letter) -> Iterator[tuple[int, date, str]]:
    """What a letter says of tasks: the number, the deadline, and the words on how long there is."""
    alone = SUBJECT.match(letter.subject)
    if alone is not None and (due := DUE.search(letter.text)) is not None:
        yield int(alone["task"]), _day(due[1]), alone["left"]
    for one in LISTED.finditer(letter.text):
        yield int(one["task"]), _day(one["due"]), one["left"]


def _judge_news(table: Table, found: Evidence, findings: Findings) -> None:
    """Whoever leads a task that the calendar moved is told of it, in one letter."""
    letters = {one.message_id: one for one in found.letters if CALENDAR in one.subject}
    told = Counter(
        (letter.mailbox, int(task))
        for letter in letters.values()
        for task in NEWS.findall(letter.text)
    )
    people = Counter(letter.mailbox for letter in letters.values())
    findings.unannounced += sorted(table.news ^ told.keys())
    findings.announced_twice += sorted(one for one, times in told.items() if times > 1)
    findings.announced_twice += sorted(one for one, times in people.items() if times > 1)


def _judge_mail(found: Evidence, findings: Findings) -> None:
    arrived = Counter(letter.message_id for letter in found.letters)
    mails = [one for one in found.notes.values() if one.channel == "mail" and one.state == "sent"]
    sent = {_message_id(found, one) for one in mails}
    findings.unmailed += sorted(one.key for one in mails if _message_id(found, one) not in arrived)
    findings.unexplained += sorted(name for name, times in arrived.items() if times > 1 + found.stood[name])  # fmt: skip
    findings.unexplained += sorted(arrived.keys() - sent)


def _judge_chat(found: Evidence, findings: Findings) -> None:
    """Each message that the store says was sent is there under its number; any other is that of an uncertain notice."""
    messages = [one for one in found.messages if "#" in one[2]]
    arrived, owned = {(chat, number) for chat, number, _ in messages}, set()
    unclear: list[tuple[str, frozenset[str]]] = []
    for one in found.notes.values():
        if one.channel == "telegram" and one.state == "sent" and _names(found, one):
            owned.add((one.address, number_of(one)))
            if (one.address, number_of(one)) not in arrived:
                findings.unsent.append(one.key)
        elif one.channel == "telegram" and one.state == "uncertain":
            unclear.append((one.address, _names(found, one)))
    for chat, number, text in messages:
        mine = [one for one in unclear if one[0] == chat and one[1] & set(NAMED.findall(text))]
        if (chat, number) in owned:
            continue
        if mine:
            unclear.remove(mine[0])
        else:
            findings.told_twice.append((chat, number, text))


def number_of(one: Note) -> int:
    """The number that Telegram gave to the message of a notice, 0 for none."""
    return int((one.receipt or ":0").rpartition(":")[2])


def _names(found: Evidence, one: Note) -> frozenset[str]:
    """The tasks that the message of a notice names."""
    parts = found.within.get(one.key.rpartition(":")[0], ())
    return frozenset(str(task) for task in (one.task, *(part.task for part in parts)) if task)


@dataclass
class Difference:
    """What a hurt run has otherwise than an undisturbed one; *uncertain* are those that may differ."""

    lost: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    otherwise: list[Any] = field(default_factory=list)  # notices whose states differ
    letters: list[Any] = field(default_factory=list)  # that reached only one of the mailboxes
    messages: list[Any] = field(default_factory=list)  # that reached Telegram in one run alone
    without_mail: list[str] = field(default_factory=list)  # uncertain, and no mail stands in
    uncertain: list[str] = field(default_factory=list)
    repeated: int = 0

    def told(self) -> str:
        """What is not wrong, and yet worth to be told."""
        return f"{len(self.uncertain)} messages uncertain, {self.repeated} letters sent once more"

    @property
    def faults(self) -> dict[str, Any]:
        """What is wrong by its name, with a few of each."""
        every = {**vars(self), "uncertain": (), "repeated": 0}
        return {name: (len(found), found[:5]) for name, found in every.items() if found}


def compared(calm: Evidence, hurt: Evidence) -> Difference:
    """The hurt run held against the undisturbed one."""
    found = Difference()
    found.lost = sorted(calm.notes.keys() - hurt.notes.keys())
    found.more = sorted(hurt.notes.keys() - calm.notes.keys())
    found.uncertain = sorted(key for key, one in hurt.notes.items() if one.state == "uncertain")
    unclear = set(found.uncertain)
    for key in calm.notes.keys() & hurt.notes.keys() - unclear:
        was, now = calm.notes[key], hurt.notes[key]
        if (was.state, was.day) != (now.state, now.day):
            found.otherwise.append((key, was.state, was.day, now.state, now.day))
    if calm.taken_back != hurt.taken_back:
        found.otherwise.append(
            (calm.taken_back - hurt.taken_back, hurt.taken_back - calm.taken_back)
        )
    _compare_letters(calm, hurt, found)
    _compare_messages(calm, hurt, unclear, found)
    instead = {one.replaces for one in hurt.notes.values() if one.state == "sent"}
    found.without_mail = [key for key in found.uncertain if hurt.notes[key].id not in instead]
    return found


def _compare_letters(calm: Evidence, hurt: Evidence, found: Difference) -> None:
    arrived = Counter(letter.message_id for letter in hurt.letters)
    found.letters = sorted({letter.message_id for letter in calm.letters} ^ arrived.keys())
    found.repeated = sum(times - 1 for times in arrived.values())


def _compare_messages(calm: Evidence, hurt: Evidence, unclear: set[str], found: Difference) -> None:
    """All but those of uncertain notices, which may have arrived or not."""
    texts = {(chat, number): text for chat, number, text in calm.messages}
    free = Counter[tuple[str, str]]()
    for key in unclear & calm.notes.keys():
        one = calm.notes[key]
        free[one.address, texts.get((one.address, number_of(one)), "")] += 1
    before = Counter((chat, text) for chat, _, text in calm.messages if "#" in text)
    after = Counter((chat, text) for chat, _, text in hurt.messages if "#" in text)
    found.messages += sorted(((before - after) - free).elements())
    found.messages += sorted((after - before).elements())


def _message_id(found: Evidence, one: Note) -> str:
    return found.message_ids.get(one.receipt or "", "")


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()
