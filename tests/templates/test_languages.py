"""A reader of either language is told the same things."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2 import meta

from bot.acts import COURSES
from bot.commands import MENU
from papers.signed import Fault
from papers.trouble import Trouble
from templates import LANGUAGES, sentence, word
from templates.proposal import aside, doubt
from templates.render import _environment
from work.assignee import AssigneeGap
from work.citation import Gap
from work.exchange import Code
from work.kind import NAMES
from work.progress import ProgressGap
from work.proposal import Doubt
from work.written_deadline import DeadlineGap

FOLDER = Path(__file__).parent.parent.parent / "templates"


def keys(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def templates(language: str) -> set[str]:
    return {str(p.relative_to(FOLDER / language)) for p in (FOLDER / language).rglob("*.j2")}


def words(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / language / "words.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_language_has_every_template(language: str) -> None:
    assert templates(language) == templates(LANGUAGES[0])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_language_has_every_word(language: str) -> None:
    assert set(keys(words(language))) == set(keys(words(LANGUAGES[0])))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_can_be_read(language: str) -> None:
    environment = _environment(language)

    for name in templates(language):
        environment.get_template(name)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ '2026-03-09' | weekday }} {{ '2026-03-09' | day }}", "Thứ Hai 09/03/2026"),
        ("{{ 21914 | number }}", "21.914"),
    ],
)
def test_facts_are_written_as_offices_write_them(source: str, expected: str) -> None:
    assert _environment("vi").from_string(source).render() == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_document_has_its_name(language: str) -> None:
    assert {*NAMES.values(), "CV"} == set(words(language)["kind"])


def test_a_missing_fact_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(jinja2.UndefinedError):
        _environment("vi").from_string("{{ deadline }}").render()


def test_the_sentences_of_a_register_ask_for_the_same_facts_in_each_language() -> None:
    asked = []
    for language in LANGUAGES:
        read = _environment(language).parse
        sentences = [key for key in keys(words(language)) if key.startswith("register.")]
        facts = {
            key: meta.find_undeclared_variables(read(word(key, language))) for key in sentences
        }
        asked.append(facts)

    assert asked[0] == asked[1]
    assert len(asked[0]) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_a_register_has_its_sentence(language: str) -> None:
    told = set(words(language)["register"]["problem"])
    sources = "".join(path.read_text("utf-8") for path in (FOLDER.parent / "work").glob("*.py"))
    gaps = {str(gap) for kind in (AssigneeGap, Gap, DeadlineGap, ProgressGap) for gap in kind}

    assert gaps <= told
    assert {code for code in told if f'"{code}"' not in sources} == set(), "nothing tells these"
    told_by_comparing = {"done-here", "done-otherwise", "deadline-gone", "which-task", "known"}
    assert told_by_comparing <= told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_that_cannot_be_read_has_its_sentence(language: str) -> None:
    assert set(words(language)["register"]["file"]) == {str(trouble) for trouble in Trouble}


def test_a_sentence_is_plain_text_and_wants_its_facts() -> None:
    said = sentence("register.problem.heading", {"cell": 'a "b" <c>'}, "en")

    assert said == '"a "b" <c>" is taken for a heading'
    with pytest.raises(jinja2.UndefinedError):
        sentence("register.problem.heading", {}, "en")


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("nowhere.to.be.found", "vi")


def test_what_is_shown_as_html_is_escaped_and_mail_is_not() -> None:
    autoescape: Any = _environment("vi").autoescape

    assert (autoescape("chat/list.j2"), autoescape("web/overview.j2")) == (True, True)
    assert not autoescape("mail/reminder.text.j2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dialog_and_every_command_of_the_chat_is_named(language: str) -> None:
    assert all(word(f"dialog.{kind}", language) for kind in COURSES)
    assert all(word(f"command.{name}", language) for name in MENU)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_of_a_proposal_and_every_reason_to_set_a_letter_aside_has_its_words(
    language: str,
) -> None:
    reasons = ("kills-the-reader", "too-slow", "failed", "unknown-sort", "secret", "unchecked")

    assert [one for one in Doubt if doubt(one, language) == one] == []
    edxml = ("several", "broken", "recall", "unproved", "unknown", "order")
    faults = ("fields", "attachment", "digest", "disagrees", "due", "recipient")

    assert [one for one in reasons if aside(one, language) == one] == []
    assert [one for one in edxml if aside(f"edxml-{one}", language) == f"edxml-{one}"] == []
    assert [one for one in faults if doubt(f"edxml-{one}", language) == f"edxml-{one}"] == []
    assert all(word(f"edxml.{code}", language) for code in Code)
    signed = [f"edxml-signature:{one}" for one in (*Fault, "password", "unchecked")]
    assert [one for one in signed if doubt(one, language) == one] == []
    assert "stamp" in aside("secrecy:stamp:subject", language)
    assert aside("mailbox-full", language) == "mailbox-full", "what a server said stays as it is"


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "en").rglob("*.*"), key=str), ids=lambda p: p.name
)
def test_english_words_what_it_counts_by_the_filter_for_that(path: Path) -> None:
    """So that nobody reads "1 errors"."""
    nouns = "tasks|letters|rows|documents|people|errors|faults|requests|recipients|indicators|lines|files|working days"
    bare = re.findall(rf"\{{\{{[^{{}}]*\}}\}} (?:more )?(?:{nouns})\b", path.read_text("utf-8"))
    many = re.compile(
        r"\{\{ (?:files|most|row|soon_days) \}\}|== 1"
    )  # limits, and what asks by itself
    assert [one for one in bare if not many.search(one)] == []


def test_a_count_is_one_of_a_thing_or_several() -> None:
    say = (
        _environment("en")
        .from_string('{{ n | counted("task") }}, {{ n | counted("person", "people") }}')
        .render
    )
    assert [say(n=n) for n in (0, 1, 2140)] == [
        "0 tasks, 0 people",
        "1 task, 1 person",
        "2,140 tasks, 2,140 people",
    ]


def test_what_is_counted_comes_as_a_number_and_not_as_it_is_written() -> None:
    calls = re.compile(r'say\("([a-z.-]+)"((?:, [a-z_]+=[^,()]*(?:\([^)]*\))?[^,()]*)*)\)')
    for path in FOLDER.rglob("*.j2"):
        for key, given in calls.findall(path.read_text("utf-8")):
            for name in re.findall(r"([a-z_]+)=[^,]*\| number\b", given):
                assert not re.search(rf"\b{name} \| counted", word(key, "en")), (path.name, key)
