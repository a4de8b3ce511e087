"""A petition that came by post, at the counter or by telephone is kept, and entered by who may."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, petition, petition_act
from store.petition import NewPetition
from store.petition_move import Done, Whom
from templates import LANGUAGES, word
from web.console.days import read_day
from web.console.frame import page
from web.console.gate import Gate
from web.console.petition_acts import KINDS, TITLE_LONGEST, whom
from web.console.visit import Visit, go
from work.petition import Channel, Kind, Petition
from work.petitioner import LONGEST, Petitioner, Sender

PLACE = "/petitions/new"
WORDS_LONGEST = 20_000  # characters: 60 KB, and as a form without files holds them thrice that
LINES = ("name", "address", "phone", "id_number", "email")
TYPED = tuple(one for one in Channel if one is not Channel.MAIL)  # letters come in by themselves
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/petitions/new."""
    return (gate.look(PLACE, show), gate.act(PLACE, keep, files=True))


async def show(visit: Visit) -> Response:
    """The form, for everybody: who receives citizens need not be who enters what they bring."""
    received = visit.desk.today.isoformat()
    return _page(visit, "", defaultdict(str, received=received, channel="in-person", enter="1"))


async def keep(visit: Visit) -> Response:
    """Keeps it and enters it where that may be; what cannot be kept comes back as it was typed."""
    new = _read(visit)
    if isinstance(new, str):
        return _page(visit, word(f"web.petitions.new.{new}", visit.language), visit.typed)
    enter = visit.field("enter") == "1"
    found = await visit.desk.store.write(_keep, new, whom(visit), enter)
    if found is None:
        return _page(visit, word("web.petitions.refused.bears", visit.language), visit.typed)
    kept, entered, theirs = found
    said = "petition-register" if entered else "petition-kept"
    return go(visit, f"/petitions/{kept.id}" if theirs else "/petitions", said)


def _keep(tx: Tx, new: NewPetition, by: Whom, enter: bool) -> tuple[Petition, bool, bool] | None:
    """What is kept, whether it is entered, and whether it is theirs to enter."""
    kept = petition.open_(tx, new, by.hands, replace(by.act, person=None))
    if kept is None:
        return None
    theirs = petition_act.may_register(tx, kept.id, by)
    if not (theirs and enter):
        return kept, False, theirs
    return kept, isinstance(petition_act.register(tx, kept.id, by), Done), theirs


def _read(visit: Visit) -> NewPetition | str:
    """What was typed; or the code of what is wrong with it."""
    title, words = " ".join(visit.field("title").split()), visit.field("words")
    channel, kind = visit.field("channel"), visit.field("kind") or str(Kind.UNSORTED)
    day = read_day(visit.field("received"))
    if not title or len(title) > TITLE_LONGEST:
        return "no-title"
    if channel not in TYPED or kind not in {str(Kind.UNSORTED), *KINDS}:
        return "no-channel"
    if day is None or day > visit.desk.today:
        return "no-day"
    who = _sender(visit, words)
    if isinstance(who, str):
        return who
    texts = (title, words, *(visit.field(name) for name in LINES))
    if visit.desk.discretion.is_secret(texts, visit.desk.today):
        return "secret"
    agency = visit.person.agency
    return NewPetition(title, Channel(channel), agency, day, who, Kind(kind))


def _sender(visit: Visit, words: str) -> Petitioner | str:
    lines = {name: " ".join(visit.field(name).split()) for name in LINES}
    if lines["email"] and not _MAILBOX.fullmatch(lines["email"]):
        return "no-mailbox"
    if len(words) > WORDS_LONGEST:
        return "long"
    language = visit.field("language")
    sender = Sender.BODY if visit.field("body") == "1" else Sender.PERSON
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    try:
        return Petitioner(**lines, words=words, sender=sender, language=spoken)
    except ValueError:
        return "long"


def _page(visit: Visit, problem: str, typed: Mapping[str, str]) -> Response:
    facts = {
        "problem": problem,
        "typed": typed,
        "channels": [str(one) for one in TYPED],
        "kinds": [str(one) for one in KINDS],
        "languages": LANGUAGES,
        "lines": LINES,
        "limits": LONGEST,
        "today": visit.desk.today.isoformat(),
        "longest": WORDS_LONGEST,
        "title_longest": TITLE_LONGEST,
    }
    return page(visit, "petition-new", facts, 409 if problem else 200, "petitions")
