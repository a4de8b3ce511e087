"""Certificates: there, in force for a while, for our name, and with their key."""

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography import x509

from congvu.cli import login_certificate
from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.config.relay import Listener

SOON = timedelta(days=21)


def certificates(config: Config, now: datetime) -> Iterator[Finding]:
    """A finding for each listener; what is served in clear is told as well."""
    if not config.relay.listener:
        yield warning("listeners", "there is none, so no letters come in; add a [[relay.listener]]")
    for listener in config.relay.listener:
        matter = f"listener {listener.address}"
        if listener.cert_file is None:
            yield ok(matter, f"{listener.kind}, without TLS")
        else:
            yield _certificate(matter, listener, config.relay.hostname, now)
            yield from _of_clients(matter, listener, now)


def _of_clients(matter: str, listener: Listener, now: datetime) -> Iterator[Finding]:
    """What is wrong with the certificates that a trusted listener takes, soonest first."""
    file = listener.client_cert_file
    if file is None:
        return
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except ValueError:
        yield error(matter, f"{file} holds no certificate in PEM form; put the clients' there")
        return
    end = min(certificate.not_valid_after_utc for certificate in found)
    if end - now < login_certificate.SOON:
        ends = "ended" if end < now else "ends"
        yield warning(
            matter,
            f"a certificate in {file} {ends} {end:%Y-%m-%d}; put the next one there, then SIGHUP",
        )


def _certificate(matter: str, listener: Listener, hostname: str, now: datetime) -> Finding:
    assert listener.cert_file is not None  # noqa: S101 - the caller has looked
    try:
        certificate, *_ = x509.load_pem_x509_certificates(listener.cert_file.read_bytes())
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            listener.cert_file, listener.key_file
        )
    except ssl.SSLError:
        return error(
            matter, f"{listener.key_file} is not the key of {listener.cert_file}; renew both"
        )
    except ValueError:
        return error(matter, f"{listener.cert_file} holds no certificate in PEM form; renew it")
    return _in_force(matter, listener, certificate, now) or _named(
        matter, listener, certificate, hostname
    )


def _in_force(
    matter: str, listener: Listener, certificate: x509.Certificate, now: datetime
) -> Finding | None:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begin:
        return error(
            matter, f"{listener.cert_file} is valid from {begin:%Y-%m-%d} on; take another"
        )
    if now >= end:
        return error(matter, f"{listener.cert_file} ended {end:%Y-%m-%d}; renew it and send SIGHUP")
    if end - now < SOON:
        return warning(
            matter, f"{listener.cert_file} ends {end:%Y-%m-%d}; renew it and send SIGHUP"
        )
    return None


def _named(
    matter: str, listener: Listener, certificate: x509.Certificate, hostname: str
) -> Finding:
    if not _covers(certificate, hostname):
        return warning(
            matter,
            f"{listener.cert_file} is not for {hostname}; get one that names it as subjectAltName",
        )
    end = certificate.not_valid_after_utc
    return ok(matter, f"{listener.kind}, {listener.tls}, certificate until {end:%Y-%m-%d}")


def _covers(certificate: x509.Certificate, hostname: str) -> bool:
    """RFC 6125 §6.4: the name itself, or a wildcard for its first label."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    wildcard = "*." + hostname.partition(".")[2]
    known = {name.lower() for name in names.get_values_for_type(x509.DNSName)}
    return not known.isdisjoint({hostname, wildcard})
