"""Judges the signatures of a letter (S/MIME, RFC 8551), by pyHanko; its certificates as RFC 8550 has it."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

# pyHanko stands before asn1crypto: it adds names that are looked up once and for all.
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    cms_basic_validation,
    extract_self_reported_ts,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator.errors import ValidationError

from asn1crypto import cms, core  # isort: skip

from papers.opened import Why
from papers.opening.draft import Stopped
from papers.opening.judgement import Trust, anchor_name, common_name, distrust
from papers.opening.walk import HOSTILE
from papers.signed import Changes, Coverage, Fault, Revocation, Signature

MOST_SIGNERS = 20
MOST_CERTIFICATES = 100
LONGEST = 1 << 20  # octets of a signature apart from what is signed
_LONGEST_TEXT = 300  # characters of a name
_MOST_ADDRESSES = 20
_BROKEN: tuple[type[Exception], ...] = (*HOSTILE, SignatureValidationError, ValidationError)
_USAGE = frozenset({"non_repudiation", "digital_signature"})
_ANY: frozenset[str] = frozenset()
_PURPOSE = frozenset({"email_protection"})


def found(
    loop: asyncio.AbstractEventLoop, octets: bytes, signature_octets: int | None, trust: Trust
) -> Iterator[Signature]:
    """Each signer's signature; of *octets* the first are the signature and the rest is what it is over.

    With None all are one value, and what is signed stands in it. Raises Stopped.
    """
    if signature_octets is None:
        signed, content = _signed_data(octets), None
    elif signature_octets > LONGEST:
        raise Stopped(Why.TOO_LARGE)
    else:
        signed, content = _signed_data(octets[:signature_octets]), octets[signature_octets:]
    if not len(signed["signer_infos"]) and _claims_to_be_signed(signed, content):
        yield Signature("", fault=Fault.BROKEN)
    trust = _with_lists(signed, trust)
    for number in range(len(signed["signer_infos"])):
        try:
            judged = loop.run_until_complete(_judged(_alone(signed, number), content, trust))
            yield replace(judged, field=str(number + 1))
        except _BROKEN:
            yield Signature(str(number + 1), fault=Fault.BROKEN)


def _signed_data(octets: bytes) -> Any:
    whole = cms.ContentInfo.load(octets)
    kind = whole["content_type"].native
    if kind in {"enveloped_data", "authenticated_enveloped_data", "encrypted_data"}:
        raise Stopped(Why.PASSWORD)
    if kind != "signed_data":
        raise Stopped(Why.UNKNOWN)
    signed = whole["content"]
    too_many = (
        len(signed["signer_infos"]) > MOST_SIGNERS
        or _count(signed["certificates"]) > MOST_CERTIFICATES
    )
    if too_many:
        raise Stopped(Why.TOO_MANY)
    return signed


def _claims_to_be_signed(signed: Any, content: bytes | None) -> bool:
    """What has neither content nor signers hands certificates on (RFC 8551 §3.8)."""
    return content is not None or not isinstance(signed["encap_content_info"]["content"], core.Void)


def _count(values: Any) -> int:
    return 0 if isinstance(values, core.Void) else len(values)


def _alone(signed: Any, number: int) -> Any:
    """The same with one signer alone, which is all that pyHanko takes."""
    if len(signed["signer_infos"]) == 1:
        return signed
    names = ("version", "digest_algorithms", "encap_content_info", "certificates")
    parts = {name: signed[name] for name in names}
    return cms.SignedData({**parts, "signer_infos": [signed["signer_infos"][number]]})


def _with_lists(signed: Any, trust: Trust) -> Trust:
    """With the lists of what is revoked that the letter brings (RFC 5652 §5.1)."""
    if isinstance(signed["crls"], core.Void):
        return trust
    lists = [one.chosen for one in signed["crls"] if one.name == "crl"]
    return replace(trust, crls=(*trust.crls, *lists))


async def _judged(signed: Any, content: bytes | None, trust: Trust) -> Signature:
    signer = signed["signer_infos"][0]
    digest = None if content is None else _digest(signer, content)
    strict = await _status(signed, digest, trust, "require")
    known = strict.trusted or strict.revoked
    status = strict if known else await _status(signed, digest, trust, "soft-fail")
    certificate = status.signing_cert
    return Signature(
        field="",
        signer=common_name(certificate)[:_LONGEST_TEXT],
        subject=certificate.subject.human_friendly[:_LONGEST_TEXT],
        issuer=certificate.issuer.human_friendly[:_LONGEST_TEXT],
        certificate=certificate.sha256.hex(),
        emails=_addresses(certificate),
        intact=status.intact and status.valid,
        coverage=Coverage.FILE,
        changes=Changes.NONE,
        claimed=extract_self_reported_ts(signer) if signer["signed_attrs"] else None,
        anchor=anchor_name(status, trust) if status.trusted else "",
        revocation=_revocation(strict),
        fault=_fault(status, trust),
    )


def _digest(signer: Any, content: bytes) -> bytes:
    name = signer["digest_algorithm"]["algorithm"].native
    return hashlib.new(name, content, usedforsecurity=False).digest()


async def _status(signed: Any, digest: bytes | None, trust: Trust, mode: str) -> SignatureStatus:
    context = trust.context(trust.now, mode)
    usage = _usage(signed)
    facts = await cms_basic_validation(signed, digest, context, key_usage_settings=usage)
    return SignatureStatus(**facts)


def _usage(signed: Any) -> KeyUsageConstraints:
    """What the certificate has to be for; one that does not say is for everything (RFC 8550 §4.4.2, §4.4.4)."""
    certificate = extract_certificate_info(signed).signer_cert
    usage = _ANY if certificate.key_usage_value is None else _USAGE
    return KeyUsageConstraints(usage, None, _PURPOSE, explicit_extd_key_usage_required=False)


def _revocation(strict: SignatureStatus) -> Revocation:
    if strict.trusted:
        return Revocation.GOOD
    return Revocation.REVOKED if strict.revoked else Revocation.UNKNOWN


def _fault(status: SignatureStatus, trust: Trust) -> Fault | None:
    if not status.intact:
        return Fault.ALTERED
    if not status.valid:
        return Fault.INVALID
    return None if status.trusted else distrust(status, trust.now)


def _addresses(certificate: Any) -> tuple[str, ...]:
    """The e-mail addresses that the certificate is for (RFC 8550 §3)."""
    names = certificate.subject_alt_name_value
    listed = [one.native for one in names or () if one.name == "rfc822_name"]
    older = certificate.subject.native.get("email_address", [])
    both = [*listed, *(older if isinstance(older, list) else [older])]
    short = [str(one) for one in both if len(str(one)) <= _LONGEST_TEXT]
    return tuple(dict.fromkeys(short))[:_MOST_ADDRESSES]
