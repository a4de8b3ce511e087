"""What an answer to one of our letters means: certain, or left to a person with the reason why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from work.kind import NUMBER, SHORT_NUMBER
from work.reply import signs
from work.reply.clause import is_beside, is_whole, names_result, says_done
from work.reply.extension import Asked, in_vietnamese, read_extension
from work.reply.fold import folded, spoken
from work.reply.matter import Matter, matter_of
from work.reply.meaning import Doubt, Meaning, Paper, Percent, Robot, Understood
from work.reply.percent import read_percent
from work.reply.written_out import written_out
from work.written_day import WrittenDay, day_at, find_day

_SENTENCE = re.compile(
    r"(?:(?<= ạ)|(?<=nhé)|(?<=nha)|(?<=rồi)) (?=[A-ZĐÀ-Ỹ])(?!ạ)|(?<=[.!?;…])(?<!\d[.])\s+|(?<=\d[.])\s+(?=[A-ZĐÀ-Ỹ])|\n+"
)
_CLAUSE = re.compile(r",(?!\d)|;| - | nhưng |\(|\)|: (?!\d)", re.IGNORECASE)
LONGEST = 5000  # characters; whoever writes more says more than one thing
_AROUND = " ,;:()"
NEAR = 60  # characters between the number of a document and its day
_WHOLE = 100
_FEWEST = 4  # words of a question that somebody else can answer


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is read: its own *text*, how many *files* are enclosed, what *robot* wrote it, and its task's number and *title*."""

    text: str
    files: int = 0
    robot: Robot | None = None
    task: int | None = None
    title: str = ""


@dataclass(slots=True)
class _Heard:
    """What the sentences of one answer say; *loose* is what one only seems to say, *odd* that one says something unknown."""

    matter: Matter
    done: bool = False
    sent: bool = False  # what came of it, as they say
    achieved: bool = False  # something is done, not said of the task
    closes: bool = False
    counted: bool = False  # so many of so many
    shuts: bool = False  # asks that the task be closed, and nothing besides
    issued: bool = False  # a document with its number, signed
    undone: bool = False
    going: bool = False
    staged: bool = False
    wholly: bool = False  # that the task is done, and not a step of it
    doubted: bool = False  # how far it is
    unsure: bool = False  # that it is on the way
    asks: bool = False
    strays: bool = False
    of_work: bool = False
    thanks: bool = True
    odd: bool = False
    handed: bool = False  # something was, whatever it be
    more: bool = False  # comes later
    longer: list[Asked] = field(default_factory=list)
    may_i: bool = False
    loose: set[Meaning] = field(default_factory=set)

    @property
    def is_done(self) -> bool:
        """Whether it is said of the task, and nothing is left to do."""
        return not self.staged and (self.done or self.sent)


def understand(said: Said) -> Understood:
    """What the answer means."""
    return replace(_understood(replace(said, text=written_out(said.text))), text=said.text)


def _understood(said: Said) -> Understood:
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
    heard, percent = _heard(said.text, matter_of(said.title)), read_percent(said.text)
    if isinstance(percent, Doubt):
        return _left(said, percent)
    return _told(said, heard, percent)


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
    if _is_handed(said.text) and not said.files:
        return Understood((Meaning.NOTHING,), said.text)
    if said.files and not said.text.strip():
        return Understood((Meaning.FILE,), said.text)
    return _left(said, Doubt.UNREAD if said.text.strip() else Doubt.EMPTY)


def _is_handed(text: str) -> bool:
    return any(sign in signs.HANDS for sign in text)


def _left(said: Said, doubt: Doubt) -> Understood:
    return Understood((Meaning.UNCLEAR,), said.text, doubt=doubt)


def _is_another(found: re.Match[str], task: int | None) -> bool:
    number = found[1] or found[2]
    return number is None or int(number) != task


def _heard(text: str, matter: Matter) -> _Heard:
    heard = _Heard(matter)
    for sentence in _sentences(text):
        key = spoken(sentence)
        if signs.GREETS.match(key) or signs.FOR_ANOTHER.match(key):
            continue
        if signs.COMPLAINS.search(key):
            heard.thanks = False
            heard.loose.add(Meaning.DONE)
            continue
        asked = read_extension(sentence)
        asks = signs.ASKS.search(key) is not None and not signs.NOT_BEFORE.search(key)
        if asked is not None:
            heard.longer.append(asked)
            heard.may_i |= asks and signs.MAY_I.search(key) is not None
        elif asks:
            _hear_question(heard, sentence, key)
        else:
            _hear_state(heard, sentence, key)
        heard.thanks &= asked is None and not asks and _is_thanks(key)
    heard.thanks |= _is_handed(text) and signs.POLITE.match(folded(text)) is not None
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


