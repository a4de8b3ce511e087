"""Plays the office of tests/data/office_of_ten by its commands, and tells who was told of what."""

import asyncio
import csv
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from bench.program import free_port
from congvu.audit_key import new_audit_key
from congvu.cli.main import run
from congvu.config import load
from congvu.parts import schedules
from congvu.simulation import Asked, office_clock
from mail.courier import MailCourier
from schedules.clock import MachineClock
from schedules.dispatch import Dispatch
from schedules.tick import Tick
from store import Store, Tx, rung
from store import notice as outbox
from store.clock import anchor
from store.schema.directory import person
from store.schema.notice import notice
from tests.congvu.office import Office
from tests.papers.books import TITLES
from tests.stores import empty_store
from work.notice import CALENDAR, NEWS, OF_DEADLINE, SEVERAL, SUBMITTED, Channel

DATA = Path(__file__).parent.parent / "data" / "office_of_ten"
START = "2026-01-26T07:00:00+07:00"
AGENCY = "H05.90"
ISSUER = "Văn phòng Chính phủ"
CONFIG = """\
[office]
name = "Sở Mẫu"
domain = "mau.gov.vn"
[store]
url = "sqlite:///congvu.db"
[relay]
hostname = "congvu.mau.gov.vn"
[[relay.listener]]
address = "127.0.0.1:{door}"
kind = "trusted"
tls = "none"
networks = ["127.0.0.0/8"]
agency = "H05.90"
[[relay.route]]
domain = "*"
via = "maildir:out"
[web]
listen = "127.0.0.1:{web}"
[schedules]
reminders = ["reminders.toml"]
calendars = [{calendars}]
[log]
format = "json"
"""
MACHINE = MachineClock()
SERVING = '"event":"serving"'
PATIENCE_SECONDS = 60  # for a machine with much else to do

Live = Callable[[Office, str], None]
"""Lets the office live as far as an instant."""


class Telling(NamedTuple):
    """One person told of one task: the office's minute, the reason as told.tsv has it."""

    task: int
    instant: str
    why: str
    who: str


class Played(NamedTuple):
    """What people were told, and how many of it within one message with others."""

    told: list[Telling]
    within: list[Telling]


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the files; a cell that is left out at the end is empty."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    rows = csv.reader((one for one in lines if not one.startswith("#")), delimiter="\t")
    titles = next(rows)
    return [
        dict(zip(titles, (*row, *[""] * (len(titles) - len(row))), strict=True)) for row in rows
    ]


def expected() -> list[Telling]:
    """The list by hand, in its order."""
    return sorted(
        Telling(int(row["task"]), row["instant"], row["why"], who)
        for row in table("told.tsv")
        for who in row["who"].split()
    )


