"""Parts of a text that say one thing each: sentences, and in them what semicolons part."""

from collections.abc import Iterator

from work.reading.text import Kind, Token, Words, part_of

Clause = Words
FULL_LINE = 60  # characters; a shorter line that ends without a sign is a heading, not a sentence
_ENDS = frozenset(".?!")
_BULLETS = frozenset("-+*•–—")
_OPEN = frozenset(",(-–/")


def sentences(words: Words) -> Iterator[tuple[Clause, ...]]:
    """The clauses of each sentence, without line ends."""
    clauses: list[Clause] = []
    tokens: list[Token] = []
    for place, token in enumerate(words.tokens):
        if token.kind is not Kind.LINE_END:
            tokens.append(token)
        if token.kind is not Kind.WORD and _parts(words, place):
            _close(words, clauses, tokens)
            if _ends(words, place):
                yield tuple(clauses)
                clauses = []
    _close(words, clauses, tokens)
    if clauses:
        yield tuple(clauses)


def _close(words: Words, clauses: list[Clause], tokens: list[Token]) -> None:
    if tokens:
        clauses.append(part_of(words.text, tuple(tokens)))
        tokens.clear()


def _parts(words: Words, place: int) -> bool:
    return words.sign(place) == ";" or _ends(words, place)


def _ends(words: Words, place: int) -> bool:
    """Whether a sentence ends with the token at *place*."""
    token = words.tokens[place]
    if token.kind is Kind.LINE_END:
        return _line_ends(words, place)
    if token.written not in _ENDS:
        return False
    following = words.at(place + 1)
    if following is None:
        return True
    return (
        not words.touching(place + 1)
        and (following.written[0].isupper() or _is_year(words, place - 1))
        and not _is_short(words, place)
    )


def _is_year(words: Words, place: int) -> bool:
    """Behind a year a full stop ends the sentence, whatever letters the next begins with."""
    return words.figures(place, 4) is not None and len(words.tokens[place].written) == 4


def _is_short(words: Words, place: int) -> bool:
    """Whether the full stop belongs to an abbreviation: "TM.", "Q."."""
    before = words.at(place - 1)
    return (
        before is not None
        and before.written.isupper()
        and len(before.written) <= 3
        and words.touching(place)
    )


def _line_ends(words: Words, place: int) -> bool:
    """Whether what stands on this line ends with it: lines of letters are broken anywhere."""
    before, following = words.at(place - 1), words.at(place + 1)
    if before is None or following is None or Kind.LINE_END in (before.kind, following.kind):
        return True
    if before.written in _OPEN:
        return False
    if before.written in ".;:?!" or following.written in _BULLETS:
        return True
    if following.kind is Kind.NUMBER and words.sign(place + 2) in (".", ")"):
        return words.at(place + 3) is not None and not words.touching(place + 3)
    start = words.text.rfind("\n", max(0, before.end - FULL_LINE), before.end)
    return following.written[0].isupper() and (start >= 0 or before.end < FULL_LINE)