def _hear_question(heard: _Heard, sentence: str, key: str) -> None:
    """A question; of something else, asked of somebody else, or of too few words, it goes astray."""
    heard.asks = True
    said = signs.DONE.search(key) or signs.HANDED_IN.search(key)
    says = (said is not None and "," in key) or signs.STILL.search(key) is not None
    other = signs.OFF_TOPIC.search(key) or signs.CALLS.match(sentence)
    other = other or signs.ONCE.search(key)
    told = signs.YET if "?" in sentence else signs.YET_OR_WHEN
    ended = signs.ENDS.search(key) is not None and told.search(key) is not None
    heard.strays |= says or ended or bool(other) or len(key.split()) < _FEWEST
    heard.of_work |= signs.OF_WORK.search(key) is not None or heard.matter.is_touched(key)


def _hear_state(heard: _Heard, sentence: str, key: str) -> None:
    """What a sentence that asks nothing says of the state of things."""
    before = (heard.done, heard.sent)
    _hear_clauses(heard, sentence, key)
    _hear_handed(heard, sentence, key)
    heard.staged |= signs.STAGE.search(key) is not None
    not_yet = signs.NOT_YET.search(key) is not None and not signs.HEDGED.search(key)
    going = signs.GOING.search(key) is not None or signs.AT_IT.search(sentence) is not None
    heard.going |= going or not_yet or heard.staged
    heard.doubted |= _is_doubted(key)
    heard.unsure |= (going or not_yet) and signs.HEDGED.search(key) is not None
    heard.achieved |= signs.PERFECTIVE.search(key) is not None and not signs.UNRIPE.search(key)
    heard.handed |= any(one.search(key) for one in (signs.HANDED_IN, signs.SHUT))
    heard.counted |= signs.COUNTED.search(key) is not None
    heard.more |= signs.TO_COME.search(key) is not None
    heard.closes |= signs.CLOSES.search(key) is not None
    heard.shuts |= signs.SHUTS.search(key) is not None
    heard.odd |= not all(
        _is_accounted(sentence[one], key[one], heard.matter) for one in _clauses(sentence)
    )
    heard.odd |= signs.BUT.search(key) is not None
    if before == (heard.done, heard.sent) and not not_yet and _seems_done(key):
        heard.loose.add(Meaning.DONE)
    if signs.LONGER.search(signs.NO_LONGER.sub(" ", key)):
        heard.loose.add(Meaning.EXTENSION)
    beside = all(is_beside(sentence[one], heard.matter) for one in _clauses(sentence))
    if signs.WANTS.search(key) and not beside and not _is_granted(key):
        heard.loose.add(Meaning.QUESTION)


def _is_doubted(key: str) -> bool:
    """Whether a doubt reaches a figure: it does in its own clause and in those behind; a mere guess makes none worse."""
    doubt = signs.UNSURE.search(key)
    if doubt is None:
        return False
    return any(one.stop > doubt.start() and signs.FIGURE.search(key[one]) for one in _clauses(key))


def _hear_clauses(heard: _Heard, sentence: str, key: str) -> None:
    """Whether a clause of it says that the task is done, and one that something is left."""
    clauses = [key[one].strip(_AROUND) for one in _clauses(sentence)]
    said = [sentence[one] for one in _clauses(sentence) if says_done(sentence[one], heard.matter) or _says_done(key[one].strip(_AROUND))]
    heard.done |= bool(said)
    heard.wholly |= any(is_whole(one, heard.matter) for one in said)
    heard.undone |= any(signs.LEFT.search(one) for one in clauses)


def _clauses(sentence: str) -> Iterator[slice]:
    """Where the clauses of a sentence stand."""
    start = 0
    for end in [*(one.start() for one in _CLAUSE.finditer(sentence)), len(sentence)]:
        yield slice(start, end)
        start = end


def _hear_handed(heard: _Heard, sentence: str, key: str) -> None:
    """Whether it says that what came of the task was handed in, or names its number."""
    numbered = bool(_results(sentence))
    step = signs.INTERIM.search(heard.matter.without_act(key))
    handed = signs.HANDED_IN.search(signs.CITED.sub(" ", key)) and not step
    handed = handed and not signs.UNDONE.search(signs.CLOSES.sub(" ", key))
    sent = bool(handed) and not numbered and signs.WHERE_TO.search(key) is not None
    told = numbered and (bool(handed) or signs.PAPER_SAID.match(key) is not None)
    named = any(names_result(sentence[one], heard.matter) for one in _clauses(sentence))
    heard.issued |= numbered and (named or signs.SIGNED.search(key) is not None)
    heard.sent |= sent
    heard.done |= told


def _is_accounted(clause: str, key: str, matter: Matter) -> bool:
    """Whether a clause says that it is done, or may stand beside one that does, and changes nothing by that."""
    key = key.strip(_AROUND)
    if not any(sign.isalpha() for sign in key) or _says_done(key) or signs.COURTEOUS.search(key):
        return True
    if says_done(clause, matter) or is_beside(clause, matter):
        return True
    return not signs.WILL.search(key) and _is_beside(clause, key)


