"""What the Bot API says when it will not: a code, a description, sometimes parameters."""

from typing import Any


class Refused(Exception):
    """A method was refused; the caller gets this as its answer."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer as the Bot API writes it."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(reason: str) -> Refused:
    """400, with the prefix that every such description has."""
    return Refused(400, f"Bad Request: {reason}")


def flood(seconds: int) -> Refused:
    """429: come back after *seconds*."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def blocked() -> Refused:
    """403: the person has blocked the bot."""
    return Refused(403, "Forbidden: bot was blocked by the user")


def migrated(chat_id: int) -> Refused:
    """400: the group goes on under another id."""
    reason = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refused(400, reason, migrate_to_chat_id=chat_id)


def pushed_instead() -> Refused:
    """409: who has set a webhook cannot ask for updates."""
    return Refused(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )


def second_poller() -> Refused:
    """409: somebody else asked for updates meanwhile."""
    return Refused(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
