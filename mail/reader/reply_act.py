"""Does what an answer says, by the functions that chat and console use, and tells its author what was understood."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mail.reader.reply_heard import Heard, ReplySettings
from mail.reader.reply_judged import Judged
from schedules.reply import Wished, wished
from store import Tx, extension, imports, reply, report
from store import task as tasks
from store.move import Refusal
from store.task import Submission
from store.telling import about
from templates import word
from work.access import Denied
from work.act import Act
from work.extension import Ask
from work.notice import REPLY_TAKEN
from work.reply.meaning import Meaning, Understood
from work.report import NewFiles, NewReport
from work.task import Impossible

UNDO_WITHIN = timedelta(hours=24)
LONGEST = 1000  # characters of what is said, as in the chat

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says of one task, which may be acted upon: what it means, of whom, and the day that it asks for."""

    heard: Heard
    judged: Judged
    said: Understood
    wished: Wished | None

    def act(self, now: datetime) -> Act:
        """By the rights of its author, brought by the letter."""
        who = self.judged.who.id
        return Act(f"person:{who},mail:{self.heard.intake}", now, who)

    @property
    def text(self) -> str | None:
        """Its words, as they are kept beside what it does."""
        return self.said.text[:LONGEST] or None


def left_for(answer: Answer) -> str | None:
    """Why a person has to look at what it says, as a code; None where it is certain."""
    said, files = answer.said, answer.heard.files
    if said.main is Meaning.UNCLEAR:
        return str(said.doubt)
    if Meaning.EXTENSION in said.meanings and answer.wished is None:
        return str(said.doubt or "no-day")
    if files is None:
        return "files"
    undone = said.main is Meaning.UNDO and answer.judged.notice.kind != REPLY_TAKEN
    return "unread" if undone else None


def day_of(said: Understood, judged: Judged, settings: ReplySettings) -> Wished | None:
    """Until when more time is asked for."""
    due = judged.task.due
    if said.until is None:
        return None
    if due is None:  # whoever asks is told that there is no deadline
        return wished(said.until, judged.day, judged.day, settings.calendar)
    return wished(said.until, judged.day, due, settings.calendar)


def done_for(tx: Tx, answer: Answer, now: datetime) -> None:
    """Does all that it says, each as far as the store lets it, and confirms that."""
    if answer.said.main is Meaning.NOTHING:
        return
    if reply.is_taken(tx, answer.judged.task.id, answer.judged.who.id, answer.heard.intake):
        return
    act = answer.act(now)
    if answer.said.main is Meaning.UNDO:
        tell(tx, answer, [_undone(tx, answer, act)], now)
        return
    tell(tx, answer, list(_acts(tx, answer, act)), now)


def tell(tx: Tx, answer: Answer, did: list[Facts], now: datetime, left: str = "") -> None:
    """Confirms what was done, or tells that a person will look, because *left*; where that is of several tasks, of all."""
    undoes = any(one.get("number") for one in did)
    facts = {
        **_about(answer.judged),
        "did": did,
        "left": left,
        "words": answer.said.text[:LONGEST],
        "undo_until": (now + UNDO_WITHIN).isoformat() if undoes else None,
        "answers": answer.heard.message_id,
    }
    judged = answer.judged
    reply.confirm(tx, judged.task.id, judged.who, answer.heard.intake, facts, now)


def _about(judged: Judged) -> Facts:
    """What the letter tells of the task, or the tasks as the notice lists them, so that it is answered by the same numbers."""
    if len(judged.tasks) == 1:
        return about(judged.task)
    return {name: judged.notice.facts[name] for name in ("sections", "total")}


def _acts(tx: Tx, answer: Answer, act: Act) -> Iterator[Facts]:
    """What each meaning changes, in the order in which a person would do it."""
    said = frozenset(answer.said.meanings)
    if Meaning.PROGRESS in said or said & {Meaning.FILE, Meaning.DONE} == {Meaning.FILE}:
        yield _report(tx, answer, act)
    if Meaning.EXTENSION in said:
        yield _ask(tx, answer, act)
    if Meaning.DONE in said:
        yield _submit(tx, answer, act)
    if Meaning.QUESTION in said and Meaning.EXTENSION not in said:
        yield _pass_on(tx, answer, act)