def _is_beside(clause: str, key: str) -> bool:
    """Whether a clause closes, thanks, encloses, names the document or tells of something else that is done."""
    known = (signs.CLOSES, signs.ACKNOWLEDGES, signs.POLITE, signs.ENCLOSED, signs.PERFECTIVE, signs.ENDED_TOO, signs.HANDED_IN, signs.PAPER_SAID)  # fmt: skip
    named = _is_numbered(clause) and not signs.UNDONE.search(key)
    where = signs.WHERE_TO.search(key) and not signs.UNDONE.search(key)
    return named or bool(where) or any(one.search(key) for one in known)


def _is_numbered(sentence: str) -> bool:
    """Whether a document is named by its number."""
    return bool(NUMBER.search(sentence) or SHORT_NUMBER.search(sentence))


def _is_granted(key: str) -> bool:
    """Whether what is wanted comes by itself, or is a courtesy."""
    known = (signs.CLOSES, signs.COURTEOUS, signs.ACKNOWLEDGES, signs.GRANTED)
    return any(one.search(key) for one in known)


def _seems_done(key: str) -> bool:
    return signs.ENDS.search(key) is not None and not signs.WILL.search(key)


def _says_done(clause: str) -> bool:
    found = signs.DONE.search(clause)
    if signs.ENGLISH_DONE.search(clause) and not signs.ENGLISH_WORDS.issuperset(
        _plain(signs.OUR_SIDE.sub(" ", clause))
    ):
        return False
    return not (found is None or signs.UNDONE.search(clause) or signs.PARTLY.search(clause))


def _plain(clause: str) -> list[str]:
    """Its words without numbers and signs."""
    words = [word for word in clause.split() if not any(sign.isdigit() for sign in word)]
    return re.findall("[a-z]+", " ".join(words))


def _is_thanks(key: str) -> bool:
    """Whether a sentence does nothing but thank, promise or say that something was received."""
    if any(sign.isdigit() for sign in key) or signs.DONE.search(key) or signs.TROUBLE.search(key):
        return False
    return signs.ACKNOWLEDGES.search(key) is not None or signs.POLITE.match(key) is not None


def _told(said: Said, heard: _Heard, percent: Percent | None) -> Understood:
    key, going = folded(said.text), heard.undone or heard.going
    begun = heard.is_done or signs.HEDGED.search(key) or not signs.NOT_BEGUN.search(key)
    if percent is None and not begun:
        percent = Percent(0, "0%")
    ended = percent is None or (percent.value == _WHOLE and not going)
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
    said: Said, heard: _Heard, percent: Percent | None, *, done: bool, going: bool
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


def _is_hedged(heard: _Heard, key: str, percent: Percent | None, *, done: bool) -> bool:
    """Whether it is said with a doubt, or somebody else's words are told on."""
    if done:
        return signs.HEDGED.search(key) is not None
    if heard.longer:
        wish = "\n".join(one for one in key.split("\n") if not signs.REASON.match(one))
        return not heard.may_i and signs.WISHES_DOUBTED.search(wish) is not None
    doubted = heard.unsure if percent is None else heard.doubted
    return not heard.asks and (doubted or signs.HEARSAY.search(key) is not None)


def _unheard(heard: _Heard, found: Sequence[Meaning], percent: Percent | None) -> Doubt | None:
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
    said: Said, heard: _Heard, percent: Percent | None, *, done: bool
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
    return _is_handed(text) or signs.ACKNOWLEDGES.search(folded(text)) is not None


def _with_day(found: Understood, heard: _Heard) -> Understood:
    if not heard.longer:
        return found
    days = {one.until for one in heard.longer if one.until is not None}
    if len(days) == 1:
        return replace(found, until=days.pop())
    return replace(found, doubt=Doubt.DAYS if days else heard.longer[0].doubt)


def _paper(text: str) -> Paper | None:
    """The document that came of it, where one alone is named."""
    numbers = _results(text)
    if len({one[one.lastindex or 0] for one in numbers}) != 1:
        return None
    (first, *_) = numbers
    behind = in_vietnamese(text[first.end() : first.end() + NEAR])
    day = find_day(behind.split(".")[0] if day_at(behind, 0) is None else behind) or _day_before(
        text[: first.start()]
    )
    return Paper(first[first.lastindex or 0], None if day is None else day.day)


def _results(text: str) -> list[re.Match[str]]:
    """The numbers in *text* but those of documents that asked for it: "đã gửi báo cáo theo Công văn số 12/UBND-TH"."""
    found = [*NUMBER.finditer(text)] or [*SHORT_NUMBER.finditer(text)]
    return [one for one in found if not signs.CITES.search(folded(text[: one.start()]))]


def _day_before(text: str) -> WrittenDay | None:
    """The last day that *text* tells before a number, in the same sentence: "đã gửi ngày 03/11/2026, số 771/…"."""
    start = max(text.lower().rfind("ngày"), len(text) - NEAR, text.rfind(". "), text.rfind("\n"), 0)
    return find_day(text, start)
