"""Passwords for logins: what one must be, and new ones that are."""

import secrets

SHORTEST = 14
LONGEST = 128  # in an AUTH line, with room for what clients wrap around it

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read wrongly
_GROUPS, _LETTERS = 4, 5  # 31 ** 20: 99 bits


def weakness(password: str, login: str) -> str | None:
    """What is wrong with *password* for *login* and what to do; None when it will do."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"the password has {len(password)} characters; give one of {SHORTEST} to {LONGEST}"
    if not (password.isascii() and password.isprintable()):
        return (
            "the password holds characters that mail programs spell differently;"
            " use letters without marks, digits and signs"
        )
    if login.lower() in password.lower():
        return "the password holds the login's name; leave it out"
    if len(set(password)) < SHORTEST // 2:
        return "the password repeats too few characters; use more different ones"
    return None


def generated() -> str:
    """A password that nobody has chosen: four groups of five."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS)
    )