def _report(tx: Tx, answer: Answer, act: Act) -> Facts:
    """What names no per cent leaves those that stand."""
    task, told = answer.judged.task.id, answer.said.percent
    before = report.newest(tx, task)
    was = 0 if before is None else before.percent
    files = _files(answer)
    new = NewReport(was if told is None else told.value, answer.text, files=files)
    done = report.report(tx, task, new, act)
    what = {"percent": new.percent, "was": was, "written": told and told.words}
    return _told(tx, answer, "report", done, {**what, "files": _names(files)})


def _ask(tx: Tx, answer: Answer, act: Act) -> Facts:
    task, day = answer.judged.task, answer.wished
    if day is None or task.due is None:
        return _told(tx, answer, "extension", Refusal.UNDATED, {})
    reason = (answer.text or "")[:LONGEST]
    new = Ask(task.due, day.day, reason, answer.judged.today, day.working_days)
    done = extension.ask(tx, task.id, new, act)
    dates = {"asked": day.day.isoformat(), "until_now": task.due.isoformat()}
    return _told(tx, answer, "extension", done, dates)


def _submit(tx: Tx, answer: Answer, act: Act) -> Facts:
    """It is judged by the day of the document that is named, else by that of the letter."""
    judged, paper = answer.judged, answer.said.paper
    issued = judged.day if paper is None or paper.issued is None else paper.issued
    on, result = min(issued, judged.today), None if paper is None else paper.number
    files = _files(answer)
    new = Submission(on, judged.today, result, answer.text, files)
    done = tasks.submit(tx, judged.task.id, new, act)
    what = {"on": on.isoformat(), "result": result, "files": _names(files)}
    return _told(tx, answer, "done", done, what)


def _pass_on(tx: Tx, answer: Answer, act: Act) -> Facts:
    judged, words = answer.judged, answer.said.text[:LONGEST]
    people = reply.pass_on(tx, judged.task.id, words, judged.who, answer.heard.intake, act)
    told = {"people": people} if isinstance(people, int) else {}
    return {"what": "question", **told, **_refused(people)}


def _undone(tx: Tx, answer: Answer, act: Act) -> Facts:
    """Takes back what the notice that is answered confirmed, where nobody has acted since."""
    facts, task = answer.judged.notice.facts, answer.judged.task.id
    did = [one for one in facts["did"] if one.get("number")]
    if not did or facts["undo_until"] is None:
        return {"what": "undo", "refused": "nothing"}
    if datetime.fromisoformat(facts["undo_until"]) < act.now:
        return {"what": "undo", "refused": "late"}
    if imports.last_events(tx, (task,))[task] != did[-1]["number"]:
        return {"what": "undo", "refused": "acted"}
    why = word("reply.undone", answer.judged.who.language)
    for one in reversed(did):
        outcome = _BACK[one["what"]](tx, task, one, why, act)
        refused = _refused(outcome)
        if refused["refused"]:
            return {"what": "undo", **refused}
    return {"what": "undo", "refused": ""}


def _report_back(tx: Tx, task: int, did: Facts, why: str, act: Act) -> object:
    return report.report(tx, task, NewReport(did["was"], why), act)


def _ask_back(tx: Tx, task: int, did: Facts, why: str, act: Act) -> object:
    return extension.withdraw(tx, task, act, why)


def _submit_back(tx: Tx, task: int, did: Facts, why: str, act: Act) -> object:
    """Who handed it in may not return it; that it is theirs, and the newest, was looked at before."""
    return tasks.send_back(tx, task, why, replace(act, person=None))


_BACK: dict[str, Callable[[Tx, int, Facts, str, Act], object]] = {
    "report": _report_back,
    "extension": _ask_back,
    "done": _submit_back,
}


def _told(tx: Tx, answer: Answer, what: str, outcome: object, facts: Facts) -> Facts:
    """What was done, with its number in the task's history by which it is taken back; or why it was not."""
    task, refused = answer.judged.task.id, _refused(outcome)
    number = None if refused["refused"] else imports.last_events(tx, (task,))[task]
    return {"what": what, "number": number, **facts, **refused}


def _refused(outcome: object) -> Facts:
    """Why the store did not do it, as a code with the state of the task; "" where it did."""
    if isinstance(outcome, Denied):
        return {"refused": "denied"}
    if isinstance(outcome, Impossible):
        return {"refused": "impossible", "state": str(outcome.state)}
    return {"refused": str(outcome) if isinstance(outcome, Refusal) else ""}


def _files(answer: Answer) -> NewFiles:
    return answer.heard.files or NewFiles()


def _names(files: NewFiles) -> list[str]:
    return [one.name for one in files.files]
