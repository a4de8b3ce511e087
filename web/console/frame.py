"""The frame that every page stands in: its head, its navigation, what was done, and how it may be shown."""

import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from templates import render, word
from web.console.form import form_token
from web.console.glimpse import made
from web.console.live import is_live
from web.console.visit import SAID, Visit
from work.access import Doing, Scope, reach
from work.console import Stage
from work.person import Person

_FOLDER = Path(__file__).parent.parent / "pages"
_LOOKS = {
    "/console.css": ("console.css", "text/css"),
    "/console.js": ("console.js", "text/javascript"),
    "/console.svg": ("overview.svg", "image/svg+xml"),
}
_FILES = {path: (_FOLDER / name).read_bytes() for path, (name, _) in _LOOKS.items()}
VERSION = hashlib.sha256(b"".join(_FILES.values())).hexdigest()[:12]

# Pages by the first part of their path, each for who has that right in one of these scopes; None for everybody.
NAVIGATION: Mapping[str, tuple[Doing, *tuple[Scope, ...]] | None] = {
    "work": None,
    "approvals": None,
    "unit": (Doing.LIST, Scope.UNIT),
    "agency": (Doing.LIST, Scope.AGENCY),
    "assign": (Doing.REGISTER, Scope.AGENCY),
    "intake": (Doing.REGISTER, Scope.AGENCY),
    "imports": (Doing.REGISTER, Scope.AGENCY),
    "plans": (Doing.LIST, Scope.UNIT, Scope.AGENCY),
    "forms": None,
    "petitions": None,
    "events": None,
    "search": None,
    "documents": (Doing.REGISTER, Scope.AGENCY),
    "figures": (Doing.EXPORT, Scope.UNIT, Scope.AGENCY),
    "calendar": None,
    "mail": (Doing.WATCH, Scope.OFFICE),
    "health": (Doing.WATCH, Scope.OFFICE),
    "people": (Doing.WATCH, Scope.OFFICE),
    "audit": (Doing.WATCH, Scope.OFFICE),
    "settings": None,
}
# Where somebody has more pages than a row holds, these stand behind one word each.
TABS_MOST = 9
GROUPS: Mapping[str, tuple[str, ...]] = {
    "registry": ("assign", "intake", "imports", "documents", "petitions"),
    "progress": ("unit", "agency", "plans", "forms", "figures"),
    "dates": ("events", "calendar"),
    "machine": ("mail", "health", "people", "audit"),
}
# Pages bring their own script and look, load nothing from elsewhere, and nothing stands within them.
FIELDS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "x-frame-options": "DENY",
    "vary": "cookie, accept-language",
}
_YEAR = "max-age=31536000, immutable"
_HSTS = {"strict-transport-security": "max-age=31536000"}


def page(
    visit: Visit, name: str, facts: Mapping[str, Any], status: int = 200, active: str = ""
) -> Response:
    """The page *name* with what its template wants, below the tab *active*."""
    desk, said = visit.desk, visit.request.cookies.get(SAID, "")
    full = visit.session is not None and visit.session.stage is Stage.FULL
    now = desk.calendar.local(desk.office.now())
    framed = {
        "office": desk.name,
        "lang": visit.language,
        "other": "en" if visit.language == "vi" else "vi",
        "here": visit.request.url.path,
        "made": made(visit) if full and status == 200 and is_live(visit.request.url.path) else "",
        "who": visit.person if full else None,
        "tabs": _grouped(offered(visit.person)) if full else (),
        "active": active,
        "said": _said(said, visit.language),
        "token": form_token(visit.token),
        "simulated": desk.office.simulated,
        "now": now,
        "version": VERSION,
        "next": visit.next,
        "with_passkeys": bool(desk.place.relying),
    }
    text = render(f"console/{name}", {**framed, **facts}, visit.language)
    fields = {**FIELDS, "content-language": visit.language, **(_HSTS if desk.place.secure else {})}
    response = HTMLResponse(text, status, fields)
    if said:
        response.delete_cookie(SAID, path="/", secure=desk.place.secure, httponly=True)
    return response


def attached(octets: bytes, name: str) -> Response:
    """A file for the browser to keep; *name* is ASCII without quotes."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    fields = {**FIELDS, "content-disposition": f'attachment; filename="{name}"'}
    return Response(octets, 200, fields, kind)


def offered(person: Person) -> list[str]:
    """The pages that are offered in their own right; whoever stands in for somebody finds theirs by link."""
    return [
        name
        for name, right in NAVIGATION.items()
        if right is None or {grant.scope for grant in reach(person, right[0])} & {*right[1:]}
    ]


def _grouped(tabs: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Each tab with nothing behind it or, where they are many, groups of them at the place of their first.

    >>> _grouped(["work", "forms"])
    [('work', ()), ('forms', ())]
    """
    if len(tabs) <= TABS_MOST:
        return [(one, ()) for one in tabs]
    row: dict[str, tuple[str, ...]] = {}
    for one in tabs:
        group = next((name for name, pages in GROUPS.items() if one in pages), "")
        theirs = tuple(each for each in tabs if each in GROUPS.get(group, ()))
        row[group if len(theirs) > 1 else one] = theirs if len(theirs) > 1 else ()
    return list(row.items())


def looks() -> list[Route]:
    """Where the look and the script are: by a name that changes with them, so that browsers keep them."""
    return [Route(path, _file(path), methods=["GET"]) for path in _LOOKS]


def _said(key: str, language: str) -> str:
    """What the page before did, in words; nothing for what is no key of ours."""
    try:
        return word(f"web.said.{key}", language) if key.replace("-", "").isalnum() else ""
    except KeyError:
        return ""


def _file(path: str) -> Callable[[Request], Awaitable[Response]]:
    async def send(_request: Request) -> Response:
        return Response(_FILES[path], 200, {"cache-control": _YEAR}, _LOOKS[path][1])

    return send
