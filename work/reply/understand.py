"""What an answer to one of our letters means: certain, or left to a person with the reason why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from work.reply import signs
from work.reply.extension import in_vietnamese
from work.reply.fold import folded
from work.reply.heard import Heard, hear, is_handed, results
from work.reply.matter import matter_of
from work.reply.meaning import Doubt, Meaning, Paper, Percent, Robot, Understood
from work.reply.named import overlooked
from work.reply.percent import read_percent
from work.reply.reconsidered import Opinion
from work.reply.weighed import Weigh, chances
from work.reply.written_out import written_out
from work.written_day import WrittenDay, day_at, find_day

LONGEST = 5000  # characters; whoever writes more says more than one thing
NEAR = 60  # characters between the number of a document and its day


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is read: its own *text*, how many *files* are enclosed, what *robot* wrote it, and its task's number and *title*."""

    text: str
    files: int = 0
    robot: Robot | None = None
    task: int | None = None
    title: str = ""


def understand(said: Said, weigh: Weigh = chances) -> Understood:
    """What the answer means, by rules and by the words that they *weigh*."""
    written = replace(said, text=written_out(said.text))
    return replace(_understood(written, weigh), text=said.text)


def _understood(said: Said, weigh: Weigh) -> Understood:
    if said.robot is not None:
        returns = said.robot is Robot.RETURNS
        return Understood((Meaning.BOUNCE if returns else Meaning.AUTO,), said.text)
    if not any(sign.isalnum() for sign in said.text):
        return _without_words(said)
    doubt = _at_once(said)
    if doubt is not None:
        return _left(said, doubt)
    if signs.UNDO.match(folded(said.text)):
        return Understood((Meaning.UNDO,), said.text)
    said = replace(said, text=_unnumbered(said.text))
    heard, percent = hear(said.text, matter_of(said.title)), read_percent(said.text)
    if isinstance(percent, Doubt):
        return _left(said, percent)
    opinion = Opinion(said.text, said.files, said.title, weigh)
    return _reconsidered(said, _told(said, heard, percent), heard, percent, opinion)


def _reconsidered(
    said: Said, read: Understood, heard: Heard, percent: Percent | None, opinion: Opinion
) -> Understood:
    """What was *read*, left to a person where that is hardly meant; where no rule was certain, what surely is."""
    if read.doubt is not Doubt.UNREAD:
        if read.main is Meaning.UNCLEAR:
            return read
        unlikely = Doubt.UNREAD if opinion.doubts(read.meanings, heard) else None
        doubt = unlikely or overlooked(said.text, read)
        return read if doubt is None else _left(said, doubt)
    found = opinion.surely(heard, percent)
    if not found:
        return read
    going = Meaning.PROGRESS in found
    paper = None if going else _paper(said.text)
    surely = Understood(found, said.text, percent=percent if going else None, paper=paper)
    doubt = overlooked(said.text, surely)
    return surely if doubt is None else _left(said, doubt)


def _at_once(said: Said) -> Doubt | None:
    """Why it needs no more reading: too long, with words of ours in it, not theirs, or of another task."""
    if len(said.text) > LONGEST:
        return Doubt.UNREAD
    key = folded(said.text)
    if signs.TURNED.search(said.text):
        return Doubt.DISGUISED
    if signs.OURS.search(key):  # quoted in a way that nobody told from what was written
        return Doubt.UNREAD
    if signs.CORRECTS.search(key):
        return Doubt.CONTRARY
    if signs.NOT_THEIRS.search(key):
        return Doubt.NOT_THEIRS
    others = any(_is_another(one, said.task) for one in signs.OTHER_TASK.finditer(key))
    return Doubt.OTHER_TASK if others else None


def _without_words(said: Said) -> Understood:
    if is_handed(said.text) and not said.files:
        return Understood((Meaning.NOTHING,), said.text)
    if said.files and not said.text.strip():
        return Understood((Meaning.FILE,), said.text)
    return _left(said, Doubt.UNREAD if said.text.strip() else Doubt.EMPTY)


def _left(said: Said, doubt: Doubt) -> Understood:
    return Understood((Meaning.UNCLEAR,), said.text, doubt=doubt)


def _is_another(found: re.Match[str], task: int | None) -> bool:
    number = found["number"] or found["sign"]
    return number is None or number.lstrip("0") != str(task)


def _unnumbered(text: str) -> str:
    """*text* without the number of its own task: "Nhiệm vụ số 12 đã xong" says what "Nhiệm vụ đã xong" does."""
    own, start = [], 0
    for one in signs.OTHER_TASK.finditer(folded(text)):
        first, last = one.span("called") if one["called"] else one.span()
        own.append(text[start:first])
        start = last
    return "".join([*own, text[start:]])


