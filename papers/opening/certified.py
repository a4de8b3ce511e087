"""Who vouches for a certificate that signed something else than CMS, by pyHanko and the office's anchors."""

from dataclasses import replace
from typing import Any, NamedTuple

from pyhanko.sign.validation.generic_cms import validate_cert_usage
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus

from papers.opening.judgement import Trust, anchor_name, distrust
from papers.signed import Fault, Revocation

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
_ANY = KeyUsageConstraints()


class Vouched(NamedTuple):
    """The *anchor* that the path begins with, "" with the *fault* that there is none."""

    anchor: str
    revocation: Revocation
    fault: Fault | None


async def vouched(certificate: Any, others: tuple[Any, ...], trust: Trust) -> Vouched:
    """Who vouches for *certificate* now; *others* came with it. They are values of asn1crypto."""
    trust = replace(trust, certificates=(*trust.certificates, *others))
    strict = await _status(certificate, trust, "require")
    if strict.revoked:
        return Vouched("", Revocation.REVOKED, Fault.REVOKED)
    status = strict if strict.trusted else await _status(certificate, trust, "soft-fail")
    revocation = Revocation.GOOD if strict.trusted else Revocation.UNKNOWN
    if not status.trusted:
        return Vouched("", revocation, distrust(status, trust.now))
    return Vouched(anchor_name(status, trust), revocation, None)


async def _status(certificate: Any, trust: Trust, mode: str) -> SignatureStatus:
    context = trust.context(trust.now, mode)
    paths = context.path_builder.async_build_paths_lazy(certificate)
    usage = _ANY if certificate.key_usage_value is None else _USAGE
    found = await validate_cert_usage(certificate, context, usage, paths)
    return SignatureStatus(
        intact=True,
        valid=True,
        trust_problem_indic=found.error_subindic,
        signing_cert=certificate,
        pkcs7_signature_mechanism="",
        md_algorithm="",
        validation_path=found.success_result or found.error_path,
        revocation_details=found.revo_details,
        error_time_horizon=found.error_time_horizon,
        validation_time=trust.now,
        qualification_result=None,
    )
