"""XML signatures of edXML packages, as signxml and xmlsec1 make them: what they are worth, and what is no use to anybody who tampers."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from papers.edxml_tree import tree
from papers.opened import Why
from papers.opener import Opener
from papers.opening.draft import Stopped
from papers.opening.xml_coverage import Package
from papers.signed import Anchor, Fault, Signature, Signed
from tests.papers.sealing import (
    C14N,
    C14N11,
    CA,
    EXCLUSIVE,
    MD5,
    SHA1,
    SIGNER,
    sealed,
    sealed_by_signxml,
    unsigned,
)
from tests.papers.signing import NOW, issued

TRUSTED = (Anchor("ca-mau", CA.pem),)
SECONDS = 30.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opener() -> AsyncIterator[Opener]:
    async with Opener() as made:
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def judged(opener: Opener, octets: bytes, anchors: tuple[Anchor, ...] = TRUSTED) -> Signed:
    return await opener.signed_package(octets, anchors, NOW, SECONDS)


async def alone(opener: Opener, octets: bytes, anchors: tuple[Anchor, ...] = TRUSTED) -> Signature:
    found = await judged(opener, octets, anchors)
    assert found.why is None
    (signature,) = found.signatures
    return signature


async def fault(opener: Opener, octets: bytes) -> Fault | None:
    return (await alone(opener, octets)).fault


async def test_a_signature_over_head_and_files_is_vouched_for_by_the_offices_anchor(
    opener: Opener,
) -> None:
    for octets in (
        sealed(unsigned()),
        sealed(unsigned(), uris=("#edXMLHeader", "cid:")),
        sealed(unsigned(), uris=("",)),
        sealed(unsigned("urgent"), uris=("#MessageHeader", "#TraceHeaderList", "cid:"), c14n=C14N),
        sealed_by_signxml(unsigned(), uri=None),
    ):
        found = await alone(opener, octets)
        assert (found.fault, found.anchor, found.signer) == (None, "ca-mau", "Văn thư mẫu")
    assert (await alone(opener, sealed(unsigned()), ())).fault is Fault.UNTRUSTED
    assert await judged(opener, unsigned()) == Signed()


async def test_what_a_signature_leaves_out_is_told(opener: Opener) -> None:
    assert await fault(opener, sealed(unsigned(), uris=("#edXMLHeader",))) is Fault.FILE
    assert await fault(opener, sealed_by_signxml(unsigned())) is Fault.FILE
    assert await fault(opener, sealed(unsigned(), uris=("cid:",))) is Fault.HEAD
    assert await fault(opener, sealed(unsigned(), uris=("#MessageHeader", "cid:"))) is Fault.HEAD


async def test_a_changed_head_file_certificate_or_value_is_told(opener: Opener) -> None:
    whole = sealed(unsigned())
    other = issued("Người khác", CA, key=rsa.generate_private_key(65537, 2048))
    own = re.search(rb"<X509Certificate>(.*?)</X509Certificate>", whole, re.S)
    assert own is not None
    theirs = b"".join(other.pem.split(b"\n")[1:-2])

    assert await fault(opener, whole.replace("Bộ Y tế".encode(), "Bộ Nội vụ".encode(), 1)) is Fault.ALTERED  # fmt: skip
    assert await fault(opener, _other_file(sealed(unsigned(), uris=("#edXMLHeader", "cid:")))) is Fault.ALTERED  # fmt: skip
    assert await fault(opener, whole.replace(own[1], theirs)) is Fault.INVALID
    value = re.compile(rb"(?<=<SignatureValue>)(.{4})(.{4})", re.S)
    assert await fault(opener, value.sub(rb"\2\1", whole)) is Fault.INVALID
    signed = sealed(unsigned(), issued("Người lạ", issued("CA lạ", None), key=SIGNER.key))
    assert await fault(opener, signed) is Fault.UNTRUSTED


async def test_a_second_text_of_a_signed_file_is_read_by_nobody(opener: Opener) -> None:
    three = b"QUJD" * 9
    whole = sealed(_other_file(unsigned(), three), uris=("#edXMLHeader", "cid:"))
    encoded = re.search(rb"<edXML:ContentTransferEncoded>.*</edXML:ContentTransferEncoded>", whole, re.S)  # fmt: skip
    assert encoded is not None
    second = encoded[0].replace(three, b"WFla" * 9)

    for place in (encoded[0], b"</edXML:Attachment>", b"</edXML:AttachmentEncoded>"):
        other = whole.replace(place, encoded[0] + second if place == encoded[0] else second + place)
        assert await fault(opener, other) is None
        opened = await opener.whole("vb.edxml", other, SECONDS)
        assert [one.first_page.strip() for one in opened.pieces[1:]] == ["ABC" * 9]


async def test_two_parsers_that_see_different_things_end_it() -> None:
    octets = unsigned()
    for other in (
        octets.replace(b">812<", b">813<"),
        octets.replace(b"<edXML:Paper>0</edXML:Paper>", b""),
        octets.replace(b'Id="MessageHeader"', b'Id="edXMLHeader"'),
    ):
        with pytest.raises(Stopped):
            Package(etree.fromstring(octets), tree(other))
    Package(etree.fromstring(octets), tree(octets))


async def test_sha1_is_verified_and_told_as_weak(opener: Opener) -> None:
    weak = sealed(unsigned(), digest=SHA1)

    found = await alone(opener, weak)
    assert (found.fault, found.intact, found.anchor) == (Fault.WEAK, True, "ca-mau")
    assert await fault(opener, weak.replace("Bộ Y tế".encode(), b"X", 1)) is Fault.ALTERED


async def test_a_signed_head_that_was_moved_aside_vouches_for_no_other(opener: Opener) -> None:
    whole = sealed(unsigned(), uris=("#edXMLHeader", "cid:"))
    head = re.search(rb"<edXML:edXMLHeader.*</edXML:edXMLHeader>", whole, re.S)
    assert head is not None
    false = re.sub(rb"<Signature.*</Signature>", b"", head[0], flags=re.S)
    false = false.replace("Bộ Y tế".encode(), "Bộ Nội vụ".encode())
    aside = b"<Aside>" + head[0] + b"</Aside>"

    other = re.sub(rb'Id="(\w+)"', rb'Id="false"', false)
    assert await fault(opener, whole.replace(head[0], other + aside)) is Fault.HEAD
    assert await fault(opener, whole.replace(head[0], false + aside)) is Fault.BROKEN
    lower = re.sub(rb' Id="(\w+)"', rb' id="\1"', false)
    assert await fault(opener, whole.replace(head[0], lower + aside)) is Fault.BROKEN
    inside = b"<Object>" + other + b"</Object></Signature>"
    hidden = sealed(unsigned()).replace(b"</Signature>", inside)
    assert await fault(opener, hidden) is Fault.HEAD
    twice = re.sub(rb"(<edXML:Attachment>.*</edXML:Attachment>)", rb"\1\1", whole, flags=re.S)
    assert await fault(opener, twice) is Fault.ALTERED


async def test_only_known_transforms_are_followed_and_nothing_is_fetched(opener: Opener) -> None:
    whole = sealed(unsigned())
    c14n = b"http://www.w3.org/2001/10/xml-exc-c14n#"
    for other in (
        b"http://www.w3.org/TR/1999/REC-xslt-19991116",
        b"http://www.w3.org/TR/1999/REC-xpath-19991116",
        b"http://www.w3.org/2002/06/xmldsig-filter2",
        b"http://www.w3.org/2000/09/xmldsig#base64",
    ):
        assert await fault(opener, whole.replace(c14n, other)) is Fault.BROKEN
    for uri in (b"http://127.0.0.1:9/x", b"file:///etc/passwd", b"#xpointer(/)", b"##edXMLHeader"):
        assert await fault(opener, whole.replace(b'URI=""', b'URI="%s"' % uri)) is Fault.BROKEN
    for weak in (b"hmac-sha256", b"rsa-md5"):
        other = whole.replace(b"xmldsig-more#rsa-sha256", b"xmldsig-more#" + weak)
        assert await fault(opener, other) is Fault.BROKEN
    assert await fault(opener, sealed(unsigned(), digest=MD5)) is Fault.BROKEN


AROUND = b' xml:lang="vi" xml:space="preserve" xml:id="goi" xml:base="http://a.vn/b/..">'


@pytest.mark.parametrize("own", [C14N, C14N11, EXCLUSIVE])
@pytest.mark.parametrize("c14n", [C14N, C14N11, EXCLUSIVE])
async def test_what_stands_around_a_signed_element_is_signed_as_canonical_xml_has_it(
    opener: Opener, c14n: str, own: str
) -> None:
    """Good signatures of xmlsec1 below an xml:lang were told as altered."""
    plain = re.sub(rb"(<(?:edXML:)?edXMLEnvelope[^>]*)>", rb"\1" + AROUND, unsigned(), count=1)
    based = re.sub(rb"(<(?:edXML:)?edXMLHeader[^>]*)>", rb'\1 xml:base="c">', plain, count=1)
    for octets in (plain, based):
        whole = sealed(octets, uris=("#edXMLHeader", "cid:"), c14n=c14n, own=own)
        assert AROUND in whole
        assert await fault(opener, whole) is None
        other = await fault(opener, whole.replace(b'xml:lang="vi"', b'xml:lang="en"'))
        untouched = c14n == own == EXCLUSIVE
        assert (other is None) is untouched


async def test_hostile_packages_end_in_time_with_a_reason(opener: Opener) -> None:
    whole = sealed(unsigned())
    reference = re.search(rb"<Reference URI=.*?</Reference>", whole, re.S)
    assert reference is not None
    signature = re.search(rb"<Signature .*</Signature>", whole, re.S)
    assert signature is not None
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    declaration = whole.index(b"?>") + 2
    short = b'<Reference URI=""/>'
    cases = {
        whole.replace(reference[0], reference[0] * 10_000): Why.BROKEN,
        whole.replace(reference[0], short * 10_000): Why.TOO_MANY,
        whole.replace(signature[0], signature[0] * 21): Why.TOO_MANY,
        whole.replace(reference[0], b"<a>" * 5_000 + b"</a>" * 5_000): Why.BROKEN,
        whole[:declaration] + bomb + whole[declaration:]: Why.BROKEN,
        whole[: len(whole) // 2]: Why.BROKEN,
    }
    async with asyncio.timeout(SECONDS):
        for octets, why in cases.items():
            assert (await judged(opener, octets)).why is why
    large = _other_file(sealed(unsigned(), uris=("#edXMLHeader",)), b"QUFB" * 4_000_000)
    assert await fault(opener, large) is Fault.FILE


def _other_file(octets: bytes, encoded: bytes = b"QUFB") -> bytes:
    content = rb"(ContentTransferEncoded>)[^<]*<"
    return re.sub(content, lambda found: found[1] + encoded + b"<", octets)
