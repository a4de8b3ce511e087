"""How likely an answer means each thing: a second opinion, by its words alone.

The rules of this package account for an answer clause by clause; whoever writes otherwise than those
whom they were made for is left to a person, or misread. Beside them stands one logistic regression for
each meaning, which nobody wrote: `python -m tests.work.reply.train` counts it out of the answers that are
for tuning (docs/design/0084).
"""

import functools
import math
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from work.kind import NUMBER, SHORT_NUMBER
from work.logistic import logistic, weights_in
from work.reply.fold import folded
from work.reply.meaning import Meaning

WEIGHTS = "answers.tsv"  # beside the other data of `work`: a sign and its weight for each meaning
BIAS = ""  # the sign that every answer has
WEIGHED = (
    Meaning.DONE, Meaning.PROGRESS, Meaning.EXTENSION, Meaning.QUESTION, Meaning.FILE, Meaning.NOTHING, Meaning.UNCLEAR,
)  # fmt: skip
Chances = Mapping[Meaning, float]
"""From 0 to 1, how likely each of those WEIGHED is; several may be."""
Weigh = Callable[[str, int, str], Chances]
"""What tells the chances of an answer's words, the number of its files and its task's title."""
# Words in capitals stand in no folded text.
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)? ?(?:%|phan tram)")
_DAY = re.compile(
    r"\b\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?20\d\d)?\b|\b\d{1,2} thang \d{1,2}(?: nam 20\d\d)?"
)
_TOLD = ("PAPER", "PERCENT", "DAY")
_TOKEN = re.compile(r"[a-z]+|[A-Z]+|\d+|[^\w\s]")
_CLAUSE = re.compile(r"[,.;:!?\n()]+| - | nhung ")
_WORD = re.compile("[a-z]+")
_ACT = re.compile("[a-z]+ [a-z]+")  # a title begins with what is to be done
_MOST = 6  # steps of a length


def chances(text: str, enclosed: int, title: str) -> Chances:
    """How likely each meaning is of *text*, written out before, with so many files *enclosed*, to a task of that *title*."""
    weights, found = _weights(), list(signs(text, enclosed, title))
    sums = zip(*(weights[sign] for sign in found if sign in weights), strict=True)
    return {one: logistic(math.fsum(all_of)) for one, all_of in zip(WEIGHED, sums, strict=True)}


def signs(text: str, enclosed: int, title: str) -> Iterator[str]:
    """By what an answer is judged, each once."""
    plain = _plain(text)
    tokens = _tokens(plain)
    words = [one for one in tokens if one.isalnum() or one == "#"]
    clauses = [_tokens(one) for one in _CLAUSE.split(plain) if one.strip()]
    yield BIAS
    yield from {f"word={one}" for one in tokens}
    yield from {f"word={one} {other}" for one, other in pairwise(tokens)}
    yield from (f"opens={' '.join(words[:n])}" for n in range(1, 4))
    yield from (f"ends={' '.join(words[-n:])}" for n in range(1, 3))
    yield from {f"clause={' '.join(one[:2])}" for one in clauses}
    yield from {f"closes={' '.join(one[-2:])}" for one in clauses}
    yield f"words={min(_MOST, int(math.log2(1 + len(words))))}"
    yield f"clauses={min(_MOST, len(clauses))}"
    yield f"files={min(2, enclosed)}"
    yield from {f"beside a file={one}" for one in words} if enclosed else ()
    yield from (f"{told}={min(2, words.count(told))}" for told in _TOLD)
    yield f"asks={'?' in plain}"
    yield from _of_title(words, folded(title))


def _of_title(words: list[str], title: str) -> Iterator[str]:
    """How much of the task's *title* is found again in the answer."""
    wanted, act = set(_WORD.findall(title)), _ACT.match(title)
    if wanted:
        yield f"title={4 * len(wanted.intersection(words)) // len(wanted)}"
    if act is not None:
        yield f"act={act[0] in ' '.join(words)}"


def _plain(text: str) -> str:
    """*text* folded, with one word each for numbers of documents, per cent and days."""
    named = SHORT_NUMBER.sub("\0", NUMBER.sub("\0", text))
    plain = _PERCENT.sub(" PERCENT ", folded(named))
    return _DAY.sub(" DAY ", plain).replace("\0", " PAPER ")


def _tokens(plain: str) -> list[str]:
    return ["#" if token.isdigit() else token for token in _TOKEN.findall(plain)]


@functools.cache
def _weights() -> dict[str, tuple[float, ...]]:
    return weights_in(WEIGHTS)
