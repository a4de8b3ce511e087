"""Texts that bear a mark of secrecy are not taken in by programs: they belong on no machine that others reach."""

from web.api.offer import Ask
from web.api.problem import Problem


def marked(ask: Ask, *texts: str | None) -> Problem | None:
    """The refusal of *texts* that bear a mark, without a word of them; None for others."""
    secret = ask.desk.discretion.is_secret(texts, ask.desk.today)
    return Problem("marked") if secret else None


def unsaid(ask: Ask, *texts: str | None) -> Problem | None:
    """The same of *texts* in which somebody says why they do something (Discretion.refuses)."""
    return Problem("marked") if ask.desk.discretion.refuses(texts, ask.desk.today) else None


def is_hidden(ask: Ask, *texts: str | None) -> bool:
    """Whether what *texts* are about is told as a code only."""
    return ask.desk.disclosure(*texts) == "code"
