"""The sentences of a paragraph, and the clauses of a sentence."""

import re

from work.official.folded import CAPITALS

# A full stop ends a sentence where a capital follows; none behind "TP.", "Q.", "V.I", nor in figures.
_SENTENCE = re.compile(
    rf"(?<=[.?!])(?<!\b[{CAPITALS}]\.)(?<!\bTP\.)(?<!\bBs\.)\s+(?=[{CAPITALS}(\d“\"])"
)
LONGEST = 2000  # characters of a sentence: each day in it is held against all of it
_PIECE = re.compile(rf".{{1,{LONGEST}}}(?=\s|\Z)|.{{1,{LONGEST}}}", re.DOTALL)


def sentences_of(text: str) -> list[str]:
    """The sentences of *text*, each with its end; a longer one than LONGEST in pieces."""
    sentences = (piece for one in _SENTENCE.split(text) for piece in _PIECE.findall(one))
    return [one for one in sentences if one.strip()]


def is_cut(text: str) -> bool:
    """Whether a sentence of *text* is so long that it is read in pieces, which may say less than the whole."""
    return len(text) > LONGEST and any(len(one) > LONGEST for one in _SENTENCE.split(text))


def clauses_of(sentence: str) -> list[str]:
    """What semicolons part in *sentence*; those inside brackets part nothing."""
    if ";" not in sentence:
        return [sentence.strip()] if sentence.strip() else []
    found: list[str] = []
    depth, start = 0, 0
    for at, sign in enumerate(sentence):
        depth = max(0, depth + (sign == "(") - (sign == ")"))
        if sign == ";" and depth == 0:
            found.append(sentence[start:at])
            start = at + 1
    found.append(sentence[start:])
    return [one.strip() for one in found if one.strip()]
