"""Verifiers from outside: OpenDKIM, Perl's Mail::DKIM and dkimpy. None of them asks DNS here."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import dkim

from tests.peers import need

Records = Mapping[tuple[str, str], bytes]

_RESULT = re.compile(r"dkim=(\w+)[^;]*? header\.a=(\w+)-sha256", re.DOTALL)

_PERL = r"""
use strict; use warnings; no warnings 'redefine';
use Mail::DKIM::Verifier; use Net::DNS;
my ($zone, @letters) = @ARGV;
my %record;
open(my $z, '<', $zone) or die $!;
while (<$z>) { chomp; my ($name, $text) = split(/ /, $_, 2); $record{$name} = $text }
*Mail::DKIM::DNS::query_async = sub {
    my ($name, $type, %asked) = @_;
    my @strings = ($record{$name} // '') =~ /(.{1,255})/gs;
    my @found = @strings ? Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => \@strings) : ();
    return sub { $asked{Callbacks}{Success}->(@found) };
};
for my $path (@letters) {
    my $verifier = Mail::DKIM::Verifier->new();
    open(my $letter, '<:raw', $path) or die $!;
    local $/;
    $verifier->PRINT(<$letter>);
    $verifier->CLOSE;
    my ($rsa) = grep { $_->algorithm eq 'rsa-sha256' } $verifier->signatures;
    print $rsa ? $rsa->result : 'none', "\n";
}
"""


def opendkim(letter: bytes, records: Records, folder: Path) -> dict[str, str]:
    """OpenDKIM's results by algorithm ("rsa", "ed25519")."""
    program = need("opendkim")
    settings = (
        "Mode v\nInternalHosts 192.0.2.1\nSyslog no\nAlwaysAddARHeader yes\nAuthservID judge\n"
        f"TestDNSData file:{_zone(records, folder)}\n"
    )
    conf, path = folder / "opendkim.conf", folder / "letter.eml"
    conf.write_text(settings)
    path.write_bytes(letter.replace(b"\r\n", b"\n"))  # as it reads files
    command = [program, "-x", str(conf), "-vvv", "-t", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return {algorithm: result for result, algorithm in _RESULT.findall(said)}


def mail_dkim(letters: list[bytes], records: Records, folder: Path) -> list[str]:
    """Mail::DKIM's result for the RSA signature of each letter; this version knows no other."""
    perl = need("perl", perl="Mail::DKIM::Verifier")
    paths = [folder / f"letter-{number}.eml" for number in range(len(letters))]
    for path, letter in zip(paths, letters, strict=True):
        path.write_bytes(letter)
    command = [perl, "-e", _PERL, str(_zone(records, folder)), *map(str, paths)]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    return asked.stdout.split()


def dkimpy(letter: bytes, records: Records) -> bool:
    """Whether dkimpy takes the first signature, which has to be an RSA one."""
    found = {f"{s}._domainkey.{d}.".encode(): text for (s, d), text in records.items()}
    return bool(dkim.verify(letter, dnsfunc=lambda name, timeout=5: found.get(name)))


def _zone(records: Records, folder: Path) -> Path:
    path = folder / "zone"
    lines = (f"{s}._domainkey.{d} {text.decode()}\n" for (s, d), text in records.items())
    path.write_text("".join(lines))
    return path
