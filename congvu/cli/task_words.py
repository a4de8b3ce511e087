"""What `congvu task import` says of a file; what it says of rows stands in templates.register."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from papers.trouble import Unreadable


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/, below its table for registers."""
    from templates import sentence

    return sentence(f"register.{key}", facts, language)


def unreadable(file: str, why: "Unreadable", language: str) -> str:
    """Why a file cannot be read, and what to do."""
    names = ", ".join(f'"{name}"' for name in why.names)
    return say(f"file.{why.trouble}", language, file=file, row=why.row, names=names)


def counted(number: int, noun: str) -> str:
    """*number* of a thing, in English.

    >>> counted(1, "task"), counted(2, "task")
    ('1 task', '2 tasks')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
