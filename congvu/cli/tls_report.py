"""`congvu tls read`: what another server reports of TLS to ours, in plain words."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvu.cli import output
from congvu.cli.output import json_option
from congvu.cli.refused import Refused

if TYPE_CHECKING:
    from mail.tls.reading import Failure, Judged, Told

KINDS = {"sts": "MTA-STS", "tlsa": "DANE", "no-policy-found": "no policy"}

# What each result type of RFC 8460 §4.3 means for whoever runs the server that failed.
MEANING = {
    "starttls-not-supported": "the server offered no TLS; let it, and look for what takes STARTTLS away",
    "certificate-host-mismatch": "the certificate does not bear the server's name",
    "certificate-expired": "the certificate had run out; renew it",
    "certificate-not-trusted": "the certificate leads to no trusted root; send the whole chain",
    "validation-failure": "the proof failed; compare the certificate with the policy",
    "tlsa-invalid": "the TLSA records do not fit the certificate; publish the new one before changing",
    "dnssec-invalid": "the zone's signatures did not hold; look at its DNSSEC",
    "dane-required": "DANE was required, and there were no records",
    "sts-policy-fetch-error": "the MTA-STS policy could not be fetched; look at its web server",
    "sts-policy-invalid": "the MTA-STS policy made no sense; compare it with RFC 8461",
    "sts-webpki-invalid": "the certificate of the policy's web server was not good",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def read(file: Path, as_json: bool) -> None:
    """Tells what a TLS report says: a letter (.eml), .json.gz or .json.

    \b
    Example:
      congvu tls read google.com!vpcp.gov.vn!1795564800!1795651199!001.json.gz
    """
    from mail.tls import reading

    with file.open("rb") as opened:
        octets = opened.read(reading.LONGEST + 1)
    try:
        told = reading.read(octets)
    except reading.Unreadable as error:
        raise Refused(f"{file.name} cannot be read: {error}") from error
    if as_json:
        output.as_json(asdict(told))
        return
    for line in _lines(told):
        output.say(line)


def _lines(told: "Told") -> Iterator[str]:
    yield f"{told.organisation or 'Somebody'}, {told.start} to {told.end}, ask {told.contact or '-'}"
    for one in told.policies:
        yield _judged(one)
        yield from (f"- {_failure(failure)}" for failure in one.failures)
    if not any(one.failed for one in told.policies):
        yield "Nothing failed."


def _judged(one: "Judged") -> str:
    kind = KINDS.get(one.kind, one.kind)
    return f"{one.domain} ({kind}): {one.good} good, {one.failed} failed"


def _failure(one: "Failure") -> str:
    where = " ".join(part for part in (one.host, one.address) if part) or "?"
    meaning = MEANING.get(one.kind, one.kind or "no reason given")
    return f"{one.sessions} at {where}: {meaning} ({one.kind or '-'})"