class Play:
    """One run of the eight weeks; *live* lets time pass."""

    def __init__(self, folder: Path, live: Live) -> None:
        self.office = Office(folder)
        self._live = live
        self._ports = {"door": free_port(), "web": free_port()}
        self._people = {row["key"]: row for row in table("people.tsv")}
        self._tasks: dict[str, str] = {}  # of the file, by their numbers in the store

    def run(self) -> Played:
        """Everything, from the first to the last minute."""
        self._found()
        self._live(self.office, START)
        for instant, things in self._agenda():
            self._live(self.office, f"{instant.replace(' ', 'T')}:00+07:00")
            if opened := [row for row in things if "opened" in row]:
                self._open(opened)
            for row in things[len(opened) :]:
                self._act(row)
        return self._played()

    def _agenda(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        every: dict[str, list[dict[str, str]]] = {}
        for row in table("tasks.tsv"):
            every.setdefault(row["opened"], []).append(row)
        for row in table("acts.tsv"):
            every.setdefault(row["instant"], []).append(row)
        yield from sorted(every.items())

    # The office and its work.

    def _found(self) -> None:
        empty_store(self.office.folder)
        new_audit_key(self.office.folder / "keys" / "audit.pem")
        for name in ("reminders.toml", "calendar.toml"):
            self.office.write(name, (DATA / name).read_text("utf-8"))
        self._configure("")
        self.office.good("agency", "add", AGENCY, "Sở Mẫu", "--domain", "mau.gov.vn")
        lines = ["name,email,agency,unit,position"]
        for row in self._people.values():
            unit = row["unit"].replace("-", "")
            lines.append(f"{row['name']},{_mailbox(row['key'])},{AGENCY},{unit},{row['role']}")
        self.office.write("people.csv", "\n".join(lines))
        self.office.good("person", "import", "people.csv", "--yes")

    def _configure(self, calendars: str) -> None:
        self.office.write("config.toml", CONFIG.format(calendars=calendars, **self._ports))

    def _open(self, rows: list[dict[str, str]]) -> None:
        """Enters the documents in their register, and then the tasks of them in the other."""
        lines = []
        for row in rows:
            number, issued = _sign(row), row["arrived"]
            self.office.good(
                "document", "add", "--register", "den", "--number", number, "--issued", issued,
                "--issuer", ISSUER, "--excerpt", f"việc số {row['task']}",
                "--urgency", row["urgency"], "--received", issued,
            )  # fmt: skip
            kind = "Công điện" if row["kind"] == "CĐ" else "Công văn"
            day = _day(issued)
            cited = f"{kind} số {number} ngày {day} của {ISSUER} về việc số {row['task']}"
            parties = [self._named(row["lead"])]
            for title, word in (("helps", "phối hợp"), ("follows", "theo dõi")):
                if row[title] != "-":
                    parties.append(f"{word}: {self._named(row[title])}")
            lines.append(("", cited, "; ".join(parties), _deadline(row["deadline"]), "", "", ""))
        with (self.office.folder / "so.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((TITLES, *lines))
        self.office.good("task", "import", "so.csv", "--yes")
        for one in self.office.json("task", "list", "--state", "all"):
            self._tasks[one["document"]["number"].split("/")[0]] = str(one["id"])

    def _named(self, key: str) -> str:
        if key == AGENCY:
            return "Sở Mẫu"
        return self._people[key]["name"] if key in self._people else key

    # What people do.

    def _act(self, row: dict[str, str]) -> None:
        task = self._tasks.get(row["task"], "")
        what, why = row["what"], ("--reason", "như đã trao đổi")
        match row["act"]:
            case "receive" | "approve" | "done" | "submit" as plain:
                self._task(plain, task)
            case "progress":
                self._task("progress", task, what)
            case "pause" | "return" | "cancel" | "resume" as reasoned:
                self._task(reasoned, task, *why)
            case "ack":
                self._task("ack", task, "--by", _mailbox(what))
            case "snooze":
                who, *days = what.split()
                spans = ("--for", *days) if days else ()
                self._task("snooze", task, "--by", _mailbox(who), *spans, *why)
            case "extend":
                self._task("extend", task, "--to", what, *why)
            case "grant" | "refuse" as decided:
                self._task("decide", task, decided, *why)
            case "stand-in":
                absent, deputy, first, last = what.split()
                both = _mailbox(absent), _mailbox(deputy)
                self.office.good("stand-in", "add", *both, "--from", first, "--to", last, *why)
            case "disable":
                self.office.good("person", "disable", _mailbox(what))
            case "calendar":
                self._configure(f'"{what}"')
            case other:
                assert other == "end", other

    def _task(self, act: str, task: str, *more: str) -> None:
        self.office.good("task", act, task, *more)

    # What came of it.

    def _played(self) -> Played:
        numbers = {int(number): int(task) for task, number in self._tasks.items()}
        rows = asyncio.run(_read(self.office, _sent))
        told, within = [], []
        for row in rows:
            news = [
                Telling(numbers[task], row["instant"], why, row["who"])
                for task, why in _tellings(row["kind"], row["key"], row["facts"])
            ]
            told += news
            within += news if row["kind"] == SEVERAL else []
        return Played(sorted(told), sorted(within))


def _sent(tx: Tx) -> list[dict[str, Any]]:
    chosen = select(notice, person.c.email).join(person, person.c.id == notice.c.person_id)
    rows = tx.all(chosen.where(notice.c.state == "sent"))
    half = timedelta(seconds=30)
    zone = datetime.fromisoformat(START).tzinfo
    return [
        {
            "instant": f"{(row.at + half).astimezone(zone):%Y-%m-%d %H:%M}",
            "who": row.email.split("@")[0],
            "kind": row.kind,
            "key": row.dedup_key,
            "facts": json.loads(row.facts),
        }
        for row in rows
    ]


def _tellings(kind: str, key: str, facts: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """The tasks, and why, of one notice; none of what tells of a stand-in."""
    if kind in (*OF_DEADLINE, SUBMITTED):
        yield _rung(key)
    elif kind == SEVERAL:
        for section in facts["sections"]:
            for one in (*section["items"], *section["others"]):
                yield _rung(one["key"])
    elif kind == CALENDAR:
        for line in (*facts["moved"], *facts["off"]):
            yield line["task"], "RECOUNTED"
    elif kind == NEWS:
        yield facts["task"], _EVENTS[facts["event"]]


_EVENTS = {
    "ask": "ASKED",
    "grant": "GRANTED",
    "refuse": "REFUSED",
    "pause": "PAUSED",
    "resume": "RESUMED",
    "return": "RETURNED",
}


def _rung(key: str) -> tuple[int, str]:
    """The task of a reminder's key, and the rung as told.tsv names it."""
    kind, task, _, slot = key.split(":")[:4]
    if re.fullmatch(r"[WD]\+\d+", slot):
        return int(task), "AW" if kind == SUBMITTED else "W"
    if slot.startswith("T") and slot.endswith("h"):
        return int(task), "H"
    if slot.startswith("A"):
        return int(task), slot.replace("+", "") if "+" in slot else "A0"
    if slot[0] in "OR":
        span = slot[2:] or "0"
        return int(task), f"S{span}{'' if span == '0' or span.endswith('h') else 'd'}"
    return int(task), slot


async def _read(office: Office, function: Callable[[Tx], Any]) -> Any:
    store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
    try:
        return await store.read(function)
    finally:
        await store.close()


def lived_here(office: Office, until: str) -> None:
    """In this process: the daemon's own tick and dispatch by mail, over the office's store."""
    asyncio.run(_lived(office, datetime.fromisoformat(until)))


async def _lived(office: Office, until: datetime) -> None:
    config = load(office.folder / "config.toml")
    store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
    try:
        await office_clock(store, MACHINE, Asked(datetime.fromisoformat(START), "max", until))
        courier = MailCourier(store, schedules.writer(config, True), MACHINE, config.relay.max_age)
        mail = Dispatch(store, {Channel.MAIL: courier}, MACHINE, "test:mail")
        tick = Tick(store, schedules.plan(config, True), MACHINE, "test")
        moved, before = True, None
        while moved:
            await tick.once()
            while await mail.once():
                pass
            now = (await office_clock(store, MACHINE, Asked(None, "max"))).now()
            moved, before = now != before, now
        assert before == until, f"office time stands at {before}, not at {until}"
    finally:
        await store.close()


def lived_served(office: Office, until: str) -> None:
    """By the daemon itself, in a process that is ended when office time stands at *until* and all is sent.

    Forked, since seventy of them would import everything anew.
    """
    log = office.folder / "log"
    log.write_text("", "utf-8")
    daemon = get_context("fork").Process(target=_serve, args=(office.folder, until))
    daemon.start()
    stands = _stands(datetime.fromisoformat(until))
    patience = time.monotonic() + PATIENCE_SECONDS
    while SERVING not in log.read_text("utf-8") or not asyncio.run(_read(office, stands)):
        assert daemon.exitcode is None, log.read_text("utf-8")
        assert time.monotonic() < patience, f"office time does not come to {until}"
        time.sleep(0.05)
    daemon.terminate()
    daemon.join(PATIENCE_SECONDS)
    assert daemon.exitcode == 0


def _serve(folder: Path, until: str) -> None:
    """As `congvu serve` does in that folder."""
    os.chdir(folder)
    simulated = ("--clock-start", START, "--clock-speed", "max", "--clock-until", until)
    with Path("log").open("a", encoding="utf-8", buffering=1) as log, redirect_stderr(log):
        code = run(("serve", *simulated))
    os._exit(code)


def _stands(until: datetime) -> Callable[[Tx], bool]:
    """Whether office time is there, with nothing left that is due before."""

    def stands(tx: Tx) -> bool:
        found = anchor(tx)
        there = found is not None and found.office == found.stop == until
        ahead = rung.next_due(tx)
        return there and (ahead is None or ahead > until) and outbox.unsent(tx, until) == 0

    return stands


def _sign(row: dict[str, str]) -> str:
    return f"{row['task']}/CĐ-VPCP" if row["kind"] == "CĐ" else f"{row['task']}/VPCP-TH"


def _mailbox(key: str) -> str:
    return f"{key}@mau.gov.vn"


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _deadline(words: str) -> str:
    """As a clerk writes it."""
    if words == "-":
        return "không thời hạn"
    words = re.sub(r"\d{4}-\d\d-\d\d", lambda found: _day(found[0]), words)
    words = re.sub(r"kể từ (\S+)", r"kể từ ngày \1", words)
    return re.sub(
        r"^(<?)(\S+) (\d\d:\d\d)$", lambda f: f"{'trước ' if f[1] else ''}{f[3]} ngày {f[2]}", words
    )
