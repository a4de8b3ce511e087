"""Answers to our notices: what is certain is done and confirmed, anything else waits for a person."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial

import structlog

from mail.reader.came import Came, Settle
from mail.reader.reply_act import Answer, done_for, left_for, tell
from mail.reader.reply_heard import Heard, ReplySettings, heard, is_answer
from mail.reader.reply_judged import Judged, is_own, judged, looked_at
from mail.reader.reply_parts import answers_of, said_of, whole
from schedules.clock import Clock
from store import Store, Tx, clock
from work.intake import SetAside
from work.reply.meaning import Meaning, Understood

log = structlog.get_logger()


class Replies:
    """The handler of answers (mail.reader.came.Handler)."""

    def __init__(self, store: Store, settings: ReplySettings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock

    async def settle(self, came: Came) -> Settle | None:
        """Raises SetAside for what a person has to look at; its author is told so where it is proved who that is."""
        if not is_answer(came.letter, self._settings):
            return None
        found = await asyncio.to_thread(heard, came, self._settings)
        if found is None:
            return None
        own = await self._store.read(is_own, came.letter, self._settings.domain)
        if own or found.robot is not None:
            log.info("reply.by-robot", intake=found.intake, kind=found.robot, own=own)
            return _nothing
        if _is_of_others(found):
            return None
        now = self._clock.now()
        of = await self._store.read(looked_at, found, self._settings, now)
        if isinstance(of, str):
            raise SetAside(of)
        said = await asyncio.to_thread(said_of, found, of)
        for task, one in said.items():
            log.info("reply.understood", intake=found.intake, task=task, meaning=one.main)
        if all(one.main is Meaning.NOTHING for one in said.values()):
            return _nothing
        return await self._acting(found, of, said, now)

    async def _acting(
        self, found: Heard, of: Judged, said: Mapping[int, Understood], now: datetime
    ) -> Settle:
        answers = answers_of(found, of, said, self._settings)
        if isinstance(answers, str):
            raise SetAside(answers)
        if left := next(filter(None, map(left_for, answers)), None):
            await self._store.write(_leave, whole(found, of), left, now)
            raise SetAside(f"reply-{left}")
        return partial(_take, found, said, self._settings)


def _is_of_others(found: Heard) -> bool:
    """Whether a letter at the office's own address brings something, and only lies in the thread of a notice."""
    encloses = found.files is None or bool(found.files.files)
    return found.token is None and encloses


def _take(
    found: Heard, said: Mapping[int, Understood], settings: ReplySettings, tx: Tx, now: datetime
) -> str | None:
    """Whose it is is looked at again here: rights and tasks may have changed since."""
    of = judged(tx, found, settings, now, clock.office_now(tx, now))
    if isinstance(of, str):
        return of
    answers = answers_of(found, of, said, settings)
    if isinstance(answers, str):
        return answers
    for one in answers:
        done_for(tx, one, now)
    return None


def _leave(tx: Tx, answer: Answer, left: str, now: datetime) -> None:
    tell(tx, answer, [], now, left)


def _nothing(tx: Tx, now: datetime) -> None:
    """What says nothing changes nothing, and is not answered."""
