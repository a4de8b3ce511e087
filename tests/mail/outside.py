"""Letters from outside for tests: who sends them, what is found out, and a relay that finds it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mail.authenticity import Credentials, Rule
from mail.content import Content
from mail.smtp.reply import Reply
from tests.mail.relaying import Worker, working
from work import receipt
from work.agency import Agency
from work.letter import Addressee, Envelope, Origin

AGENCIES = (
    Agency("H05", "Bac Ninh", "BN", frozenset({"bn.gov.vn"})),
    Agency("G22", "Bo Y te", "BYT", frozenset({"moh.gov.vn"})),
)
ORIGIN = Origin("outside", "inbound", "203.0.113.5", "mx.hue.vn", "ESMTPS", "TLSv1.3 X")
SENDER = "lan@hue.vn"
AN = "an@bn.gov.vn"
FIELD = "Authentication-Results: mail.bn.gov.vn; dmarc=pass header.from=hue.vn\r\n"
GOOD = Credentials("hue.vn", "hue.vn", "pass", "none", "none", "none", "pass", results=FIELD)
NONE = replace(GOOD, spf="none", dmarc="none")
BAD = replace(GOOD, spf="fail", dmarc="fail", wanted="quarantine")
LETTER = (
    b"Authentication-Results: mail.bn.gov.vn; dmarc=pass header.from=evil.vn\r\n"
    b"From: Lan <lan@hue.vn>\r\nTo: an@bn.gov.vn\r\nSubject: Hoi\r\n\r\nKinh gui\r\n"
)
WITHOUT = LETTER[LETTER.index(b"From:") :]


def finds(found: Credentials) -> Callable[..., Awaitable[Credentials]]:
    """What is found of every letter."""

    async def authenticate(
        origin: Origin, sender: str, content: Content, now: datetime
    ) -> Credentials:
        return found

    return authenticate


def relay(
    folder: Path, found: Credentials = GOOD, *rules: Rule, **facts: Any
) -> AbstractAsyncContextManager[Worker]:
    """A relay that finds *found* of every letter from outside."""
    return working(
        folder, agencies=AGENCIES, authenticate=finds(found), authenticity=rules, **facts
    )


async def sent(worker: Worker, *to: str, content: bytes = LETTER, sender: str = SENDER) -> Reply:
    """What a letter from outside is answered."""
    envelope = Envelope(sender, tuple(Addressee(one) for one in to or (AN,)))
    return await worker.relay.letter(ORIGIN, envelope, Content.of(content))


def number(reply: Reply) -> int:
    """The number of a letter that was taken."""
    assert reply.code == 250, reply
    found = receipt.decode(reply.text.rpartition(" ")[2])
    assert found is not None
    return found
