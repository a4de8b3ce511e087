"""The answer to an invitation in a letter: who wrote it, and the REPLY that it carries (RFC 6047 §2.4).

Whether the author is who it says is for who took the letter in to know.
"""

from mail import header
from mail.part import parts
from work.icalendar.reply import Reply, Unread, read_reply

KIND = "text/calendar"


def reply_in(letter: bytes) -> tuple[Reply, str] | Unread | None:
    """The answer with the one mailbox in From, in small letters; why it does not count; None without a calendar.

    Of several calendars the first that is an answer counts: some clients attach it once more.
    """
    found = [read_reply(part.octets()) for part in parts(letter) if part.kind == KIND]
    if not found:
        return None
    author = _author(letter)
    answer = next((one for one in found if isinstance(one, Reply)), found[0])
    if isinstance(answer, Unread):
        return answer
    return Unread.ONE if author is None else (answer, author)


def _author(letter: bytes) -> str | None:
    writers = header.parse(header.split(letter)[0]).mailboxes("from")
    if not isinstance(writers, tuple) or len(writers) != 1:
        return None
    return writers[0].lower()
