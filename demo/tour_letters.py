"""Hands the sample letters in, and waits until they have reached the sink, signed."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.office import Mail
from demo.tour_failure import StepFailed
from demo.tour_http import Pages
from demo.tour_postman import Reply, postman
from demo.tour_wait import until

SINK_SECONDS = 60.0
SIGNATURES = 2  # RSA and Ed25519
_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(\S+)\r$")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One letter and what the relay said to it."""

    mail: Mail
    reply: Reply

    def as_json(self) -> dict[str, Any]:
        """The letter's envelope, and the answer."""
        mail = self.mail
        return {
            "file": mail.name,
            "login": mail.login,
            "sender": mail.sender,
            "recipients": list(mail.recipients),
            "code": self.reply.code,
            "reply": self.reply.text,
        }


@dataclass(frozen=True, slots=True)
class Counter:
    """The relay's door for agencies: its port and certificate, and the logins' passwords."""

    port: int
    certificate: Path
    passwords: Mapping[str, str]

    async def hand_in(self, mails: Iterable[Mail]) -> list[HandedIn]:
        """What became of each letter; each login has one conversation, all at the same time."""
        by_login: dict[str, list[Mail]] = defaultdict(list)
        for mail in mails:
            by_login[mail.login].append(mail)
        async with asyncio.TaskGroup() as group:
            talks = [
                group.create_task(self._conversation(login, some), name=f"talk-{login}")
                for login, some in by_login.items()
            ]
        done = [one for talk in talks for one in talk.result()]
        return sorted(done, key=lambda one: one.mail.name)

    async def _conversation(self, login: str, mails: Sequence[Mail]) -> list[HandedIn]:
        async with postman(self.port, self.certificate, login, self.passwords[login]) as talk:
            return [HandedIn(mail, await talk.hand_in(mail)) for mail in mails]


def keep_index(done: Iterable[HandedIn], folder: Path) -> None:
    """Writes beside the letters who handed them in, for whom, and the answers."""
    lines = [json.dumps(one.as_json(), ensure_ascii=False) + "\n" for one in done]
    (folder / "index.jsonl").write_text("".join(lines), "utf-8")


async def arrived(mails: Iterable[Mail], mailbox: Pages) -> int:
    """How many letters were at the sink for all their recipients, once all are.

    Raises StepFailed when one is missing after a minute, or bears fewer signatures than two.
    """
    wanted = {_message_id(mail): set(mail.recipients) for mail in mails}

    async def look() -> list[dict[str, Any]] | None:
        heads: list[dict[str, Any]] = (await mailbox.get("/api/mails"))["mails"]
        reached = _reached(heads)
        return None if any(to - reached[one] for one, to in wanted.items()) else heads

    heads = await until(look, SINK_SECONDS)
    unsigned = [h["file"] for h in heads if h["message_id"] in wanted and h["signed"] < SIGNATURES]
    if unsigned:
        raise StepFailed(f"fewer than {SIGNATURES} signatures: {', '.join(unsigned)}")
    return len(wanted)


def _reached(heads: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    reached: dict[str, set[str]] = defaultdict(set)
    for head in heads:
        reached[head["message_id"]] |= {one["address"] for one in head["recipients"]}
    return reached


def _message_id(mail: Mail) -> str:
    found = _MESSAGE_ID.search(mail.octets)
    return found[1].decode() if found else ""
