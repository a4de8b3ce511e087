"""The keys that commands about the account work with: the one that seals, and those that verify."""

from pathlib import Path

from congvu.audit_key import AuditKey, AuditKeys, KeyRefused, public_key
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell


def sealing_key(shell: Shell) -> AuditKey:
    """The key that seals the account."""
    try:
        return AuditKey.read(shell.config.store.audit_key_file)
    except KeyRefused as error:
        raise Refused(str(error)) from error


def verifying_keys(path: Path, extra: tuple[Path, ...]) -> AuditKeys:
    """The public half of the key at *path*, which may be missing where there are *extra* ones, and those."""
    try:
        own = [] if extra and not path.exists() else [AuditKey.read(path).public]
        return AuditKeys([*own, *map(public_key, extra)])
    except KeyRefused as error:
        raise Refused(str(error)) from error
