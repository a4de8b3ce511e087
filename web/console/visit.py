"""One request as a page has it: who asks, from where, in which language, and what their form says."""

import re
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from store import Tx, chat, clock
from web.console.desk import Desk
from web.console.form import Form
from work.act import Act
from work.chat import Link
from work.console import Session, Stage, Where
from work.person import Person

SAID = "congvu-said"  # the cookie with what was done, until the next page has told it
_PAGES = (
    r"|work|petitions(?:/new|/figures)?|events(?:/new)?|imports(?:/preview)?|plans(?:/new|/[0-9]{1,18}/copy)?|forms(?:/[a-z]{1,10})?|away|hand-over|search|documents(?:/new|/[0-9]{1,18}/filing)?|figures|settings|intake|intake/rules|approvals|unit|agency(?:/below)?|assign|help|unclear"
    r"|health|audit|people|agencies|calendar"
    r"|tasks/[0-9]{1,18}(?:/[a-z-]{1,12})?|(?:documents|letters|people|intake|imports|plans|forms|petitions|events)/[0-9]{1,18}"
    r"|(?:mail|agencies)(?:/[0-9A-Za-z.-]{1,253}){0,2}|audit/verification"
)
_NEXT = re.compile(rf"/(?:{_PAGES})(?:\?[A-Za-z0-9=&._+-]{{0,400}})?")
_AT = {Stage.SECOND: "/second", Stage.ENROL: "/enrol", Stage.FULL: "/work"}


@dataclass(frozen=True, slots=True)
class Visit:
    """*token* is the cookie's: a session's, or of a browser that has not come in; *sent* is empty for a look."""

    request: Request
    desk: Desk
    where: Where
    now: datetime
    language: str
    token: str
    session: Session | None
    sent: Form

    @property
    def form(self) -> Mapping[str, str]:
        """What stands in the fields of the form."""
        return self.sent.fields

    @property
    def person(self) -> Person:
        """Who is in. Raises RuntimeError where nobody is, which the gate lets no page see."""
        if self.session is None:
            raise RuntimeError("nobody is in")
        return self.session.person

    @property
    def act(self) -> Act:
        """An act by their rights, for the functions of the store that change something."""
        number = 0 if self.session is None else self.session.id
        return Act(f"person:{self.person.id},web:{number}", self.now, self.person.id)

    @property
    def next(self) -> str:
        """Where they wanted to go: a page of ours, or none."""
        wanted = self.form.get("next") or self.request.query_params.get("next", "")
        return wanted if _NEXT.fullmatch(wanted) else ""

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, for a form that is shown again; "" for a field that was not sent."""
        return defaultdict(str, self.form)

    @property
    def tried(self) -> str:
        """Which form of a page with several was sent, by the end of its address."""
        return self.request.url.path.rpartition("/")[2]

    def field(self, name: str) -> str:
        """What the form says there, without blanks around it; "" where it says nothing."""
        return self.form.get(name, "").strip()

    def link(self, tx: Tx) -> Link:
        """Who asks as the functions have it that chat and console share."""
        found = chat.present(tx, self.person.id)
        if found is None:
            raise RuntimeError(f"person {self.person.id} has no row")
        return found

    def home(self, tx: Tx) -> str:
        """The code of the agency whose registers are the office's own; "" where the directory has none."""
        return self.desk.tray.lately(tx, self.now).home

    def office(self, tx: Tx) -> datetime:
        """The office's time, as the transaction knows it."""
        return clock.office_now(tx, self.now)


def stage_page(session: Session | None) -> str:
    """Where a browser goes that has come so far."""
    return "/login" if session is None else _AT[session.stage]


def new_token() -> str:
    """A secret for one browser: 256 bits of chance."""
    return secrets.token_urlsafe(32)


def cookie_name(desk: Desk) -> str:
    """With TLS one that no neighbour under the same domain can set (RFC 6265, its revision, §4.1.3.2)."""
    return "__Host-congvu" if desk.place.secure else "congvu"


def give(response: Response, desk: Desk, token: str) -> Response:
    """The *response*, by which the browser is known by *token* until it is closed."""
    _put(response, desk, cookie_name(desk), token)
    return response


def go(visit: Visit, path: str, said: str = "") -> Response:
    """Leads to *path*, whose page tells what was *said*: the key of a sentence below [web.said]."""
    response = RedirectResponse(path, 303)
    if said:
        _put(response, visit.desk, SAID, said)
    return response


def _put(response: Response, desk: Desk, name: str, value: str) -> None:
    secure = desk.place.secure
    response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=secure)
