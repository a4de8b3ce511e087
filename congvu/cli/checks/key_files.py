"""Key files: there, whole, ours alone, and the ones that the store means."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from congvu.audit_key import AuditKey, KeyRefused
from congvu.cli.checks.finding import Finding, Level, error, ok, warning
from congvu.config import Config
from congvu.config.relay import Relay
from congvu.dkim_key import BOTH, file_of, tokens
from congvu.second_key import SecondKey, remedy
from mail.sign.key import SigningKey, read_pem
from mail.sign.keyring import exposure
from mail.sign.vault import TokenFailed
from work import signing
from work.directory import Directory, DkimKey, KeyState


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


def second_factors(path: Path, sealed: Sequence[tuple[int, bytes]]) -> Finding:
    """Whether the key of second factors is there, ours alone, and the one that sealed what the store holds."""
    if not path.exists() and not sealed:
        return ok("second factors", f"{path} is made at the next start")
    try:
        key = SecondKey.read(path)
    except KeyRefused as refusal:
        return error("second factors", str(refusal))
    left = sum(key.open(kept, person) is None for person, kept in sealed)
    if left:
        return error("second factors", f"{path} does not open {left} of them; {remedy(path)}")
    return ok("second factors", f"{path} opens all {len(sealed)}")


def signing_keys(relay: Relay, keys: tuple[DkimKey, ...], now: datetime) -> Iterator[Finding]:
    """One finding for each key that signs or shall, and for each file that should not be there."""
    folder = relay.dkim_keys
    if folder.is_dir() and folder.stat().st_mode & 0o077:
        yield error("signing keys", f"{folder} can be opened by others; run: chmod 700 {folder}")
    yield from _of_tokens(relay, [key for key in keys if key.token and _lives(key)])
    for key in keys:
        if _lives(key) and key.token is None:
            found = _signing_key(folder, key)
            waits = key.waiting and found.level is Level.OK
            yield warning(found.matter, _waits(key)) if waits else found
        elif key.state(now) is KeyState.REMOVABLE:
            yield ok(f"dkim {key.selector}", f"signs no more; its record {key.name} may be removed")
    known = {file_of(folder, key) for key in keys}
    for path in sorted(set(folder.glob("*/*.pem")) - known):
        todo = f"the store does not know {path}; the next start takes it up, so move it away if it shall not sign"
        yield warning("signing keys", todo)


def _lives(key: DkimKey) -> bool:
    return key.active or key.waiting


def _waits(key: DkimKey) -> str:
    if key.ready_at is not None:
        return f"DNS shows it; it signs from {key.ready_at:%Y-%m-%d %H:%M} UTC on"
    return f"waits until DNS shows it; publish its record: congvu dkim dns {key.domain}"


def _of_tokens(relay: Relay, keys: list[DkimKey]) -> Iterator[Finding]:
    """Whether each token does its work with each of *keys*, by one signature."""
    labels = {one.label for one in relay.dkim_token}
    for key in keys:
        if key.token not in labels:
            todo = f"its token {key.token} is not configured; add a [[relay.dkim_token]]"
            yield error(f"dkim {key.selector}", todo)
    try:
        opened = tokens(relay)
    except TokenFailed as failed:
        yield error("tokens", str(failed))
        return
    if opened is None:
        return
    for label in sorted(labels):
        yield _token(opened, label)
    for name, found in opened.found(key for key in keys if key.token in labels).items():
        if isinstance(found, str):
            yield error("tokens", found)
        else:
            yield ok("tokens", f"{name} signs")
    opened.close()


def _token(opened: Any, label: str) -> Finding:
    try:
        able = [one for one in BOTH if opened.makes(label, one)]
    except TokenFailed as failed:
        return error("tokens", str(failed))
    return ok("tokens", f"{label} is there, and makes {' and '.join(able) or 'no'} keys")


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
        fault, pem = exposure(path, path.stat()), path.read_bytes()
    except OSError as problem:
        return error(matter, f"{path} cannot be read ({problem.strerror}); put your copy there")
    if fault:
        return error(matter, f"{path} {fault}")
    read = read_pem(key.domain, key.selector, pem)
    if not isinstance(read, SigningKey):
        return error(matter, f"{path} {read}; put your copy there")
    if read.public_key != key.public_key:
        return error(matter, f"{path} is another key than the store knows; put your copy there")
    return ok(matter, f"{key.algorithm} key of {key.domain}")
