"""An answer to a captured letter, as its recipient's own mail program would write it, to the office's door."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from demo.mailbox_folder import Kept
from demo.mailbox_letter import Letter
from demo.office import Mail
from demo.tour_postman import Reply, stranger

HandsIn = Callable[[Mail], Awaitable[Reply]]


def may_be_answered(letter: Letter) -> bool:
    """Whether it says where answers go, as notices of tasks do."""
    return bool(letter.header("Reply-To"))


def answer(kept: Kept, letter: Letter, text: str, now: datetime) -> Mail:
    """What its first recipient answers, with the letter quoted below."""
    author, to = kept.envelope.recipients[0].address, letter.header("Reply-To")
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = author, to
    message["Subject"] = f"Re: {letter.header('Subject')}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=author.rpartition("@")[2])
    message["In-Reply-To"] = letter.header("Message-ID")
    quoted = "".join(f"> {line}\n" for line in "\n".join(letter.texts).splitlines())
    message.set_content(f"{text}\n\nVào {now:%d/%m/%Y}, {letter.header('From')} đã viết:\n{quoted}")
    return Mail("answer", "an answer", "", author, (parseaddr(to)[1],), message.as_bytes())


def door(port: int) -> HandsIn:
    """Hands answers to the listener for letters from outside at *port* of this machine."""

    async def hand_in(mail: Mail) -> Reply:
        async with stranger(port) as talk:
            return await talk.hand_in(mail)

    return hand_in
