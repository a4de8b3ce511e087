"""What an answer to one of our letters means: certain, or left to a person with the reason why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from work.kind import NUMBER, SHORT_NUMBER
from work.reply import signs
from work.reply.extension import Asked, read_extension
from work.reply.fold import folded
from work.reply.meaning import Doubt, Meaning, Paper, Percent, Robot, Understood
from work.reply.percent import read_percent
from work.written_day import day_at, find_day

_SENTENCE = re.compile(r"(?<=[.!?;…])(?<!\d[.])\s+|(?<=\d[.])\s+(?=[A-ZĐÀ-Ỹ])|\n+")
_CLAUSE = re.compile(r",(?!\d)|;| - | nhưng |\(|\)|: (?!\d)", re.IGNORECASE)
LONGEST = 5000  # characters; whoever writes more says more than one thing
_WHOLE = 100
_FEWEST = 4  # words of a question that somebody else can answer


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is read: its own *text*, how many *files* are enclosed, what *robot* wrote it, and its task's number."""

    text: str
    files: int = 0
    robot: Robot | None = None
    task: int | None = None


@dataclass(slots=True)
class _Heard:
    """What the sentences of one answer say."""

    done: bool = False
    sent: bool = False  # what came of it, as they say
    undone: bool = False
    going: bool = False
    asks: bool = False
    strays: bool = False
    thanks: bool = True
    longer: list[Asked] = field(default_factory=list)
    may_i: bool = False


def understand(said: Said) -> Understood:
    """What the answer means."""
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
    heard, percent = _heard(said.text), read_percent(said.text)
    if isinstance(percent, Doubt):
        return _left(said, percent)
    return _told(said, heard, percent)


def _at_once(said: Said) -> Doubt | None:
    """Why it needs no more reading: too long, with words of ours in it, not theirs, or of another task."""
    if len(said.text) > LONGEST:
        return Doubt.UNREAD
    key = folded(said.text)
    if signs.OURS.search(key):  # quoted in a way that nobody told from what was written
        return Doubt.UNREAD
    if signs.NOT_THEIRS.search(key):
        return Doubt.NOT_THEIRS
    others = any(_is_another(one, said.task) for one in signs.OTHER_TASK.finditer(key))
    return Doubt.OTHER_TASK if others else None


def _without_words(said: Said) -> Understood:
    if any(sign in signs.HANDS for sign in said.text) and not said.files:
        return Understood((Meaning.NOTHING,), said.text)
    if said.files and not said.text.strip():
        return Understood((Meaning.FILE,), said.text)
    return _left(said, Doubt.UNREAD if said.text.strip() else Doubt.EMPTY)


def _left(said: Said, doubt: Doubt) -> Understood:
    return Understood((Meaning.UNCLEAR,), said.text, doubt=doubt)


def _is_another(found: re.Match[str], task: int | None) -> bool:
    number = found[1] or found[2]
    return number is None or int(number) != task


def _heard(text: str) -> _Heard:
    heard = _Heard()
    for sentence in _sentences(text):
        key = folded(sentence)
        if signs.GREETS.match(key):
            continue
        asked = read_extension(sentence)
        asks = signs.ASKS.search(key) is not None
        if asked is not None:
            heard.longer.append(asked)
            heard.may_i |= (
                asks
                and re.search(r"\bkhong biet\b|\bco the\b|\blieu\b|\bpossible\b", key) is not None
            )
        elif asks:
            heard.asks = True
            heard.strays |= _strays(sentence, key)
        else:
            _hear_state(heard, sentence, key)
        heard.thanks &= asked is None and not asks and _is_thanks(key)
    return heard


def _sentences(text: str) -> Iterator[str]:
    for part in _SENTENCE.split(text):
        own = part[_greeting(part) :].strip()
        if any(sign.isalnum() for sign in own):
            yield own


def _greeting(part: str) -> int:
    """Where a sentence begins behind its "Kính gửi Văn phòng,"."""
    found = signs.GREETING.match(folded(part))
    return 0 if found is None or found.end() >= len(part.rstrip()) else found.end()


def _strays(sentence: str, key: str) -> bool:
    """Whether a question is of something else, asked of somebody else, or says more than it asks."""
    says = signs.DONE.search(key) is not None and "," in key
    other = signs.OFF_TOPIC.search(key) or signs.CALLS.match(sentence)
    short = len(key.split()) < _FEWEST
    return says or short or bool(other) or not signs.OF_WORK.search(key)


