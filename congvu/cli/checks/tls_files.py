"""Certificates: there, in force for a while, for our name, and with their key."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from congvu.cli import login_certificate
from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.config.relay import Listener

SOON = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as a door shows it, to who asks for *host*; *how* is what else is said of the door."""

    cert_file: Path
    key_file: Path | None
    host: str
    how: str


def certificates(config: Config, now: datetime) -> Iterator[Finding]:
    """A finding for each listener; what is served in clear is told as well."""
    if not config.relay.listener:
        yield warning("listeners", "there is none, so no letters come in; add a [[relay.listener]]")
    for listener in config.relay.listener:
        matter = f"listener {listener.address}"
        if listener.cert_file is None:
            yield ok(matter, f"{listener.kind}, without TLS")
        else:
            how = f"{listener.kind}, {listener.tls}"
            shown = Shown(listener.cert_file, listener.key_file, config.relay.hostname, how)
            yield _certificate(matter, shown, now)
            yield from _of_clients(matter, listener, now)


def web(config: Config, now: datetime) -> Iterator[Finding]:
    """The console's certificate, where it speaks TLS itself."""
    told = config.web
    if told.cert_file is not None:
        host = urlsplit(told.address).hostname or ""
        yield _certificate("console", Shown(told.cert_file, told.key_file, host, "https"), now)


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


def _certificate(matter: str, shown: Shown, now: datetime) -> Finding:
    try:
        certificate, *_ = x509.load_pem_x509_certificates(shown.cert_file.read_bytes())
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(shown.cert_file, shown.key_file)
    except ssl.SSLError:
        return error(matter, f"{shown.key_file} is not the key of {shown.cert_file}; renew both")
    except ValueError:
        return error(matter, f"{shown.cert_file} holds no certificate in PEM form; renew it")
    return _in_force(matter, shown, certificate, now) or _named(matter, shown, certificate)


def _in_force(
    matter: str, shown: Shown, certificate: x509.Certificate, now: datetime
) -> Finding | None:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begin:
        return error(matter, f"{shown.cert_file} is valid from {begin:%Y-%m-%d} on; take another")
    if now >= end:
        return error(matter, f"{shown.cert_file} ended {end:%Y-%m-%d}; renew it and send SIGHUP")
    if end - now < SOON:
        return warning(matter, f"{shown.cert_file} ends {end:%Y-%m-%d}; renew it and send SIGHUP")
    return None


def _named(matter: str, shown: Shown, certificate: x509.Certificate) -> Finding:
    if not _covers(certificate, shown.host):
        return warning(
            matter,
            f"{shown.cert_file} is not for {shown.host}; get one that names it as subjectAltName",
        )
    end = certificate.not_valid_after_utc
    return ok(matter, f"{shown.how}, certificate until {end:%Y-%m-%d}")


def _covers(certificate: x509.Certificate, hostname: str) -> bool:
    """RFC 6125 §6.4: the name itself, a wildcard for its first label, or the address."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    wildcard = "*." + hostname.partition(".")[2]
    known = {name.lower() for name in names.get_values_for_type(x509.DNSName)}
    known |= {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return not known.isdisjoint({hostname, wildcard})
