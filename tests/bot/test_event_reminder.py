"""A reminder of an event by chat shows no more than the office discloses."""

import pytest

from bot.shown import pushed
from templates import LANGUAGES, render
from tests.store.events import START, meeting
from work.event import Event, EventState, Occurrence, Part, Participant
from work.event_facts import facts

CHAIR = Participant(1, "Lê Văn Cường", "c@moh.gov.vn", "vi", Part.CHAIR)
WHEN = Occurrence(1, START, meeting().spans[0][1])
EVENT = Event(
    5, "u", meeting().what, WHEN.span.ends - START, None, EventState.PLANNED, 0, (WHEN,), (CHAIR,), "BYT"
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_level_tells_when_and_nothing_else(language: str) -> None:
    told = {**facts(EVENT, CHAIR), "today": "2026-10-12", "reason": "event-chair"}

    shown = render("chat/event-reminder", pushed(told, "title"), language)
    hidden = render("chat/event-reminder", pushed(told, "code"), language)

    for fact in ("Giao ban tuần", "Phòng 2", "Lê Văn Cường"):
        assert fact in shown
        assert fact not in hidden
    for text in (shown, hidden):
        assert "08:00" in text
