"""Where in the console somebody acts on what a notice tells of, so that its letter leads there."""

from collections.abc import Mapping
from types import MappingProxyType

from store import approval_notice
from store.form import by_mail, telling
from work.event import NOTICE
from work.event import REMINDER as OF_EVENT
from work.notice import (
    DIGEST,
    NEWS,
    NUDGE,
    PROPOSED,
    QUESTION,
    REMINDER,
    REPLY_TAKEN,
    SEVERAL,
    STAND_IN,
    SUBMITTED,
    UNRECEIVED,
    Notice,
)

_TASK, _REPORT, _EVENT, _LETTER = "/tasks/{task}", "/forms/{report}", "/events/{event}", "/letters/{letter}"  # fmt: skip
# By the kind of notice; what stands in braces is the fact of that name.
_PLACES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((REMINDER, NUDGE, UNRECEIVED, NEWS, QUESTION, REPLY_TAKEN), _TASK),
        SUBMITTED: "/tasks/{task}/decide",
        **dict.fromkeys((SEVERAL, DIGEST), "/work"),
        PROPOSED: "/intake",
        STAND_IN: "/away",
        **dict.fromkeys((telling.OPENED, telling.REMINDER, telling.RETURNED), _REPORT),
        **dict.fromkeys((telling.ACCEPTED, by_mail.TAKEN), _REPORT),
        **dict.fromkeys((NOTICE, OF_EVENT), _EVENT),
        **dict.fromkeys((approval_notice.ASKED, approval_notice.REMINDED), _LETTER),
    }
)


def page_of(notice: Notice, console: str) -> str:
    """The address of that page below *console*; "" where there is none, or *console* is reached by nobody."""
    place = _PLACES.get(notice.kind)
    if not console or place is None:
        return ""
    try:
        return console + place.format_map(notice.facts)
    except KeyError:  # an answer about several tasks
        return f"{console}/work"
