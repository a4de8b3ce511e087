"""What is told of files that could not be looked at, and of signatures, in words: the same wherever it is shown."""

from templates.render import sentence, word


def unopened(code: str, language: str) -> str:
    """Why a file or a part of a letter could not be looked at; a code that has no words as it is."""
    return _first((f"unopened.{code}",), code, language)


def worth(verdict: str, language: str) -> str:
    """What a signature is worth, or why it could not be looked at; a code that has no words as it is."""
    return _first((f"web.signed.{verdict}", f"unopened.{verdict}"), verdict, language)


def trouble(code: str, language: str) -> str:
    """Why a watched mailbox is not to be had; a code that has no words is named as the server's own."""
    try:
        return word(f"web.trouble.{code}", language)
    except KeyError:
        return sentence("web.trouble.other", {"code": code}, language)


def where(place: str, language: str) -> str:
    """Where in a letter a mark of secrecy may stand; a place that has no words as it is."""
    return _first((f"secrecy.place.{place}",), place, language)


def _first(keys: tuple[str, ...], code: str, language: str) -> str:
    for key in keys:
        try:
            return word(key, language)
        except KeyError:
            continue
    return code
