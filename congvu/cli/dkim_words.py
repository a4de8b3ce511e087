"""How a signing key stands, in words: for a list, and as facts."""

from datetime import datetime
from pathlib import Path
from typing import Any

from congvu.dkim_key import file_of
from work.directory import DkimKey, KeyState

_DATES = (
    "created_at", "seen_at", "shown_at", "seen_since", "ready_at", "signs_from", "signs_until",
    "leave_until", "revoked_at", "gone_at",
)  # fmt: skip


def facts(folder: Path, key: DkimKey, now: datetime) -> dict[str, Any]:
    """The key as --json shows it."""
    return {
        "domain": key.domain,
        "selector": key.selector,
        "algorithm": key.algorithm,
        "name": key.name,
        "token": key.token,
        "file": file_of(folder, key).exists() if key.token is None else None,
        "active": key.active,
        "state": key.state(now),
        "published": key.published,
        "ttl": key.ttl,
        **{name: getattr(key, name) for name in _DATES},
    }


def row(folder: Path, key: DkimKey, now: datetime) -> tuple[str, ...]:
    """The key as a line of the list."""
    kind = key.algorithm if key.token is None else f"{key.algorithm}, token {key.token}"
    return (key.domain, key.selector, kind, _seen(key), _state(folder, key, now))


def style(given: Any) -> str | None:
    """The colour of a line."""
    state = given[-1]
    if state.startswith("signs"):
        return "green"
    if state.startswith(("waits", "leave", "its record")):
        return "yellow"
    return None if state.startswith("retired") else "red"


def _seen(key: DkimKey) -> str:
    if key.seen_at is None:
        return "never looked"
    if key.published:
        word = "right" if key.seen_since or not key.waiting else "not everywhere"
    elif key.seen is None:
        word = "absent"
    else:
        word = "revoked" if key.revoked_at and key.seen == b"" else "wrong"
    return f"{word}, {key.seen_at:%Y-%m-%d}"


def _state(folder: Path, key: DkimKey, now: datetime) -> str:
    state = key.state(now)
    if state in (KeyState.WAITING, KeyState.SIGNING):
        missing = key.token is None and not file_of(folder, key).exists()
        return "its file is not here" if missing else _lives(key)
    told = {
        KeyState.RETIRING: f"leave the record until {_day(key.leave_until)}",
        KeyState.REMOVABLE: "its record may be removed",
        KeyState.RETIRED: f"retired {_day(key.signs_until)}",
        KeyState.REVOKED: f"revoked {_day(key.revoked_at)}",
    }
    return told[state]


def _lives(key: DkimKey) -> str:
    if key.waiting:
        return f"waits until {_day(key.ready_at)}" if key.ready_at else "waits for DNS"
    return f"signs since {_day(key.signs_from)}" if key.credible else "DNS does not show it"


def _day(instant: datetime | None) -> str:
    return "?" if instant is None else f"{instant:%Y-%m-%d}"
