"""Judges XML signatures of edXML (W3C XML-DSig; QCVN 102:2016/BTTTT), by signxml: what they cover, who vouches for them.

Nothing is fetched: a reference means the package itself, one of its elements, or one of its files.
"""

import asyncio
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

# pyHanko stands before asn1crypto: it adds names that are looked up once and for all.
from papers.opening.certified import vouched
from papers.opening.judgement import Trust, common_name

from asn1crypto import x509 as asn1  # isort: skip
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from pyhanko_certvalidator.errors import ValidationError
from signxml import (
    CanonicalizationMethod,
    DigestAlgorithm,
    InvalidDigest,
    InvalidSignature,
    SignatureConfiguration,
    SignatureMethod,
    XMLVerifier,
)
from signxml.exceptions import SignXMLException

from papers.edxml_tree import Broken, tree
from papers.opened import Why
from papers.opening.draft import Stopped
from papers.opening.walk import HOSTILE
from papers.opening.xml_coverage import DSIG, SIGNATURE, Package
from papers.opening.xml_inherited import inherited
from papers.signed import Changes, Coverage, Fault, Signature

MOST = 20  # signatures of one package
MOST_REFERENCES = 150  # of all of them; a package has a head and up to a hundred files
MOST_CERTIFICATES = 20
_TRANSFORMS_MOST = 3  # of one reference
_LONGEST_TEXT = 300  # characters of a name
_RSA_LEAST = 2048  # bits
_EC_LEAST = 224
_TRANSFORMS = frozenset(
    {
        f"{DSIG}enveloped-signature",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    }
)
_SIGNED_INFO = f"{{{DSIG}}}SignedInfo"
_BROKEN: tuple[type[Exception], ...] = (
    *HOSTILE,
    etree.LxmlError,
    SignXMLException,
    ValidationError,
)
_METHODS = frozenset(one for one in SignatureMethod if not one.name.startswith(("HMAC", "DSA")))
_DIGESTS = frozenset(DigestAlgorithm)
XMLVerifier().schemas()  # a reader that is bound opens no file any more


class Unsound(Exception):
    """A signature with which something is wrong before, or while, it is verified."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class _Parts(NamedTuple):
    """What a signature says of itself."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    uris: list[str]
    weak: bool


def found(loop: asyncio.AbstractEventLoop, octets: bytes, trust: Trust) -> Iterator[Signature]:
    """Each signature in the package, in its order. Raises Stopped, and what signxml and pyHanko do."""
    try:
        read = tree(octets)
    except Broken as error:
        raise Stopped(Why.BROKEN) from error
    package = Package(_parsed(octets), read)
    signatures = package.signatures
    references = sum(len(_below(one, "SignedInfo", "Reference")) for one in signatures)
    if len(signatures) > MOST or references > MOST_REFERENCES:
        raise Stopped(Why.TOO_MANY)
    for number in range(len(signatures)):
        try:
            judged = _judged(loop, octets, package, number, trust)
        except _BROKEN:
            judged = Signature("", fault=Fault.BROKEN)
        yield replace(judged, field=str(number + 1))


def _parsed(octets: bytes) -> Any:
    root = etree.fromstring(octets, parser=_parser())
    if root.getroottree().docinfo.doctype:
        raise Stopped(Why.BROKEN)
    return root


