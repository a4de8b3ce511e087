"""What happens to letters on their way, each by its name in docs/manglings.md, and whether our signatures bear it."""

import base64
import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy

LETTER = (
    (
        """From: =?utf-8?B?VsSDbiB0aMaw?= <vanthu@vpcp.gov.vn>
To: "So Y te, Ha Giang" <vanthu@soyte.hagiang.gov.vn>,
\tvanthu@moh.gov.vn
Subject: =?utf-8?B?QsOhbyBjw6FvIHF1w70gSVY=?=
Date: Tue, 24 Nov 2026 09:00:00 +0700
Message-ID: <1234.vpcp@vpcp.gov.vn>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b-1"
X-Mailer: Van phong dien tu

--b-1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Kính gửi các cơ quan, đơn vị, đề nghị báo cáo  trước ngày 15 tháng 12 năm 2026.
From hôm nay
\tNơi nhận:\tVT.\t\x20

Trân trọng./.

--b-1
Content-Type: application/octet-stream; name="a.bin"
Content-Transfer-Encoding: base64

QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=
--b-1--
"""
    )
    .replace("\n", "\r\n")
    .encode()
)


@dataclass(frozen=True, slots=True)
class Mangling:
    """What is done to a signed letter on its way."""

    name: str
    change: Callable[[bytes], bytes]
    survives: bool


def put(old: str, new: str) -> Callable[[bytes], bytes]:
    """Every *old* becomes *new*; there has to be one."""

    def change(letter: bytes) -> bytes:
        before = old.replace("\n", "\r\n").encode()
        assert before in letter
        return letter.replace(before, new.replace("\n", "\r\n").encode())

    return change


def field(line: str) -> Callable[[bytes], bytes]:
    """One more field, below the others."""
    return lambda letter: letter.replace(b"\r\n\r\n", f"\r\n{line}\r\n\r\n".encode(), 1)


def on_top(*lines: str) -> Callable[[bytes], bytes]:
    """More fields, above the others."""
    return lambda letter: "".join(f"{line}\r\n" for line in lines).encode() + letter


