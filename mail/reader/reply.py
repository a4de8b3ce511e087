"""Answers to our notices: what is certain is done and confirmed, anything else waits for a person."""

import asyncio
from datetime import datetime
from functools import partial

import structlog

from mail.reader.came import Came, Settle
from mail.reader.reply_act import Answer, day_of, done_for, left_for, tell
from mail.reader.reply_heard import Heard, ReplySettings, heard, is_answer
from mail.reader.reply_judged import Judged, judged, looked_at
from schedules.clock import Clock
from store import Store, Tx, clock
from work.intake import SetAside
from work.reply.meaning import Meaning, Understood
from work.reply.understand import Said, understand

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
        if found is None or _is_of_others(found):
            return None
        if found.robot is not None:
            log.info("reply.by-robot", intake=found.intake, kind=found.robot)
            return _nothing
        now = self._clock.now()
        of = await self._store.read(looked_at, found, self._settings, now)
        if isinstance(of, str):
            raise SetAside(of)
        said = await asyncio.to_thread(_understood, found, of)
        log.info("reply.understood", intake=found.intake, task=of.task.id, meaning=said.main)
        if said.main is Meaning.NOTHING:
            return _nothing
        answer = Answer(found, of, said, day_of(said, of, self._settings))
        if left := left_for(answer):
            await self._store.write(_leave, answer, left, now)
            raise SetAside(f"reply-{left}")
        return partial(_take, found, said, self._settings)


def _is_of_others(found: Heard) -> bool:
    """Whether a letter at the office's own address brings something, and only lies in the thread of a notice."""
    encloses = found.files is None or bool(found.files.files)
    return found.token is None and found.robot is None and encloses


def _understood(found: Heard, of: Judged) -> Understood:
    files = 1 if found.files is None else len(found.files.files)
    return understand(Said(found.text, files, None, of.task.id))


def _take(
    found: Heard, said: Understood, settings: ReplySettings, tx: Tx, now: datetime
) -> str | None:
    """Whose it is is looked at again here: rights and tasks may have changed since."""
    of = judged(tx, found, settings, now, clock.office_now(tx, now))
    if isinstance(of, str):
        return of
    done_for(tx, Answer(found, of, said, day_of(said, of, settings)), now)
    return None


def _leave(tx: Tx, answer: Answer, left: str, now: datetime) -> None:
    tell(tx, answer, [], now, left)


def _nothing(tx: Tx, now: datetime) -> None:
    """What says nothing changes nothing, and is not answered."""
