"""Signed PDF files for the tests: a private CA, its officials, its time stamp authority, and pyHanko's signer."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509 as x
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
_YEARS = timedelta(days=3650)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A certificate and its key."""

    certificate: x.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def asn1_key(self) -> keys.PrivateKeyInfo:
        der = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return keys.PrivateKeyInfo.load(der)


def _name(common: str) -> x.Name:
    return x.Name(
        [
            x.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x.NameAttribute(NameOID.ORGANIZATION_NAME, "Bộ Tư pháp"),
            x.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def issued(
    common: str,
    by: Identity | None,
    begin: datetime = NOW - timedelta(days=365),
    end: datetime = NOW + timedelta(days=365),
    usage: x.ExtensionType | None = None,
    key: Key | None = None,
) -> Identity:
    """A certificate for *common*, signed by *by* or by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    is_authority = by is None
    builder = (
        x.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(_name(common) if by is None else by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_key_usage(is_authority), critical=True)
        .add_extension(x.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if by is not None:
        identifier = x.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if usage is not None:
        builder = builder.add_extension(usage, critical=True)
    return Identity(builder.sign(key if by is None else by.key, hashes.SHA256()), key)


def _key_usage(authority: bool) -> x.KeyUsage:
    return x.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def authority(name: str = "CA gốc") -> Identity:
    return issued(name, None, NOW - _YEARS, NOW + _YEARS)


@cache
def official() -> Identity:
    return issued("Nguyễn Văn An", authority())


@cache
def time_stamps() -> Identity:
    return issued(
        "Dấu thời gian",
        authority(),
        NOW - _YEARS,
        NOW + _YEARS,
        x.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
        rsa.generate_private_key(65537, 2048),  # pyHanko's has no other
    )


def _store() -> SimpleCertificateStore:
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(authority().asn1)
    return store  # type: ignore[no-any-return]


def stamper(at: datetime) -> DummyTimeStamper:
    """Stamps everything as of *at*."""
    own = time_stamps()
    return DummyTimeStamper(own.asn1, own.asn1_key, _store(), fixed_dt=at)


async def signed(
    document: bytes,
    by: Identity,
    field: str = "Chữ ký",
    stamp: datetime | None = None,
    lists: tuple[bytes, ...] = (),
    hashed: str = "sha256",
    kind: fields.SigSeedSubFilter = fields.SigSeedSubFilter.PADES,
) -> bytes:
    """*document* with a signature added; *lists* of what is revoked are embedded, as its *kind* has it."""
    signer = signers.SimpleSigner(by.asn1, by.asn1_key, _store())
    context = ValidationContext(
        trust_roots=[authority().asn1],
        crls=[asn1_crl.CertificateList.load(one) for one in lists],
        moment=NOW,
        retroactive_revinfo=True,
    )
    wanted = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=hashed,
        subfilter=kind,
        embed_validation_info=bool(lists),
        validation_context=context if lists else None,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(document), strict=False)
    made = signers.PdfSigner(wanted, signer, timestamper=stamper(stamp) if stamp else None)
    await made.async_sign_pdf(writer, output=out)
    return out.getvalue()


def revocations(*revoked: Identity, at: datetime = NOW - timedelta(days=1)) -> bytes:
    """The authority's list of what it has revoked."""
    own = authority()
    builder = (
        x.CertificateRevocationListBuilder()
        .issuer_name(own.certificate.subject)
        .last_update(NOW - timedelta(hours=1))
        .next_update(NOW + timedelta(days=7))
    )
    for one in revoked:
        entry = x.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(at).build())
    return builder.sign(own.key, hashes.SHA256()).public_bytes(Encoding.DER)


def with_other_list(octets: bytes, other: bytes) -> bytes:
    """The document with another store of what was revoked, as a further update."""
    out = io.BytesIO(octets)
    writer: Any = IncrementalPdfFileWriter(out)
    del writer.root["/DSS"]
    writer.update_root()
    lists = [asn1_crl.CertificateList.load(other)]
    DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=lists)
    writer.write_in_place()
    return out.getvalue()


async def stamped(octets: bytes, at: datetime) -> bytes:
    """The document with a time stamp over all of it."""
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(octets))
    await signers.PdfTimeStamper(stamper(at)).async_timestamp_pdf(writer, "sha256", output=out)
    return out.getvalue()
