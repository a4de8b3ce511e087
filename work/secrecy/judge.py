"""Judges texts by the rules of one day: which marks they bear, and what follows."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from work.secrecy.finding import Finding, Place, Verdict
from work.secrecy.folding import seen, without_accents
from work.secrecy.lexicon import Lexicon
from work.secrecy.mark import Mark, Text, marks
from work.secrecy.sieve import Sieve

HEAD_LINES = 15  # with words in them: quốc hiệu, agency, number, place and date, title
HEAD_MOST = 3000  # characters
HEAD_ROWS = 5
NAME_LONGEST = 1000
_LINE = re.compile(r"^[^\w\n]*+\w[^\n]*+\n?", re.MULTILINE)
_SUBJECT_LINE = re.compile(
    r"^[ \t>|*]{0,20}(?:chủ đề|tiêu đề|subject|trích yếu|về việc|v/v)[ \t]{0,3}[:：]?([^\n]{1,500})$",
    re.IGNORECASE | re.MULTILINE,
)
_ENDING = re.compile(r"(?<=[\w)\]】])\.[A-Za-z0-9]{1,5}$")
_FOLDER = re.compile(r"[/\\]+")
_NAME_BEGINS = re.compile(r"[\s\W]*MAT_")
_TELLS_LEVEL = re.compile(r"do[-_ ]?mat|security|classification|sensitivity|(?<![a-z])secrecy")
_TELLS_MAT = re.compile(r"do[-_ ]?mat")
_LEVELS_OF_NONE = re.compile(
    r"(?:|khong(?: mat)?|thuong|binh thuong|none|no|normal|public|cong khai|unclassified|0|-|\W*)"
)
_CODE = re.compile(r"[abc]|[1-9]\d?")


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from a mark, why, and by which source. An empty set, or None, fits always."""

    id: str
    verdict: Verdict
    reason: str = ""
    reason_en: str = ""
    source: str = ""
    marks: frozenset[str] = frozenset()
    places: frozenset[Place] = frozenset()
    stands: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    words: int | None = None
    talk: bool | None = None
    released: bool | None = None

    def why(self, language: str) -> str:
        """The reason in that *language*, where it is told in it."""
        return self.reason_en if language == "en" and self.reason_en else self.reason

    def fits(self, mark: Mark) -> bool:
        """Whether it speaks of *mark*."""
        sets = (
            (self.marks, mark.mark),
            (self.places, mark.place),
            (self.stands, mark.stands),
            (self.exact, mark.exact),
            (self.letters, mark.letters),
        )
        flags = ((self.words, mark.words), (self.talk, mark.talk), (self.released, mark.released))
        return all(not wanted or value in wanted for wanted, value in sets) and all(
            wanted is None or wanted == value for wanted, value in flags
        )


@functools.lru_cache(maxsize=512)
def tells_level(name: str) -> bool:
    """Whether the field *name*, of a letter or of a file, is one that tells a level of secrecy."""
    return _TELLS_LEVEL.search(without_accents(name)) is not None


