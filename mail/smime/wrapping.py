"""Puts a letter into multipart/signed (RFC 8551 §3.5.3, RFC 1847): a function of its octets and a signature.

The fields that tell of the content go inside with it, in seven bits and with CRLF line ends
(RFC 8551 §3.1.1), so that nothing on the way has to change what is signed. All others stay outside.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable

from mail import header
from mail.header import Header
from mail.mailbox import Unreadable
from mail.mime import said
from mail.smime.key import GatewayKey
from mail.travel import Mender, Survey, Unfit, Walk

_SIGNED_ALREADY = frozenset({"multipart/signed", "multipart/encrypted"})
_CMS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_REPORT = "multipart/report"  # read by programs, RFC 6522
_COVERED = ("dkim-signature", "arc-message-signature", "arc-seal")
_PGP = b"\n-----BEGIN PGP "
_LINE = 76


def obstacle(top: Header, key: GatewayKey) -> str | None:
    """Why the letter with these fields is not to be signed with *key*, as a code; None where nothing is in the way."""
    kind = said(top, "content-type")
    if kind is None or top.malformed:
        return "unreadable"
    if kind[0] in _SIGNED_ALREADY or kind[0] in _CMS:
        return "signed-already"
    if kind[0] == _REPORT:
        return "report"
    if any(top.count(name) for name in _COVERED):
        return "signed-by-dkim"
    authors = top.mailboxes("from")
    if isinstance(authors, Unreadable) or len(authors) != 1 or not key.is_for(authors[0]):
        return "other-address"
    return None


def wrapped(chunks: list[bytes], sign: Callable[[bytes], bytes]) -> bytes | str:
    """The signed letter, or the code of why it stays as it is; blocks for as long as signing takes."""
    octets = _seven_bit(chunks)
    if isinstance(octets, Unfit):
        return "unfit"
    block, start = header.split(octets)
    if _PGP in octets[start - 2 :]:
        return "signed-already"
    inner, outer = _parted(header.parse(block))
    entity = inner + b"\r\n" + octets[start:]
    return outer + _signed(entity, sign(entity))


def _seven_bit(chunks: list[bytes]) -> bytes | Unfit:
    survey = Survey()
    _walked(chunks, Walk(survey))
    mender = Mender("seven-bit", survey.needs)
    octets = _walked(chunks, Walk(mender))
    return mender.finish() or octets


def _walked(chunks: Iterable[bytes], walk: Walk) -> bytes:
    return b"".join([*map(walk.feed, chunks), walk.finish()])


def _parted(fields: Header) -> tuple[bytes, bytes]:
    """The fields of the content, and those of the letter."""
    inner = b"".join([one.raw for one in fields.fields if one.name.startswith("content-")])
    if not fields.count("content-type"):  # what has none is this, RFC 2045 §5.2
        inner = b"Content-Type: text/plain; charset=us-ascii\r\n" + inner
    own = [one for one in fields.fields if not one.name.startswith("content-")]
    outer = b"".join([one.raw for one in own if one.name != "mime-version"])
    return inner, outer + b"MIME-Version: 1.0\r\n"


def _signed(entity: bytes, signature: bytes) -> bytes:
    boundary = b"signed-" + hashlib.sha256(entity).hexdigest()[:40].encode()
    text = base64.b64encode(signature)
    lines = [text[at : at + _LINE] + b"\r\n" for at in range(0, len(text), _LINE)]
    return b"".join(
        (
            b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n',
            b' micalg=sha-256; boundary="' + boundary + b'"\r\n\r\n--' + boundary + b"\r\n",
            entity,
            b"\r\n--" + boundary + b"\r\n",
            b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n',
            b"Content-Transfer-Encoding: base64\r\n",
            b'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n',
            *lines,
            b"--" + boundary + b"--\r\n",
        )
    )
