"""What is to do about a record in DNS has words in both languages, whatever is found."""

import ast
import inspect

import pytest

from congvu import deliverability, dkim_survey
from mail.sign import diagnosis
from templates import word


def kinds() -> set[str]:
    """Every kind that the code names."""
    found: set[str] = set()
    for module in (deliverability, dkim_survey, diagnosis):
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            match call:
                case ast.Call(func=ast.Name("Problem"), keywords=named):
                    found |= {k.value.value for k in named if k.arg == "kind"}  # type: ignore[attr-defined]
                case ast.Call(func=ast.Name("Note"), args=[ast.Constant(str(kind)), *_]):
                    found.add(kind)
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_has_its_words(language: str) -> None:
    assert len(kinds()) > 20
    for kind in kinds():
        assert word(f"web.dns-note.{kind}", language)
