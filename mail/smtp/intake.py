"""One letter's content on its way in: scanned, limited, kept; what is refused is still read to its end.

It comes behind DATA, whose end is to be found, or in chunks, whose length is told.
"""

import re

from mail.content import Collector, Content, Lack
from mail.smtp.house import NO_ROOM, House, too_large
from mail.smtp.reply import Reply
from mail.smtp.scanner import ChunkScanner, Scanner

HEADER_LINES = 10_000  # each is looked at while the other sessions wait
LOOP = Reply(554, "5.4.6", "the letter has passed too many hosts, it goes in circles")
LONG_HEADER = Reply(552, "5.3.4", "the header is too long, or no empty line ends it")

_RECEIVED = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)


class Intake:
    """Takes content in; once it is whole there is a letter, or a refusal."""

    __slots__ = ("_collector", "_house", "_judge", "_refusal", "_size")

    def __init__(self, house: House, judge: Scanner | ChunkScanner) -> None:
        self._house = house
        self._judge = judge
        self._collector = Collector(house.room)
        self._refusal: Reply | None = None
        self._size = 0

    async def take(self, block: bytes) -> None:
        """Reads on in *block*; waits where a long letter goes to the disk."""
        octets = self._judge.feed(block)
        self._size += len(octets)
        if self._refusal is None:
            self._refusal = self._judge.flaw or self._oversize(0)
            if self._refusal is not None:
                self._collector.drop()
                return
            self._collector.add(octets)
            if self._collector.spills:
                await self._collector.spill()

    async def content(self) -> Content | Reply:
        """The whole letter, or why it is refused; drop() gives back what it holds."""
        if self._refusal is not None:
            return self._refusal
        content = await self._collector.finish(eight_bit=self._judge.eight_bit)
        if content is None:
            return self._lack() or NO_ROOM
        if content.header.count(b"\r\n") > HEADER_LINES:
            return LONG_HEADER
        content.long_line = self._judge.long_line
        hops = len(_RECEIVED.findall(content.header))
        return LOOP if hops > self._house.limits.hops else content

    def drop(self) -> None:
        """Lets go of everything; doing so twice does no harm."""
        self._collector.drop()

    def _lack(self) -> Reply | None:
        lack = self._collector.lack
        return LONG_HEADER if lack is Lack.HEADER_END else NO_ROOM if lack else None

    def _oversize(self, more: int) -> Reply | None:
        limits = self._house.limits
        return too_large(limits) if self._size + more > limits.size_bytes else None


class DataIntake(Intake):
    """What comes behind DATA, until its end is found."""

    __slots__ = ("_scanner",)

    def __init__(self, house: House) -> None:
        self._scanner = Scanner()
        super().__init__(house, self._scanner)

    @property
    def rest(self) -> bytes | None:
        """What came behind the content, once its end was found; None before."""
        return self._scanner.rest


class ChunkIntake(Intake):
    """What comes by BDAT, chunk by chunk; one that fails, fails the letter (RFC 3030 §2)."""

    __slots__ = ("_scanner",)

    def __init__(self, house: House) -> None:
        self._scanner = ChunkScanner()
        super().__init__(house, self._scanner)

    def expect(self, octets: int) -> None:
        """Refuses a letter that a chunk of so many *octets* would make too large, before it is read."""
        if self._refusal is None and (refusal := self._oversize(octets)):
            self._refusal = refusal
            self._collector.drop()

    @property
    def received(self) -> int:
        """The octets that the letter has so far."""
        return self._size

    @property
    def refusal(self) -> Reply | None:
        """Why the letter will not be taken, as far as that is known by now."""
        return self._refusal or self._lack()

    async def content(self) -> Content | Reply:
        """The whole letter, once the last chunk is in."""
        await self.take(self._scanner.finish())
        return await super().content()
