"""Turns what pydantic found into sentences with a line and a remedy."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from congvu.config.lines import Loc, line_of
from congvu.config.model import Config
from congvu.config.secret import ENVIRONMENT
from congvu.config.section import Section, Wrong

_KINDS = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": "must be a day without quotes, such as 2026-10-01",
    "tuple_type": "must be a list in square brackets",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "string_pattern_mismatch": "must hold letters, digits and . _ + - only",
    "too_short": "must not be empty",
}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend, and the line where it stands."""

    line: int
    sentence: str


def problems(errors: list[ErrorDetails], places: Mapping[Loc, int]) -> tuple[Problem, ...]:
    """One problem for each thing that is wrong, in the order of the lines.

    What is missing because its name is misspelt counts once.
    """
    meant = {_meant(error["loc"]) for error in errors if error["type"] == "extra_forbidden"}
    found = {
        Problem(line_of(places, loc), f"{_section(loc)}{sentence}")
        for error in errors
        if error["type"] != "missing" or error["loc"] not in meant
        for loc, sentence in _sentences(error)
    }
    return tuple(sorted(found))


def _sentences(error: ErrorDetails) -> Iterator[tuple[Loc, str]]:
    loc, context = error["loc"], error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            yield loc, _unknown(loc)
        case "missing":
            yield loc, _missing(loc)
        case "literal_error":
            yield loc, f"{_option(loc)} must be {_choices(str(context['expected']))}"
        case "greater_than_equal" | "less_than_equal":
            yield loc, f"{_option(loc)} must be {_bound(context)}"
        case "value_error" if isinstance(context["error"], Wrong):
            for path, sentence in context["error"].faults:
                keys = tuple(int(k) if k.isdecimal() else k for k in path.split("."))
                yield loc + keys, f"{_option(loc + keys)} {sentence}"
        case "value_error":
            yield loc, f"{_option(loc)} {context['error']}"
        case kind:
            yield loc, f"{_option(loc)} {_other(kind, loc) or error['msg']}"


def _other(kind: str, loc: Loc) -> str | None:
    """What the option must be instead of what stands there."""
    if kind == "tuple_type" and _is_block(loc):
        return f"stands in double brackets: [[{loc[0]}.{loc[1]}]]"
    if kind == "model_type" and isinstance(loc[-1], int) and not _is_block(loc[:-1]):
        return f"must be tables, such as {_example(loc[:-1])}"
    return _KINDS.get(kind)


def _bound(context: Mapping[str, object]) -> str:
    return f"{context['ge']} at least" if "ge" in context else f"{context['le']} at most"


def _section(loc: Loc) -> str:
    """The header that *loc* stands under; "" for the sections themselves."""
    if len(loc) < 2:
        return ""
    return f"[[{loc[0]}.{loc[1]}]] " if len(loc) > 2 and _is_block(loc[:2]) else f"[{loc[0]}] "


def _is_block(loc: Loc) -> bool:
    """Whether *loc* names tables of which there may be several, each under its own [[…]]."""
    if len(loc) != 2 or loc[1] not in _options(loc[:1]):
        return False
    kind: object = _table(_model(loc[:1]).model_fields[str(loc[1])].annotation)
    return isinstance(kind, type) and issubclass(kind, Section)


def _option(loc: Loc) -> str:
    names = [key for key in loc[1:] if isinstance(key, str)]
    return f"`{names[-1]}`" if names else f"[{loc[0]}]"


def _choices(expected: str) -> str:
    return expected.replace("'", '"')


def _missing(loc: Loc) -> str:
    name = str(loc[-1])
    if len(loc) == 1:
        needed = [key for key, field in _model(loc).model_fields.items() if field.is_required()]
        return f"the section [{name}] is missing; add it, with {' and '.join(needed)}"
    return f'`{name}` is missing; add it, such as {name} = "{_example(loc)}"'


def _example(loc: Loc) -> str:
    (example,) = _model(loc[:-1]).model_fields[str(loc[-1])].examples or ("…",)
    return str(example)


def _unknown(loc: Loc) -> str:
    name, options = str(loc[-1]), sorted(_options(loc[:-1]))
    if f"{name}_file" in options and name != "cert":
        return _inline_secret(loc)
    what = "option" if len(loc) > 1 else "section"
    if meant := _meant(loc):
        return f"unknown {what} `{name}`; did you mean `{meant[-1]}`?"
    if home := _elsewhere(name):
        known = f"unknown option `{name}`" if len(loc) > 1 else f"`{name}` stands outside a section"
        block = _is_block((home, name))
        return f"{known}; " + (f"write [[{home}.{name}]]" if block else f"it belongs in [{home}]")
    return f"unknown {what} `{name}`; known are {', '.join(options)}"


def _meant(loc: Loc) -> Loc | None:
    """Where the option stands that *loc* probably means."""
    near = difflib.get_close_matches(str(loc[-1]), sorted(_options(loc[:-1])), n=1, cutoff=0.6)
    return (*loc[:-1], near[0]) if near else None


def _inline_secret(loc: Loc) -> str:
    name = str(loc[-1])
    variable = ENVIRONMENT.get((str(loc[0]), name))
    return (
        f"`{name}` is a secret and may not stand in the configuration; write it to a file,"
        f" chmod 600 it, and name it in {name}_file{f', or set {variable}' if variable else ''}"
    )


def _elsewhere(name: str) -> str | None:
    for section in Config.model_fields:
        if name in _options((section,)):
            return section
    return None


def _options(loc: Loc) -> set[str]:
    return set(_model(loc).model_fields)


def _model(loc: Loc) -> type[BaseModel]:
    """The class that reads the table at *loc*."""
    model: type[BaseModel] = Config
    for key in loc:
        if isinstance(key, str):
            model = _table(model.model_fields[key].annotation)
    return model


def _table(annotation: Any) -> type[BaseModel]:
    """The section that an option's type is, or is a tuple of."""
    table: type[BaseModel] = get_args(annotation)[0] if get_args(annotation) else annotation
    return table
