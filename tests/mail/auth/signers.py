"""Signers from outside: OpenDKIM, Perl's Mail::DKIM, and its sealer for ARC. None of them asks DNS."""

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.peers import need

_INSERTED = re.compile(r"### INSHEADER: idx=0 hname='(DKIM-Signature)' hvalue='(.*?)'\n", re.DOTALL)

_SIGN = r"""
use strict; use warnings;
use Mail::DKIM::Signer;
my ($key, $domain, $selector, $method, @paths) = @ARGV;
for my $path (@paths) {
    my $signer = Mail::DKIM::Signer->new(
        Algorithm => 'rsa-sha256', Method => $method,
        Domain => $domain, Selector => $selector, KeyFile => $key,
    );
    open(my $letter, '<:raw', $path) or die $!;
    local $/;
    $signer->PRINT(<$letter>);
    $signer->CLOSE;
    print $signer->signature->as_string, "\r\n\0";
}
"""

_SEAL = r"""
use strict; use warnings;
use Mail::DKIM::ARC::Signer;
my ($path, $chain, @hops) = @ARGV;
open(my $file, '<:raw', $path) or die $!;
my $letter = do { local $/; <$file> };
while (my ($key, $domain, $selector, $found, $above) = splice(@hops, 0, 5)) {
    $letter = "Authentication-Results: $domain; $found\r\n$letter";
    my $sealer = Mail::DKIM::ARC::Signer->new(
        Algorithm => 'rsa-sha256', Chain => $chain, Domain => $domain, SrvId => $domain,
        Selector => $selector, KeyFile => $key,
    );
    $sealer->PRINT($letter);
    $sealer->CLOSE;
    die $sealer->{details} // $sealer->result if $sealer->result ne 'sealed';
    my $set = join("\r\n", $sealer->as_strings) . "\r\n";
    $letter = $above . $set . $letter;
    $chain = 'pass';
}
binmode STDOUT;
print $letter;
"""


Signer = Callable[[bytes, RSAPrivateKey, tuple[str, str], str, Path], bytes]


class Hop(NamedTuple):
    """Who seals, what it had found out, and what its server puts on top."""

    key: RSAPrivateKey
    domain: str
    selector: str
    found: str
    above: str = ""


def opendkim(
    letter: bytes,
    key: RSAPrivateKey | Ed25519PrivateKey,
    name: tuple[str, str],
    form: str,
    at: Path,
) -> bytes:
    """*letter* with a signature by OpenDKIM under (selector, domain), in *form* such as "simple/relaxed"."""
    program = need("opendkim")
    algorithm = "rsa-sha256" if isinstance(key, RSAPrivateKey) else "ed25519-sha256"
    conf, path = at / "signer.conf", at / "letter.eml"
    selector, domain = name
    conf.write_text(
        f"Mode s\nSyslog no\nRequireSafeKeys no\nDomain {domain}\nSelector {selector}\n"
        f"KeyFile {_pem(key, at)}\nCanonicalization {form}\nSignatureAlgorithm {algorithm}\n"
        "OverSignHeaders From,Subject\n"
    )
    path.write_bytes(letter.replace(b"\r\n", b"\n"))  # as it reads files
    command = [program, "-x", str(conf), "-vvv", "-t", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = _INSERTED.search(said)
    assert found is not None, said
    field = f"{found[1]}: {found[2]}\n".replace("\n", "\r\n")
    return field.encode() + letter


def mail_dkim(
    letter: bytes, key: RSAPrivateKey, name: tuple[str, str], form: str, at: Path
) -> bytes:
    """*letter* with an RSA signature by Mail::DKIM; this version knows no other."""
    (signed,) = all_by_mail_dkim([letter], key, name, form, at)
    return signed


def all_by_mail_dkim(
    letters: Sequence[bytes], key: RSAPrivateKey, name: tuple[str, str], form: str, at: Path
) -> list[bytes]:
    """The same for several letters."""
    paths = [at / f"letter-{number}.eml" for number in range(len(letters))]
    for path, letter in zip(paths, letters, strict=True):
        path.write_bytes(letter)
    selector, domain = name
    asked = [str(_pem(key, at)), domain, selector, form, *map(str, paths)]
    fields = _perl("Mail::DKIM::Signer", _SIGN, asked).split(b"\0")[:-1]
    return [field + letter for field, letter in zip(fields, letters, strict=True)]


def sealed(letter: bytes, hops: Sequence[Hop], at: Path, chain: str = "none") -> bytes:
    """*letter* as it leaves the last of *hops*, each of which sealed it by Mail::DKIM::ARC::Signer.

    *chain* is what the first of them had found of the sets that stand already.
    """
    path = at / "letter.eml"
    path.write_bytes(letter)
    asked = [str(path), chain]
    for number, hop in enumerate(hops):
        key = _pem(hop.key, at, f"hop-{number}.pem")
        asked += [str(key), hop.domain, hop.selector, hop.found, hop.above]
    return _perl("Mail::DKIM::ARC::Signer", _SEAL, asked)


def _perl(module: str, script: str, arguments: list[str]) -> bytes:
    command = [need("perl", perl=module), "-e", script, *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _pem(key: RSAPrivateKey | Ed25519PrivateKey, at: Path, file: str = "key.pem") -> Path:
    rsa = isinstance(key, RSAPrivateKey)  # Mail::DKIM reads the older form of these
    form = PrivateFormat.TraditionalOpenSSL if rsa else PrivateFormat.PKCS8
    path = at / file
    path.write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
    path.chmod(0o600)
    return path
