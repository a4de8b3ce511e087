"""What every answer stands on: the office's settings, store, clocks and calendar, and its words."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.settings import Settings
from schedules.calendar import Calendar
from schedules.clock import Clock
from schedules.ladder import Plan
from schedules.petition import Rules, clocks_by, rules
from schedules.second import Letters
from schedules.task_facts import Disclosure
from store import Store, Tx
from templates import render
from work.deadline import Reached
from work.intake import Intake
from work.official.letter import Letter
from work.petition_course import Clocks
from work.proposal import Desk as Registry
from work.secrecy.contents import Contents
from work.secrecy.discretion import Discretion
from work.simulation import SIMULATED


@dataclass(frozen=True, slots=True)
class Desk:
    """One office's desk; *office* is its clock, which may be simulated.

    *brought* follows a person in the account where somebody else acts in their name: ",cli:1000".
    *registry* gives against what proposals are read at the machine's time; without one, nobody
    registers anything here. *letter* gives what a letter of the tray says; without it, none is shown.
    """

    settings: Settings
    store: Store
    machine: Clock
    office: Clock
    plan: Plan
    discretion: Discretion = field(default_factory=Discretion)
    terms: Rules = field(default_factory=rules)
    brought: str = ""
    letters: Letters | None = None
    contents: Contents | None = None
    registry: Callable[[Tx, datetime], Registry] | None = None
    letter: Callable[[Intake], Awaitable[Letter]] | None = None

    def disclosure(self, *texts: str | None) -> Disclosure:
        """How much may be shown of what *texts* are about: what bears any mark stays a code."""
        if self.settings.disclosure == "code" or self.discretion.gravest(texts, self.today):
            return "code"
        return "title"

    def who(self, person: int) -> str:
        """The person as the account names who did something here."""
        return f"person:{person}{self.brought}"

    @property
    def calendar(self) -> Calendar:
        """The official calendar."""
        return self.plan.calendar

    @property
    def clocks(self) -> Clocks:
        """What computes the clocks of petitions."""
        return clocks_by(self.terms, self.calendar)

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.day

    @property
    def now(self) -> Reached:
        """The office's day and instant."""
        return self.calendar.reached(self.office.now())

    def say(self, template: str, facts: Mapping[str, Any], language: str) -> str:
        """The words of chat/*template*, marked()."""
        as_of = self.calendar.local(self.office.now()).isoformat()
        told = {"as_of": as_of, **facts}
        return self.marked(render(f"chat/{template}", told, language))

    def marked(self, words: str) -> str:
        """*words* of a message, marked where the office is simulated."""
        return f"{SIMULATED}\n{words}" if self.settings.simulated else words
