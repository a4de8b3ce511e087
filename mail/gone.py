"""Which refusals say that a mailbox does not exist."""

import re

from work.outcome import Outcome, Refused

# RFC 3463 §3.2, §3.3: bad mailbox, moved without a word where to, disabled; RFC 7505 §4.
# Nothing of policy (5.7.x), of size or of a full mailbox says so.
STATUSES = frozenset({"5.1.1", "5.1.6", "5.1.10", "5.2.1"})
VAGUE = frozenset({"5.0.0", "5.1.0", "5.5.0"})  # what peers give who have no status for it


def is_gone(outcome: Outcome, words: tuple[re.Pattern[str], ...]) -> bool:
    """Whether *outcome* says so of its recipient: by its status, or by one of *words* where that is vague.

    Only an answer to RCPT is about one mailbox; 550 to MAIL may well be about the sender's.
    """
    if not isinstance(outcome, Refused) or not outcome.personal:
        return False
    if outcome.status in STATUSES:
        return True
    return outcome.status in VAGUE and any(word.search(outcome.reason) for word in words)
