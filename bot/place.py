"""Where a button leads: a screen and what of it, written into the button itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.sent import Fetched

LONGEST = 56  # octets; Telegram allows 64
DIGITS = 15  # of a number in a place; the store counts further

_DATA = re.compile(r"v1:([a-z]{1,8}):([a-z0-9]{0,15}):([a-z0-9.]{0,24}):([0-9]{1,4})")


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
    TODAY = "today"
    PAPER = "paper"  # one document with its tasks
    FOUND = "found"  # what a search found, by the dialog that keeps its words
    UNIT = "unit"
    RANKING = "rank"
    PLEAS = "pleas"  # phản ánh, kiến nghị
    PLEA = "plea"
    SENDER = "sender"  # who sent one, for who may see it
    FORMS = "forms"  # báo cáo định kỳ
    FORM = "form"
    PUSHED = "pushed"  # a message that was pushed, with what was done about it since
    INCOMING = "incoming"  # what was read of letters and waits to be registered (văn bản đến)
    PROPOSAL = "proposal"  # one of these; the page is that of the list
    TEXT = "text"  # what the letter of one says
    SETTINGS = "settings"
    LINK = "link"  # until when this account is linked, and how to link anew
    UNLINK = "unlink"  # whether it is to be unlinked; with "yes", it is
    SELFTEST = "selftest"
    # Acts: what they change is changed by ACTS in bot.acts, and another screen shown.
    KNOWN = "known"  # đã biết
    SAY = "say"  # an answer within a dialog: its number, the choice, a number that goes with it
    PROGRESS = "progress"  # báo cáo tiến độ
    # On its way to a decision, and the decision: screens first, then acts.
    QUEUE = "queue"  # what waits for a decision
    DECIDE = "decide"  # one matter of it
    FILES = "files"  # those that came with an event of a task, whose number is the page
    DONE = "done"  # báo hoàn thành
    EXTEND = "extend"  # xin gia hạn
    WITHDRAW = "withdraw"  # rút đề nghị gia hạn
    APPROVE = "approve"  # duyệt
    RETURN = "return"  # trả lại
    GRANT = "grant"  # đồng ý gia hạn
    REFUSE = "refuse"  # không đồng ý
    REDATE = "redate"  # gia hạn đến ngày khác
    SEARCH = "search"  # keeps the words, and leads to what they find
    LOOK = "look"  # puts down that somebody looks at who sent a petition
    PUSH = "push"  # a button below a message that was pushed: the notice's number, and what is done
    RECEIVE = "receive"  # tiếp nhận
    SNOOZE = "snooze"  # hoãn nhắc
    REMIND = "remind"  # nhắc lại: ends that
    NUDGE = "nudge"  # đôn đốc
    LANGUAGE = "language"
    DIGEST = "digest"  # at which hour the morning digest comes
    ASSIGN = "assign"  # giao lại trong đơn vị
    LETYES = "letyes"  # phê duyệt gửi thư
    LETNO = "letno"  # không phê duyệt
    CHART = "chart"  # biểu đồ
    EXPORT = "export"  # xuất danh sách
    REGISTER = "register"  # vào sổ
    CORRECT = "correct"  # sửa rồi vào sổ
    DISCARD = "discard"  # bỏ
    REOPEN = "reopen"  # mở lại
    UNDO = "undo"  # hoàn tác việc vào sổ


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
    """What somebody asks for: a place, and with it the words, and the files, that a button cannot carry."""

    to: Place
    text: str = ""
    fetched: Fetched | None = None


def number_of(text: str) -> int:
    """The number that a place or a command names; 0, which nothing has, for what is none.

    >>> number_of("318"), number_of("me"), number_of("9" * 16)
    (318, 0, 0)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0


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