def _hear_state(heard: _Heard, sentence: str, key: str) -> None:
    """What a sentence that asks nothing says of the state of things."""
    start = 0
    for end in [*(one.start() for one in _CLAUSE.finditer(sentence)), len(sentence)]:
        clause = key[start:end].strip(" ,;:()")
        start = end
        heard.done |= _says_done(clause)
        heard.undone |= signs.LEFT.search(clause) is not None
    handed = signs.HANDED_IN.search(key) and not signs.INTERIM.search(key)
    numbered = bool(NUMBER.search(sentence) or SHORT_NUMBER.search(sentence))
    if handed and not signs.UNDONE.search(key):
        heard.done |= numbered
        heard.sent |= not numbered and signs.WHERE_TO.search(key) is not None
    heard.done |= numbered and signs.PAPER_SAID.match(key) is not None
    heard.going |= signs.GOING.search(key) is not None


def _says_done(clause: str) -> bool:
    found = signs.DONE.search(clause)
    return not (found is None or signs.UNDONE.search(clause) or signs.PARTLY.search(clause))


def _is_thanks(key: str) -> bool:
    """Whether a sentence does nothing but thank, promise or say that something was received."""
    if any(sign.isdigit() for sign in key) or signs.DONE.search(key):
        return False
    return signs.ACKNOWLEDGES.search(key) is not None or signs.POLITE.match(key) is not None


def _told(said: Said, heard: _Heard, percent: Percent | None) -> Understood:
    key, going = folded(said.text), heard.undone or heard.going
    if percent is None and not heard.done and signs.NOT_BEGUN.search(key):
        percent = Percent(0, "0%")
    ended = percent is None or (percent.value == _WHOLE and not going)
    done = ended and (heard.done or heard.sent)
    doubt = _doubt(said, heard, done=done, going=going)
    found = list(_meanings(said, heard, None if done else percent, done=done))
    if doubt is not None or not found:
        return _left(said, doubt or Doubt.UNREAD)
    whole = Understood(tuple(found), said.text)
    if done:
        return replace(whole, paper=_paper(said.text))
    return _with_day(replace(whole, percent=percent), heard)


def _doubt(said: Said, heard: _Heard, *, done: bool, going: bool) -> Doubt | None:
    """What speaks against what was heard."""
    key = folded(said.text)
    if heard.sent and not heard.done and said.files:
        return Doubt.UNREAD  # sent before, or by this very letter?
    if done and signs.HEDGED.search(key):
        return Doubt.HEDGED
    if done and (going or heard.longer or heard.strays):
        return Doubt.CONTRARY
    if heard.longer and not heard.may_i and signs.WISHES_DOUBTED.search(key):
        return Doubt.HEDGED
    return Doubt.UNREAD if heard.asks and heard.strays else None


def _meanings(
    said: Said, heard: _Heard, percent: Percent | None, *, done: bool
) -> Iterator[Meaning]:
    longer, encloses = bool(heard.longer), said.files > 0
    going = heard.going and not (done or longer or heard.asks or encloses)
    whole = done or longer
    holds = {
        Meaning.DONE: done,
        Meaning.EXTENSION: longer,
        Meaning.FILE: encloses and (whole or signs.ENCLOSES.search(folded(said.text)) is not None),
        Meaning.PROGRESS: percent is not None or going,
        Meaning.QUESTION: heard.asks or heard.may_i,
    }
    yield from (meaning for meaning, is_said in holds.items() if is_said)
    silent = not encloses and heard.thanks and signs.ACKNOWLEDGES.search(folded(said.text))
    if silent and not any(holds.values()):
        yield Meaning.NOTHING


def _with_day(found: Understood, heard: _Heard) -> Understood:
    if not heard.longer:
        return found
    days = {one.until for one in heard.longer if one.until is not None}
    if len(days) == 1:
        return replace(found, until=days.pop())
    return replace(found, doubt=Doubt.DAYS if days else heard.longer[0].doubt)


def _paper(text: str) -> Paper | None:
    """The document that came of it, where one alone is named."""
    numbers = [*NUMBER.finditer(text)] or [*SHORT_NUMBER.finditer(text)]
    if len({one[one.lastindex or 0] for one in numbers}) != 1:
        return None
    (first, *_) = numbers
    behind = text[first.end() : first.end() + 40]
    day = find_day(behind.split(".")[0] if day_at(behind, 0) is None else behind)
    return Paper(first[first.lastindex or 0], None if day is None else day.day)
