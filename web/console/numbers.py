"""Numbers as they stand in addresses and forms, read without trusting them."""

from web.console.visit import Visit

LARGEST = 2**63 - 1  # what the store can count to


def number_of(text: str) -> int:
    """The number; 0 for what is none."""
    known = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if known and int(text) <= LARGEST else 0


def in_path(visit: Visit, name: str = "number") -> int:
    """The number in the address, by the *name* that the route gives it."""
    return number_of(str(visit.request.path_params[name]))


def task_place(number: int) -> str:
    """The page of the task."""
    return f"/tasks/{number}"
