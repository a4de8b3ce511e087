"""How Schemathesis asks: half of what it sends is about what is there, and every change has a key of its own."""

import itertools
import os
from typing import Any

import schemathesis

THERE = 7  # tasks and documents of the office that is asked
_KEYS = itertools.count()


@schemathesis.hook
def before_call(_: Any, case: "schemathesis.Case[Any]", __: Any) -> None:
    """Changes the number and the key of a case, where both are as they should be."""
    number = case.path_parameters.get("number") if case.path_parameters else None
    if isinstance(number, int) and number > 0 and number % 2 == 0:
        case.path_parameters["number"] = number // 2 % THERE + 1
    key = case.headers.get("Idempotency-Key") if case.headers else None
    if isinstance(key, str) and key.isascii() and key.isprintable() and 0 < len(key) < 100:
        case.headers["Idempotency-Key"] = f"{next(_KEYS)}-asked"


@schemathesis.auth()
class Bearer:
    """The token of the environment, for cases that are not about having none."""

    def get(self, _: Any, __: Any) -> str:
        return os.environ["ASKING_TOKEN"]

    def set(self, case: Any, data: str, _: Any) -> None:
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"
