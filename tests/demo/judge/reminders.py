"""Reminders as people got them, read from the sink's letters and from the emulator's raw requests."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path

from tests.demo.judge.week import MONDAY, SUNDAY, day_of

TABLE = Path(__file__).with_name("reminders.tsv")
OFFICE = "congvu@vpcp.gov.example"

_WORDS = (
    (re.compile(r"Còn (?P<left>\d+) ngày làm việc|(?P<left_en>\d+) working days? left"), 1),
    (re.compile(r"[Qq]uá(?: hạn)? (?P<left>\d+) ngày làm việc|(?P<left_en>\d+) working days? overdue"), -1),
    (re.compile(r"Hôm nay đến hạn|Due today|Đến hạn vào ngày nghỉ|Due on a day off"), 0),
)  # fmt: skip
_TASK = re.compile(r"(?:nhiệm vụ số |task )(\d+)")
_DUE = re.compile(r"(?:Thời hạn|Due): [^,\n]+, (\d{2}/\d{2}/\d{4})")
_CHAT = re.compile(
    r"\[MÔ PHỎNG\]\s+[🔴🟠🟢] <b>(?P<left>[^<]+)</b>\s+<b>#(?P<task>\d+)</b>"
    r".*(?:hạn|due) [^\d\n]+(?P<due>\d{2}/\d{2}/\d{4})",
    re.DOTALL,
)


@dataclass(frozen=True, order=True)
class Told:
    """One person was told of one task on one day by one channel."""

    task: int
    day: date
    person: str
    channel: str


def expected() -> list[Told]:
    """The table that was written by hand."""
    return sorted(_expected())


def _expected() -> Iterator[Told]:
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            task, day, person, channels = line.split("\t")
            for channel in channels.split(" "):
                yield Told(int(task), date.fromisoformat(day), person, channel)


def by_mail(kept: Path) -> list[Told]:
    """Every reminder that reached the sink for a day of the week, as often as it did."""
    return sorted(told for told in _mails(kept) if MONDAY <= told.day <= SUNDAY)


def _mails(kept: Path) -> Iterator[Told]:
    for line in (kept / "mails" / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        octets = (kept / "mails" / entry["file"]).read_bytes()
        message = message_from_bytes(octets, policy=policy.default)
        task = _TASK.search(message["Subject"])
        if OFFICE not in message["From"] or task is None:
            continue
        assert entry["sender"] == "", "a notice must not bounce"
        assert message["Subject"].startswith("[MÔ PHỎNG]"), "a simulated office says so"
        due = _DUE.search(message.get_content())
        assert due is not None, message.get_content()
        day = day_of(_day(due[1]), left(message["Subject"]))
        (recipient,) = entry["recipients"]
        yield Told(int(task[1]), day, recipient["address"], "mail")


def by_chat(kept: Path) -> list[Told]:
    """Every reminder that the emulator took for a day of the week, from the raw requests."""
    return sorted(told for told in _chats(kept) if MONDAY <= told.day <= SUNDAY)


def _chats(kept: Path) -> Iterator[Told]:
    folder = kept / "chats"
    seen = [json.loads(path.read_text("utf-8")) for path in folder.glob("[0-9]*.json")]
    mailboxes = {chat["id"]: chat["mailbox"] for chat in seen}
    for request in json.loads((folder / "requests.json").read_text("utf-8"))["requests"]:
        text = request["parameters"].get("text", "")
        found = _CHAT.match(text)
        if request["method"] == "sendMessage" and found:
            assert request["accepted"], request
            day = day_of(_day(found["due"]), left(found["left"]))
            yield Told(int(found["task"]), day, mailboxes[request["chat_id"]], "chat")


def left(words: str) -> int:
    """Working days until the deadline that *words* tell, below zero after it."""
    for pattern, sign in _WORDS:
        found = pattern.search(words)
        if found:
            return sign * int(next(filter(None, found.groupdict().values()), "0"))
    raise AssertionError(f"no reminder: {words}")


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()
