"""Secrets stand in files that nobody else can read, or in the environment; never in the configuration."""

import os
from pathlib import Path

ENVIRONMENT = {
    ("store", "password"): "CONGVU_STORE_PASSWORD",
    ("telegram", "token"): "CONGVU_TELEGRAM_TOKEN",
    ("telegram", "proxy_password"): "CONGVU_TELEGRAM_PROXY_PASSWORD",
    ("telegram", "webhook_secret"): "CONGVU_TELEGRAM_WEBHOOK_SECRET",
    ("web", "token"): "CONGVU_WEB_TOKEN",
}


def exposure(path: Path) -> str | None:
    """What is wrong with a secret file's mode, and the command that mends it; None when nothing is.

    Root's file may be read by the service's group, as TLS keys commonly are; one's own by nobody else.
    """
    facts = path.stat()
    allowed = 0o640 if facts.st_uid == 0 != os.geteuid() else 0o600
    if facts.st_mode & 0o777 & ~allowed:
        return f"{path} can be read by others; run: chmod {allowed:o} {path}"
    return None


def in_environment(section: str, option: str) -> str | None:
    """The secret from its variable, if that is set."""
    return os.environ.get(ENVIRONMENT[section, option]) or None


def secret(section: str, option: str, path: Path | None) -> str | None:
    """The secret from the environment, else from its file; None when neither is given."""
    if (given := in_environment(section, option)) is not None:
        return given
    return None if path is None else path.read_text(encoding="utf-8").strip()
