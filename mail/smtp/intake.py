"""One letter's content on its way in: scanned, limited, kept; what is refused is still read to its end."""

import re

from mail.content import Collector, Content, Lack
from mail.smtp.dialogue import NO_ROOM, House, too_large
from mail.smtp.reply import Reply
from mail.smtp.scanner import Scanner

LOOP = Reply(554, "5.4.6", "the letter has passed too many hosts, it goes in circles")
LONG_HEADER = Reply(552, "5.3.4", "the header is too long, or no empty line ends it")

_RECEIVED = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)


class Intake:
    """Takes blocks until it is *complete*; then there is content, or a refusal."""

    __slots__ = ("_collector", "_house", "_refusal", "_scanner", "_size")

    def __init__(self, house: House) -> None:
        self._house = house
        self._scanner = Scanner()
        self._collector = Collector(house.room)
        self._refusal: Reply | None = None
        self._size = 0

    @property
    def rest(self) -> bytes | None:
        """What came behind the content, once its end was found; None before."""
        return self._scanner.rest

    async def take(self, block: bytes) -> None:
        """Reads on in *block*; waits where a long letter goes to the disk."""
        octets = self._scanner.feed(block)
        self._size += len(octets)
        if self._refusal is None:
            self._refusal = self._scanner.flaw or self._oversize()
            if self._refusal is not None:
                self._collector.drop()
                return
            self._collector.add(octets)
            if self._collector.spills:
                await self._collector.spill()

    async def content(self) -> Content | Reply:
        """The complete letter, or why it is refused; drop() gives back what it holds."""
        if self._refusal is not None:
            return self._refusal
        content = await self._collector.finish(eight_bit=self._scanner.eight_bit)
        if content is None:
            return LONG_HEADER if self._collector.lack is Lack.HEADER_END else NO_ROOM
        hops = len(_RECEIVED.findall(content.header))
        return LOOP if hops > self._house.limits.hops else content

    def drop(self) -> None:
        """Lets go of everything; doing so twice does no harm."""
        self._collector.drop()

    def _oversize(self) -> Reply | None:
        limits = self._house.limits
        return too_large(limits) if self._size > limits.size_bytes else None
