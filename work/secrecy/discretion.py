"""Texts that must not be told further: who writes a notice or an answer shows a code in their place."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from work.secrecy.finding import Finding, Place, Verdict
from work.secrecy.judge import Judge


class Rules(Protocol):
    """Gives who judges by the rules of a day: work.secrecy.rules.Rules."""

    def on(self, day: date) -> Judge:
        """Who judges on *day*."""
        ...


class Daily:
    """*rules* that remember who judges on the day that was asked for last: finding that out costs more than a letter."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._today: tuple[date, Judge] | None = None

    def on(self, day: date) -> Judge:
        """Who judges by what is in force on *day*."""
        if self._today is None or self._today[0] != day:
            self._today = day, self._rules.on(day)
        return self._today[1]


class Discretion:
    """What may not be told, by *rules*, which may be exchanged at any time; everything may where there are none."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules

    @property
    def rules(self) -> Rules | None:
        """Those in force; None where everything may be told."""
        return self._rules

    def exchange(self, rules: Rules) -> None:
        """Judges by *rules* from now on."""
        self._rules = rules

    def gravest(self, texts: Iterable[str | None], day: date) -> Finding | None:
        """The gravest of what *texts* bear, each as if it stood alone; None for what may be told everywhere."""
        if self._rules is None:
            return None
        judge = self._rules.on(day)
        found = [one for text in texts if text for one in judge.text(text, Place.STAMP)]
        return max(found, key=lambda one: one.verdict, default=None)

    def name(self, names: Iterable[str], day: date) -> Finding | None:
        """The same of names of files."""
        if self._rules is None:
            return None
        judge = self._rules.on(day)
        found = [one for name in names for one in judge.name(name)]
        return max(found, key=lambda one: one.verdict, default=None)

    def judge(self, day: date) -> Judge | None:
        """Who judges on *day*; None where there are no rules."""
        return None if self._rules is None else self._rules.on(day)

    def refuses(self, texts: Iterable[str | None], day: date) -> bool:
        """Whether no door takes those *texts*, in which somebody says why they do something.

        Reasons go into histories, letters and chats, so that the rule of chats is that of every door:
        nothing that bears a mark, of circulation inside either.
        """
        return self.gravest(texts, day) is not None

    def is_secret(self, texts: Iterable[str | None], day: date) -> bool:
        """Whether *texts* may not go by mail, inside offices of the state either."""
        found = self.gravest(texts, day)
        return found is not None and found.verdict >= Verdict.PERSON
