"""Judges one signature of a PDF, by pyHanko: what it covers, who vouches for it, when it was made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation import (
    DocumentTimestampStatus,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from papers.signed import Changes, Coverage, Fault, Revocation, Signature

Status = PdfSignatureStatus | DocumentTimestampStatus

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}
_CHANGES = {
    ModificationLevel.NONE: Changes.NONE,
    ModificationLevel.LTA_UPDATES: Changes.UPKEEP,
    ModificationLevel.FORM_FILLING: Changes.FORMS,
    ModificationLevel.ANNOTATIONS: Changes.OTHER,
    ModificationLevel.OTHER: Changes.OTHER,
}
_FAULTS = {
    AdESFailure.REVOKED: Fault.REVOKED,
    AdESFailure.NOT_YET_VALID: Fault.NOT_YET,
    AdESIndeterminate.REVOKED_NO_POE: Fault.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: Fault.REVOKED,
    AdESIndeterminate.EXPIRED: Fault.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Fault.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Fault.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: Fault.NOT_YET,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Fault.WEAK,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Fault.WEAK,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Fault.USAGE,
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: Fault.USAGE,
}
_ARCHIVAL = "adobe_revocation_info_archival"


@dataclass(frozen=True, slots=True)
class Trust:
    """Who is trusted, at which instant, and what the document itself brings to show that."""

    anchors: Mapping[bytes, str]  # names, by the certificate's SHA-256
    roots: tuple[Any, ...]  # certificates
    now: datetime
    certificates: tuple[Any, ...] = ()
    crls: tuple[Any, ...] = ()
    ocsps: tuple[Any, ...] = ()

    def context(self, moment: datetime, mode: str) -> ValidationContext:
        """What pyHanko judges by; nothing is fetched.

        What the document brings may be younger than the signature; it counts all the same.
        """
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.certificates),
            crls=list(self.crls),
            ocsps=list(self.ocsps),
            moment=moment,
            allow_fetching=False,
            revocation_mode=mode,
            retroactive_revinfo=True,
        )


async def judged(embedded: EmbeddedPdfSignature, trust: Trust) -> Signature:
    """What *embedded* is worth. Raises what pyHanko raises over one that cannot be understood."""
    is_stamp = embedded.sig_object_type == "/DocTimeStamp"
    trust = _with_archival(embedded, trust)
    first = await _status(embedded, trust, trust.now, "soft-fail", is_stamp)
    moment = _stamped(first) or trust.now
    status, revocation = await _settled(embedded, trust, moment, is_stamp)
    told = _told(first, is_stamp)
    vouched = status.trusted
    return replace(
        told,
        field=str(embedded.field_name),
        anchor=anchor_name(status, trust) if vouched else "",
        revocation=revocation,
        fault=_fault(first, status, told, moment),
    )


async def _settled(
    embedded: EmbeddedPdfSignature, trust: Trust, moment: datetime, is_stamp: bool
) -> tuple[Status, Revocation]:
    """Its standing at *moment*: first by what the document brings for every certificate, then without."""
    strict = await _status(embedded, trust, moment, "require", is_stamp, again=True)
    if strict.trusted or strict.revoked:
        return strict, Revocation.REVOKED if strict.revoked else Revocation.GOOD
    return await _status(
        embedded, trust, moment, "soft-fail", is_stamp, again=True
    ), Revocation.UNKNOWN


async def _status(
    embedded: EmbeddedPdfSignature,
    trust: Trust,
    moment: datetime,
    mode: str,
    is_stamp: bool,
    again: bool = False,
) -> Status:
    context = trust.context(moment, mode)
    if is_stamp:
        return await async_validate_pdf_timestamp(embedded, context, skip_diff=again)
    return await async_validate_pdf_signature(
        embedded,
        context,
        ts_validation_context=trust.context(trust.now, "soft-fail"),
        key_usage_settings=_USAGE,
        skip_diff=again,
    )


def _told(status: Status, is_stamp: bool) -> Signature:
    """What does not depend on whom one trusts."""
    certificate = status.signing_cert
    level = status.modification_level
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return Signature(
        field="",
        is_stamp=is_stamp,
        signer=common_name(certificate),
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        certificate=certificate.sha256.hex(),
        intact=status.intact and status.valid,
        coverage=_COVERAGE.get(status.coverage, Coverage.PART)
        if status.coverage
        else Coverage.PART,
        changes=Changes.NONE
        if whole
        else _CHANGES.get(level, Changes.UNKNOWN)
        if level
        else Changes.UNKNOWN,
        claimed=getattr(status, "signer_reported_dt", None),
        stamped=_stamped(status),
    )


def _stamped(status: Status) -> datetime | None:
    """The time that a time stamp vouches for, where an anchor vouches for that."""
    if isinstance(status, DocumentTimestampStatus):
        return status.timestamp if status.trusted else None
    stamp = status.timestamp_validity
    return stamp.timestamp if stamp is not None and stamp.trusted else None


def _fault(first: Status, status: Status, told: Signature, moment: datetime) -> Fault | None:
    faults: Iterable[tuple[bool, Fault]] = (
        (not first.intact, Fault.ALTERED),
        (not first.valid, Fault.INVALID),
        (told.coverage is Coverage.PART, Fault.PART),
        (_is_changed(first), Fault.CHANGED),
        (not status.trusted, distrust(status, moment)),
    )
    return next((fault for is_so, fault in faults if is_so), None)


def _is_changed(status: Status) -> bool:
    if isinstance(status, PdfSignatureStatus) and status.docmdp_ok is not None:
        return not status.docmdp_ok
    return status.modification_level in {ModificationLevel.OTHER, ModificationLevel.ANNOTATIONS}


def distrust(status: Status | SignatureStatus, moment: datetime) -> Fault:
    """Why nobody vouches for it at *moment*."""
    if status.revoked:
        return Fault.REVOKED
    if status.signing_cert.not_valid_before > moment:  # which pyHanko tells as a fault of the chain
        return Fault.NOT_YET
    problem = status.trust_problem_indic
    return _FAULTS.get(problem, Fault.UNTRUSTED) if problem is not None else Fault.UNTRUSTED


def anchor_name(status: Status | SignatureStatus, trust: Trust) -> str:
    """What the office calls the certificate that the path begins with."""
    path = status.validation_path
    return trust.anchors.get(next(iter(path)).sha256, "") if path is not None else ""


def common_name(certificate: Any) -> str:
    """The name of whom it is for; the first of several."""
    name = certificate.subject.native.get("common_name", "")
    return str(name[0] if isinstance(name, list) else name)


def _with_archival(embedded: EmbeddedPdfSignature, trust: Trust) -> Trust:
    """With the word on revocation that Adobe's programs put into the signature itself."""
    found = list(find_cms_attribute_iter(embedded.signer_info["signed_attrs"], _ARCHIVAL))
    return replace(
        trust,
        crls=(*trust.crls, *(crl for one in found for crl in one["crl"])),
        ocsps=(*trust.ocsps, *(ocsp for one in found for ocsp in one["ocsp"])),
    )
