"""The tables, one module a subject, all on one MetaData; migrations must make the same."""

from store.schema import (
    account,
    allowance,
    approval,
    body,
    chat,
    clock,
    directory,
    lease,
    notice,
    restoration,
    retention,
    spool,
    suppression,
    suspension,
    tls,
    work,
)
from store.schema.base import metadata

__all__ = [
    "account",
    "allowance",
    "approval",
    "body",
    "chat",
    "clock",
    "directory",
    "lease",
    "metadata",
    "notice",
    "restoration",
    "retention",
    "spool",
    "suppression",
    "suspension",
    "tls",
    "work",
]
