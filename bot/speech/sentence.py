"""A sentence: its words and things, what they stand for, and where it asks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.speech.kind import Kind, Thing
from bot.speech.letters import is_syllable, plain, toned, written
from bot.speech.lexicon import ASIDE, Lexicon, Word, lexicon, spelled_out
from bot.speech.things import things

READ = 500  # signs: what is wanted is said at the beginning, the rest is told
MOST = 64  # words of them
LONGEST = 4096  # signs of a message (Bot API, sendMessage)

_WORD = re.compile(r"[a-z]+|[,;:!?\n]|\.(?=\s|$)|[^\x00\s\w'’]|\x00+")
_TYPED = re.compile(r"(?<![\w/-])[^\W_]{1,24}(?![\w/@-])")
_VNI = re.compile(r"(?=[a-z]*[aeiouyd][1-9])[a-z]+[1-9][a-z1-9]*")
_GLUED = re.compile(r"([a-z]+)(\d{3,9})|(\d+)([a-z]{2,})")  # "nv318", "5ngay"
_DRAWN = re.compile(r"([^\W\d_])\1+$|([^\W\d_])\2{2,}")  # "toiii"
_ENDS = frozenset(",;:!?\n.")
_OF_NUMBERS = re.compile(r"(?:nv|viec|task|vb|cv|so|bieu|quy|thang|ngay|thu|[a-z])[1-9]+")
REASONS = ("vì", "vi", "bởi", "because", "since", "tại vì", "do")
_SHORT = frozenset({"vi", "do"})  # half a word, or another one, where nothing was said before
_STOPS = frozenset({
    "search", "about", "task", "paper", "ask", "when", "state", "deadline", "self", "may",
    "late", "show",
})  # fmt: skip
_TITLES = frozenset({
    "sep", "anh", "chi", "co", "chu", "ong", "ba", "bac", "em", "chau", "thay", "mr", "ms",
    "mrs",
})  # fmt: skip
# Concepts that may share a word with what follows.
_LIGHT = frozenset({"task", "more", "may", "show", "self", "elder"})
_NOT = frozenset({"khong", "chua", "chang", "cha", "dung"})
_OPEN = frozenset({"mask", "leave", "matter", "topic"})  # known, but not for what the bot does


@dataclass(frozen=True, slots=True)
class Meaning:
    """One phrase that was met: its *concepts*, the words *first* to before *last*, and the clause."""

    concepts: frozenset[str]
    first: int
    last: int
    clause: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """*clean* is the text as it is shown, *read* its beginning with what was mended, sign for sign at *places*.

    *rest* are the words that nobody here knows.
    """

    clean: str
    read: str
    places: tuple[int, ...]
    words: tuple[Word, ...]
    things: tuple[Thing, ...]
    meanings: tuple[Meaning, ...]
    rest: tuple[Word, ...]
    asking: frozenset[int]  # clauses
    reason: int | None  # where the first reason begins

    def has(self, concept: str) -> bool:
        """Whether it says so anywhere but in a reason."""
        return any(concept in one.concepts for one in self.meanings)

    def ordered(self, concept: str) -> Meaning | None:
        """Where it says so first without asking."""
        found = (one for one in self.meanings if concept in one.concepts)
        free = (one for one in found if one.clause not in self.asking)
        return next((one for one in free if not self._denied(one)), None)

    def _denied(self, told: Meaning) -> bool:
        """Whether a "not" stands before it in its clause."""
        before = (one for one in self.meanings if one.clause == told.clause)
        return any("not" in one.concepts and one.first < told.first for one in before)

    @property
    def loose(self) -> bool:
        """Whether its only number may as well count something that nobody here knows."""
        bare = [one for one in self.of(Kind.TASK) if not one.sure]
        return len(bare) == len(self.of(Kind.TASK)) == 1 and any(
            0 <= word.start - bare[0].end <= 1 or 0 <= bare[0].start - word.end <= 4
            for word in self.rest
        )

    @property
    def titled(self) -> bool:
        """Whether somebody is named: a title, and behind it a word with a capital that nobody here knows."""
        known = enumerate(self.words[1:])
        return any(
            self.words[at].bare in _TITLES and word.named and word in self.rest
            for at, word in known
        )

    def shown(self, start: int, end: int | None = None) -> str:
        """What was written where *read* has start to end; up to the end of the message without one."""
        first = self.places[start] if start < len(self.places) else len(self.clean)
        last = len(self.clean) if end is None else self.places[end - 1] + 1
        return self.clean[first:last]

    def known(self, at: int) -> bool:
        """Whether the word at *at* is there for politeness alone."""
        meant = any(met.first <= at < met.last for met in self.meanings)
        return not meant and self.words[at] not in self.rest

    def of(self, kind: Kind) -> tuple[Thing, ...]:
        """The things of that kind."""
        return tuple(one for one in self.things if one.kind is kind)


def sentence(text: str) -> Sentence:
    """What *text* is made of."""
    clean = written(text[:LONGEST])
    lexicon_ = lexicon()
    read, places = _mended(clean[:READ], lexicon_)
    found, left = things(read, plain(read))
    words, asked, reason = _words(read, left, lexicon_)
    words = list(_with_persons(words))
    meanings, rest = _met(words, lexicon_)
    told = tuple(one for one in meanings if reason is None or words[one.first].start < reason)
    unknown = tuple(word for word in rest if reason is None or word.start < reason)
    polite = any("may" in one.concepts for one in told)
    marked = set() if polite else asked  # "can I …?" is an order
    last = _last_said(told, words, rest)
    asking = frozenset({*marked, *(one.clause for one in told if _asks(one, words, last))})
    return Sentence(clean, read, places, tuple(words), tuple(found), told, unknown, asking, reason)


def _mended(clean: str, known: Lexicon) -> tuple[str, tuple[int, ...]]:
    """The text with blanks where they are missing and without what a keyboard left; and where each sign stood."""
    signs: list[str] = []
    places: list[int] = []
    at = 0
    for one in _TYPED.finditer(clean):
        piece = _piece(one[0], known)
        if piece != one[0]:
            signs += clean[at : one.start()] + piece
            places += range(at, one.start())
            places += _stretched(one.start(), one.end(), one[0], piece)
            at = one.end()
    return "".join(signs) + clean[at:], (*places, *range(at, len(clean)))


def _piece(typed: str, known: Lexicon) -> str:
    """One stretch of letters and digits as it was meant: *typed* itself where that is not surer."""
    if (full := spelled_out(typed.lower())) != typed.lower():
        return full
    bare = plain(typed)
    if len(bare) == 1 or bare in known.words:
        return typed
    calm = _DRAWN.sub(lambda drawn: drawn[0][0], typed)
    if calm != typed and plain(calm) in known.words:
        return calm
    if (glued := _GLUED.fullmatch(bare)) and (glued[1] or glued[4]) in known.words:
        cut = len(glued[1] or glued[3])
        return f"{typed[:cut]} {typed[cut:]}"
    if not bare.isalpha():
        return _without_vni(typed, bare, known)
    mended = known.mended(bare) if typed.isascii() else bare
    if mended != bare:
        return mended
    cut = known.parted(bare)
    return f"{typed[:cut]} {typed[cut:]}" if cut else typed


def _without_vni(typed: str, bare: str, known: Lexicon) -> str:
    """A word without the digits that stand for its marks in VNI."""
    if _OF_NUMBERS.fullmatch(bare) or not _VNI.fullmatch(bare):
        return typed
    letters = re.sub(r"[1-9]", "", bare)
    return letters if letters in known.words or is_syllable(letters) else typed


def _stretched(start: int, end: int, typed: str, piece: str) -> list[int]:
    """Where the signs of *piece* stood: the same one by one, and none beyond the end of what was typed."""
    if piece.replace(" ", "", 1) == typed:
        cut = piece.index(" ")
        return [*range(start, start + cut), start + cut, *range(start + cut, end)]
    return [*(min(start + n, end - 1) for n in range(len(piece) - 1)), end - 1]


def _words(read: str, left: str, known: Lexicon) -> tuple[list[Word], set[int], int | None]:
    words: list[Word] = []
    asked: set[int] = set()
    run = clause = 0
    reason: int | None = None
    begins, loud = len(read) - len(read.lstrip()), read == read.upper()
    for one in _WORD.finditer(left):
        piece = one[0]
        if len(words) == MOST:
            break
        if piece[0].isalpha():
            capital = one.start() > begins and read[one.start()].isupper() and not loud
            shown = read[one.start() : one.end()].lower()
            sure = shown not in _SHORT or "\x00" in left[: one.start()]
            sure = sure and (shown != "do" or _blames(read, left[one.end() :]))
            if reason is None and words and sure and _reasons(shown, words[-1], known):
                reason, clause, run = one.start(), clause + 1, run + 1
            words.append(Word(piece, toned(shown), one.start(), one.end(), run, clause, capital))
            continue
        run += 1
        if piece == "?":
            asked.add(clause)
        if piece in _ENDS:
            clause, begins = clause + 1, one.end() + 1
    return words, asked, reason


def _with_persons(words: list[Word]) -> Iterator[Word]:
    """The same words, those with a capital behind a title as a person's name, unless all have capitals."""
    named = sum(word.named for word in words) <= len(words) // 2
    before = None
    for word in words:
        follows = before is not None and (before.person or before.bare in _TITLES)
        before = replace(word, person=True) if named and follows and word.named else word
        yield before


