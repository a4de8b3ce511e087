"""Tells browsers that what their page shows may have changed: one look at the store a second serves them all.

Streams are server-sent events (HTML Standard §9.2) that say nothing but that; the page then asks
for itself once more, so that there is one rendering and one place of rights.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schedules.clock import Clock
from store import Store, since
from store.console import session as sessions
from store.since import Stir
from web.server import STREAMS_LIMIT

EVERY_SECONDS = 1.0  # between two looks, while somebody listens
LINGER = timedelta(
    seconds=60
)  # after the last stream, so that who goes on to another page misses nothing
SESSIONS_EVERY = timedelta(seconds=15)  # those that end by time alone
HEARTBEAT_SECONDS = 15.0  # nginx lets go of a silent answer after 60 (proxy_read_timeout)
PAUSE_SECONDS = 2.0  # between two tellings of one page
SPREAD_SECONDS = 0.05  # between two browsers that are told of the same: each asks for a page then
LONGEST_SECONDS = 600.0  # a stream whose browser is gone without a word holds its place no longer
RETRY_MS = range(2000, 6001, 100)  # by session, so that not all come back at once after a restart
MOST_OF_A_SESSION = 3  # a browser opens six connections to a host, and needs some for pages

_ENDING = frozenset({"console", "person", since.EVERYTHING})  # what may end a session
_RIGHTS = frozenset({"stand-in", "hand-over", "agency"})  # what may change who sees what
_ROUNDED = timedelta(microseconds=999)
_NUMBER = "[0-9]{1,18}"
_LIVE = re.compile(
    rf"/(?:work|approvals|unit|agency|health|imports(?:/(?:preview|{_NUMBER}))?|tasks/{_NUMBER}"
    rf"|intake(?:/{_NUMBER})?|mail(?:/(?!domains$)[0-9A-Za-z.-]{{1,40}})?)"
)


def is_live(path: str) -> bool:
    """Whether the page at *path* shows by itself what others do."""
    return _LIVE.fullmatch(path) is not None


def _nothing() -> object:
    return None


@dataclass(frozen=True, slots=True)
class Interest:
    """What a page shows to *person*: *topics* as `store.since` has them, and a *glance* at what stands in memory.

    *stale* says that what stands there is no longer what the page was made of.
    """

    person: int
    topics: frozenset[str]
    glance: Callable[[], object] = _nothing
    pause_seconds: float = PAUSE_SECONDS
    stale: bool = False

    def touched(self, topics: Collection[str]) -> bool:
        """Whether the page may be another one after *topics*."""
        return since.EVERYTHING in topics or not self.topics.isdisjoint(topics)

    def lapses(self, topics: Collection[str]) -> bool:
        """Whether who listens may see another part of it after *topics*, or none."""
        moved = since.MOVED in topics and (self.touched(topics) or not _RIGHTS.isdisjoint(topics))
        return moved or since.placed(self.person) in topics


class Stream:
    """One page of a *session* that listens, made at *made*; *mark* is the instant up to which it knows all."""

    def __init__(self, session: int, interest: Interest, made: datetime) -> None:
        self.session = session
        self.interest = interest
        self.mark = made
        self._made = made
        self.pending = False  # to be told, in its turn
        self._glanced = interest.glance()
        self._told = asyncio.Event()
        self._over = asyncio.Event()

    def glance(self) -> bool:
        """Whether what stands in memory is another than at the last glance."""
        before, self._glanced = self._glanced, self.interest.glance()
        return before != self._glanced

    def touched(self, stir: Stir) -> bool:
        """Whether the page may be another one; what its own session did before it was made, it shows."""
        shows = stir.session == self.session and stir.at <= self._made
        return not shows and self.interest.touched(stir.topics)

    def tell(self, mark: datetime, last: bool = False) -> None:
        """Lets the browser know, of all until *mark*; for the *last* time where it is to come back by the rights of then."""
        self.pending, self.mark = False, mark
        self._told.set()
        if last:
            self._over.set()

    def end(self) -> None:
        """Ends it; the page asks for itself once more and shows what became of its session."""
        self._over.set()
        self._told.set()

    async def events(self) -> AsyncIterator[str]:
        """The stream's text, until it ends."""
        now = asyncio.get_running_loop().time
        until = now() + LONGEST_SECONDS
        yield f"retry: {RETRY_MS[self.session % len(RETRY_MS)]}\n\n"
        while not self._over.is_set() and now() < until:
            if await _rung(self._told, HEARTBEAT_SECONDS):
                self._told.clear()
                yield f"id: {stamp(self.mark + _ROUNDED)}\ndata: changed\n\n"
                await _rung(self._over, self.interest.pause_seconds)
            else:
                yield f":\nid: {stamp(self.mark + _ROUNDED)}\n\n"  # dispatches nothing (§9.2.6)


