"""Names for what went wrong inside: short enough to be read aloud, one for the reply and the log."""

import secrets

# Without those that look or sound alike: 0 O Q, 1 I L, 2 Z, 5 S, 8 B, M N, U V, and no vowels, so no words.
LETTERS = "34679CDFGHJKPRTWXY"


def new_incident() -> str:
    """A new id such as ``K7R-3XH``: what the peer is told, and what leads to the traceback in the log."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"
