"""AUTH within a session: the exchange of each mechanism, and what becomes of it (RFC 4954 §4)."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from mail.smtp import authentication, scram
from mail.smtp.authentication import challenge
from mail.smtp.chunk import UNREADABLE, is_of_chunk
from mail.smtp.command import TOO_LONG
from mail.smtp.dialogue import Dialogue
from mail.smtp.house import House
from mail.smtp.reply import Reply

log = structlog.get_logger()

TOO_MANY_ERRORS = Reply(421, "4.7.0", "too many errors")


class Talk(Protocol):
    """The session, as far as a login uses it."""

    async def next_line(self) -> bytes | Reply | None:
        """The next line without CRLF, the reply to a bad one, or None when the session is over."""
        ...

    def say(self, reply: Reply) -> None:
        """Says *reply*, and counts it if the peer has erred."""
        ...


class Line(Protocol):
    """The connection, as far as a login uses it."""

    def present(self) -> bool:
        """Whether the peer can still make use of an answer; any thread may ask."""
        ...

    def end(self, reply: Reply | None = None) -> None:
        """Ends the session, with *reply* as the last word."""
        ...


class Login:
    """Every AUTH of one session."""

    def __init__(self, talk: Talk, line: Line, dialogue: Dialogue, house: House, peer: str) -> None:
        self._talk = talk
        self._line = line
        self._dialogue = dialogue
        self._house = house
        self._peer = peer
        self._failures = 0

    async def authenticate(self, argument: str) -> None:
        """Answers one AUTH to its end."""
        asked = self._dialogue.mechanism(argument)
        if isinstance(asked, Reply):
            return self._talk.say(asked)
        mechanism, response = asked
        given = authentication.initial(response)
        if isinstance(given, Reply):
            return self._talk.say(given)
        if mechanism in authentication.PROMPTS:
            return await self._by_password(mechanism, given)
        if mechanism == authentication.EXTERNAL:
            return await self._by_certificate(given)
        return await self._by_proof(mechanism, given)

    async def _by_password(self, mechanism: str, given: Sequence[bytes]) -> None:
        answers = list(given)
        for prompt in authentication.PROMPTS[mechanism][len(answers) :]:
            answer = await self._answer(prompt)
            if answer is None:
                return None
            answers.append(answer)
        claimed = authentication.credentials(mechanism, answers)
        if isinstance(claimed, Reply):
            return self._talk.say(claimed)
        found = await self._house.reception.login(
            claimed.name, claimed.password, self._peer, self._line.present
        )
        agency = await self._agency(found)
        return None if agency is None else self._admit(claimed.name, agency)

    async def _by_certificate(self, given: Sequence[bytes]) -> None:
        """EXTERNAL: one answer, whom the client wants to be; nothing is whose the certificate is (RFC 4422 §A.1)."""
        wanted = given[0] if given else await self._answer(b"")
        if wanted is None:
            return None
        shown, name = self._dialogue.certificate, self._dialogue.bearer()
        found: str | Reply | None = None
        if shown is not None and name is not None and wanted in (b"", name.encode()):
            found = self._house.reception.borne(shown, self._peer)
        if found is None:
            found = authentication.NOT_YOURS
        if isinstance(found, Reply):
            log.warning("login.refused", peer=self._peer, certificate=shown)
            return self._talk.say(found)
        return self._admit(name or "", found)

    async def _by_proof(self, mechanism: str, given: Sequence[bytes]) -> None:
        """SCRAM (RFC 5802 §5): two messages of the client's, and two of ours."""
        bindings, plus = self._dialogue.bindings, mechanism == scram.PLUS
        exchange = scram.Exchange(bindings, self._house.nonce(), plus=plus)
        first = given[0] if given else await self._answer(b"")
        if first is None:
            return None
        name = exchange.begin(first)
        if isinstance(name, Reply):
            return self._talk.say(name)
        keys = self._house.reception.keys(name)
        last = await self._answer(exchange.challenge(keys))
        if last is None:
            return None
        proof = exchange.verify(last)
        if isinstance(proof, Reply):
            return self._talk.say(proof)
        right = proof is not None and self._house.reception.keys(name) == keys  # still, by now
        found = await self._house.reception.proved(name, self._peer, right=right)
        agency = await self._agency(found)
        return None if agency is None else await self._assure(name, agency, proof or b"")

    async def _assure(self, name: str, agency: str, proof: bytes) -> None:
        """Proves that we know the keys as well; only then the client is in."""
        assent = await self._answer(proof)
        if assent is not None:
            self._talk.say(scram.NO_ANSWER) if assent else self._admit(name, agency)

    async def _answer(self, prompt: bytes) -> bytes | None:
        """The client's answer to a challenge; None when there is none, and that was said."""
        self._talk.say(challenge(prompt))
        line = await self._talk.next_line()
        if line is None:
            return None
        answer = authentication.decoded(line) if isinstance(line, bytes) else line
        if not isinstance(answer, Reply):
            return answer
        if isinstance(line, bytes) and is_of_chunk(line):
            self._line.end(UNREADABLE)  # what follows is content, and no command
        else:
            self._talk.say(authentication.LINE_TOO_LONG if answer is TOO_LONG else answer)
        return None

    async def _agency(self, found: str | Reply | None) -> str | None:
        """The agency that was *found*; else None, once that was told, after a pause that grows with each failure."""
        if isinstance(found, str):
            return found
        pause = self._house.limits.login_pause.total_seconds()
        if found is None:
            self._failures += 1
            log.warning("login.refused", peer=self._peer, failures=self._failures)
            pause *= self._failures
        await asyncio.sleep(pause)
        self._talk.say(found or authentication.NOT_VALID)
        if self._failures >= self._house.limits.login_failures:
            self._line.end(TOO_MANY_ERRORS)
        return None

    def _admit(self, name: str, agency: str) -> None:
        self._talk.say(self._dialogue.logged_in(name, agency))