class Live:
    """The streams of one process, and who looks at the store for them."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._wanted = asyncio.Event()
        self._running = False
        self._known: datetime | None = None  # since when everything was looked at
        self._seen: datetime | None = None  # and until when
        self._stirred: deque[tuple[datetime, Stir]] = deque(maxlen=1000)

    def __len__(self) -> int:
        """How many listen."""
        return len(self._streams)

    def open(self, session: int, interest: Interest, mark: datetime) -> Stream | None:
        """A stream for a page that was made at *mark*; None where there are too many, or at a stop.

        What happened behind the mark, or may have while nobody looked, is told at once.
        """
        mine = sum(one.session == session for one in self._streams)
        if not self._running or mine >= MOST_OF_A_SESSION or len(self._streams) >= STREAMS_LIMIT:
            return None
        stream = Stream(session, interest, mark)
        if self._missed(stream, mark):
            stream.tell(mark if self._seen is None else max(mark, self._seen))
        self._streams.add(stream)
        self._wanted.set()
        return stream

    def close(self, stream: Stream) -> None:
        """Its browser listens no more."""
        self._streams.discard(stream)

    async def run(self, store: Store, clock: Clock) -> None:
        """A loop of the supervisor: looks while somebody listens; at its end all streams end."""
        self._running = True
        try:
            while True:
                await self._wanted.wait()
                await self._follow(store, clock)
        finally:
            self._running, self._known = False, None
            for stream in self._streams:
                stream.end()

    async def _follow(self, store: Store, clock: Clock) -> None:
        self._known = listened = asked = clock.now()
        mark, _ = await store.read(since.look, None, clock.now())
        self._seen = self._known
        while self._streams or clock.now() - listened < LINGER:
            await asyncio.sleep(EVERY_SECONDS)
            mark, stirs = await store.read(since.look, mark, clock.now())
            now = clock.now()
            listened = now if self._streams else listened
            self._tell(stirs, now)
            if any(one.topics & _ENDING for one in stirs) or now - asked >= SESSIONS_EVERY:
                asked = now
                await self._end_sessions(store, now)
        self._known = None
        self._wanted.clear()

    def _tell(self, stirs: Sequence[Stir], now: datetime) -> None:
        self._stirred += [(now, one) for one in stirs]
        self._seen, later = now, asyncio.get_running_loop().call_later
        woken = 0
        for stream in self._streams:
            if stream.pending:
                continue
            lapses = any(stream.interest.lapses(one.topics) for one in stirs)
            if stream.glance() or lapses or any(stream.touched(one) for one in stirs):
                stream.pending = True
                later(woken * SPREAD_SECONDS, stream.tell, now, lapses)
                woken += 1
            else:
                stream.mark = max(stream.mark, now)

    def _missed(self, stream: Stream, mark: datetime) -> bool:
        if self._known is None or mark < self._known or stream.interest.stale:
            return True
        return any(at > mark and stream.touched(one) for at, one in self._stirred)

    async def _end_sessions(self, store: Store, now: datetime) -> None:
        asked = frozenset(stream.session for stream in self._streams)
        lasting = await store.read(sessions.lasting, asked, now)
        for stream in self._streams:
            if stream.session in asked - lasting:
                stream.end()


def stamp(instant: datetime) -> int:
    """An instant as pages and events bear it: milliseconds since 1970, rounded down."""
    return int(instant.timestamp() * 1000)


def instant_of(text: str) -> datetime:
    """The instant that *text* bears; long ago where it bears none."""
    known = text.isascii() and text.isdecimal() and len(text) <= 13
    return datetime.fromtimestamp(int(text) / 1000 if known else 0, UTC)


async def _rung(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
