"""Renders a template in the reader's language; a fact that is missing is an error, not a blank.

Those in shared/ are one for all languages: the console's pages, whose words stand in words.toml.
"""

import functools
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import jinja2

from templates.filters import FILTERS

LANGUAGES = ("vi", "en")  # the first is the office's own

_ESCAPED = ("chat/", "web/", "console/")  # those are read as HTML; mail is plain text


def render(name: str, facts: Mapping[str, Any], language: str) -> str:
    """The text of template *name* ("mail/reminder.text") in *language*, without outer blanks.

    Raises UndefinedError where the template needs a fact that is not among *facts*.
    """
    return _environment(language).get_template(f"{name}.j2").render(facts).strip()


def word(key: str, language: str) -> str:
    """The label that words.toml of *language* holds at the dotted *key* ("button.next").

    Raises KeyError for a key that is not there.
    """
    found: Any = _words(language)
    for part in key.split("."):
        found = found[part]
    return str(found)


def words(key: str, language: str) -> tuple[str, ...]:
    """The list of labels that words.toml of *language* holds at the dotted *key*: titles of columns.

    Raises KeyError for a key that is not there.
    """
    found: Any = _words(language)
    for part in key.split("."):
        found = found[part]
    return tuple(map(str, found))


def sentence(key: str, facts: Mapping[str, Any], language: str) -> str:
    """The sentence that words.toml of *language* holds at the dotted *key*, a template of its own, as plain text.

    Raises KeyError for a key that is not there, UndefinedError for a fact that is missing.
    """
    return _sentence(key, language).render(facts)


def sentences(language: str) -> Callable[..., str]:
    """sentence() for a reader of *language*, who is told the facts by keyword."""

    def say(key: str, **facts: Any) -> str:
        return sentence(key, facts, language)

    return say


@functools.cache
def _sentence(key: str, language: str) -> jinja2.Template:
    plain = _environment(language).overlay(autoescape=False)
    return plain.from_string(word(key, language))


@functools.cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((files("templates") / language / "words.toml").read_text("utf-8"))


@functools.cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("templates", folder) for folder in (language, "shared")]
        ),
        undefined=jinja2.StrictUndefined,
        autoescape=_is_html,  # noqa: S701 - plain text has nothing to escape
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # they are part of the program: three files would be asked for their age at each letter
    )
    environment.filters.update(FILTERS)
    environment.filters["word"] = functools.partial(_labelled, language=language)
    environment.globals["w"] = _words(language)
    environment.globals["say"] = sentences(language)
    return environment


def _is_html(name: str | None) -> bool:
    return name is None or name.startswith(_ESCAPED)


def _labelled(key: str, group: str, language: str) -> str:
    return word(f"{group}.{key}", language)
