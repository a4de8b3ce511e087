"""The pace of notices in one chat: one a second, as Telegram asks (its FAQ on limits)."""

EVERY_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 5.0  # for a turn; who would wait longer comes back later


class Pace:
    """Turns by chat, on a clock that only goes forward."""

    def __init__(self, every: float = EVERY_SECONDS, longest: float = LONGEST_WAIT_SECONDS) -> None:
        self._every = every
        self._longest = longest
        self._next: dict[int, float] = {}

    def wait(self, chat_id: int, now: float) -> tuple[float, bool]:
        """In how many seconds the chat's next turn is, and whether it was taken: only where that is soon."""
        self._next = {chat: at for chat, at in self._next.items() if at > now}
        seconds = max(self._next.get(chat_id, now) - now, 0)
        if seconds > self._longest:
            return seconds, False
        self._next[chat_id] = now + seconds + self._every
        return seconds, True

    def hold(self, chat_id: int, until: float) -> None:
        """Gives the chat no turn before *until*, as Telegram wants."""
        self._next[chat_id] = max(until, self._next.get(chat_id, until))
