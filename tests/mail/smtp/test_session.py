"""Sessions on a wire without sockets: whatever is said, and however it is cut, they go the same way."""

import asyncio
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mail.content import Budget, Room
from mail.smtp.authentication import Credentials, credentials, decoded
from mail.smtp.channel import Channel
from mail.smtp.dialogue import Dialogue
from mail.smtp.house import House
from mail.smtp.inbox import Inbox, LineFlaw
from mail.smtp.listener import Listener
from mail.smtp.reply import Reply
from mail.smtp.session import Session
from tests.mail.smtp.office import LIMITS, SUBMISSION, TRUSTED, Office, Standstill

SAYINGS = [
    b"EHLO a\r\n", b"HELO a\r\n", b"MAIL FROM:<a@b>\r\n", b"MAIL FROM:<> SIZE=1\r\n", b"DATA\r\n",
    b"RCPT TO:<a@b>\r\n", b"RCPT TO:<nobody@b>\r\n", b"RSET\r\n", b"NOOP\r\n", b"QUIT\r\n", b".\r\n",
    b"AUTH PLAIN\r\n", b"AUTH LOGIN =\r\n", b"AHbEg250aMawAG3huq10IGto4bqpdQ==\r\n", b"*\r\n",
    b"AUTH SCRAM-SHA-256\r\n", b"biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=\r\n", b"dj1h\r\n",
    b"STARTTLS\r\n", b"Subject: x\r\n", b"..\r\n", b"\r\n", b"\n", b"\r", b"\0", b"\xff\r\n", b" ",
    b"BDAT 0 LAST\r\n", b"BDAT 2\r\n", b"BDAT 9 LAST\r\n", b"BDAT 700\r\n", b"BDAT x\r\n",
    b"MAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nBDAT 2\r\n\r\nBDAT 7 LAST\r\nx\r\n.\r\ny",
    b"x" * 600 + b"\r\n", b"MAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nDATA\r\ntext\r\n.\r\n",
]  # fmt: skip
SAID = st.lists(st.sampled_from(SAYINGS), max_size=25).map(b"".join)
CUTS = st.lists(st.integers(1, 60), max_size=30)


class Tape:
    """A wire that plays what the client says, cut at *cuts*, and records the answers."""

    def __init__(self, said: bytes, cuts: list[int]) -> None:
        self.answers: list[Reply] = []
        self._pieces = []
        for cut in cuts:
            self._pieces.append(said[:cut])
            said = said[cut:]
        self._pieces.append(said)
        self._inbox = Inbox()
        self._over = False

    def _more(self) -> bool:
        if self._pieces:
            self._inbox.feed(self._pieces.pop(0))
            return True
        return False

    async def line(self) -> bytes | LineFlaw | None:
        while not self._over:
            line = self._inbox.line()
            if line is not None:
                return line
            if not self._more():
                break
        return None

    async def block(self, received: int, at_most: int | None = None) -> bytes | None:
        while not len(self._inbox):
            if not self._more():
                return None
        return self._inbox.take(at_most)

    def put_back(self, octets: bytes) -> None:
        self._inbox.put_back(octets)

    def unread(self) -> bool:
        return bool(len(self._inbox)) or any(self._pieces)

    def present(self) -> bool:
        return True

    def say(self, reply: Reply) -> None:
        if not self._over:
            self.answers.append(reply)

    def end(self, reply: Reply | None = None) -> None:
        if reply is not None:
            self.say(reply)
        self._over = True

    async def upgrade(self) -> Channel | None:
        return Channel("TLSv1.3 TLS_AES_256_GCM_SHA384")


async def played(said: bytes, cuts: list[int], listener: Listener) -> tuple[list[Reply], Office]:
    incidents: list[str] = []
    office = Office()
    room = Room(Path("/tmp"), Budget(100_000_000), Budget(0), Budget(0))

    def incident() -> str:
        incidents.append("one")
        return "one"

    house = House("mx.test", LIMITS, office, room, Standstill(), incident)
    tape = Tape(said, cuts)
    dialogue = Dialogue(
        house, listener, "127.0.0.1", "G22" if listener.networks else None, clear_login=True
    )
    await Session(tape, dialogue, house, "127.0.0.1").converse()
    assert incidents == []
    assert room.memory.has(100_000_000), "every octet was given back"
    return tape.answers, office


@settings(max_examples=200)
@given(SAID, CUTS, st.sampled_from([TRUSTED, SUBMISSION]))
@example(b"EHLO a\r\nDATA\r\n.\r\n", [1] * 17, TRUSTED)
@example(b"EHLO a\r\n" + SAYINGS[-3] + b"QUIT\r\n", [1] * 99, TRUSTED)
def test_the_cuts_make_no_difference(said: bytes, cuts: list[int], listener: Listener) -> None:
    whole, office = asyncio.run(played(said, [], listener))
    cut, cut_office = asyncio.run(played(said, cuts, listener))

    assert cut == whole
    assert cut_office.letters == office.letters
    assert cut_office.logins == office.logins


@given(SAID)
def test_nobody_sends_without_a_login(said: bytes) -> None:
    answers, office = asyncio.run(played(said, [], SUBMISSION))

    welcomed = any(answer.code == 235 for answer in answers)
    assert welcomed or not office.letters
    assert all(letter.origin.login == "vănthư" for letter in office.letters)


@given(st.binary(max_size=40))
def test_any_answer_to_auth_is_decoded_or_refused(line: bytes) -> None:
    assert isinstance(decoded(line), bytes | Reply)


@given(st.lists(st.binary(max_size=12), min_size=2, max_size=2), st.binary(max_size=30))
def test_credentials_are_whole_or_refused(login: list[bytes], plain: bytes) -> None:
    for found in (credentials("LOGIN", login), credentials("PLAIN", [plain])):
        assert isinstance(found, Reply) or (found.name and found.password)


def test_nobody_acts_for_another() -> None:
    assert credentials("PLAIN", [b"thu\0thu\0x"]) == Credentials("thu", "x")
    assert isinstance(credentials("PLAIN", [b"other\0thu\0x"]), Reply)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Credentials("thu", "secret"))