def _told(said: Said, heard: Heard, percent: Percent | None) -> Understood:
    key, going = folded(said.text), heard.undone or heard.going
    begun = heard.is_done or signs.HEDGED.search(key) or not signs.NOT_BEGUN.search(key)
    if percent is None and not begun:
        percent = Percent(0, "0%")
    ended = percent is None or (percent.is_whole and not going)
    closed = heard.achieved and heard.closes and not said.files
    closed = not heard.staged and (closed or (heard.issued and heard.shuts and said.files > 0))
    done = ended and (heard.is_done or closed) and (heard.wholly or not heard.longer)
    found = tuple(_meanings(said, heard, None if done else percent, done=done))
    doubt = _doubt(said, heard, percent, done=done, going=going) or _unheard(heard, found, percent)
    if doubt is not None or not found:
        return _left(said, doubt or Doubt.UNREAD)
    whole = Understood(found, said.text)
    if done or Meaning.FILE in found:
        whole = replace(whole, paper=_paper(said.text))
    return whole if done else _with_day(replace(whole, percent=percent), heard)


def _doubt(
    said: Said, heard: Heard, percent: Percent | None, *, done: bool, going: bool
) -> Doubt | None:
    """What speaks against what was heard."""
    key = folded(said.text)
    if heard.sent and not heard.done and said.files:
        return Doubt.UNREAD  # sent before, or by this very letter?
    if _is_hedged(heard, key, percent, done=done):
        return Doubt.HEDGED
    if done and heard.matter.is_another(said.text):
        return Doubt.OTHER_TASK
    if (done or heard.longer) and len(signs.LISTED.findall(key)) > 1:
        return Doubt.OTHER_TASK
    if done and (going or heard.longer or heard.strays):
        return Doubt.CONTRARY
    if heard.longer and signs.PART_ONLY.search(key):
        return Doubt.CONTRARY
    astray = heard.asks and (heard.strays or not heard.of_work)
    return Doubt.UNREAD if astray or (done and heard.odd) else None


def _is_hedged(heard: Heard, key: str, percent: Percent | None, *, done: bool) -> bool:
    """Whether it is said with a doubt, or somebody else's words are told on."""
    if done:
        return signs.HEDGED.search(key) is not None
    if heard.longer:
        wish = "\n".join(one for one in key.split("\n") if not signs.REASON.match(one))
        return not heard.may_i and signs.WISHES_DOUBTED.search(wish) is not None
    doubted = heard.unsure if percent is None else heard.doubted
    return not heard.asks and (doubted or signs.HEARSAY.search(key) is not None)


def _unheard(heard: Heard, found: Sequence[Meaning], percent: Percent | None) -> Doubt | None:
    """UNREAD where a sentence has words for what was not understood: a letter is understood whole, or by a person."""
    state = {Meaning.DONE, Meaning.PROGRESS} & set(found)
    if Meaning.DONE in heard.loose and not state and percent is None:
        return Doubt.UNREAD
    if state == {Meaning.PROGRESS} and percent is None and heard.counted:
        return Doubt.PERCENTS  # so many of so many: what that is in per cent is for a person to say
    if tuple(found) == (Meaning.FILE,) and (heard.handed or heard.more):
        return Doubt.UNREAD  # what the file is of: all, a part, what was sent before?
    missed = heard.loose & {Meaning.EXTENSION, Meaning.QUESTION} - set(found)
    return Doubt.UNREAD if missed else None


def _meanings(
    said: Said, heard: Heard, percent: Percent | None, *, done: bool
) -> Iterator[Meaning]:
    longer, encloses = bool(heard.longer), said.files > 0
    going = heard.going and not (done or longer or heard.asks or encloses)
    whole = done or longer or percent is not None
    holds = {
        Meaning.DONE: done,
        Meaning.EXTENSION: longer,
        Meaning.FILE: encloses and (whole or signs.ENCLOSES.search(folded(said.text)) is not None),
        Meaning.PROGRESS: percent is not None or going,
        Meaning.QUESTION: heard.asks or heard.may_i,
    }
    yield from (meaning for meaning, is_said in holds.items() if is_said)
    silent = not encloses and heard.thanks
    if silent and not any(holds.values()) and _is_acknowledged(said.text):
        yield Meaning.NOTHING


def _is_acknowledged(text: str) -> bool:
    return is_handed(text) or signs.ACKNOWLEDGES.search(folded(text)) is not None


def _with_day(found: Understood, heard: Heard) -> Understood:
    if not heard.longer:
        return found
    days = {one.until for one in heard.longer if one.until is not None}
    if len(days) == 1:
        return replace(found, until=days.pop())
    return replace(found, doubt=Doubt.DAYS if days else heard.longer[0].doubt)


def _paper(text: str) -> Paper | None:
    """The document that came of it, where one alone is named."""
    numbers = results(text)
    if len({one[one.lastindex or 0] for one in numbers}) != 1:
        return None
    (first, *_) = numbers
    behind = in_vietnamese(text[first.end() : first.end() + NEAR])
    day = find_day(behind.split(".")[0] if day_at(behind, 0) is None else behind) or _day_before(
        text[: first.start()]
    )
    return Paper(first[first.lastindex or 0], None if day is None else day.day)


def _day_before(text: str) -> WrittenDay | None:
    """The last day that *text* tells before a number, in the same sentence: "đã gửi ngày 03/11/2026, số 771/…"."""
    start = max(text.lower().rfind("ngày"), len(text) - NEAR, text.rfind(". "), text.rfind("\n"), 0)
    return find_day(text, start)
