"""Receipt ids: the short name of a letter that is told to its sender, and can be told over the telephone."""

import functools

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
SHORTEST = 6  # symbols, the check symbol among them

_BASE = len(SYMBOLS)
_HEARD = str.maketrans("ILO", "110", "- ")


@functools.lru_cache(maxsize=1024)  # in the reply, and a little later in the trace field
def encode(letter: int) -> str:
    """The receipt id of letter number *letter*.

    >>> encode(17)
    '0000HX'
    """
    digits = ""
    while letter or len(digits) < SHORTEST - 1:
        letter, digit = divmod(letter, _BASE)
        digits = SYMBOLS[digit] + digits
    return digits + _check(digits)


def decode(receipt: str) -> int | None:
    """The letter's number; None when a symbol was misread or two were exchanged.

    Letter case, blanks and hyphens do not count; I, L and O are taken for what they look like.
    """
    symbols = receipt.upper().translate(_HEARD)
    digits, check = symbols[:-1], symbols[-1:]
    if (
        not digits
        or len(digits) > 13
        or not set(symbols) <= set(SYMBOLS)
        or _check(digits) != check
    ):
        return None
    number = 0
    for digit in digits:
        number = number * _BASE + SYMBOLS.index(digit)
    return number


def letter_number(text: str) -> int | None:
    """The letter that *text* names: a receipt id, or the number that log and account give; None where it names none.

    >>> letter_number("0000HX"), letter_number("letter:17"), letter_number("an@bn.gov.vn")
    (17, 17, None)
    """
    found = decode(text)
    if found is not None and len(text) >= SHORTEST:
        return found
    number = text.removeprefix("letter:").removeprefix("#")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def _check(digits: str) -> str:
    """The check symbol by the hybrid recursion of ISO/IEC 7064, here modulo 33 and 32."""
    state = _BASE
    for digit in digits:
        state = (state + SYMBOLS.index(digit)) % _BASE or _BASE
        state = state * 2 % (_BASE + 1)
    return SYMBOLS[(1 - state) % _BASE]
