"""The reader that judges signatures in PDF, of letters and of edXML: `python -m papers.opening.signatures`, started by papers.opener."""

import asyncio
import io
import logging
import sys
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Any

# These two alone stand before pyHanko: it adds names to asn1crypto.cms that are looked up once and for all.
from asn1crypto import crl, pem, x509
from cryptography.hazmat.backends.openssl import backend
from lxml import etree
from pyhanko.pdf_utils import filters
from pyhanko.pdf_utils.crypt import StandardSecurityHandler, _saslprep, pdfmac
from pyhanko.pdf_utils.metadata import xmp_xml
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator.errors import ValidationError

from papers.opened import Why
from papers.opening import mail_signatures, signed_wire, wire, xml_signatures
from papers.opening.draft import Stopped
from papers.opening.judgement import Trust, judged
from papers.opening.reader import Tell, TimeUp, serve
from papers.opening.walk import HOSTILE
from papers.signed import Fault, Signature

# pyHanko and cryptography import these where they need them, which is too late in a reader that is bound.
_LOADED = (backend, etree, filters, pdfmac, xmp_xml, _saslprep)
MOST = 50  # signatures of one document
_BROKEN: tuple[type[Exception], ...] = (*HOSTILE, PdfError, ValidationError)


def answer(
    loop: asyncio.AbstractEventLoop, asked: dict[str, Any], octets: bytes, tell: Tell
) -> None:
    """Tells of each signature in the document *octets*, as soon as it is judged."""
    try:
        for signature in _found(loop, asked, octets):
            tell(signed_wire.line(signature))
    except Stopped as stopped:
        tell(signed_wire.line(stopped.why))
    except TimeUp:
        tell(signed_wire.line(Why.TOO_SLOW))
    except MemoryError:
        tell(signed_wire.line(Why.TOO_HUNGRY))
    except _BROKEN:
        tell(signed_wire.line(Why.BROKEN))
    tell(wire.END)


def _found(
    loop: asyncio.AbstractEventLoop, asked: dict[str, Any], octets: bytes
) -> Iterator[Signature]:
    trust = _trust(asked)
    if asked["do"] == "signed-mail":
        yield from mail_signatures.found(loop, octets, asked["signature_octets"], trust)
        return
    if asked["do"] == "signed-package":
        yield from xml_signatures.found(loop, octets, trust)
        return
    reader = _opened(octets)
    trust = _with_store(reader, trust)
    for embedded in _embedded(reader):
        yield _judged(loop, embedded, trust)


def _opened(octets: bytes) -> PdfFileReader:
    reader = PdfFileReader(io.BytesIO(octets), strict=False)
    if reader.encrypted:
        handler = reader.security_handler
        if not isinstance(handler, StandardSecurityHandler):
            raise Stopped(Why.PASSWORD)
        reader.decrypt("")
        if not handler.is_authenticated():
            raise Stopped(Why.PASSWORD)
    return reader


def _embedded(reader: PdfFileReader) -> Iterator[EmbeddedPdfSignature]:
    for number, embedded in enumerate(reader.embedded_signatures):
        if number == MOST:
            raise Stopped(Why.TOO_MANY)
        yield embedded


def _judged(
    loop: asyncio.AbstractEventLoop, embedded: EmbeddedPdfSignature, trust: Trust
) -> Signature:
    try:
        return loop.run_until_complete(judged(embedded, trust))
    except _BROKEN:
        return Signature(str(embedded.field_name), fault=Fault.BROKEN)


def _trust(asked: dict[str, Any]) -> Trust:
    anchors, roots = {}, []
    for name, packed in asked["anchors"]:
        certificate = x509.Certificate.load(_der(b64decode(packed)))
        anchors[certificate.sha256] = name
        roots.append(certificate)
    lists = tuple(crl.CertificateList.load(_der(b64decode(one))) for one in asked["crls"])
    return Trust(anchors, tuple(roots), datetime.fromisoformat(asked["now"]), crls=lists)


def _der(octets: bytes) -> bytes:
    return pem.unarmor(octets)[2] if pem.detect(octets) else octets


def _with_store(reader: PdfFileReader, trust: Trust) -> Trust:
    """With what the document keeps to show that certificates were good (ETSI EN 319 142-1 §5.4)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return trust
    brought = store.as_validation_context({"trust_roots": list(trust.roots)})
    return Trust(
        trust.anchors,
        trust.roots,
        trust.now,
        tuple(store.load_certs()),
        (*trust.crls, *brought.crls),
        tuple(brought.ocsps),
    )


def main() -> int:
    """Serves, with a loop that is there before no more files can be opened."""
    logging.disable(logging.CRITICAL)  # what pyHanko says of files is for nobody
    loop = asyncio.new_event_loop()

    def job(asked: dict[str, Any], octets: bytes, tell: Tell) -> None:
        answer(loop, asked, octets, tell)

    return serve(job)


if __name__ == "__main__":
    sys.exit(main())
