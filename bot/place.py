"""Where a button leads: a screen and what of it, written into the button itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 40  # octets; Telegram allows 64

_DATA = re.compile(r"v1:([a-z]{1,8}):([a-z0-9]{0,15}):([a-z.]{0,12}):([0-9]{1,4})")


class Name(StrEnum):
    """The screens."""

    HOME = "home"
    HELP = "help"
    LIST = "list"
    CARD = "card"
    HISTORY = "hist"
    AGENDA = "agenda"
    WHICH = "which"  # how a command is written that lacks its number
    LETTER = "letter"  # one that a release rule holds
    LETTERS = "letters"
    ASK = "ask"  # the step at which a dialog stands
    # Acts: what they change is changed by ACTS in bot.acts, and another screen shown.
    KNOWN = "known"  # đã biết
    SAY = "say"  # an answer within a dialog: its number, the choice, a number that goes with it
    PROGRESS = "progress"  # báo cáo tiến độ
    LETYES = "letyes"  # phê duyệt gửi thư
    LETNO = "letno"  # không phê duyệt
    CHART = "chart"  # biểu đồ
    EXPORT = "export"  # xuất danh sách


@dataclass(frozen=True, slots=True)
class Place:
    """One screen: *arg* is a list's scope or a task's number, *filter* narrows a list.

    A card's *filter* and *page* say which list it was opened from: "me.late".

    >>> Place(Name.CARD, "318", "me.late", 2).data()
    'v1:card:318:me.late:2'
    """

    name: Name
    arg: str = ""
    filter: str = ""
    page: int = 1

    def data(self) -> str:
        """What the button carries."""
        return f"v1:{self.name}:{self.arg}:{self.filter}:{self.page}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: a place, and with it the words that a button cannot carry."""

    to: Place
    text: str = ""


def place(data: str) -> Place | None:
    """The place that a button leads to; None for one that another version made, or nobody.

    A client can send whatever it likes: that a place is well written says
    nothing about who may see it.

    >>> place("v1:list:me:late:2")
    Place(name=<Name.LIST: 'list'>, arg='me', filter='late', page=2)
    """
    found = _DATA.fullmatch(data)
    if found is None or len(data) > LONGEST or found[1] not in set(Name):
        return None
    return Place(Name(found[1]), found[2], found[3], int(found[4]))
