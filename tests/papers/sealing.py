"""XML signatures over the edXML examples: by signxml, and by xmlsec1, which is another's."""

import base64
import re
import subprocess
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from signxml import SignatureConstructionMethod, XMLSigner

from tests.papers.signing import Identity, issued
from tests.peers import need

FOLDER = Path(__file__).parents[1] / "data" / "edxml"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA1 = f"{DSIG}sha1"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
MD5 = f"{_MORE}md5"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N11 = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_NAMED = ("edXMLHeader", "MessageHeader", "TraceHeaderList")
CA = issued("CA mẫu", None)
SIGNER = issued("Văn thư mẫu", CA, key=rsa.generate_private_key(65537, 2048))


def unsigned(name: str = "plain") -> bytes:
    """An example without its signature, with identities and no spaces about them."""
    root = etree.fromstring((FOLDER / f"{name}.edxml").read_bytes())
    for one in root.iter(f"{{{DSIG}}}Signature"):
        one.getparent().remove(one)
    for one in root.iter():
        if etree.QName(one).localname in _NAMED:
            one.set("Id", etree.QName(one).localname)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def files(octets: bytes) -> dict[str, bytes]:
    """Those of a package, by what they are referred to by."""
    root, found = etree.fromstring(octets), {}
    for one in root.iter("{*}Attachment"):
        encoded = one.findtext("{*}ContentTransferEncoded")
        found[one.findtext("{*}ContentId")] = base64.b64decode(encoded)
    return found


def sealed(octets: bytes, by: Identity = SIGNER, *, uris: tuple[str, ...] = ("", "cid:"), digest: str = SHA256, c14n: str = EXCLUSIVE, own: str = C14N) -> bytes:  # fmt: skip
    """The package with a signature in its head; "cid:" stands for each of its files. By xmlsec1."""
    method = f"{DSIG}rsa-sha1" if digest == SHA1 else f"{_MORE}rsa-sha256"
    brought = files(octets)
    whole = [name for one in uris for name in (brought if one == "cid:" else (one,))]
    references = "".join(_reference(one, digest, c14n) for one in whole)
    template = (
        f'<Signature xmlns="{DSIG}"><SignedInfo>'
        f'<CanonicalizationMethod Algorithm="{own}"/>'
        f'<SignatureMethod Algorithm="{method}"/>{references}</SignedInfo>'
        "<SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>"
    ).encode()
    end = re.compile(rb"(?=</(?:edXML:)?edXMLHeader>)")
    return _xmlsec(end.sub(template, octets), by, brought)


def _reference(uri: str, digest: str, c14n: str) -> str:
    transforms = "" if uri.startswith("cid:") else (
        f'<Transforms><Transform Algorithm="{DSIG}enveloped-signature"/>'
        f'<Transform Algorithm="{c14n}"/></Transforms>'
    )  # fmt: skip
    return f'<Reference URI="{uri}">{transforms}<DigestMethod Algorithm="{digest}"/><DigestValue/></Reference>'


def _xmlsec(template: bytes, by: Identity, brought: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = by.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "key").write_bytes(key)
        (folder / "certificate").write_bytes(by.pem)
        (folder / "package").write_bytes(template)
        known = [f"--url-map:{uri}={folder / str(at)}" for at, uri in enumerate(brought)]
        for at, octets in enumerate(brought.values()):
            (folder / str(at)).write_bytes(octets)
        maps = [word for one in known for word in one.split("=", 1)]
        ids = [word for name in _NAMED for word in ("--id-attr:Id", name)]
        pair = f"{folder / 'key'},{folder / 'certificate'}"
        asked = [
            need("xmlsec1"),
            "--sign",
            "--privkey-pem",
            pair,
            *maps,
            *ids,
            str(folder / "package"),
        ]
        return subprocess.run(asked, check=True, capture_output=True).stdout


def sealed_by_signxml(octets: bytes, by: Identity = SIGNER, uri: str | None = "#edXMLHeader") -> bytes:  # fmt: skip
    """The package with a signature of signxml's at its end, over one element or, by None, the whole."""
    signer = XMLSigner(SignatureConstructionMethod.enveloped)
    pem = by.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    root = signer.sign(etree.fromstring(octets), key=pem, cert=[by.certificate], reference_uri=uri)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
