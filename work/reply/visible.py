"""What somebody wrote in an answer: without the letter below it, signatures, disclaimers and feet of lists."""

from work.reply.quoted import unquoted
from work.reply.signed import unsigned
from work.spelling import legible

LONGEST = 200_000  # characters with all that is quoted; who writes more is read by a person


def visible(text: str, called: str = "") -> str:
    """The own words of *text* by who is *called* so in From, paragraphs one empty line apart; "" where there are none, or too many.

    Nothing is lost by that: the letter itself is kept as it came.
    """
    if len(text) > LONGEST:
        return ""
    lines = [line.rstrip() for line in legible(text).split("\n")]
    own = unsigned(unquoted(lines), called)
    told = [" ".join(line.split()) for line in own]
    return "\n".join(line for n, line in enumerate(told) if line or told[n - 1 : n] != [""])


def as_sent(text: str) -> str:
    """The words of *text* by a program, which sets its lines apart itself and signs for somebody, without a letter below; "" where there are too many."""
    if len(text) > LONGEST:
        return ""
    lines = [line.rstrip() for line in legible(text).split("\n")]
    return "\n".join(unquoted(lines)).strip("\n")
