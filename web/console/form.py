"""What a browser sends by a form, and the proof that it was our page that let it send it."""

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST = 64 * 1024  # octets of a form without files
FIELDS = 50
TOKEN = "form"  # noqa: S105 - the name of the field, not a secret
_KIND = "application/x-www-form-urlencoded"


class TooMuch(Exception):
    """A form that is larger than any of ours, or is no form."""


async def read_form(request: Request, most: int = FIELDS) -> Mapping[str, str]:
    """The fields, *most* at most; of one that stands twice, the last. Raises TooMuch for what is none of our forms."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise TooMuch
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise TooMuch
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most
        )
    except ValueError as error:
        raise TooMuch from error
    return {name: _plain(value) for name, value in pairs}


def form_token(session: str) -> str:
    """What every form of the browser holds whose cookie is *session*, and nobody else can compute."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def is_ours(
    request: Request, fields: Mapping[str, str], session: str, own: Collection[str]
) -> bool:
    """Whether the form was sent by a page of one of our *own* origins, shown to this very browser."""
    given = fields.get(TOKEN, "")
    return _is_from(request, own) and hmac.compare_digest(
        given.encode(), form_token(session).encode()
    )


def _is_from(request: Request, own: Collection[str]) -> bool:
    """By Origin (RFC 6454) and by Sec-Fetch-Site, of which every browser sends one with a form."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin"):
        return False
    return site is not None if origin is None else origin in own


def _plain(value: str) -> str:
    """The text composed (NFC), its lines by LF, without what steers terminals and hides words."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        sign
        for sign in text
        if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )
