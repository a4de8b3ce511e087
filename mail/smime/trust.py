"""Whom the office trusts to say who signed: certificates and lists of what was revoked, read from PEM files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from papers.signed import Anchor

_ENDINGS = frozenset({".pem", ".crt", ".cer", ".crl"})
_LIST = b"-----BEGIN X509 CRL-----"


@dataclass(frozen=True, slots=True)
class Trust:
    """The anchors and the lists, and a sentence for each file that cannot be used."""

    anchors: tuple[Anchor, ...] = ()
    crls: tuple[bytes, ...] = ()
    faults: tuple[str, ...] = ()


def read(anchors: Iterable[Path], crls: Iterable[Path]) -> Trust:
    """What stands in these files and folders; an anchor is called as its file, numbered where it has several."""
    faults: list[str] = []
    trusted = [one for path in _files(anchors, faults) for one in _anchors(path, faults)]
    lists = [one for path in _files(crls, faults) for one in _lists(path, faults)]
    return Trust(tuple(trusted), tuple(lists), tuple(faults))


def _files(paths: Iterable[Path], faults: list[str]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix.lower() in _ENDINGS)
        elif path.exists():
            yield path
        else:
            faults.append(f"{path} is not there")


def _anchors(path: Path, faults: list[str]) -> Iterator[Anchor]:
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        faults.append(f"{path} holds no certificate in PEM form")
        return
    for number, certificate in enumerate(found, 1):
        name = path.stem if len(found) == 1 else f"{path.stem} {number}"
        yield Anchor(name, certificate.public_bytes(Encoding.DER))


def _lists(path: Path, faults: list[str]) -> Iterator[bytes]:
    try:
        _, *lists = path.read_bytes().split(_LIST)
        found = [x509.load_pem_x509_crl(_LIST + one) for one in lists]
    except (OSError, ValueError):
        found = []
    if not found:
        faults.append(f"{path} holds no list of revoked certificates in PEM form")
    for one in found:
        yield one.public_bytes(Encoding.DER)
