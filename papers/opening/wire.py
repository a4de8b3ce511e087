"""How what was found travels from the process that reads: one JSON object a line, nothing that runs when it is read."""

import json
from base64 import b64decode, b64encode
from typing import Any

from papers.opened import Field, Kind, Obstacle, Piece, Run, Said, Why


class Nonsense(Exception):
    """What no reader of ours would say."""


END = '{"end": true}\n'


def line(found: Piece | Obstacle) -> str:
    """*found*, packed."""
    match found:
        case Obstacle(place, why):
            packed: dict[str, Any] = {"place": place, "why": why}
        case Piece():
            packed = {
                "place": found.place,
                "kind": found.kind,
                "runs": [(run.font, run.text) for run in found.runs],
                "fields": [(field.name, field.text, field.said) for field in found.fields],
                "fonts": found.fonts,
                "octets": b64encode(found.octets).decode("ascii"),
            }
    packed_text = json.dumps(packed, ensure_ascii=False) + "\n"
    return packed_text.encode("utf-8", "replace").decode("utf-8")  # as halves of a pair are nothing


def found(packed: bytes) -> Piece | Obstacle | None:
    """What a line says; None for the last. Raises Nonsense."""
    try:
        return _found(json.loads(packed))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Nonsense from error


def _found(said: Any) -> Piece | Obstacle | None:
    match said:
        case {"end": True}:
            return None
        case {"place": place, "why": why}:
            return Obstacle(_place(place), Why(why))
        case {"place": place, "kind": kind}:
            return Piece(
                _place(place),
                Kind(kind),
                tuple(Run(text(font), text(words)) for font, words in said["runs"]),
                tuple(
                    Field(text(name), text(words), Said(place))
                    for name, words, place in said["fields"]
                ),
                tuple(map(text, said["fonts"])),
                b64decode(said["octets"]),
            )
        case _:
            raise ValueError("no answer of a reader")


def _place(names: list[Any]) -> tuple[str, ...]:
    if not names:
        raise ValueError("a place without a name")
    return tuple(map(text, names))


def text(value: Any) -> str:
    """A text that was said. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value.encode("utf-8", "replace").decode("utf-8")  # halves of a pair have no place in it
