"""What stands in a text is looked for before a pattern that needs it: most sentences have none of it, and looking is much cheaper."""


def stands(words: tuple[str, ...], text: str) -> bool:
    """Whether one of *words* stands in *text*, as part of a word too.

    >>> stands(("gui", "nop"), "de nghi gui bao cao")
    True
    """
    for word in words:  # noqa: SIM110 - a loop, twice as fast as `any`
        if word in text:
            return True
    return False
