"""One consignment carried over one connection after another, until a peer has answered."""

import asyncio
from contextlib import aclosing

from mail.consignment import Begin, Consignment
from mail.smtp.connection import Connection
from mail.smtp.exchange import Exchange, Stage
from mail.smtp.transaction import Transaction
from mail.smtp.wire import Stray, commands, stuffed, stuffed_blocks
from work.outcome import Deferred, Outcome, Refused

ASKED_AGAIN_SECONDS = 1.0  # after `begin`: the lease behind it may end while the peer lets us wait

NOT_OURS = Deferred("4.3.0", "the letter was no longer ours to send")


class Errand:
    """A letter, begun at most once however many connections are tried."""

    def __init__(self, letter: Consignment, begin: Begin) -> None:
        self.letter = letter
        self._begin = begin
        self._begun: bool | None = None
        self._asked_at = 0.0  # on the loop's clock

    async def over(self, connection: Connection) -> tuple[Outcome, ...] | None:
        """What became of each recipient; None when the connection was dead before it said a word.

        `begin` is awaited while the peer answers MAIL, RCPT and DATA, but not before
        the letter ahead on this connection has its answer: what stands as being sent
        when a process dies is then at most one letter for each connection.
        """
        kept = connection.served > 0
        exchange = self._exchange(connection)
        connection.enter(exchange)
        try:
            await self._carry(connection, exchange)
        finally:
            connection.leave(exchange)
        if kept and exchange.transaction.untouched and self._begun is not False:
            return None
        return exchange.outcomes

    def everyone(self, outcome: Outcome) -> tuple[Outcome, ...]:
        """The same *outcome* for each recipient."""
        return (outcome,) * len(self.letter.recipients)

    def _exchange(self, connection: Connection) -> Exchange:
        peer = connection.features
        transaction = Transaction(
            len(self.letter.recipients),
            connection.place,
            pipelining=peer.pipelining,
            lmtp=connection.lmtp,
            dsn=peer.dsn,
            tls=connection.tls or "",
        )
        return Exchange(commands(self.letter, peer), transaction)

    async def _carry(self, connection: Connection, exchange: Exchange) -> None:
        if not await exchange.until(Stage.TURN):
            return
        if not await self._ours(exchange):
            return
        if await exchange.until(Stage.OPENED) and await self._ours(exchange):
            await self._send(connection, exchange)
            await exchange.until(Stage.ANSWERED)

    async def _ours(self, exchange: Exchange) -> bool:
        """Whether the letter is begun, and was still ours a moment ago."""
        now = asyncio.get_running_loop().time()
        if self._begun is None or (self._begun and now - self._asked_at > ASKED_AGAIN_SECONDS):
            self._asked_at = now
            self._begun = await self._begin()
        if not self._begun:
            exchange.transaction.withdrawn(NOT_OURS)
        return self._begun

    async def _send(self, connection: Connection, exchange: Exchange) -> None:
        letter = self.letter
        if isinstance(letter.body, bytes):
            connection.write_end(exchange, stuffed(letter.prefix), stuffed(letter.body))
            return
        blocks = stuffed_blocks(letter.prefix, letter.body, letter.size_bytes)
        try:
            async with aclosing(blocks):
                async for block in blocks:
                    if not await connection.write_block(block):
                        return
        except Stray as stray:
            exchange.transaction.withdrawn(Refused("5.6.0", str(stray)))
            connection.drop("the content may not be sent")
            return
        if await self._ours(exchange):
            connection.write_end(exchange)
        else:
            connection.drop("the letter was withdrawn")
