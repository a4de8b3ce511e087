"""Key files: there, whole, ours alone, and the ones that the store means."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from congvu.audit_key import AuditKey, KeyRefused
from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.config.secret import exposure
from congvu.dkim_key import Use, file_of, use_of
from mail.sign.key import SigningKey, read_pem
from work import signing
from work.directory import Directory, DkimKey


def audit_key(path: Path, last_used: str | None) -> Finding:
    """Whether the account can be sealed, and with the key that sealed it before."""
    try:
        key = AuditKey.read(path)
    except KeyRefused as refusal:
        return error("audit key", str(refusal))
    if last_used is not None and last_used != key.key_id:
        return warning(
            "audit key",
            f"{path} is not the key of the last checkpoint; keep that one's public half"
            " for congvu audit verify --public-key",
        )
    return ok("audit key", f"{path}, {key.key_id}")


def signing_keys(folder: Path, keys: tuple[DkimKey, ...]) -> Iterator[Finding]:
    """One finding for each key that should sign, and for each file that should not be there."""
    if folder.is_dir() and folder.stat().st_mode & 0o077:
        yield error("signing keys", f"{folder} can be opened by others; run: chmod 700 {folder}")
    for key in keys:
        if key.active:
            yield _signing_key(folder, key)
        elif use_of(folder, key) is Use.WAITING:
            todo = f"waits; publish its record, then congvu dkim rotate {key.domain}"
            yield warning(f"dkim {key.selector}", todo)
    known = {file_of(folder, key) for key in keys if key.active}
    for path in sorted(set(folder.glob("*/*.pem")) - known):
        todo = f"{path} signs, but the store does not know it; move it away or restore the store"
        yield warning("signing keys", todo)


def unsigned(
    config: Config, directory: Directory, keys: tuple[DkimKey, ...], today: date
) -> Iterator[Finding]:
    """Domains that may send, and whose letters would leave without a signature."""
    senders = signing.Senders(config.office.domain, config.relay.trusted_agencies)
    sending = signing.sending_domains(directory, senders, today)
    for domain in signing.unsigned(directory, keys, sending):
        todo = f"letters from {domain} leave unsigned; congvu dkim new {domain}"
        yield warning("signing keys", todo)


def _signing_key(folder: Path, key: DkimKey) -> Finding:
    matter, path = f"dkim {key.selector}", file_of(folder, key)
    try:
        fault, pem = exposure(path), path.read_bytes()
    except OSError as problem:
        return error(matter, f"{path} cannot be read ({problem.strerror}); put your copy there")
    if fault:
        return error(matter, fault)
    read = read_pem(key.domain, key.selector, pem)
    if not isinstance(read, SigningKey):
        return error(matter, f"{path} {read}; put your copy there")
    if read.public_key != key.public_key:
        return error(matter, f"{path} is another key than the store knows; put your copy there")
    return ok(matter, f"{key.algorithm} key of {key.domain}")
