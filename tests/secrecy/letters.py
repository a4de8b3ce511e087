"""Makes letters, as they come over SMTP, of the cases of the labelled set."""

import base64
import functools
import json
import quopri
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.secrecy import documents

FOLDER = Path(__file__).parent
_TABLES: dict[str, dict[str, str]] = json.loads((FOLDER / "legacy_tables.json").read_text("utf-8"))
# What programs of the time wrote above text in a font of TCVN3 or VNI, or write today.
_CLAIMED = ("iso-8859-1", "windows-1252", "us-ascii", "utf-8", None)
_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "txt": "text/plain",
    "eml": "message/rfc822",
}

Case = dict[str, Any]


@functools.cache
def cases(name: str = "labelled.jsonl") -> tuple[Case, ...]:
    """The cases of a set."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def letter(case: Case) -> bytes:
    """The letter of *case*, its lines ending in CRLF."""
    return _Writer(case, int(case["id"][1:])).letter(case)


class _Writer:
    """Writes by what one case says of form, charset and encoding; what it leaves open goes by its number."""

    def __init__(self, case: Case, number: int) -> None:
        self._form = case["form"]
        self._charset = case["charset"]
        self._transfer = case["transfer"]
        self._number = number
        self._letters = 0  # written so far

    def letter(self, case: Case) -> bytes:
        """One letter; one that is attached is written likewise."""
        top = [
            b"From: =?utf-8?q?V=C4=83n_th=C6=B0?= <vanthu@hason.gov.vn>",
            b"To: nhan@thanhvan.gov.vn",
            b"Date: Mon, 05 Oct 2026 08:00:00 +0700",
            f"Message-ID: <{self._number}@hason.gov.vn>".encode(),
            *self._field("Subject", case["subject"]),
            *(line for name, value in case["fields"].items() for line in self._field(name, value)),
            b"MIME-Version: 1.0",
        ]
        text = self._text(case["body"])
        if not case["attachments"]:
            return b"\r\n".join([*top, *text])
        parts = [text, *(self._attachment(one) for one in case["attachments"])]
        self._letters += 1
        mark = f"=_{self._number}_{self._letters}"
        body = b"".join(
            b"--" + mark.encode() + b"\r\n" + b"\r\n".join(part) + b"\r\n" for part in parts
        )
        kind = f'Content-Type: multipart/mixed; boundary="{mark}"'.encode()
        return b"\r\n".join([*top, kind, b"", body + b"--" + mark.encode() + b"--", b""])

    def _field(self, name: str, value: str) -> Iterator[bytes]:
        """As encoded words in base64 or quoted-printable, or in UTF-8 as it is (RFC 6532)."""
        value = unicodedata.normalize(self._form, value)
        if value.isascii():
            yield f"{name}: {value}".encode()
            return
        charset, octets = "utf-8", value.encode()
        if self._charset == "windows-1258":
            charset, octets = "windows-1258", in_1258(value)
        match self._number % 3:
            case 0:
                words = base64.b64encode(octets).decode()
                words = f"=?{charset}?B?{words}?="
            case 1:
                words = "".join(
                    chr(c) if chr(c).isalnum() and c < 128 else f"={c:02X}" for c in octets
                )
                words = f"=?{charset}?Q?{words}?="
            case _:
                yield name.encode() + b": " + octets
                return
        yield f"{name}:\r\n {words}".encode()

    def _text(self, text: str) -> list[bytes]:
        text = unicodedata.normalize(self._form, text).replace("\n", "\r\n")
        claimed: str | None = self._charset
        match self._charset:
            case "utf-8":
                octets = text.encode()
            case "windows-1258":
                octets = in_1258(text)
            case legacy:
                octets, claimed = in_font(text, legacy), _CLAIMED[self._number % len(_CLAIMED)]
        kind = "Content-Type: text/plain" + (f"; charset={claimed}" if claimed else "")
        return [kind.encode(), *_encoded(octets, self._transfer)]

    def _attachment(self, one: Case) -> list[bytes]:
        name, octets = unicodedata.normalize(self._form, one["name"]), self._file(one)
        kind = _KINDS[one["kind"]].encode()
        if self._number % 2:
            stands = [
                b"Content-Type: " + kind,
                b"Content-Disposition: attachment; filename*=utf-8''" + quote(name).encode(),
            ]
        else:
            word = base64.b64encode(name.encode()).decode()
            stands = [
                b"Content-Type: " + kind + f'; name="=?utf-8?B?{word}?="'.encode(),
                b"Content-Disposition: attachment",
            ]
        transfer = "8bit" if one["kind"] == "eml" else "base64"
        return [*stands, *_encoded(octets, transfer)]

    def _file(self, one: Case) -> bytes:
        match one["kind"]:
            case "pdf":
                return documents.pdf(self._formed(one["pages"]))
            case "docx":
                return documents.docx(self._formed(one["pages"]))
            case "txt":
                return "\n".join(self._formed(one["pages"])).encode()
            case "xlsx":
                return documents.xlsx(self._formed(map(str, row)) for row in one["rows"])
            case "zip":
                members = ((member["name"], self._file(member)) for member in one["members"])
                return documents.zipped(
                    (unicodedata.normalize(self._form, name), octets) for name, octets in members
                )
            case _:
                return self.letter(one)

    def _formed(self, texts: Any) -> list[str]:
        return [unicodedata.normalize(self._form, text) for text in texts]


def _encoded(octets: bytes, transfer: str) -> list[bytes]:
    match transfer:
        case "base64":
            content = base64.encodebytes(octets).replace(b"\n", b"\r\n")
        case "quoted-printable":
            content = quopri.encodestring(octets.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        case _:
            content = octets
    return [f"Content-Transfer-Encoding: {transfer}".encode(), b"", content]


def in_font(text: str, table: str) -> bytes:
    """*text* in a font of TCVN3 or VNI, by tables that another hand wrote."""
    octets = {sign: bytes.fromhex(code) for sign, code in _TABLES[table].items()}
    composed = unicodedata.normalize("NFC", text)
    return b"".join(octets.get(sign) or _plain(sign, octets) for sign in composed)


def _plain(sign: str, octets: dict[str, bytes]) -> bytes:
    small = octets.get(sign.lower())  # the capital font draws it as a capital
    return small or sign.encode("latin-1")


def in_1258(text: str) -> bytes:
    """*text* in windows-1258, which has few letters with two accents: the tone stands behind."""
    out = b""
    for sign in unicodedata.normalize("NFC", text):
        try:
            out += sign.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", sign)
            tone = next(c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", apart.replace(tone, ""))
            out += (rest + tone).encode("cp1258")
    return out
