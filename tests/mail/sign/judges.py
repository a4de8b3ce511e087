"""Verifiers from outside: OpenDKIM, Perl's Mail::DKIM and dkimpy. None of them asks DNS here."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import dkim

from tests.peers import need

Records = Mapping[tuple[str, str], bytes]

_VERDICT = re.compile(
    r"### INSHEADER((?:(?!### INSHEADER).)*?)opendkim: \S+/all-(\d+): ver", re.DOTALL
)
_RESULT = re.compile(r"dkim=(\w+)[^;]*? header\.a=(\w+)-sha256 header\.s=([\w.-]+)", re.DOTALL)

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
    path = folder / "letter.eml"
    path.write_bytes(letter.replace(b"\r\n", b"\n"))  # as it reads files
    said = _opendkim_on([path], records, folder)
    return _results(said, records)


def opendkim_on_all(
    letters: Sequence[bytes], records: Records, folder: Path
) -> list[dict[str, str]]:
    """The same of each letter, by few runs of the program; nothing of one that it does not take."""
    found: list[dict[str, str]] = [{} for _ in letters]
    for start in range(0, len(letters), 500):
        paths = []
        for number, letter in enumerate(letters[start : start + 500], start):
            paths.append(folder / f"all-{number}")
            paths[-1].write_bytes(letter.replace(b"\r\n", b"\n"))
        for said, number in _VERDICT.findall(_opendkim_on(paths, records, folder)):
            found[int(number)] = _results(said, records)
        for path in paths:
            path.unlink()
    return found


def _results(said: str, records: Records) -> dict[str, str]:
    """Those of signatures whose keys are known, not of what else stood in the letter."""
    ours = {selector for selector, _ in records}
    return {algorithm: result for result, algorithm, name in _RESULT.findall(said) if name in ours}


def _opendkim_on(paths: Sequence[Path], records: Records, folder: Path) -> str:
    program = need("opendkim")
    settings = (
        "Mode v\nInternalHosts 192.0.2.1\nSyslog no\nAlwaysAddARHeader yes\nAuthservID judge\n"
        f"MaximumHeaders 0\nTestDNSData file:{_zone(records, folder)}\n"
    )
    conf = folder / "opendkim.conf"
    conf.write_text(settings)
    command = [program, "-x", str(conf), "-vvv", "-t", ",".join(map(str, paths))]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


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
