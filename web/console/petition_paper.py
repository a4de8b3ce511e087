"""What a petition gives out: its letters as they came, and ours to its sender as a page to print; each is put down."""

import io
import zipfile

from starlette.responses import HTMLResponse, Response

from store import (
    Tx,
    body,
    petition,
    petition_act,
    petition_list,
    petition_mail,
    petition_post,
    tray,
)
from store.petition_move import Done, Refusal
from store.petition_post import Written
from web.console.frame import FIELDS, attached
from web.console.numbers import in_path
from web.console.petition_acts import whom
from web.console.visit import Visit
from web.petition_page import petition_page
from work.petitioner import Petitioner

PRINTED = {**FIELDS, "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
NO_LETTERS, NOT_WRITTEN = "no-letters", "not-written"  # keys of why there is nothing to give out


async def came(visit: Visit) -> Response | object:
    """The letters by which it came, with what they enclose, as mail programs open them; else why not."""
    number = in_path(visit)
    done, found = await visit.desk.store.write(_letters, number, visit)
    if not isinstance(done, Done):
        return done
    if not found:
        return NO_LETTERS
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for intake, octets in found:
            bundle.writestr(f"{intake}.eml", octets)
    return attached(held.getvalue(), f"don-{number}.zip")


async def printed(visit: Visit) -> Response | object:
    """Our newest letter to its sender on A4, with the name that an envelope needs; else why not."""
    found = await visit.desk.store.write(_written, in_path(visit), visit)
    if not isinstance(found, tuple):
        return found
    written, who = found
    told = petition_page(visit.desk.name, written, whom(visit).hands.body, who)
    return HTMLResponse(told, 200, PRINTED)


def _letters(tx: Tx, number: int, visit: Visit) -> tuple[object, list[tuple[int, bytes]]]:
    done = petition_act.see(tx, number, "files", whom(visit))
    if not isinstance(done, Done):
        return done, []
    letters = [tray.one(tx, intake) for intake in petition_mail.letters(tx, number)]
    kept = [(one.id, one.body) for one in letters if one is not None and one.body is not None]
    return done, [(intake, body.whole(tx, held)) for intake, held in kept]


def _written(tx: Tx, number: int, visit: Visit) -> tuple[Written, Petitioner | None] | object:
    """Who denounces is named nowhere, so that nobody is seen either."""
    one, written = petition.one(tx, number), petition_post.newest(tx, number)
    acting = petition_list.acting(tx, visit.person, visit.desk.now)
    if one is None or petition_list.whole(tx, number, acting) is None:
        return Refusal.UNKNOWN
    if written is None:
        return NOT_WRITTEN
    if one.denounces:
        return written, None
    done = petition_act.see(tx, number, "page", whom(visit))
    return (written, done.who) if isinstance(done, Done) else done
