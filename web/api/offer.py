"""One thing that the API offers, declared once: it validates requests, and the description is made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeVar

from pydantic import BaseModel

from store import Tx, clock
from web.api.kinds import Shape
from web.api.problem import Problem
from web.console.desk import Desk
from work.act import Act
from work.person import Person
from work.program import ApiScope, Token

S = TypeVar("S", bound=BaseModel)


class Versioned(StrEnum):
    """Whether If-Match is looked at: by what a task was when its program read it."""

    NO = "no"
    MAY = "may"
    MUST = "must"


class Nothing(Shape):
    """No query, or no body."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, read and admitted: *number* is that of its path, 0 where it has none."""

    desk: Desk
    token: Token
    now: datetime
    language: str
    number: int
    query: BaseModel
    body: BaseModel
    version: str | None = None

    @property
    def person(self) -> Person:
        """By whose rights it is done."""
        return self.token.person

    @property
    def act(self) -> Act:
        """An act by their rights, for the functions of the store."""
        return Act(f"person:{self.person.id},api:{self.token.id}", self.now, self.person.id)

    def office(self, tx: Tx) -> datetime:
        """The office's time, as the transaction knows it."""
        return clock.office_now(tx, self.now)

    def queried(self, kind: type[S]) -> S:
        """The query, which its offer declares as *kind*."""
        return _as(self.query, kind)

    def sent(self, kind: type[S]) -> S:
        """The body, which its offer declares as *kind*."""
        return _as(self.body, kind)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: *body* as its offer declares it, *fields* beside it."""

    body: BaseModel
    fields: Mapping[str, str] = field(default_factory=dict)


Do = Callable[[Tx, Ask], Told | Problem]


@dataclass(frozen=True, slots=True)
class Offer:
    """*name* is its operation's id and the key of its words below [web.api.offer].

    *problems* are the codes that it answers beside those that all may; *do* runs in a
    transaction, which may write where the method is POST.
    """

    method: Literal["GET", "POST"]
    path: str
    name: str
    scope: ApiScope
    answer: type[BaseModel]
    do: Do
    query: type[BaseModel] = Nothing
    body: type[BaseModel] | None = None
    status: int = 200
    versioned: Versioned = Versioned.NO
    problems: tuple[str, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether its path names one thing."""
        return "{number}" in self.path

    def codes(self) -> frozenset[str]:
        """Every code that it may answer with."""
        found = {"token", "scope", "too-many", "broken", "unavailable", *self.problems}
        found |= {"invalid"}
        if self.numbered:
            found |= {"not-found"}
        if self.method == "POST":
            found |= {"key", "key-reused", "body", "too-large"}
        if self.body is not None:
            found |= {"media-type"}
        if self.versioned is not Versioned.NO:
            found |= {"stale"}
        if self.versioned is Versioned.MUST:
            found |= {"unversioned"}
        return frozenset(found)


def _as(value: BaseModel, kind: type[S]) -> S:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} is not the declared {kind.__name__}")
    return value
