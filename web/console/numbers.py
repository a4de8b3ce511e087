"""Numbers as they stand in addresses and forms, read without trusting them."""

from collections.abc import Mapping

from web.console.visit import Visit
from web.number import number_of

PAGES = 999_999  # that one may ask for


def page_of(told: Mapping[str, str]) -> int:
    """The page that an address asks for, from 1 on; the first where it names none."""
    return max(number_of(told.get("page", ""), PAGES), 1)


def in_path(visit: Visit, name: str = "number") -> int:
    """The number in the address, by the *name* that the route gives it."""
    return number_of(str(visit.request.path_params[name]))


def task_place(number: int) -> str:
    """The page of the task."""
    return f"/tasks/{number}"
