"""Every event of the account has words, for who reads it at night."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from store import move, petition_move
from store.form import requests
from store.respite import EVENTS
from templates import LANGUAGES, word
from work.approval import Decision
from work.event import Happening
from work.outbox import NoticeState
from work.proposal import ProposalState
from work.secrecy.incident import Kind

ROOT = Path(__file__).parents[2]
SHIPPED = ("bot", "congvu", "mail", "schedules", "store", "web")


def literal() -> Iterator[str]:
    """The events that calls of Tx.audit name outright."""
    files = (path for package in SHIPPED for path in sorted((ROOT / package).rglob("*.py")))
    for text in (path.read_text("utf-8") for path in files):
        if ".audit(" not in text:  # most have no call of it
            continue
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Attribute(attr="audit"), args=[_, named, *_]):
                    yield from _texts(named)


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from _texts(body)
            yield from _texts(other)


def composed() -> Iterator[str]:
    """Those that are put together of what happened to what."""
    families = {
        "approval": Decision,
        "event": Happening,
        "notice": ("deferred", *(one for one in NoticeState if one is not NoticeState.PENDING)),
        "petition": petition_move.AUDITED.values(),
        "proposal": set(ProposalState) - {ProposalState.OPEN},
        "report": requests.AUDITED.values(),
        "secrecy": get_args(Kind),
        "task": move.AUDITED.values(),
    }
    yield from (f"{family}.{one}" for family, all_of in families.items() for one in all_of)
    yield from EVENTS.values()


@functools.cache
def every() -> tuple[str, ...]:
    """All of them; each collection of tests would read the whole program for a constant."""
    return tuple(sorted({*literal(), *composed()}))


def test_the_events_are_found() -> None:
    assert {"task.opened", "task.due-changed", "held", "accepted", "console.wrong"} <= {*every()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_of_the_account_has_its_words(language: str) -> None:
    bare = []
    for one in every():
        try:
            assert word(f"web.account.{one}", language)
        except (KeyError, TypeError):
            bare.append(one)

    assert bare == []
