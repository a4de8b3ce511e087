"""One call of the Bot API: its method, parameters and files, however the body was written."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from demo.telegram_refusal import Refused, bad

_NAME = re.compile(rb'form-data;.*?\bname="([^"]*)"', re.IGNORECASE | re.DOTALL)
_FILENAME = re.compile(rb'\bfilename="([^"]*)"', re.IGNORECASE)
_FILENAME_EXTENDED = re.compile(rb"\bfilename\*=utf-8''([^;\s]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came with a call."""

    name: str
    mime: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A method in lower case, and what was given with it.

    In forms every value is a text, and what is no text is JSON in it; in a
    JSON body values have their own types. The readers below take both.
    """

    method: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The parameter as text, "" where it is not given."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """The parameter as a whole number; *default* where it is not given or is none."""
        try:
            return int(str(self.parameters[name]))
        except (KeyError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Whether the parameter is given and true."""
        return self.text(name).lower() in ("true", "1")

    def value(self, name: str) -> Any:
        """The parameter with JSON in texts read; None where it is not given."""
        value = self.parameters.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name}: expected JSON") from None

    @property
    def chat_id(self) -> int | None:
        """The chat that the call is about, None where it is about none."""
        return self.integer("chat_id")


def read_call(method: str, query: str, content_type: str, body: bytes) -> Call:
    """The call that a request makes; raises Refused where its body cannot be read."""
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    files: dict[str, Upload] = {}
    if kind == "application/json" and body:
        given |= _json_object(body)
    elif kind == "application/x-www-form-urlencoded":
        given |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    elif kind == "multipart/form-data":
        for name, part in multipart(body, _boundary(content_type)):
            if isinstance(part, Upload):
                files[name] = part
            else:
                given[name] = part
    return Call(method.lower(), given, files)


def multipart(body: bytes, boundary: str) -> Iterator[tuple[str, str | Upload]]:
    """The parts of a multipart/form-data body (RFC 7578 §4), each with its name.

    Raises Refused where a part has no end, no name or no header.
    """
    delimiter = b"\r\n--" + boundary.encode("latin-1")
    _, *pieces = (b"\r\n" + body).split(delimiter)
    if not pieces or not pieces[-1].startswith(b"--"):
        raise bad("multipart body has no closing boundary")
    for piece in pieces[:-1]:
        yield _part(piece)


def _part(piece: bytes) -> tuple[str, str | Upload]:
    header, gap, content = piece.partition(b"\r\n\r\n")
    fields = dict(_header_field(line) for line in header.split(b"\r\n") if line.strip())
    disposition = fields.get(b"content-disposition", b"")
    name = _NAME.search(disposition)
    if not gap or name is None:
        raise bad("multipart part without a name")
    filename = _filename(disposition)
    if filename is None:
        return _quoted(name[1]), content.decode("utf-8", "replace")
    mime = fields.get(b"content-type", b"application/octet-stream").decode("latin-1")
    return _quoted(name[1]), Upload(filename, mime, content)


def _header_field(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.strip().lower(), value.strip()


def _filename(disposition: bytes) -> str | None:
    extended = _FILENAME_EXTENDED.search(disposition)
    if extended:
        return unquote(extended[1].decode("ascii", "replace"))
    plain = _FILENAME.search(disposition)
    return None if plain is None else _quoted(plain[1])


def _quoted(value: bytes) -> str:
    """Browsers and httpx write quotation marks and line ends as %22, %0D and %0A, nothing else."""
    text = value.decode("utf-8", "replace")
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _boundary(content_type: str) -> str:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise bad("multipart body without a boundary")
    return found[1] or found[2]


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        raise Refused(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad("can't parse JSON object")
    return given
