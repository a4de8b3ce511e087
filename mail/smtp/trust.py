"""The two ways in which our client speaks TLS; each context is made once, when it is first needed."""

import functools
import ssl
from pathlib import Path

from mail.tls.manner import Proof


class Trust:
    """*ca_file* replaces the system's trust for peers that must prove who they are."""

    def __init__(self, ca_file: Path | None) -> None:
        self._ca_file = ca_file

    def context(self, proof: Proof) -> ssl.SSLContext:
        """Verified for "certificate"; else the certificate is not looked at under the handshake (RFC 7435)."""
        return self._verified if proof == "certificate" else self._unverified

    @functools.cached_property
    def _verified(self) -> ssl.SSLContext:
        return _modern(ssl.create_default_context(cafile=self._ca_file))

    @functools.cached_property
    def _unverified(self) -> ssl.SSLContext:
        context = _modern(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


def _modern(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996
    return context
