"""Official mail as Vietnamese offices write it, made by a seeded choice: the same seed, the same letter."""

import base64
import quopri
import random
from email.header import Header
from email.utils import formatdate

DOMAIN = "vpcp.gov.vn"
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Vũ")
NAMES = ("Văn An", "Thị Bình", "Quốc Cường", "Thu Dung", "Ánh Nguyệt", "Đức Phúc")
OFFICES = ("Sở Y tế", "UBND tỉnh Hà Giang", "Bộ Tài chính", "Phòng Văn thư", "Văn phòng Chính phủ")
SUBJECTS = (
    "V/v báo cáo tình hình thực hiện Nghị quyết số 01/NQ-CP",
    "Công văn số 1234/VPCP-KTTH",
    "Giấy mời họp",
    "Fwd: Dự thảo Thông tư hướng dẫn thi hành một số điều của Luật Lưu trữ (lấy ý kiến lần 2)",
    "Re: [VPCP] Phiếu chuyển",
    "Bao cao thang 11",
)
PARAGRAPHS = (
    "Kính gửi các cơ quan, đơn vị.",
    "Thực hiện ý kiến chỉ đạo của Thủ tướng Chính phủ tại văn bản số 12/TB-VPCP,",
    "đề nghị Quý cơ quan báo cáo trước ngày 15 tháng 12 năm 2026.  Trân trọng./.",
    "   - Lưu: VT, KTTH (3b). \t",
    ".",
    "From hôm nay",
    "",
    "\tNơi nhận:",
)
TYPES = ("text/plain", "text/html")
FILES = ("Báo cáo.pdf", "phu luc 1.docx", "Danh sách.xlsx", "anh.png")


