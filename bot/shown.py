"""What of a notice may be shown in a chat: as far as the office discloses it.

Chats are not encrypted end to end and lie abroad.
"""

from collections.abc import Mapping
from typing import Any

from schedules.task_facts import Disclosure

EVENT = ("title", "place", "link", "note", "chair", "agency")  # what an event is about


def pushed(facts: Mapping[str, Any], disclosure: Disclosure) -> dict[str, Any]:
    """The facts of a notice without those that may not be shown."""
    if disclosure == "title":
        return dict(facts)
    secret = (
        "content",
        "product",
        "lead",
        "coordinators",
        "name",
        "by",
        "result",
        "why",
        "instead_of",
        "author",
        "approver",
        "domains",
        *EVENT,
    )
    kept = {key: None if key in secret else value for key, value in facts.items()}
    if "document" in kept:
        kept["document"] = {**facts["document"], "issuer": None}
    if "sections" in kept:
        kept["sections"] = [_untitled(section, disclosure) for section in facts["sections"]]
    return kept


def _untitled(section: Mapping[str, Any], disclosure: Disclosure) -> dict[str, Any]:
    return {**section, "items": [pushed(one, disclosure) for one in section["items"]]}
