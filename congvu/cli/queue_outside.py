"""What `congvu queue` tells of a letter from outside: what is known of who sent it, and which rule decided."""

from collections.abc import Iterator
from typing import Any

from work.authenticity import Action, Finding

_DONE: dict[Action, str] = {
    "mark": "let in, with its results as a field on top",
    "quarantine": "held for a person",
    "defer": "put off",
    "refuse": "refused",
}


def fields(found: Finding | None) -> Iterator[tuple[str, str]]:
    """The lines about it, for people."""
    if found is None:
        return
    yield "From names", found.author
    yield "SPF", f"{found.spf} (HELO {found.helo})"
    yield "DKIM", found.dkim
    yield "ARC", found.arc
    yield "DMARC", found.dmarc
    yield "decided by", f"{found.rule} ({found.source}): {_DONE[found.action]}"
    if not found.proven:
        yield "reports", "none go to its sender, who may be anybody"


def facts(found: Finding | None) -> dict[str, Any] | None:
    """The same for programs; None for a letter that did not come from outside."""
    if found is None:
        return None
    return {
        "author_domain": found.author,
        "spf": found.spf,
        "helo_spf": found.helo,
        "dkim": found.dkim,
        "arc": found.arc,
        "dmarc": found.dmarc,
        "action": found.action,
        "rule": found.rule,
        "source": found.source,
        "reports_to_sender": found.proven,
    }