def _reasons(shown: str, before: Word, known: Lexicon) -> bool:
    """Whether a reason begins here, and not the second half of a word ("don vi")."""
    return shown in REASONS and not known.joins(before.bare, shown)


def _blames(read: str, follows: str) -> bool:
    """Whether "do" gives a reason: in a text with marks, where it is not "đó", and not "by whom"."""
    return not read.isascii() and not follows.lstrip().startswith("ai")


def _met(words: list[Word], known: Lexicon) -> tuple[list[Meaning], list[Word]]:
    """What the words mean, phrase by phrase, and those that nobody knows; two phrases may share the words between them."""
    meanings: list[Meaning] = []
    rest: list[Word] = []
    at = 0
    while at < len(words):
        found = None if words[at].person else known.met(words, at)
        length, concepts = found or (1, frozenset())
        if concepts - {ASIDE}:
            meanings.append(Meaning(concepts, at, at + length, words[at].clause))
        if not concepts or concepts & _OPEN:
            rest.extend(words[at : at + length])
        at += length
        if (
            length > 1
            and concepts
            and concepts <= _LIGHT
            and (shared := _shared(words, at - length, at, known))
        ):
            meanings.append(shared)
            at = shared.last
    return meanings, rest


def _shared(words: list[Word], first: int, last: int, known: Lexicon) -> Meaning | None:
    """A phrase that begins within words *first* to before *last*, and ends behind them."""
    for at in range(first + 1, last):
        found = known.overlapping(words, at, last)
        if found and found[1] - {ASIDE} and not found[1] & _OPEN:
            return Meaning(found[1], at, at + found[0], words[at].clause)
    return None


