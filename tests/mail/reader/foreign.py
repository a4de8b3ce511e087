"""Letters as nobody should write them, and as somebody does: by a seeded generator, the same for the same seed."""

import base64
import binascii
import encodings
import pkgutil
import quopri
import random
from collections.abc import Callable, Iterator

from tests.mail.reader.letters import octets
from tests.papers.compounds import outlook, winmail, word_97
from tests.papers.documents import docx, packed, paragraph, pdf

WORDS = [
    "Kính",
    "gửi",
    "các",
    "sở,",
    "báo",
    "cáo",
    "kết",
    "quả",
    "trước",
    "ngày",
    "15/10/2026.",
    "Nơi",
    "nhận:",
    "VT.",
    "Grüße,",
    "公文,",
    "Дело",
    "№5,",
    "été",
]
CHARSETS = (
    *sorted(module.name for module in pkgutil.iter_modules(encodings.__path__)),
    "x-user-defined", "unknown-8bit", "windows-1258\n", "utf-8; x", "viscii", "x-viet-vni", "TCVN3", "", "\x00",
)  # fmt: skip
ENCODINGS = (
    "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "BASE64 ", '"base64"', "gzip", "", "base64\x00",
)  # fmt: skip
KINDS = (
    "text/plain", "text/html", "text/enriched", "text/calendar", "text/rtf", "text", "application/octet-stream",
    "message/rfc822", "message/partial", "message/delivery-status", "application/ms-tnef", "application/pdf",
    "multipart/mixed", "image/png", "", "text/plain; format=flowed; delsp=yes", "application/pkcs7-mime", "/", "a/b/c",
)  # fmt: skip
MULTIPARTS = ("mixed", "alternative", "related", "digest", "signed", "report", "parallel", "x")
ENDS = (b"\r\n", b"\n", b"\r", b"\n\r")


def letters(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """So many, each with what it is called; the kinds in turn."""
    for number in range(count):
        make = _KINDS[number % len(_KINDS)]
        chance = random.Random(f"{seed}:{number}")
        yield f"{make.__name__}:{seed}:{number}", make(chance)


def _text(chance: random.Random, words: int = 60) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(" \n\t ") for _ in range(words))


def _in_charset(text: str, charset: str) -> bytes:
    try:
        return text.encode(charset.strip(), "replace")
    except (LookupError, ValueError, TypeError):
        return text.encode("utf-8")


def _encoded(octets: bytes, encoding: str) -> bytes:
    match encoding.strip('" \x00').lower():
        case "base64":
            return base64.encodebytes(octets)
        case "quoted-printable":
            return quopri.encodestring(octets)
        case "x-uuencode":
            return b"".join(
                binascii.b2a_uu(octets[at : at + 45]) for at in range(0, len(octets), 45)
            )
        case _:
            return octets


def _part(chance: random.Random) -> bytes:
    """One of any kind, in any charset and encoding; sometimes the wrong ones are told."""
    charset, encoding = chance.choice(CHARSETS), chance.choice(ENCODINGS)
    kind = chance.choice(KINDS)
    content = _encoded(_in_charset(_text(chance), chance.choice((charset, "utf-8"))), encoding)
    name = chance.choice(
        ("", 'name="văn bản.docx"', "name*0*=UTF-8''v%E1;\r\n name*1*=%BB%8B.pdf", "name=\xff")
    )
    return (
        f'Content-Type: {kind}; charset="{charset}"; {name}\r\n'
        f"Content-Transfer-Encoding: {chance.choice((encoding, *ENCODINGS))}\r\n\r\n"
    ).encode("utf-8", "replace") + content


def _head(chance: random.Random) -> bytes:
    word = base64.b64encode(_in_charset(_text(chance, 8), chance.choice(CHARSETS)))
    subject = (
        b"=?"
        + chance.choice(CHARSETS).encode()
        + b"?"
        + chance.choice((b"B", b"q", b"x"))
        + b"?"
        + word
        + b"?="
    )
    dates = (
        "Mon, 12 Oct 2026 09:00:00 +0700",
        "31 Feb 99999 25:61 +9999",
        "",
        "12/10/2026",
        "Mon, 1 Jan 0000 00:00:00 -0000",
    )
    fields = [
        b"From: "
        + chance.choice(
            (b"a@b.vn", b'"V\xc4\x83n th\xc6\xb0" <a@b.vn>', b"(" * 2000, b"<>", b"a@b.vn (\xcb)")
        ),
        b"To: " + b", ".join([b"x@y.vn"] * chance.choice((0, 1, 300))),
        b"Subject: "
        + chance.choice((subject, subject * 50, b"\xcb\xec\x00", "Fwd: chuyển".encode())),
        b"Date: " + chance.choice(dates).encode(),
        b"Message-ID: " + chance.choice((b"<1@b.vn>", b"<>", b"<" * 900, b"<a b>")),
        b"References: " + b"<1@b.vn> " * chance.choice((0, 3, 5000)),
        chance.choice(
            (b"no field at all", b" folded at first", b": x", b"X:\x00\x01", b"X" * 2000 + b": y")
        ),
    ]
    chance.shuffle(fields)
    return b"\r\n".join(fields[: chance.randint(0, len(fields))]) + b"\r\n"


def charset(chance: random.Random) -> bytes:
    """One part in any charset and encoding."""
    return _head(chance) + _part(chance)