class Judge:
    """The rules of one day. Everything may be called from any thread."""

    def __init__(self, words: Lexicon, rules: tuple[Rule, ...]) -> None:
        self._words = words
        self._rules = rules
        self._sieve = Sieve(one.word for one in words.spellings.values())
        self._following = functools.lru_cache(maxsize=4096)(self._first)

    def rule(self, name: str) -> Rule | None:
        """The rule with this id: what a finding names."""
        return next((rule for rule in self._rules if rule.id == name), None)

    def may_bear(self, octets: bytes) -> bool:
        """Whether *octets* have to be looked at: most have nothing that is a mark in any encoding."""
        return self._sieve.may_bear(octets)

    def text(self, text: str, place: Place = Place.TEXT) -> tuple[Finding, ...]:
        """What a text of *place* bears, each finding once.

        Of what stands at STAMP the first lines are a stamp's place, the rest is text.
        """
        whole = seen(text)
        return _each(self._findings(whole, place))

    def name(self, name: str) -> tuple[Finding, ...]:
        """What the name of a file bears, and those of its folders."""
        parts = _FOLDER.split(seen(name)[:NAME_LONGEST])
        found = (one for part in parts for one in self._in_name(_ENDING.sub("", part.strip())))
        return _each(found)

    def field(self, name: str, value: str) -> tuple[Finding, ...]:
        """What a header field, or a property of a file, bears; *name* says whether it tells a level."""
        shown = seen(value)
        if not tells_level(name):
            return _each(self._judged(marks(_text(shown, Place.FIELD), self._words)))
        says_mat = _TELLS_MAT.search(without_accents(name)) is not None
        return _each(self._judged(self._level(shown, says_mat)))

    def unopened(self, why: str) -> tuple[Finding, ...]:
        """What follows where a file, or a part, could not be looked at."""
        return _each(self._judged((Mark("unopened", Place.NAME, why),)))

    def _findings(self, whole: str, place: Place) -> Iterator[Finding]:
        if place is Place.TABLE:
            yield from self._table(whole)
        elif place is Place.STAMP:
            yield from self._page(whole)
        elif place is Place.TEXT:
            yield from self._running(whole, 0)
        else:
            yield from self._judged(marks(_text(whole, place), self._words))

    def _page(self, whole: str) -> Iterator[Finding]:
        yield from self._running(whole, _head_end(whole))

    def _running(self, whole: str, head: int) -> Iterator[Finding]:
        plain = without_accents(whole)
        parts = ((Place.STAMP, 0, head), (Place.TEXT, head, len(whole)))
        for place, begin, end in parts:
            if begin < end:
                text = Text(whole[begin:end], plain[begin:end], place)
                yield from self._judged(marks(text, self._words), plain)
        for line in _SUBJECT_LINE.finditer(whole):
            yield from self._judged(marks(_text(line[1], Place.SUBJECT), self._words))

    def _table(self, whole: str) -> Iterator[Finding]:
        head = _head_end(whole, HEAD_ROWS)
        for part, is_head in ((whole[:head], True), (whole[head:], False)):
            found = marks(_text(part, Place.TABLE), self._words)
            yield from self._judged(_head_cell(mark) if is_head else mark for mark in found)

    def _in_name(self, name: str) -> Iterator[Finding]:
        begins = _NAME_BEGINS.match(name) is not None
        for mark in marks(_text(name, Place.NAME), self._words):
            own = mark.exact == "bare" and mark.words == 1 and mark.stands == "edge"
            capital = mark.letters in ("capitals", "headline")
            told = replace(mark, mark="level-name") if begins and own and capital else mark
            yield from self._judged((told,))

    def _level(self, value: str, says_mat: bool) -> Iterator[Mark]:
        plain = without_accents(value).strip()
        plain = re.sub(r"^(?:muc )?do mat\s*[:=-]*\s*", "", plain)
        found = list(self._words.found.finditer(plain))
        if self._words.released.search(plain):
            yield Mark("untold", Place.SECURITY, "labelled")
        elif _LEVELS_OF_NONE.fullmatch(plain):
            return
        elif found and not plain.startswith("khong"):
            for one in found:
                spelling = self._words.spellings["".join(filter(str.isalpha, one[0]))]
                yield Mark(spelling.mark, Place.SECURITY, "labelled", spelling.level)
        elif says_mat or _CODE.fullmatch(plain):
            yield Mark("code" if _CODE.fullmatch(plain) else "untold", Place.SECURITY, "labelled")

    def _judged(
        self, found: Iterator[Mark] | tuple[Mark, ...], whole: str = ""
    ) -> Iterator[Finding]:
        """What follows from each of *found*; *whole* is the text without accents that may say that a mark was cancelled."""
        released: bool | None = None
        for mark in found:
            if released is None:  # most texts have no mark to be asked for
                released = self._words.released.search(whole) is not None
            told = replace(mark, released=True) if released else mark
            rule = self._following(told)
            if rule is not None and rule.verdict is not Verdict.PASS:
                yield Finding(rule.id, rule.verdict, mark.place, mark.level)

    def _first(self, mark: Mark) -> Rule | None:
        return next((rule for rule in self._rules if rule.fits(mark)), None)


def _text(whole: str, place: Place) -> Text:
    return Text(whole, without_accents(whole), place)


def _head_end(whole: str, lines: int = HEAD_LINES) -> int:
    """Where the first so many lines with words in them end."""
    end = 0
    for count, line in enumerate(_LINE.finditer(whole, 0, HEAD_MOST), 1):
        end = line.end()
        if count == lines:
            break
    return end


def _head_cell(mark: Mark) -> Mark:
    """A cell of the first rows with nothing but a level in capitals, which is how tables are stamped."""
    surely = mark.exact == "full" or mark.words > 1
    if mark.stands in ("alone", "bracketed") and mark.letters == "capitals" and surely:
        return replace(mark, stands="head-cell")
    return mark


def _each(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Each finding once, the gravest first."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: -one.verdict))