def _last_said(told: tuple[Meaning, ...], words: list[Word], rest: list[Word]) -> dict[int, int]:
    """The last word of each clause that is neither polite nor a question."""
    unknown = set(rest)
    said = [n for n, word in enumerate(words) if word in unknown]
    said += [one.first for one in told if not one.concepts & {"not", "ask", "state"}]
    return {words[n].clause: n for n in sorted(said)}


def _asks(one: Meaning, words: list[Word], last: Mapping[int, int]) -> bool:
    """Whether it makes its clause a question; "not" does so at the end alone."""
    if "not" in one.concepts:
        return one.first > last.get(one.clause, -1)
    if "ask" in one.concepts:
        return not _insists(one, words)
    begins = one.first == 0 or words[one.first - 1].clause != one.clause
    return begins and "ask-first" in one.concepts


def _insists(one: Meaning, words: list[Word]) -> bool:
    """Whether it is the "đâu" that only makes a "not" stronger: "không duyệt đâu"."""
    before = (word.bare for word in words[: one.first] if word.clause == one.clause)
    return words[one.first].bare == "dau" and any(bare in _NOT for bare in before)


def sought(one: Sentence) -> str:
    """The stretch around the words that nobody here knows, as far as no question and no object of ours stops it."""
    if not one.rest:
        return ""
    stops = {n for met in one.meanings if met.concepts & _STOPS for n in range(met.first, met.last)}
    unknown = [n for n, word in enumerate(one.words) if word in one.rest]
    first, last = unknown[0], unknown[-1]
    while first > 0 and first - 1 not in stops and one.words[first - 1].run == one.words[first].run:
        first -= 1
    while one.known(first):
        first += 1
    follows = last + 1
    if (
        follows < len(one.words)
        and follows not in stops
        and one.words[follows].run == one.words[last].run
    ):
        last = follows  # half a word that nobody knows, perhaps: "tiêm chủng"
    return " ".join(one.shown(one.words[first].start, one.words[last].end).split())


def names(one: Sentence) -> Iterator[str]:
    """The unknown words as they were written, those that stand together as one."""
    start = end = -1
    for word in one.rest:
        if start >= 0 and one.read[end : word.start].strip():
            yield one.shown(start, end)
            start = -1
        start, end = (word.start if start < 0 else start), word.end
    if start >= 0:
        yield one.shown(start, end)
