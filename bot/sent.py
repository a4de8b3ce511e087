"""Files that were sent into a chat: what Telegram says of them, and their octets once they are wanted.

Until then Telegram keeps them, and a dialog only what they are called there. They are downloaded
before the transaction that keeps them; whoever dies in between downloads them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from telegram import Bot, Message
from telegram.error import BadRequest

from work.report import NewFile, NewFiles, fit_name
from work.secrecy.incident import Sighting


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as Telegram names it: its *id* there, its *name*, and its *size* in octets as far as it is told.

    *album* names those that were sent together, below one caption.
    """

    id: str
    name: str
    size: int = 0
    album: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was downloaded; *missing* is the name of one that Telegram does not give, or that cannot be kept.

    *marked* is the name of one that bears a mark of secrecy, and *seen* what was met in it.
    """

    files: NewFiles = field(default_factory=NewFiles)
    missing: str = ""
    marked: str = ""
    seen: Sighting | None = None


def sent(message: Message | None) -> Sent | None:
    """The document of a message, or its photo at its largest; None for one without either."""
    if message is None:
        return None
    album = message.media_group_id or ""
    if message.document is not None:
        given = message.document
        name = given.file_name or f"{message.message_id}.bin"
        return Sent(given.file_id, fit_name(name), given.file_size or 0, album)
    if message.photo:
        largest = max(message.photo, key=lambda one: one.width * one.height)
        return Sent(largest.file_id, f"{message.message_id}.jpg", largest.file_size or 0, album)
    return None


async def fetch(bot: Bot, wanted: Iterable[Sent]) -> Fetched:
    """The octets of the files; raises TelegramError where Telegram cannot be reached."""
    found: list[NewFile] = []
    for one in wanted:
        try:
            given = await bot.get_file(one.id)
            found.append(NewFile(one.name, bytes(await given.download_as_bytearray())))
            NewFiles(tuple(found))
        except (BadRequest, ValueError):  # it is gone, or larger than it was said to be
            return Fetched(missing=one.name)
    return Fetched(NewFiles(tuple(found)))
