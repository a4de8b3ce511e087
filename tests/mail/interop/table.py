"""Letters that are easily hurt on the way, and what is asked of a peer with each."""

import hashlib
from dataclasses import dataclass

HEAD = "From: An <an@bn.gov.vn>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <{name}@bn.gov.vn>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; *to* are its recipients in the domain that a test names."""

    name: str
    body: bytes
    to: tuple[str, ...] = ("binh",)
    subject: str = "Bao cao"
    smtputf8: bool = False

    def content(self, domain: str) -> bytes:
        """Its octets, addressed into *domain*."""
        to = ", ".join(self.addresses(domain))
        return HEAD.format(to=to, subject=self.subject, name=self.name).encode() + self.body

    def addresses(self, domain: str) -> tuple[str, ...]:
        """Its recipients."""
        return tuple(f"{one}@{domain}" for one in self.to)

    @property
    def digest(self) -> str:
        """SHA-256 of its body."""
        return hashlib.sha256(self.body).hexdigest()


LETTERS = (
    Letter("dots", b".\r\n..\r\n.x\r\n" + b"line\r\n.\r\n" * 500 + b"QUIT\r\n"),
    Letter("eight-bits", "Kính gửi các cơ quan, số 12/UBND \t \r\n\r\n \r\n\r\n".encode() * 9),
    Letter("no-body", b""),
    Letter("long-lines", (b"y" * 997 + b"\r\n.z\r\n") * 40),
    Letter("many-recipients", b"text\r\n", tuple(f"p{number}" for number in range(30))),
    Letter("long", b"a line of this letter, and the next\r\n" * 9000),
)
UTF8 = Letter("utf8", "công văn\r\n".encode(), ("bình",), "Báo cáo quý", smtputf8=True)


def name_of(octets: bytes) -> str:
    """Which letter of the table these octets are of."""
    return octets.partition(b"Message-ID: <")[2].partition(b"@")[0].decode()


def digest_of(octets: bytes) -> str:
    """SHA-256 of the body, line ends as on the wire."""
    wire = octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return hashlib.sha256(wire.partition(b"\r\n\r\n")[2]).hexdigest()
