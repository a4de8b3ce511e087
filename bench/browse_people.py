"""People of a filled office who are in by browsers: who they are, their sessions, and what they look at."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from bench.chat_office import TOP, Filling, Somebody
from store import Tx
from store.console import account, session
from store.console.link import token_hash
from store.console.session import NewSession
from store.schema.directory import agency_domain
from work.console import Stage, Where
from work.person import Position

WORDS = ("quy hoạch đất đai", "cung ung thuoc", "chuyển đổi số", "an toàn đạp", "thu ngân sách")
ACT = "act"  # progress that somebody notes on a task of theirs
# What is looked at, by weight; {task} is a number that a page before it has led to, {words} are looked for.
STAFF_LOOKS = {
    "/work": 30, "/work?filter=late": 8, "/work?filter=soon": 8, "/work?filter=week": 6,
    "/work?page=2": 6, "/tasks/{task}": 24, "/approvals": 2, "/search?q={words}": 6,
    "/calendar": 2, "/petitions": 2, "/forms": 2, "/settings": 1, ACT: 3,
}  # fmt: skip
HEADS_LOOK = {
    "/work": 14, "/unit": 16, "/work?scope=unit": 14, "/work?scope=unit&filter=late": 10,
    "/approvals": 10, "/tasks/{task}": 18, "/search?q={words}": 6, "/figures": 3, "/plans": 2,
    "/calendar": 2, "/work?scope=unit&page=3": 3, ACT: 2,
}  # fmt: skip
LEADERS_LOOK = {
    "/agency": 16, "/work?scope=agency": 16, "/work?scope=agency&filter=late": 12,
    "/approvals": 16, "/tasks/{task}": 16, "/search?q={words}": 8, "/figures": 6, "/work": 6,
    "/work?scope=agency&page=40": 2, "/calendar": 2,
}  # fmt: skip
CLERKS_LOOK = {
    "/intake": 24, "/documents": 16, "/work?scope=agency": 12, "/tasks/{task}": 16,
    "/search?q={words}": 14, "/assign": 5, "/petitions": 5, "/agency": 4, "/imports": 2, "/figures": 2,
}  # fmt: skip
LOOKS = {
    Position.STAFF: STAFF_LOOKS,
    Position.UNIT_HEAD: HEADS_LOOK,
    Position.AGENCY_HEAD: LEADERS_LOOK,
    Position.CLERK: CLERKS_LOOK,
}
# Of a hundred who are in: heads and clerks sit before the console more than staff do.
SHARES = {Position.STAFF: 66, Position.UNIT_HEAD: 24, Position.AGENCY_HEAD: 4, Position.CLERK: 6}

_TASK = re.compile(r'href="/tasks/([0-9]+)"')
_HIDDEN = re.compile(r'name="form" value="([0-9a-f]{64})"')


@dataclass
class Browsing:
    """One browser: its session's *token*, and what the pages before have led to."""

    who: Somebody
    token: str
    tasks: list[str] = field(default_factory=list)
    hidden: str = ""

    def next(self, chance: random.Random) -> str:
        """The address that is looked at next, or ACT; a list first, before a task can be."""
        looks = LOOKS[self.who.position]
        (what,) = chance.choices(list(looks), list(looks.values()))
        if what == ACT or "{task}" in what:
            return what.replace("{task}", chance.choice(self.tasks)) if self.tasks else "/work"
        return what.replace("{words}", chance.choice(WORDS).replace(" ", "+"))

    def saw(self, page: str) -> None:
        """Remembers where *page* leads to."""
        self.tasks = _TASK.findall(page) or self.tasks
        found = _HIDDEN.search(page)
        self.hidden = found[1] if found else self.hidden


def browsing(filling: Filling, count: int) -> tuple[Browsing, ...]:
    """So many of the office, by SHARES; leaders of the largest agency first, and else from all over."""
    everybody = filling.everybody()
    found = [
        Browsing(one, f"token-of-{one.id}")
        for position, share in SHARES.items()
        for one in islice(_spread(everybody, position), max(count * share // 100, 1))
    ]
    return tuple(found[:count])


def _spread(everybody: Sequence[Somebody], position: Position) -> Iterator[Somebody]:
    those = [one for one in everybody if one.position is position]
    if position in (Position.AGENCY_HEAD, Position.CLERK):
        return iter(sorted(those, key=lambda one: (one.agency != TOP, one.id)))
    return iter(random.Random(1).sample(those, len(those)))


def enter(tx: Tx, all_of_them: Sequence[Browsing], domain: str, now: datetime) -> None:
    """Lets them in, without the way there; the largest agency's registers are those of the office with that *domain*."""
    tx.insert_new(agency_domain, {"agency": TOP, "domain": domain})
    where = Where("127.0.0.1", "bench")
    for one in all_of_them:
        account.make(tx, one.who.id, now)
        before = token_hash(f"before-{one.token}")
        number = session.begin(tx, NewSession(before, one.who.id, Stage.SECOND, where), now)
        session.rise(tx, number, token_hash(one.token), now)
