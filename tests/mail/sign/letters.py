"""Letters to sign, the keys of a made-up office, and a signer that imports nothing of Congvu."""

import base64
import functools
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mail.sign import BodyHash, SigningKey, dns_record, new_pem, sign
from mail.sign.key import read_pem

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DOMAIN = "vpcp.gov.vn"

HEADER = """\
Received: from client.vpcp.gov.vn ([192.0.2.7]) by mx.vpcp.gov.vn (Congvu)
 with ESMTPSA id 0000HX; Tue, 24 Nov 2026 02:00:00 +0000
From: =?utf-8?B?VsSDbiB0aMawIFZQQ1A=?= <vanthu@vpcp.gov.vn>
To: "Sở Y tế, Hà Giang" <vanthu@soyte.hagiang.gov.vn>,
\tvanthu@moh.gov.vn
Subject: V/v báo cáo  tình hình   thực hiện
 Nghị quyết số 01/NQ-CP
Date: Tue, 24 Nov 2026 09:00:00 +0700
Message-ID: <1234.vpcp@vpcp.gov.vn>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
X-Mailer: Van phong dien tu
""".replace("\n", "\r\n").encode()
BODY = b"Kinh gui  cac co quan,\t don vi. \r\n\r\n \t\r\nTran trong./.\r\n\r\n\r\n"

LETTERS = {
    "an ordinary letter": (HEADER, BODY),
    "no body": (HEADER, b""),
    "a body of empty lines": (HEADER, b"\r\n\r\n \r\n"),
    "raw Vietnamese": (HEADER, "Kính gửi các cơ quan, đơn vị.\r\n".encode() * 40),
    "long blank lines": (HEADER, (b" " * 990 + b"x\t\r\n") * 20),
    "the fewest fields": (b"From: <a@vpcp.gov.vn>\r\n", b"x\r\n"),
    "a field that stands twice": (HEADER + b"To: third@moh.gov.vn\r\n", BODY),
    "a field of blanks": (HEADER + b"In-Reply-To: \r\n \r\n", BODY),
}


@functools.cache
def keys() -> tuple[SigningKey, ...]:
    return office_key("mua-thu-rsa", "rsa"), office_key("mua-thu-ed", "ed25519")


def office_key(selector: str, algorithm: str, domain: str = DOMAIN) -> SigningKey:
    key = read_pem(domain, selector, new_pem("rsa" if algorithm == "rsa" else "ed25519"))
    assert isinstance(key, SigningKey)
    return key


def records() -> dict[tuple[str, str], bytes]:
    return {
        (key.selector, key.domain): dns_record(key.public_key, key.algorithm).encode()
        for key in keys()
    }


def body_hash(body: bytes) -> bytes:
    hasher = BodyHash()
    hasher.update(body)
    return hasher.digest()


def signatures(header: bytes = HEADER, body: bytes = BODY) -> bytes:
    return sign(header, body_hash(body), keys(), NOW)


@functools.cache
def private_key(bits: int) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def public_key(bits: int = 2048) -> RSAPublicKey:
    return private_key(bits).public_key()


def record_of(public: RSAPublicKey, tags: str = "v=DKIM1; ") -> bytes:
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"{tags}p={base64.b64encode(der).decode()}".encode()


def forged(
    changes: Mapping[str, str | None] = MappingProxyType({}),
    *,
    header: bytes = HEADER,
    body_digest: bytes = b"",
    private: RSAPrivateKey | None = None,
) -> bytes:
    """A field whose signature is right, whatever its tags claim; None leaves a tag out."""
    tags = {
        "v": "1",
        "a": "rsa-sha256",
        "c": "relaxed/relaxed",
        "d": DOMAIN,
        "s": "forged",
        "h": "from:to:subject",
        "bh": base64.b64encode(body_digest or body_hash(BODY)).decode(),
        **changes,
    }
    value = "".join(f" {name}={text};" for name, text in tags.items() if text is not None)
    unsigned = f"DKIM-Signature:{value} b=".encode()
    names = re.sub(r"\s", "", (tags["h"] or "").lower()).split(":")
    digest = hashlib.sha256(selected(header, names) + relaxed(unsigned)).digest()
    key = private or private_key(2048)
    signature = key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))
    return unsigned + base64.b64encode(signature) + b"\r\n"


def selected(header: bytes, names: list[str]) -> bytes:
    """The fields that *names* pick, lowest first, relaxed."""
    fields = re.findall(rb"(?m)^[^ \t\r\n].*(?:\r\n[ \t].*)*\r\n", header)
    chosen = b""
    for name in names:
        for field in reversed(fields):
            if field.lower().startswith(name.encode() + b":"):
                chosen += relaxed(field) + b"\r\n"
                fields.remove(field)
                break
    return chosen


def relaxed(field: bytes) -> bytes:
    """A field in relaxed form without its line end."""
    name, _, value = field.partition(b":")
    return name.lower() + b":" + b" ".join(re.split(rb"[ \t\r\n]+", value)).strip()
