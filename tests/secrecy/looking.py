"""Letters put together by hand, and what the look for marks of secrecy makes of them."""

import base64
from datetime import date

from mail import header
from mail.content import Content
from mail.secrecy import Guard, Outcome
from papers.opener import Opener
from work.secrecy.rules import shipped

DAY = date(2026, 11, 26)
TOP = b"From: a@a.gov.vn\r\nMIME-Version: 1.0\r\n"
RULES = shipped()


def part(fields: str, content: bytes) -> bytes:
    """A part, or a letter's end, with these *fields*; its content in base64."""
    told = fields.replace("\n", "\r\n").encode()
    coded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return told + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded


def with_file(fields: str, content: bytes) -> bytes:
    """A letter of two parts, the second with these *fields*."""
    top = TOP + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n"
    return top + part(fields, content) + b"--b--\r\n"


async def outcome(octets: bytes, opener: Opener | None = None) -> Outcome:
    """What is found in the letter *octets*."""
    content, guard = Content.of(octets), Guard(RULES, opener, 60.0)
    fields = header.parse(content.header)
    return guard.at_once(content, fields, DAY) or await guard.judge(content, fields, DAY)
