"""What the rules understood in an answer, once more by its words: what is hardly meant, or not all that is, goes to a person; what is surely meant is taken."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from work.reply import signs
from work.reply.fold import folded
from work.reply.heard import Heard, is_plain, sentences, unaccounted
from work.reply.meaning import Meaning, Percent
from work.reply.weighed import WEIGHED, Chances, Weigh

HARDLY = 0.3  # below which nothing is meant that the rules understood
PLAINLY = HARDLY / 2  # the same of words so plain that the rules account for each
BESIDES = 0.3  # above which it is meant how things stand though they did not understand it
WAITS = 0.5  # the same of progress beside more time: who asks for that tells why
UNCERTAIN = 0.7  # above which nothing is certain; of a task that is done, above its own chance
APART = 0.5  # of one sentence of several, weighed by itself, that it says how things stand besides
SURELY = {Meaning.DONE: 0.85, Meaning.FILE: 0.5, Meaning.PROGRESS: 0.8, Meaning.QUESTION: 0.7, Meaning.NOTHING: 0.6}  # fmt: skip
OTHERS = 0.25  # that anything else is meant, where something surely is
BESIDE = 0.4  # that a sentence by itself, beside others that say done, says something else
_STATES = (Meaning.DONE, Meaning.PROGRESS, Meaning.EXTENSION)
_ELSE = (Meaning.PROGRESS, Meaning.EXTENSION, Meaning.QUESTION, Meaning.UNCLEAR)


@dataclass(frozen=True)
class Opinion:
    """A second one on an answer: its *text*, written out before, how many files are *enclosed*, its task's *title*, and what tells chances."""

    text: str
    enclosed: int
    title: str
    weigh: Weigh

    @cached_property
    def _likely(self) -> Chances:
        return self.weigh(self.text, self.enclosed, self.title)

    def doubts(self, meanings: Collection[Meaning], heard: Heard) -> bool:
        """Whether one of *meanings* is hardly meant, nothing is certain, or how things stand is told besides them.

        Of the plainest words, each of which the rules account for, only the first is asked, of half as much.
        """
        likely = self._likely
        plain = tuple(meanings) == (Meaning.DONE,) and is_plain(self.text, heard.matter)
        if plain:
            return likely[Meaning.DONE] < PLAINLY
        if any(likely[one] < HARDLY for one in meanings if one in WEIGHED):
            return True
        most = likely[Meaning.DONE] if Meaning.DONE in meanings else UNCERTAIN
        return likely[Meaning.UNCLEAR] > most or self._says_besides(meanings)

    def _says_besides(self, meanings: Collection[Meaning]) -> bool:
        """Whether all of it, or one sentence of several, says how things stand otherwise than was understood."""
        states = [one for one in _STATES if one not in meanings]
        waits = {Meaning.PROGRESS: WAITS} if Meaning.EXTENSION in meanings else {}
        if any(self._likely[one] > waits.get(one, BESIDES) for one in states):
            return True
        said = list(sentences(self.text))
        each = [self.weigh(one, self.enclosed, "") for one in said if len(said) > 1]
        return any(likely[one] > APART for likely in each for one in states)

    def surely(self, heard: Heard, percent: Percent | None) -> tuple[Meaning, ...]:
        """What is surely meant, of which no rule was certain by what was *heard*; () where it may be anything else, or a rule speaks against it."""
        likely = self._likely
        found = tuple(one for one in WEIGHED if likely[one] > SURELY.get(one, 1))
        others = any(likely[one] > OTHERS for one in WEIGHED if one not in found)
        if others or heard.longer or (Meaning.FILE in found) != (self.enclosed > 0):
            return ()
        if found == (Meaning.FILE,):
            return ()  # all of it, a part, a draft: rules tell, words alone do not
        if Meaning.DONE in found:
            return found if self._may_be_done(heard, percent) else ()
        if Meaning.NOTHING in found and not self._only_thanks():
            return ()
        going = Meaning.PROGRESS in found
        return () if heard.counted or (percent is not None and not going) else found

    def _only_thanks(self) -> bool:
        """Whether each sentence by itself surely says no more; "Ok" may be anything."""
        said = [self.weigh(one, self.enclosed, "") for one in sentences(self.text)]
        least = SURELY[Meaning.NOTHING]
        return " " in self.text.strip() and all(one[Meaning.NOTHING] > least for one in said)

    def _may_be_done(self, heard: Heard, percent: Percent | None) -> bool:
        """Whether nothing was heard that is left, to come, doubted or of another matter, and no sentence says something else."""
        key = folded(self.text)
        left = heard.undone or heard.going or heard.staged or heard.more or heard.counted
        before = heard.sent and not heard.done and self.enclosed > 0
        turned = any(one.search(key) for one in (signs.HEDGED, signs.WILL, signs.TURNS))
        other = heard.matter.is_another(self.text) or len(signs.LISTED.findall(key)) > 1
        ended = percent is None or percent.is_whole
        if not ended or left or before or turned or other:
            return False
        return not any(map(self._says_else, unaccounted(self.text, heard.matter)))

    def _says_else(self, sentence: str) -> bool:
        likely = self.weigh(sentence, self.enclosed, "")
        return any(likely[one] > BESIDE for one in _ELSE)
