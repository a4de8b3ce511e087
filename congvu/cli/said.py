"""Words and files that others read, in letters, chats and lists: whichever command takes them, none bears a mark of secrecy."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from congvu.cli.arguments import Kind, title
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day

if TYPE_CHECKING:
    from work.secrecy.discretion import Discretion
    from work.secrecy.judge import Judge

MARKED = (
    "that bears a mark of secrecy, so nothing of it was kept; use the way for such documents"
    " (Luật 117/2025/QH15)"
)
File = tuple[str, bytes]  # its name and octets


class Said(Kind):
    """A text that is refused where it bears a mark of secrecy."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__("text", read)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text; a usage error for what is none, Refused for a mark."""
        found = super().convert(value, param, ctx)
        shell = None if ctx is None else ctx.find_object(Shell)
        if shell is not None:
            require_unmarked(shell, (found,))
        return found


def require_unmarked(shell: Shell, texts: Iterable[str | None], files: Sequence[File] = ()) -> None:
    """Returns where neither *texts*, nor names and contents of *files*, bear a mark of secrecy; raises Refused otherwise.

    What cannot be opened, such as an encrypted file, is kept.
    """
    today, discretion = office_day(shell), _discretion(shell)
    named = discretion.name([name for name, _ in files], today)
    if discretion.refuses(texts, today) or named is not None:
        raise Refused(MARKED)
    judge, seconds = discretion.judge(today), shell.config.secrecy.seconds
    if files and judge is not None and asyncio.run(_is_marked(files, judge, seconds)):
        raise Refused(MARKED)


def refuse_secrets(shell: Shell, texts: Iterable[str]) -> None:
    """Raises Refused for *texts* that may not go by mail; what may inside offices of the state is taken."""
    if _discretion(shell).is_secret(tuple(texts), office_day(shell)):
        raise Refused(MARKED)


def _discretion(shell: Shell) -> "Discretion":
    """As of every door; raises Refused where the office's own rules cannot be read, or none is of today."""
    from congvu.parts.discretion import discretion_of
    from work.dated import DataRefused

    try:
        found = discretion_of(shell.config)
        found.judge(office_day(shell))
    except DataRefused as error:
        raise Refused(str(error)) from error
    return found


async def _is_marked(files: Sequence[File], judge: "Judge", seconds: float) -> bool:
    from mail.secrecy_papers import found_in_papers
    from papers.opener import Opener
    from work.secrecy.finding import Verdict, worst

    async with Opener(readers=1) as opener:
        for name, octets in files:
            found, _ = found_in_papers(await opener.text(name, octets, seconds), judge)
            if worst(found) >= Verdict.PERSON:
                return True
    return False


SAID = Said(title)
