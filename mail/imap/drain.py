"""Takes what a folder holds and the tray does not: in its order, each counted before it is tried, nothing twice.

What cannot be taken lets the others pass, and is tried again behind them, later each time; a
person sees it in the tray.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

import structlog

from mail.content import Content
from mail.imap.box import Box
from mail.imap.gather import TooLong, gathered
from mail.imap.line import Line, Shown
from mail.imap.taker import Ready, Taker, Way
from mail.imap.wire import Denied
from schedules.clock import Clock
from store import intake, mailbox
from store.body import SHORT_OCTETS
from store.intake import Taken
from store.mailbox import AT_ALL, IN_LINE, Cursor
from work.intake import Place, Untaken

UNSHOWN_MOST = 1000  # letters of a mailbox that wait because its server shows nothing of them
AT_ONCE, AT_ONCE_OCTETS = (
    16,
    1 << 20,
)  # short letters that are fetched with one command and kept in one commit
TOGETHER = 3 * AT_ONCE  # that are looked at with one command: the library bears some hundred lines

log = structlog.get_logger()

Keep = Callable[[], Awaitable[None]]
"""Says again that the mailbox is ours; raises Lost where it is not."""

Begun = Sequence[Awaitable[bool]]
"""Whether this is the first try of each of some letters, once that was counted."""


class Drain:
    """One session's, on an open folder."""

    def __init__(
        self, line: Line, taker: Taker, box: Box, cursor: Cursor, clock: Clock, keep: Keep
    ) -> None:
        self._line = line
        self._taker = taker
        self._store = taker.store
        self._box = box
        self._cursor = cursor
        self._clock = clock
        self._keep = keep
        self._first = cursor.uid + 1  # of what may be new
        self.begun = set[Place]()  # letters of which a try was counted and has not ended

    async def all(self, together: int) -> None:
        """Goes through the whole folder; the first *together* letters are looked at with one command."""
        there = await self._line.search(1, self._box.since)
        known = await self._store.read(mailbox.seen, self._box.key, self._cursor.validity)
        tried = {one.place.uid for one in await self._untaken()}
        await self._take([uid for uid in there if uid not in known | tried], together)
        self._pass(there)
        if self._box.after == "move":
            await self._done([uid for uid in there if uid in known])

    async def new(self) -> None:
        """Goes through what came since."""
        self._line.forget_news()
        found = await self._line.search(self._first, self._box.since)
        tried = {one.place.uid for one in await self._untaken()} if found else set()
        await self._take([uid for uid in found if uid not in tried], TOGETHER)
        self._pass(found)

    async def again(self) -> None:
        """Tries once more what could not be taken, where its time has come."""
        for one in await self._untaken():
            if one.not_before <= self._clock.now() and one.tries < AT_ALL:
                await self._single(one.place.uid, AT_ALL)

    def _pass(self, uids: Sequence[int]) -> None:
        self._first = max([self._first, *(uid + 1 for uid in uids)])

    async def _untaken(self) -> Sequence[Untaken]:
        tried = await self._store.read(mailbox.untaken, self._box.name)
        here = (self._box.folder, self._cursor.validity)
        return [one for one in tried if (one.place.folder, one.place.validity) == here]

    async def _take(self, uids: Sequence[int], together: int) -> None:
        """Goes through *uids*: one by one after a connection was lost, so that it is known by which."""
        while uids:
            batch, uids = uids[:together], uids[together:]
            shown = await self._seen_together(batch) if together > 1 else None
            if shown is None:
                for uid in batch:
                    await self._single(uid, IN_LINE)
            else:
                await self._batch(batch, shown)
            together = min(together * 2, TOGETHER)

    async def _seen_together(self, uids: Sequence[int]) -> list[Shown] | None:
        try:
            return await self._line.show(uids)
        except Denied:  # for one of them
            return None

    async def _single(self, uid: int, most_tries: int) -> None:
        if not await self._begun(uid, most_tries):
            return
        try:
            shown = await self._line.show([uid])
        except Denied as denied:
            await self._failed(uid, denied.reason)
            return
        for one in await self._unknown([uid], shown):
            await self._fetch(one)

    async def _batch(self, uids: Sequence[int], shown: Sequence[Shown]) -> None:
        groups = [*_groups(await self._unknown(uids, shown)), []]
        begun = self._begin(groups[0])
        for some, following in pairwise(groups):
            await self._taker.pace.passed(len(some))
            begun = await self._group(some, begun, following)

    def _begin(self, shown: Sequence[Shown]) -> Begun:
        now, begun = self._clock.now(), list[asyncio.Future[bool]]()
        for place in (self._place(one.uid) for one in shown):
            begun.append(self._store.write(mailbox.begin_first, place, now))
            begun[-1].add_done_callback(partial(self._counted_first, place))
        return begun

    def _counted_first(self, place: Place, first: asyncio.Future[bool]) -> None:
        if not first.cancelled() and first.exception() is None and first.result():
            self.begun.add(place)

    async def _counted(self, place: Place) -> int:
        """Counts one more try of the letter there; gives which it is, from 1 on."""
        tries = await self._store.write(mailbox.begin, place, self._clock.now())
        self.begun.add(place)
        return tries

    async def _group(
        self, shown: Sequence[Shown], begun: Begun, following: Sequence[Shown]
    ) -> Begun:
        """Takes letters together, and begins *following*; behind them, one by one, those tried before: one of them may be what we died of."""
        await self._keep()
        first = [one for one, new in zip(shown, begun, strict=True) if await new]
        short = await self._short(first)
        ready = {uid: await self._ready(one, octets) for uid, (one, octets) in short.items()}
        # All of them before any is waited for: they share a commit, and so do those that follow.
        put = {uid: one and self._taker.put(one) for uid, one in ready.items()}
        begun = self._begin(following)
        await self._kept(put)
        for one in first:
            if one.uid not in short:
                await self._fetch(one)
        for one in shown:
            if one not in first and await self._begun(one.uid, IN_LINE):
                await self._fetch(one)
        return begun

    async def _short(self, shown: Sequence[Shown]) -> dict[int, tuple[Shown, bytes]]:
        """Short letters, fetched with one command, in their order; none where that is refused."""
        most = min(SHORT_OCTETS, self._box.limit_bytes)
        uids = [one.uid for one in shown if one.size_bytes <= most]
        try:
            pieces = await self._line.parts(uids, most + 1) if uids else {}
        except Denied:  # for one of them
            return {}
        found = ((one, pieces.get(one.uid)) for one in shown)
        return {
            one.uid: (one, piece)
            for one, piece in found
            if piece is not None and len(piece) <= most
        }

    async def _kept(self, put: Mapping[int, Awaitable[Taken | None] | None]) -> None:
        """Waits for their commit; the server is told of those that stand, and the others are tried again."""
        done = [uid for uid, taken in put.items() if taken and await taken]
        await self._done(done)
        for uid in put:
            if uid not in done:
                await self._failed(uid, "busy")

    async def _ready(self, shown: Shown, octets: bytes) -> Ready | None:
        await self._keep()
        way = Way(self._place(shown.uid), self._box.address, _head(shown))
        return await self._taker.ready(Content.of(octets), way, self._clock.now())

    async def _begun(self, uid: int, most_tries: int) -> bool:
        """Whether one more try of the letter may be made; it is counted."""
        await self._keep()
        tries = await self._counted(self._place(uid))
        if tries > most_tries:
            await self._failed(uid, "interrupted")
        return tries <= most_tries

    async def _unknown(self, uids: Sequence[int], shown: Sequence[Shown]) -> Sequence[Shown]:
        """Those of *shown* that are to be fetched; where the others lie now is put down."""
        heads = {one.uid: _head(one) for one in shown}
        there = self._box.key, self._cursor.validity, tuple(heads.values())
        known = await self._store.read(intake.known, *there)
        here = [
            (self._place(uid), head, known[head].pop(0))
            for uid, head in heads.items()
            if known.get(head)
        ]
        if here:
            await self._store.write(mailbox.pass_known, here, self._clock.now())
            await self._done([place.uid for place, _, _ in here])
        await self._missing([uid for uid in uids if uid not in heads])
        passed = {place.uid for place, _, _ in here}
        return [one for one in shown if one.uid not in passed]

    async def _fetch(self, shown: Shown) -> None:
        limit, uid = self._box.limit_bytes, shown.uid
        try:
            if shown.size_bytes > limit:
                raise TooLong
            part = partial(self._line.part, uid)
            content = await gathered(part, self._taker.spool, limit)
        except TooLong:
            await self._failed(uid, "too-large", final=True)
        except Denied as denied:
            await self._failed(uid, denied.reason)
        else:
            await (self._keep_it(content, shown) if content else self._missing([uid]))

    async def _keep_it(self, content: Content, shown: Shown) -> None:
        way = Way(self._place(shown.uid), self._box.address, _head(shown))
        try:
            taken = await self._taker.taken(content, way, self._clock.now())
        finally:
            content.close()
        await (self._done([shown.uid]) if taken else self._failed(shown.uid, "busy"))

    async def _missing(self, uids: Sequence[int]) -> None:
        """Of letters that the server shows nothing of some may be gone; the others are told of, UNSHOWN_MOST at most."""
        if not uids:
            return
        left, waiting = await self._line.left(uids), len(await self._untaken())
        gone = [self._place(uid) for uid in uids if uid not in left]
        await self._store.write(mailbox.gone, gone)
        self.begun.difference_update(gone)
        for uid in sorted(left)[: max(UNSHOWN_MOST - waiting, 0)]:
            await self._counted(self._place(uid))
            await self._failed(uid, "not-shown")

    async def _failed(self, uid: int, reason: str, *, final: bool = False) -> None:
        place, now = self._place(uid), self._clock.now()
        await self._store.write(partial(mailbox.fail, final=final), place, reason, now)
        self.begun.discard(place)
        log.warning("intake.untaken", mailbox=self._box.name, uid=uid, reason=reason)

    async def _done(self, uids: Sequence[int]) -> None:
        """Does with letters that were taken what the operator wants, many with one command.

        Where that is refused, each is asked for by itself, as one of them may be why; where each is refused, no more are.
        """
        self.begun.difference_update(map(self._place, uids))
        for begin in range(0, len(uids), TOGETHER):
            some = uids[begin : begin + TOGETHER]
            if await self._dealt(some):
                continue
            if len(some) == 1 or not any([await self._dealt([uid]) for uid in some]):
                return

    async def _dealt(self, uids: Sequence[int]) -> bool:
        """The same with one command; False where the server refuses it."""
        try:
            if self._box.after == "flag":
                await self._line.mark(uids, f"({self._box.flag})")
            elif self._box.after == "move":
                await self._line.move(uids, self._box.move_to)
        except Denied as denied:
            if len(uids) == 1:
                why = {"mailbox": self._box.name, "reason": denied.reason}
                log.warning("mailbox.unmarked", command=denied.command, **why)
            return False
        return True

    def _place(self, uid: int) -> Place:
        return Place(*self._box.key, self._cursor.validity, uid)


def _groups(shown: Sequence[Shown]) -> Iterator[list[Shown]]:
    """The letters in their order, as many together as may be in memory at once."""
    group, octets = list[Shown](), 0
    for one in shown:
        if group and (len(group) == AT_ONCE or octets + one.size_bytes > AT_ONCE_OCTETS):
            yield group
            group, octets = [], 0
        group.append(one)
        octets += one.size_bytes
    if group:
        yield group


def _head(shown: Shown) -> bytes:
    """By what this server shows the letter again, under whatever number."""
    return hashlib.sha256(b"%d " % shown.size_bytes + shown.header).digest()
