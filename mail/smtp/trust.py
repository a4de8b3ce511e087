"""The ways in which our client speaks TLS; each context is made once, when it is first needed."""

import functools
import ssl
from pathlib import Path

from mail.tls.manner import Manner


class Trust:
    """*ca_file* replaces the system's trust for peers that a route or a sender wants to prove who they are."""

    def __init__(self, ca_file: Path | None) -> None:
        self._ca_file = ca_file

    def context(self, manner: Manner) -> ssl.SSLContext:
        """Verified for "certificate"; else the certificate is not looked at under the handshake (RFC 7435)."""
        if manner.proof != "certificate":
            return self._unverified
        return self._verified if manner.by in ("route", "sender") else self.public

    @functools.cached_property
    def public(self) -> ssl.SSLContext:
        """For what a recipient's domain publishes: it means the system's roots, beside which ours do no harm."""
        context = _modern(ssl.create_default_context())
        if self._ca_file is not None:
            context.load_verify_locations(self._ca_file)
        return context

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
    context.options |= (
        ssl.OP_NO_RENEGOTIATION
    )  # it costs the one who is asked more than the one who asks
    return context
