"""Hears what the sentences of an answer say: what is done, handed in, on the way, asked, wished, and what is left over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from work.kind import NUMBER, SHORT_NUMBER
from work.reply import clause, signs
from work.reply.clause import is_beside, is_whole, names_result, says_done
from work.reply.extension import Asked, read_extension
from work.reply.fold import folded, spoken
from work.reply.matter import Matter
from work.reply.meaning import Meaning

_SENTENCE = re.compile(
    r"(?:(?<= ạ)|(?<=nhé)|(?<=nha)|(?<=rồi)) (?=[A-ZĐÀ-Ỹ])(?!ạ)|(?<=[.!?;…])(?<!\d[.])\s+|(?<=\d[.])\s+(?=[A-ZĐÀ-Ỹ])|\n+"
)
_CLAUSE = re.compile(r",(?!\d)|;| - | nhưng |\(|\)|: (?!\d)", re.IGNORECASE)
_AROUND = " ,;:()"
_FEWEST = 4  # words of a question that somebody else can answer


@dataclass(slots=True)
class Heard:
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


def hear(text: str, matter: Matter) -> Heard:
    """What the sentences of *text*, written out before, say of a task of that *matter*."""
    heard = Heard(matter)
    for sentence in sentences(text):
        key = spoken(sentence)
        if signs.GREETS.match(key) or signs.FOR_ANOTHER.match(key):
            continue
        if signs.COMPLAINS.search(key):
            heard.thanks = False
            heard.loose.add(Meaning.DONE)
            continue
        asked = read_extension(sentence)
        wonders = signs.ASKS.search(key) or signs.WONDERS.search(sentence)
        asks = wonders is not None and not signs.NOT_BEFORE.search(key)
        if asked is not None:
            heard.longer.append(asked)
            heard.may_i |= asks and signs.MAY_I.search(key) is not None
        elif asks:
            _hear_question(heard, sentence, key)
        else:
            _hear_state(heard, sentence, key)
        heard.thanks &= asked is None and not asks and _is_thanks(key)
    heard.thanks |= is_handed(text) and signs.POLITE.match(folded(text)) is not None
    return heard


def unaccounted(text: str, matter: Matter) -> Iterator[str]:
    """The sentences of *text* that turn, or have a clause which is none of those known to stand beside one that says done."""
    for sentence in sentences(text):
        key = spoken(sentence)
        known = (_is_accounted(sentence[one], key[one], matter) for one in _clauses(sentence))
        if signs.BUT.search(key) or not all(known):
            yield sentence


def is_plain(text: str, matter: Matter) -> bool:
    """Whether *text* is one sentence that says in the plainest words that it is over or handed in, and nothing else."""
    said = list(sentences(text))
    return len(said) == 1 and all(
        clause.is_plain(said[0][one], matter) for one in _clauses(said[0])
    )


def sentences(text: str) -> Iterator[str]:
    """Those of *text* that have words, without the greeting before the first."""
    for part in _SENTENCE.split(text):
        own = part[_greeting(part) :].strip()
        if any(sign.isalnum() for sign in own):
            yield own


def _greeting(part: str) -> int:
    """Where a sentence begins behind its "Kính gửi Văn phòng,"."""
    found = signs.GREETING.match(folded(part))
    return 0 if found is None or found.end() >= len(part.rstrip()) else found.end()


def _hear_question(heard: Heard, sentence: str, key: str) -> None:
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


def _hear_state(heard: Heard, sentence: str, key: str) -> None:
    """What a sentence that asks nothing says of the state of things."""
    before = (heard.done, heard.sent)
    _hear_clauses(heard, sentence, key)
    _hear_handed(heard, sentence, key)
    heard.undone |= signs.UNSAID.search(sentence) is not None
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
    heard.shuts |= any(signs.SHUTS.search(key[one].strip(_AROUND)) for one in _clauses(sentence))
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


def _hear_clauses(heard: Heard, sentence: str, key: str) -> None:
    """Whether a clause of it says that the task is done, and one that something is left."""
    clauses = [key[one].strip(_AROUND) for one in _clauses(sentence)]
    said = [
        sentence[one]
        for one in _clauses(sentence)
        if says_done(sentence[one], heard.matter) or _says_done(key[one].strip(_AROUND))
    ]
    heard.done |= bool(said)
    heard.wholly |= any(is_whole(one, heard.matter) for one in said)
    heard.undone |= any(signs.LEFT.search(one) for one in clauses)


def _clauses(sentence: str) -> Iterator[slice]:
    """Where the clauses of a sentence stand."""
    start = 0
    for end in [*(one.start() for one in _CLAUSE.finditer(sentence)), len(sentence)]:
        yield slice(start, end)
        start = end


def _hear_handed(heard: Heard, sentence: str, key: str) -> None:
    """Whether it says that what came of the task was handed in, or names its number."""
    numbered = bool(results(sentence))
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


def results(text: str) -> list[re.Match[str]]:
    """The numbers in *text* but those of documents that asked for it: "đã gửi báo cáo theo Công văn số 12/UBND-TH"."""
    found = [*NUMBER.finditer(text)] or [*SHORT_NUMBER.finditer(text)]
    return [one for one in found if not signs.CITES.search(folded(text[: one.start()]))]


def is_handed(text: str) -> bool:
    """Whether a thumb or two hands stand in it: thanks, or more."""
    return any(sign in signs.HANDS for sign in text)