class Clerk:
    """Writes letters, one after the other."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._number = seed * 1_000_000

    def letter(self) -> bytes:
        """One letter as it is submitted, with CRLF."""
        self._number += 1
        content, body = self._content(self._chance.random())
        fields = [*self._fields(), *content]
        if self._chance.random() < 0.3:
            self._chance.shuffle(fields)
        return "".join(f"{one}\r\n" for one in fields).encode() + b"\r\n" + body

    # The header.

    def _fields(self) -> list[str]:
        chance = self._chance
        fields = [f"From: {self._person()} <vanthu{chance.randrange(9)}@{DOMAIN}>"]
        fields += [self._recipients("To", chance.choice((1, 1, 2, 5, 40)))]
        fields += [f"Subject: {self._subject()}"] if chance.random() < 0.95 else []
        optional = (
            (0.9, f"Date: {formatdate(1_795_000_000 + chance.randrange(10**6))}"),
            (0.9, f"Message-ID: <{self._number}.{chance.random()}@{DOMAIN}>"),
            (0.3, self._recipients("Cc", chance.choice((1, 3, 12)))),
            (0.2, f"Reply-To: {self._person()}\r\n <phucdap@{DOMAIN}>"),
            (0.1, f"Sender: <thuky@{DOMAIN}>"),
            (0.3, f"In-Reply-To: <{chance.randrange(10**9)}@moh.gov.vn>"),
            (0.3, "References:" + "".join(self._ids(chance.choice((1, 4, 30))))),
            (0.1, "Auto-Submitted: auto-generated"),
            (0.1, "List-Unsubscribe: <mailto:thoi@vpcp.gov.vn?subject=thoi>,\r\n\t<https://vpcp.gov.vn/t>"),
            (0.4, f"X-Mailer: Trục liên thông văn bản {chance.randrange(9)}.0"),
            (0.2, "X-Priority: 1 (Highest)\r\nImportance:   High"),
            (0.05, "X-Huge: " + "\r\n ".join(["0123456789abcdef" * 4] * chance.randrange(20, 600))),
            (0.1, "Comments: "),
        )  # fmt: skip
        fields += [text for share, text in optional if chance.random() < share]
        return [*self._trace(), *fields]

    def _trace(self) -> list[str]:
        hop = "Received: from mx{0}.hagiang.gov.vn (mx{0} [10.1.0.{0}])\r\n\tby vpcp.gov.vn with ESMTP id {0}"
        return [hop.format(i) for i in range(self._chance.choice((0, 0, 1, 3)))]

    def _ids(self, count: int) -> list[str]:
        return [f"\r\n <{self._chance.randrange(10**12)}@vpcp.gov.vn>" for _ in range(count)]

    def _subject(self) -> str:
        text = self._chance.choice(SUBJECTS)
        if self._chance.random() < 0.2:
            return f"  {text}   "  # beyond ASCII as it is, for the relay to encode
        return self._coded(text)

    def _coded(self, text: str) -> str:
        charset = self._chance.choice(("utf-8", "utf-8", "raw"))
        if charset == "raw":
            words = base64.b64encode(text[:20].encode()).decode()
            return f"=?UTF-8?b?{words}?=\r\n\t{'x' if text.isascii() else '=?utf-8?q?=C4=91?='}"
        return Header(text, charset, maxlinelen=70).encode(linesep="\r\n")

    def _person(self) -> str:
        chance = self._chance
        name = f"{chance.choice(SURNAMES)} {chance.choice(NAMES)}"
        shape = chance.randrange(4)
        if shape == 0:
            return Header(name, "utf-8").encode(linesep="\r\n")
        if shape == 1:
            return f'"{name}, {chance.choice(OFFICES)}"'  # beyond ASCII as it is
        return ('"Van thu (VPCP)"', "VPCP")[shape - 2]

    def _recipients(self, field: str, count: int) -> str:
        people = [
            f"{self._person()} <u{self._chance.randrange(10**6)}@{self._chance.choice(('moh.gov.vn', 'hagiang.gov.vn'))}>"
            for _ in range(count)
        ]
        return f"{field}: " + self._chance.choice((",\r\n ", ", ", ",\r\n\t")).join(people)

    # The body.

    def _content(self, share: float) -> tuple[list[str], bytes]:
        """The fields that tell of the body, and the body."""
        version = ["MIME-Version: 1.0"] if self._chance.random() < 0.95 else []
        if share < 0.05:
            return [], self._chance.choice((b"", b"\r\n\r\n", b" \r\n\r\n", b"x\r\n"))
        if share < 0.45:
            fields, body = self._text()
            return [*version, *fields], body
        kind = self._chance.choice(("mixed", "mixed", "alternative", "related", "signed"))
        fields, body = self._multipart(kind, 0)
        return [*version, *fields], body

    def _text(self) -> tuple[list[str], bytes]:
        chance = self._chance
        kind = chance.choice(TYPES)
        charset = chance.choice(("utf-8", "utf-8", "UTF-8", "windows-1258"))
        end = chance.choice(("\r\n", "\r\n", "\r\n\r\n\r\n", " \t\r\n \r\n"))
        text = "\r\n".join(chance.choices(PARAGRAPHS, k=chance.randrange(1, 30))) + end
        if kind == "text/html" and chance.random() < 0.3:
            text = f"<html><body>{'<p>Kính gửi</p>' * 90}</body></html>\r\n"  # one long line
        octets = text.encode(charset, "replace")
        coding = chance.choice(("8bit", "quoted-printable", "base64"))
        fields = [
            f"Content-Type: {kind}; charset={charset}",
            f"Content-Transfer-Encoding: {coding}",
        ]
        if coding == "quoted-printable":
            octets = quopri.encodestring(octets.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        elif coding == "base64":
            octets = self._base64(octets)
        return fields, octets

    def _base64(self, octets: bytes) -> bytes:
        return base64.encodebytes(octets).replace(b"\n", b"\r\n")

    def _multipart(self, kind: str, depth: int) -> tuple[list[str], bytes]:
        chance = self._chance
        boundary = f"----=_Part_{depth}_{chance.randrange(10**9)}"
        first = self._text() if depth or chance.random() < 0.85 else self._file()
        parts = [first, *(self._part(depth) for _ in range(chance.randrange(0, 4)))]
        if kind == "signed":
            signature = self._base64(chance.randbytes(1500))
            parts = [parts[0], (['Content-Type: application/pkcs7-signature; name="smime.p7s"', "Content-Transfer-Encoding: base64"], signature)]  # fmt: skip
            while max(map(len, parts[0][1].split(b"\r\n"))) > 998:  # its writer knew better
                parts[0] = self._text()
        preamble = b"This is a multi-part message in MIME format.\r\n" * (depth == 0)
        body = preamble + b"".join(
            f"--{boundary}\r\n".encode()
            + "".join(f"{one}\r\n" for one in fields).encode()
            + b"\r\n" + octets + b"\r\n"
            for fields, octets in parts
        )  # fmt: skip
        end = chance.choice((b"\r\n", b"\r\n\r\n", b"\r\n-- \r\nvan thu\r\n"))
        return [f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"'], (
            body + f"--{boundary}--".encode() + end
        )

    def _part(self, depth: int) -> tuple[list[str], bytes]:
        share = self._chance.random()
        if share < 0.2 and depth < 3:
            return self._multipart("alternative", depth + 1)
        if share < 0.35 and depth < 3:
            return ["Content-Type: message/rfc822"], self.letter()
        return self._file()

    def _file(self) -> tuple[list[str], bytes]:
        name = self._chance.choice(FILES)
        shown = name if name.isascii() else Header(name, "utf-8").encode()
        octets = self._base64(self._chance.randbytes(self._chance.randrange(1, 9000)))
        return [
            f'Content-Type: application/octet-stream; name="{shown}"',
            "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment;\r\n filename="{shown}"',
        ], octets
