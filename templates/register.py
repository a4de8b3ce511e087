"""What is told of a register that is read: each problem by its place, each change, and what it all comes to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from templates.render import sentence
from work import unreminded
from work.clarity import Clarity, Clear
from work.deadline import Reached
from work.document import Document
from work.preview import Change, Preview, Problem, Weight, by_document
from work.sheet import Sheet, column_letter
from work.task import NewTask, Party, Role

EXCERPT = 90  # characters of a cell that are quoted


def problem(found: Problem, language: str) -> str:
    """One problem with its place, as a sentence."""
    return place(found, trouble(found, language), language)


def trouble(found: Problem, language: str, nearer: str = "register.problem") -> str:
    """The same without its place; in words below *nearer* where it has some."""
    quoted = {key: _quoted(value) for key, value in found.facts.items()}
    facts = {"words": quoted.get("cell", ""), "others": "", **quoted}
    try:
        return sentence(f"{nearer}.{found.code}", facts, language)
    except KeyError:
        return _say(f"problem.{found.code}", language, **facts)


def place(found: Problem, said: str, language: str) -> str:
    """What is *said* of a problem, behind its row and column."""
    if not found.row:
        return f"{_say('place.file', language)} {said}"
    if found.column is None:
        return f"{_say('place.row', language, row=found.row)}: {said}"
    where = _say("place.cell", language, row=found.row, column=column_letter(found.column))
    return f"{where}: {said}"


def change(found: Change, language: str) -> str:
    """What one row changes of its task, as a line."""
    number, task = found.entry.document.number, found.task.id
    parts = changed(found, language)
    facts = {"row": found.entry.row, "number": number, "task": task, "parts": parts}
    return _say("change.line", language, **facts)


def changed(found: Change, language: str) -> str:
    """What is changed of its task, without the row."""
    return "; ".join(_parts(found, language))


def summary(
    preview: Preview, sheet: Sheet, now: Reached, clear: Clarity, language: str
) -> list[tuple[str, str]]:
    """The counts of a preview with their labels, "" where there is nothing to say."""
    opened, overdue, alone = preview.opened, preview.overdue(now), unreminded.rows(preview)
    documents = len(by_document(opened))
    same = sum(one.code == "known" for one in preview.problems)
    left_out = preview.rows_with(Weight.LEFT_OUT) - same
    counts = {
        "unread": ", ".join(f'"{name}"' for name in sheet.names if name != sheet.name),
        "rows": str(preview.rows),
        "open": _say("say.count", language, tasks=len(opened), documents=documents)
        if opened
        else "0",
        "change": str(len(preview.changes) or ""),
        "same": str(same or ""),
        "done": str(sum(entry.closing is not None for entry in opened) or ""),
        "overdue": _say("say.overdue", language, tasks=len(overdue), alone=len(overdue & alone))
        if overdue
        else "",
        "unreminded": str(len(alone) or ""),
        "errors": str(preview.rows_with(Weight.ERROR) or ""),
        "kept": str(preview.rows_with(Weight.KEPT) or ""),
        "left-out": str(left_out or ""),
        "unclear": unclear(
            ((one.task, one.document) for one in opened if one.closing is None), clear, language
        ),
    }
    return [(_say(f"label.{name}", language), told) for name, told in counts.items()]


def unclear(tasks: Iterable[tuple[NewTask, Document]], clear: Clarity, language: str) -> str:
    """How many of *tasks* are not clear about something, and about what; "" where all are."""
    missing = [found for task, document in tasks if (found := clear.missing(task, document))]
    counts = Counter(one for some in missing for one in some)
    parts = ", ".join(
        f"{_say(f'clear.{one}', language)} {counts[one]}" for one in Clear if counts[one]
    )
    return _say("say.unclear", language, tasks=len(missing), parts=parts) if missing else ""


def _quoted(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    line = " ".join(str(value).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


def _parts(found: Change, language: str) -> Iterator[str]:
    task = found.task
    if found.deadline is not None:
        yield _say("change.deadline", language, was=task.until, due=found.deadline.until)
    if found.parties is not None:
        yield from _parties(task.parties, found.parties, language)
    if found.content is not None:
        facts = {"was": _quoted(task.content), "subject": _quoted(found.content)}
        yield _say("change.subject", language, **facts)
    if found.closing is not None:
        day, result = found.closing.done_on, found.closing.result
        yield _say("change.done", language, on=day, result=result)
    if found.withdrawn:
        yield _say("change.withdrawn", language)


def _parties(was: tuple[Party, ...], now: tuple[Party, ...], language: str) -> Iterator[str]:
    for key, is_meant in (("lead", _leads), ("others", _helps)):
        before, after = _names(filter(is_meant, was)), _names(filter(is_meant, now))
        if before.keys() != after.keys():
            facts = {"was": "; ".join(before.values()), "who": "; ".join(after.values())}
            yield _say(f"change.{key}", language, **facts)


def _leads(party: Party) -> bool:
    return party.role is Role.LEAD


def _helps(party: Party) -> bool:
    return party.role is not Role.LEAD


def _names(parties: Iterable[Party]) -> Mapping[object, str]:
    """How each of *parties* is called, by what makes it the same; what it does is left out of the name."""
    return {
        (one.role, one.agency, one.unit, one.person): ", ".join(
            name for name in (one.person_name, one.unit_name) if name
        )
        or one.agency_name
        for one in parties
    }


def _say(key: str, language: str, **facts: Any) -> str:
    return sentence(f"register.{key}", facts, language)