def in_header(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """The *change* made to the header alone."""

    def made(letter: bytes) -> bytes:
        header, end, body = letter.partition(b"\r\n\r\n")
        return change(header) + end + body

    return made


def in_body(pattern: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """What fits in the body replaced."""

    def made(letter: bytes) -> bytes:
        header, end, body = letter.partition(b"\r\n\r\n")
        return header + end + re.sub(pattern, new, body)

    return made


def names(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return in_header(lambda header: re.sub(rb"(?m)^[\w-]+(?=:)", lambda m: change(m[0]), header))


def sorted_fields(header: bytes) -> bytes:
    return b"\r\n".join(sorted(re.split(rb"\r\n(?![ \t])", header)))


def unfolded(header: bytes) -> bytes:
    return re.sub(rb"\r\n[ \t]+", b" ", header)


def refolded(header: bytes) -> bytes:
    first, _, rest = unfolded(header).partition(b"\r\nFrom:")
    return (
        header.partition(b"\r\nFrom:")[0]
        + b"\r\nFrom:"
        + rest.replace(b" ", b"\r\n\t") * bool(first)
    )


def as_unix(letter: bytes) -> bytes:
    return b"".join(line + b"\r\n" for line in letter.replace(b"\r\n", b"\n").split(b"\n")[:-1])


def quoted(letter: bytes) -> bytes:
    def made(match: re.Match[bytes]) -> bytes:
        text = quopri.encodestring(match[1].replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        return b"Encoding: quoted-printable\r\n\r\n" + text + b"--b-1"

    return re.sub(rb"(?s)Encoding: 8bit\r\n\r\n(.*?)--b-1", made, letter)


def recharset(letter: bytes) -> bytes:
    text = letter.decode().replace("charset=utf-8", "charset=windows-1258")
    return text.encode("cp1258", "replace")


def rewrapped(letter: bytes) -> bytes:
    return letter.replace(" đề nghị".encode(), "\r\nđề nghị".encode())


def base64_rewrapped(letter: bytes) -> bytes:
    whole = base64.b64encode(bytes(range(65, 91)))
    assert whole in letter
    return letter.replace(whole, whole[:16] + b"\r\n" + whole[16:])


def by_python(letter: bytes) -> bytes:
    return message_from_bytes(letter, policy=policy.default).as_bytes(policy=policy.SMTP)


FOOTER = "\n--b-1\nContent-Type: text/plain\nContent-Disposition: inline\n\n____\nvanthu mailing list\n--b-1--\n"
EXCHANGE = (
    "X-MS-Exchange-Organization-SCL: -1", "X-MS-Has-Attach: yes", "Thread-Topic: Bao cao",
    "X-Originating-IP: [10.1.0.9]",
)  # fmt: skip

MANGLINGS = (
    Mangling("trace fields added on top", on_top("Received: from a by b; now", "Return-Path: <a@b.vn>", "Delivered-To: x@y.vn"), True),
    Mangling("results and ARC sets added on top", on_top("ARC-Seal: i=1; a=rsa-sha256; d=y.vn; s=x; cv=none; b=eA==", "Authentication-Results: y.vn; dkim=pass"), True),
    Mangling("fields of a spam filter added", field("X-Spam-Status: No, score=-1.0"), True),
    Mangling("fields of Exchange added", field("\r\n".join(EXCHANGE)), True),
    Mangling("fields put in another order", in_header(sorted_fields), True),
    Mangling("names of fields in capitals", names(bytes.upper), True),
    Mangling("names of fields in small letters", names(bytes.lower), True),
    Mangling("fields unfolded", in_header(unfolded), True),
    Mangling("fields folded elsewhere", in_header(refolded), True),
    Mangling("blanks added to fields", put(": multipart/mixed; ", ":   multipart/mixed; \t"), True),
    Mangling("List-Id and List-Post added", field("List-Id: <x.y.vn>\r\nList-Post: <mailto:x@y.vn>"), True),
    Mangling("blanks at the ends of lines taken away", in_body(rb"[ \t]+\r\n", b"\r\n"), True),
    Mangling("blanks at the ends of lines added", in_body(rb"\r\n", b" \r\n"), True),
    Mangling("tabs made spaces", in_body(rb"\t", b"        "), True),
    Mangling("runs of blanks made one", in_body(rb"[ \t]+", b" "), True),
    Mangling("empty lines added at the end", lambda letter: letter + b"\r\n \r\n\r\n", True),
    Mangling("line ends made LF and CRLF again", as_unix, True),
    Mangling("8-bit text made quoted-printable", quoted, False),
    Mangling("text put into another character set", recharset, False),
    Mangling("text wrapped at another column", rewrapped, False),
    Mangling("lines of base64 wrapped at another column", base64_rewrapped, False),
    Mangling("blanks at the beginnings of lines taken away", in_body(rb"\r\n\t", b"\r\n"), False),
    Mangling("an empty line added between lines", put("./.\n", "./.\n\n"), False),
    Mangling("`From` at the beginning of a line made `>From`", put("\nFrom h", "\n>From h"), False),
    Mangling("a boundary of parts rewritten", put("b-1", "=_alt2"), False),
    Mangling("quotes of a parameter taken away", put('"b-1"', "b-1"), False),
    Mangling("a part with the footer of a list added (Mailman)", put("\n--b-1--\n", FOOTER), False),
    Mangling("a footer added behind the last line", lambda letter: letter + b"-- \r\nlist\r\n", False),
    Mangling("an attachment taken out", in_body(rb"QUJD[\w=]+", b"removed"), False),
    Mangling("a tag before the subject", put("Subject: ", "Subject: [vanthu] "), False),
    Mangling("the subject in other encoded words", put("=?utf-8?B?QsOhbyBjw6FvIHF1w70gSVY=?=", "=?utf-8?Q?B=C3=A1o_c=C3=A1o_qu=C3=BD_IV?="), False),
    Mangling("From rewritten by a list", put("<vanthu@vpcp.gov.vn>\n", "<list@y.vn>\n"), False),
    Mangling("Reply-To added by a list", field("Reply-To: <list@y.vn>"), False),
    Mangling("Sender added (Exchange, for a delegate)", field("Sender: <thuky@vpcp.gov.vn>"), False),
    Mangling("List-Unsubscribe added by a list", field("List-Unsubscribe: <mailto:x@y.vn>"), False),
    Mangling("Message-ID replaced", put("<1234.vpcp@", "<1235.vpcp@"), False),
    Mangling("Date written otherwise", put("Tue, 24 Nov 2026 09:00:00 +0700", "Tue, 24 Nov 2026 02:00:00 +0000"), False),
    Mangling("names of addressees quoted otherwise", put('"So Y te, Ha Giang"', '"So Y te\\, Ha Giang"'), False),
)  # fmt: skip

REAL = {
    "Postfix takes it in and hands it on": True,
    "Postfix adds what is missing, and fields of its own": True,
    "Postfix hands it to a host without 8BITMIME": False,
    "the same, with the letter as we send it to such a host": True,
    "Postfix puts a tag before the subject": False,
    "Exim takes it in and hands it on": True,
    "Python's email package reads it and writes it again": True,
}
"""Through programs of others."""
