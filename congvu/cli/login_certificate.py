"""`congvu login certificate`: by which client certificates a login is known, and until when."""

from datetime import datetime, timedelta

import click
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from congvu.cli.arguments import FILE, LOGIN
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from mail.smtp.bearer import fingerprint
from store.directory import load
from store.directory.certificates import add_certificate, remove_certificate
from store.directory.change import Conflict, Effect
from work.directory import Certificate, Directory

SOON = timedelta(days=30)  # others have to make the next one
RSA_LEAST = 2048  # bits; OpenSSL takes no shorter key at the security level of our listeners
SHORTEST = 8  # digits of a fingerprint that name it


@click.command("certificate")
@click.argument("name", type=LOGIN)
@click.argument("file", type=FILE, required=False)
@click.option(
    "--remove", metavar="FINGERPRINT", help="Refuse this one, by the first digits of its name."
)
@click.pass_obj
def command(shell: Shell, name: str, file: str | None, remove: str | None) -> None:
    """Lets a login in by a client certificate, without its password.

    FILE holds the certificate in PEM form, never its key. A login may have several: give it
    the next one before the last one ends. A submission listener asks for certificates where
    its `client_certificates` is true.

    \b
    Example:
      congvu login certificate bacninh-relay bacninh-relay.pem
      congvu login certificate bacninh-relay --remove 3fa94c21
    """
    if (file is None) == (remove is None):
        raise click.UsageError("give a FILE, or --remove and a fingerprint")
    if file is not None:
        _add(shell, read(name, file, shell.now))
    else:
        _remove(shell, name, (remove or "").lower().replace(":", ""))


def read(name: str, file: str, now: datetime) -> Certificate:
    """The certificate in *file*, as one of the login *name*; Refused for one that could never be used."""
    try:
        with click.open_file(file, "rb") as source:
            found = x509.load_pem_x509_certificate(source.read())
    except ValueError:
        raise Refused(f"{file} holds no certificate in PEM form; give the client's own") from None
    if fault := _fault(found, now):
        raise Refused(f"{file} {fault}")
    octets = found.public_bytes(Encoding.DER)
    span = (found.not_valid_before_utc, found.not_valid_after_utc)
    return Certificate(name, fingerprint(octets), octets, *span)


def standing(certificate: Certificate, now: datetime) -> str:
    """Until when it is good, in words."""
    if now > certificate.not_after:
        return f"ended {certificate.not_after:%Y-%m-%d}"
    if now < certificate.not_before:
        return f"from {certificate.not_before:%Y-%m-%d} until {certificate.not_after:%Y-%m-%d}"
    return f"until {certificate.not_after:%Y-%m-%d}"


def of_login(directory: Directory, name: str) -> tuple[Certificate, ...]:
    """Those that the login *name* is known by, the last to end first."""
    theirs = (one for one in directory.certificates.values() if one.login == name)
    return tuple(sorted(theirs, key=lambda one: one.not_after, reverse=True))


def _fault(found: x509.Certificate, now: datetime) -> str | None:
    key = found.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_LEAST:
        return f"has an RSA key of {key.key_size} bits; make one of {RSA_LEAST} at least"
    if now > found.not_valid_after_utc:
        return f"ended {found.not_valid_after_utc:%Y-%m-%d}; have the client make another"
    try:
        uses = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return None
    if {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}.isdisjoint(
        uses
    ):
        return "is not for clients: its extended key usage lacks clientAuth; get one that has it"
    return None


def _add(shell: Shell, new: Certificate) -> None:
    outcome = shell.write(add_certificate, new, shell.now)
    if isinstance(outcome, Conflict):
        raise Refused(
            f"this certificate is login {outcome.holder}'s; give each login its own, or remove it"
            f" there: congvu login certificate {outcome.holder} --remove {new.fingerprint[:16]}"
        )
    if outcome is Effect.UNKNOWN:
        raise Refused(f"login {new.login} is not registered; see congvu login list")
    again = " already" if outcome is Effect.ALREADY else ""
    click.echo(
        f"Login {new.login} is{again} known by certificate {new.fingerprint[:16]},"
        f" {standing(new, shell.now)}."
    )


def _remove(shell: Shell, name: str, beginning: str) -> None:
    theirs = of_login(shell.read(load), name)
    found = [one for one in theirs if one.fingerprint.startswith(beginning)]
    if len(beginning) < SHORTEST or len(found) != 1:
        raise Refused(
            f"login {name} is not known by one certificate {beginning}; see congvu login show {name},"
            f" and give the first {SHORTEST} digits or more"
        )
    if shell.write(remove_certificate, name, found[0].fingerprint, shell.now) is Effect.UNKNOWN:
        raise Refused(f"login {name} has it no more; see congvu login show {name}")
    click.echo(f"Login {name} is not known by certificate {found[0].fingerprint[:16]} any more.")
