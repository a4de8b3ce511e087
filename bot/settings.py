"""What the bot is told about itself and its office."""

from dataclasses import dataclass, field
from typing import Literal

from schedules.task_facts import Disclosure

Groups = Literal["leave", "counts"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram pushes updates to, and the *secret* that it shows with each."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """*disclosure* "code" shows numbers, kinds and days only, "title" also names and what it is about.

    Without *webhook* updates are asked for. In *groups* the bot leaves at once, or answers with counts. *office*, its mail
    *domain* and its *language* are for people of whom nothing is known yet. *console* is where browsers
    reach the console, "" where they cannot.
    """

    token: str = field(repr=False)
    base_url: str
    office: str
    domain: str
    language: str = "vi"
    disclosure: Disclosure = "code"
    groups: Groups = "leave"
    webhook: Webhook | None = None
    proxy: str | None = field(default=None, repr=False)
    simulated: bool = False
    console: str = ""
