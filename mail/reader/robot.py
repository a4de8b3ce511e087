"""Who wrote a letter where that was no person, and who is never answered: robots, lists, and those who ask not to be."""

import re

from mail.header import Header
from mail.reader import head
from work.reply.fold import folded
from work.reply.meaning import Robot

_ROBOTS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply")  # fmt: skip
_BY_ITSELF = frozenset({"auto_reply", "auto-reply"})  # of Precedence
_TO_MANY = frozenset({"list", "bulk", "junk"})
_POSTMEN = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^\W*(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office|tra loi tu dong|tu dong tra loi|thu tra loi tu dong"
    r"|vang mat|read:|da doc:|read receipt|accepted:|declined:)"
)
_RETURNED = re.compile(
    r"^\W*(?:undeliver(?:able|ed)|delivery (?:status notification|has failed|failure)|mail delivery (?:failed|failure)|returned mail|failure notice|khong gui duoc|thu khong gui duoc|thu bi tra lai)"
)


def robot(fields: Header, *, titled: bool = True) -> Robot | None:
    """What wrote the letter by itself (RFC 3834 §5, RFC 3464, RFC 8098); None where that may be a person.

    A subject may be a person's words too: *titled* says whether it is looked at.
    """
    subject = folded(head.subject(fields)[0]) if titled else ""
    kind = _said(fields, "content-type")
    author, _ = head.author(fields)
    if "report-type=disposition-notification" in kind.replace('"', "").replace(" ", ""):
        return Robot.ANSWERS
    if kind.startswith("multipart/report") or _POSTMEN.match(author) or _RETURNED.match(subject):
        return Robot.RETURNS
    submitted = _said(fields, "auto-submitted").partition(";")[0].strip()
    by_field = submitted not in ("", "no") or any(fields.named(name) for name in _ROBOTS)
    precedence = _said(fields, "precedence") in _BY_ITSELF
    nobody = _said(fields, "return-path").replace(" ", "") == "<>"
    if by_field or precedence or nobody or _SUBJECT.match(subject):
        return Robot.ANSWERS
    return None


def is_quiet(fields: Header) -> bool:
    """Whether a letter came over a list (RFC 2919), or says that it wants no answer."""
    if any(fields.named(name) for name in ("list-id", "list-post", "x-auto-response-suppress")):
        return True
    return _said(fields, "precedence") in _TO_MANY


def _said(fields: Header, name: str) -> str:
    found = fields.named(name)
    return found[0].value.decode("utf-8", "replace").strip().lower() if found else ""