def _parser() -> Any:
    """Files stand in one text of any length; how deep and how many elements, the other reader bounds."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _judged(
    loop: asyncio.AbstractEventLoop, octets: bytes, package: Package, number: int, trust: Trust
) -> Signature:
    try:
        parts = _parts(package.signatures[number], package)
    except Unsound as unsound:
        return Signature("", fault=unsound.fault)
    signer = _asn1(parts.certificate)
    told = Signature(
        field="",
        signer=common_name(signer)[:_LONGEST_TEXT],
        subject=signer.subject.human_friendly[:_LONGEST_TEXT],
        issuer=signer.issuer.human_friendly[:_LONGEST_TEXT],
        certificate=signer.sha256.hex(),
        changes=Changes.NONE,
    )
    try:
        _verify(octets, package, number, parts)
    except InvalidDigest:
        return replace(told, fault=Fault.ALTERED)
    except InvalidSignature:
        return replace(told, fault=Fault.INVALID)
    left = package.uncovered(parts.uris)
    who = loop.run_until_complete(vouched(signer, tuple(map(_asn1, parts.others)), trust))
    return replace(
        told,
        intact=True,
        coverage=Coverage.FILE if left is None else Coverage.PART,
        anchor=who.anchor,
        revocation=who.revocation,
        fault=left or who.fault or (Fault.WEAK if parts.weak else None),
    )


def _parts(signature: Any, package: Package) -> _Parts:
    """What it says, where all of it is known. Raises Unsound."""
    references = _below(signature, "SignedInfo", "Reference")
    if not references:
        raise Unsound(Fault.BROKEN)
    for one in references:
        _check(one, package)
    certificates = _certificates(signature)
    issuers = {one.issuer for one in certificates if one.issuer != one.subject}
    ends = [one for one in certificates if one.subject not in issuers]
    signer = ends[0] if ends else certificates[0]
    return _Parts(
        signer,
        tuple(one for one in certificates if one is not signer),
        [one.get("URI") for one in references],
        _is_weak(signature, signer),
    )


def _check(reference: Any, package: Package) -> None:
    uri = reference.get("URI")
    if uri is None:
        raise Unsound(Fault.BROKEN)
    transforms = [one.get("Algorithm") for one in _below(reference, "Transforms", "Transform")]
    is_file = uri.startswith("cid:")
    known = not transforms if is_file else _TRANSFORMS.issuperset(transforms)
    if not known or len(transforms) > _TRANSFORMS_MOST:
        raise Unsound(Fault.BROKEN)
    fault = package.fault(uri)
    if fault is not None:
        raise Unsound(fault)


def _certificates(signature: Any) -> list[x509.Certificate]:
    packed = _below(signature, "KeyInfo", "X509Data", "X509Certificate")
    if not 0 < len(packed) <= MOST_CERTIFICATES:
        raise Unsound(Fault.BROKEN)
    return [x509.load_der_x509_certificate(b64decode(one.text or "")) for one in packed]


def _is_weak(signature: Any, signer: x509.Certificate) -> bool:
    """Whether SHA-1 stands in it, or its key is too short."""
    signed = _below(signature, "SignedInfo")[0]
    methods = [*_below(signed, "SignatureMethod"), *_below(signed, "Reference", "DigestMethod")]
    key = signer.public_key()
    short = (isinstance(key, rsa.RSAPublicKey) and key.key_size < _RSA_LEAST) or (
        isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _EC_LEAST
    )
    return short or any("sha1" in one.get("Algorithm", "").lower() for one in methods)


def _verify(octets: bytes, package: Package, number: int, parts: _Parts) -> None:
    """Raises InvalidDigest where what was signed is another, InvalidSignature, SignXMLException."""
    expected = SignatureConfiguration(
        expect_references=len(parts.uris),
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        ignore_ambiguous_key_info=True,  # the certificate's key is the one that counts
        verification_time=parts.certificate.not_valid_before_utc,  # which is judged by itself
    )
    verifier = _Verifier(package, number)
    verifier.verify(
        octets, x509_cert=parts.certificate, parser=_parser(), expect_config=expected
    )  # fmt: skip


class _Verifier(XMLVerifier):
    """Looks at one signature of several, and at files as they are."""

    def __init__(self, package: Package, number: int) -> None:
        self._package = package
        self._number = number
        self._meant: Any = None  # by the reference that is looked at

    def _get_signature(self, root: Any) -> Any:
        return root if root.tag == SIGNATURE else list(root.iter(SIGNATURE))[self._number]

    def _apply_transforms(self, payload: Any, **options: Any) -> Any:
        """What is canonicalised is a copy that knows nothing of what stands around it."""
        self._meant = payload
        return super()._apply_transforms(payload, **options)

    def _c14n(
        self, nodes: Any, algorithm: CanonicalizationMethod, inclusive_ns_prefixes: Any = None
    ) -> bytes:
        """Of a copy, as lxml forgets a default namespace declared around the element (its bug 1869455), and xml:lang."""
        whole = self._fromstring(self._tostring(nodes, with_tail=False))
        signature = self._package.signatures[self._number]
        of = signature.find(_SIGNED_INFO) if whole.tag == _SIGNED_INFO else self._meant
        for key, value in inherited(of, algorithm.value).items():
            whole.set(key, value)
        canonical: bytes = super()._c14n(whole, algorithm, inclusive_ns_prefixes)
        return canonical

    def _verify_reference(self, reference: Any, *rest: Any) -> Any:
        """Nothing is parsed in a file that is signed: it may be XML, and with a document type."""
        uri = reference.get("URI")
        if not uri.startswith("cid:"):
            return super()._verify_reference(reference, *rest)
        method = DigestAlgorithm(self._find(reference, "DigestMethod").get("Algorithm"))
        told = b64decode(self._find(reference, "DigestValue").text)
        if told != self._get_digest(self._package.octets(uri), method):
            raise InvalidDigest(uri)
        return None


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _below(element: Any, *path: str) -> list[Any]:
    """Those of XML-DSig at the end of *path*, each directly in the one before."""
    found: list[Any] = element.findall("/".join(f"{{{DSIG}}}{name}" for name in path))
    return found
