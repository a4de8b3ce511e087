"""What is told of letters and proposals, in words: the same at the console, in chat and on the command line."""

from typing import Any

from templates.render import sentence
from templates.worth import where, worth
from work.preview import Problem

LONGEST = 90  # characters of a fact that are quoted


def problem(
    found: Problem, language: str, nearer: str = "proposal.problem", *, options: bool = False
) -> str:
    """What is wrong in what a proposal would register, or to be looked at; in words below *nearer* where it has some.

    With the *options* of a command that mend it.
    """
    quoted = {key: _quoted(value) for key, value in found.facts.items()}
    facts = {"words": quoted.get("cell", ""), "others": "", "options": options, **quoted}
    return _first(
        tuple(f"{one}.{found.code}" for one in (nearer, "proposal.problem", "register.problem")),
        facts,
        language,
    )


def doubt(code: str, language: str) -> str:
    """Why a person is asked; the code of one that has no words. Behind a colon stands what a signature is worth."""
    kind, _, verdict = code.partition(":")
    try:
        return sentence(f"proposal.doubt.{kind}", {"why": worth(verdict, language)}, language)
    except KeyError:
        return code


def aside(code: str | None, language: str) -> str:
    """Why a letter waits for a person, or could not be taken; a server's response code as it is."""
    kind, _, rest = (code or "").partition(":")
    rule, _, place = rest.partition(":")
    try:
        facts = {"rule": rule, "place": where(place, language)}
        return sentence(f"intake.reason.{kind}", facts, language)
    except KeyError:
        return code or ""


def _first(keys: tuple[str, ...], facts: dict[str, Any], language: str) -> str:
    for key in keys[:-1]:
        try:
            return sentence(key, facts, language)
        except KeyError:
            continue
    return sentence(keys[-1], facts, language)


def _quoted(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