def boundary(chance: random.Random) -> bytes:
    """A multipart whose boundaries are not as they should be."""
    told = chance.choice(("b", "b" * 200, "", '"b', "b b ", "=_b?()+", "--", "bo'x"))
    used = chance.choice((told.strip('"'), "other", told + "x"))
    delimiter = b"--" + used.encode()
    ends = chance.choice(ENDS)
    parts = (
        delimiter + chance.choice((ends, b" \t" + ends, b"")) + _part(chance)
        for _ in range(chance.randint(0, 6))
    )
    body = (
        ends.join(parts) + ends + chance.choice((delimiter + b"--", delimiter, b"", delimiter[:-1]))
    )
    head = (
        _head(chance)
        + f"Content-Type: multipart/{chance.choice(MULTIPARTS)}; boundary={told}\r\n\r\n".encode()
    )
    return head + chance.choice((b"preamble\r\n", b"")) + body


def header(chance: random.Random) -> bytes:
    """A header that does not end, or has too much of something."""
    many = chance.choice((1_000, 20_000))
    line = chance.choice(
        (
            b"X: y\r\n",
            b" folded\r\n",
            b"Received: x\r\n\ty\r\n",
            b"Subject: z\r\n",
            b"\xff\xfe: \x00\r\n",
        )
    )
    return _head(chance) + line * many + chance.choice((b"", b"\r\n" + _part(chance)))


def long_line(chance: random.Random) -> bytes:
    """A field or a body of one line."""
    filling = chance.choice(
        (b"a", b" ", b"(", b"<", b"=?", b"\t", b">", b"--", b"\xcb", b'"', b"=\r\n", b"&#x1EAD;")
    )
    place = chance.choice(
        (
            b"Subject: ",
            b"From: ",
            b"Content-Type: text/plain; x=",
            b"To: ",
            b"\r\n",
            b"Content-Type: text/html\r\n\r\n",
        )
    )
    return (
        _head(chance)
        + place
        + filling * (chance.choice((5_000, 200_000)) // len(filling))
        + b"\r\n\r\n"
        + _part(chance)
    )


def depth(chance: random.Random) -> bytes:
    """Letters and multiparts within one another, a hundred deep."""
    inner = _part(chance)
    for level in range(chance.choice((5, 30, 100))):
        if chance.random() < 0.5:
            inner = (
                b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.vn\r\nSubject: "
                + str(level).encode()
                + b"\r\n"
                + inner
            )
        else:
            mark = str(level).encode()
            inner = (
                b"Content-Type: multipart/mixed; boundary=b"
                + mark
                + b"\r\n\r\n--b"
                + mark
                + b"\r\n"
                + inner
                + b"\r\n--b"
                + mark
                + b"--\r\n"
            )
    return _head(chance) + inner


def file(chance: random.Random) -> bytes:
    """An attachment, whole or hurt."""
    table = "<w:tbl><w:tr>" + f"<w:tc>{paragraph('SỞ Y TẾ')}</w:tc>" * 2 + "</w:tr></w:tbl>"
    make: list[Callable[[], bytes]] = [
        lambda: winmail(
            "ke hoach", {"a.txt": _text(chance).encode(), "b.docx": docx(paragraph("Số: 12/SYT"))}
        ),
        lambda: docx(table + paragraph(_text(chance))),
        lambda: pdf("Kinh gui"),
        lambda: word_97(_text(chance)),
        lambda: outlook("x", _text(chance), {"a.pdf": pdf("y")}),
        lambda: packed(
            {f"{n}.txt": _text(chance, 5) for n in range(20)}
            | {"b.zip": packed({"c": b"d" * 5_000_000})}
        ),
        lambda: (
            b"{\\rtf1\\ansi\\trowd\\cellx1 a\\intbl\\cell b\\cell\\row\\pard " + b"{" * 3_000 + b"}"
        ),
        lambda: b"<table>" * 3_000 + b"<td>a" * 3_000,
        lambda: chance.randbytes(5_000),
    ]
    octets = hurt(chance, chance.choice(make)()) if chance.random() < 0.6 else chance.choice(make)()
    name = chance.choice(("winmail.dat", "a.docx", "a.pdf", "a.eml", "a.html", "a.zip", "a", ""))
    kind = chance.choice(
        (
            "application/octet-stream",
            "application/ms-tnef",
            "text/html",
            "message/rfc822",
            "image/jpeg",
        )
    )
    field = f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return _head(chance) + field.encode() + base64.encodebytes(octets)


def hurt(chance: random.Random, octets: bytes) -> bytes:
    """With octets changed, cut off, doubled or taken away."""
    changed = bytearray(octets)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + chance.randint(1, 40)] = chance.randbytes(chance.randint(1, 40))
            case 1:
                del changed[at : at + chance.randint(1, 300)]
            case 2:
                changed[at:at] = changed[at : at + 500] * chance.randint(1, 3)
            case 3:
                changed[at:] = b""
            case 4:
                changed = bytearray(bytes(changed).replace(b"\r\n", chance.choice(ENDS)))
    return bytes(changed)


def labelled(chance: random.Random) -> bytes:
    """One of the letters that readers are built by, hurt."""
    return hurt(chance, chance.choice(list(octets("official").values())))


def garbage(chance: random.Random) -> bytes:
    """No letter at all."""
    return chance.choice(
        (b"", b"\r\n", b"\x00" * 100, b"From a\n", chance.randbytes(3_000), "từ".encode("utf-16"))
    )


_KINDS = (charset, boundary, header, long_line, depth, file, labelled, garbage)
