"""Times that were hardly taken for limits: they stay with what was read, until a person has decided."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from schedules.official_letter import read as read_letter
from store.official import understood, written
from tests.store.office import due_on
from tests.store.read_letters import errand, found, read
from tests.work.official.test_sentences import HEAD
from tests.work.reading.judging import calendar
from work.drafting import parted
from work.official import informal, papers
from work.official.draft import Draft
from work.official.letter import Letter, Sheet
from work.official.weighed import Body
from work.perhaps import all_perhaps, undecided
from work.proposal import Asked

ISSUED = date(2026, 10, 12)
ASKED = "Đề nghị các đơn vị gửi báo cáo về Sở trước ngày 20/10/2026."
SAID = found("Gửi danh mục")


def letter_of(text: str) -> Letter:
    sent = datetime(2026, 10, 12, 9, tzinfo=calendar().zone)
    sheet = Sheet((), "text", text)
    return Letter("vanthu@stt.mau.gov.vn", "Văn thư", (), "Công văn", sent, None, (), (sheet,))


def without_times(
    drafts: list[Draft], _body: Body, _names: tuple[str, ...], _least: float = 0
) -> list[Draft]:
    return [replace(draft, asked=None, when=None) for draft in drafts]


def without_any(
    _drafts: list[Draft], _body: Body, _names: tuple[str, ...], _least: float = 0
) -> list[Draft]:
    return []


def asked(place: int, content: str, due: str | None) -> Asked:
    return Asked(place, content, None, None if due is None else due_on(due), None)


def test_a_day_that_is_taken_from_a_task_is_told_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "reconsidered", without_times)
    told = read_letter(letter_of(HEAD.format(day=ISSUED, sentence=ASKED)), calendar())
    (one,) = all_perhaps(told)
    assert told.errands[0].deadline is None
    assert (one.place, one.words, one.due) == (1, "trước ngày 20/10/2026", "19/10/2026")
    assert not told.opens


def test_a_sentence_that_is_left_out_with_its_day_is_told_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(papers, "reconsidered", without_any)
    told = read_letter(letter_of(HEAD.format(day=ISSUED, sentence=ASKED)), calendar())
    (one,) = all_perhaps(told)
    assert told.errands == ()
    assert (one.place, one.sentence) == (None, ASKED)


def test_a_mere_mail_tells_it_as_a_document_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(informal, "reconsidered", without_times)
    told = read_letter(letter_of(f"Kính gửi các anh chị,\n\n{ASKED}\n"), calendar())
    assert [one.words for one in all_perhaps(told)] == ["trước ngày 20/10/2026"]


def test_it_is_kept_with_its_own_document_and_read_from_the_store_again() -> None:
    beside = replace(errand(), paper=1)
    one = read()
    several = replace(one, papers=one.papers * 2, perhaps=(errand(), beside, beside))
    assert [len(part.perhaps) for part in parted(several)] == [1, 2]
    assert understood(written(several)) == several
    assert understood(written(one).replace(',"perhaps":[]', "")) == one, "as it was kept before"


def test_it_is_decided_once_its_task_is_due_or_another_is_by_the_same_day() -> None:
    undated, more = errand(due=None), errand(due="2026-11-05", content=SAID)
    told = read(undated, perhaps=(errand(), more))
    content = undated.content.value
    (first, second) = undecided(told, [asked(1, content, None)])
    assert (first.place, second.place) == (1, None)
    assert list(undecided(told, [asked(1, content, "2026-10-20")])) == [second]
    both = [asked(1, content, "2026-10-20"), asked(2, "Gửi", "2026-11-05")]
    assert not list(undecided(told, both))
    uncounted = read(perhaps=(replace(more, deadline=None),))
    assert [one.due for one in undecided(uncounted, both)] == [
        one.words for one in all_perhaps(uncounted)
    ]
