"""What a browser sends by a form, and the proof that it was our page that let it send it."""

import asyncio
import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from web.console.multipart import Malformed, Part, boundary_of, parts
from work.report import FILES_LIMIT_BYTES

LARGEST = 64 * 1024  # octets of a form without files
LARGEST_FILES = FILES_LIMIT_BYTES + LARGEST  # of one with files
DRAINED = 4 * LARGEST_FILES  # that are read and dropped, so that a browser gets its answer
FIELDS = 50
TOKEN = "form"  # noqa: S105 - the name of the field, not a secret
UPLOAD_SECONDS = 120.0  # 8 MB through a line of 1 Mbit/s
_KIND = "application/x-www-form-urlencoded"


class TooMuch(Exception):
    """A form that is larger than any of ours, or is no form."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a browser sent it, by a name that can be kept."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The *fields*; *cut* where the *files* were more than is taken, so that some are missing."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()
    cut: bool = False


async def read_form(request: Request, most: int = FIELDS) -> Form:
    """The fields, *most* at most; of one that stands twice, the last. Raises TooMuch for what is none of our forms."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise TooMuch
    body, cut = await _read(request, LARGEST, LARGEST)
    if cut:
        raise TooMuch
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most
        )
    except ValueError as error:
        raise TooMuch from error
    return Form({name: _plain(value) for name, value in pairs})


async def read_form_with_files(request: Request, keep: int) -> Form:
    """The same of one that may have files; what is beyond *keep* octets is read and dropped.

    Raises TooMuch, and TimeoutError for one that does not come to its end.
    """
    boundary = boundary_of(request.headers.get("content-type", ""))
    if boundary is None:
        return await read_form(request)
    async with asyncio.timeout(UPLOAD_SECONDS):
        body, cut = await _read(request, keep, DRAINED)
    try:
        return _form(list(parts(body, boundary, whole=not cut)), cut=cut)
    except Malformed as error:
        raise TooMuch from error


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


async def _read(request: Request, keep: int, most: int) -> tuple[bytes, bool]:
    """The first *keep* octets of the body, and whether there were more; TooMuch beyond *most*."""
    body, length = bytearray(), 0
    async for part in request.stream():
        length += len(part)
        body += part[: max(keep - len(body), 0)]
        if length > most:
            raise TooMuch
    return bytes(body), length > keep


def _form(found: Iterable[Part], *, cut: bool) -> Form:
    fields, files = dict[str, str](), list[Upload]()
    for one in found:
        if one.file is not None:
            files.append(Upload(one.file, one.body))
        elif len(one.body) <= LARGEST:
            fields[one.name] = _plain(one.body.decode("utf-8", "replace"))
        if len(fields) + len(files) > FIELDS:
            raise TooMuch
    return Form(fields, tuple(files), cut)


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
