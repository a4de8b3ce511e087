"""What was read as text to keep, and back again: every part of it, in JSON."""

import functools

from pydantic import TypeAdapter

from work.official.found import Read


@functools.cache
def _adapter() -> TypeAdapter[Read]:
    return TypeAdapter(Read)


def written(read: Read) -> str:
    """*read* in JSON."""
    return _adapter().dump_json(read).decode()


def understood(text: str) -> Read:
    """What written() gave *text* for; an hour has the offset of its zone then."""
    return _adapter().validate_json(text)
