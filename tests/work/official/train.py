"""`python -m tests.work.official.train` counts out the weights of `work.official.weighed` from the letters for tuning.

Before that it prints how well each hand's letters are judged by weights that never saw them.
"""

import asyncio
import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.work.official.scoring import answers_of, read_letters
from tests.work.official.test_wordings import ROWS, letter_of
from work.official.folded import collapsed
from work.official.months import day_in
from work.official.papers import documents_in
from work.official.weighed import WEIGHTS

TUNING = (
    "official", "official_more", "official_third", "official_fourth", "official_fifth", "official_unseen5",
    "official_unseen6", "official_unseen7", "official_ninth", "official_tenth", "official_eleventh", "official_twelfth", "official_thirteenth",
    "official_fourteenth", "official_fifteenth",
)  # fmt: skip
WORDINGS = "wordings"
FEWEST = 2  # hands that have to have a sign: what one alone has may be a name it made up
LEAST = 0.03  # of a weight
ROUNDS, STEP, PULL = 15, 0.03, 1e-3


@dataclass(frozen=True, slots=True)
class Case:
    hand: str
    signs: tuple[str, ...]
    limit: bool


def cases_of(name: str) -> Iterator[Case]:
    """Each time that is told in the letters of set *name*, and whether somebody wrote it down as a limit."""
    answers = answers_of(name)
    letters = asyncio.run(read_letters(name))
    for file, row in answers.items():
        words = [collapsed(one) for one in re.findall("«(.*?)»", row["deadlines"])]
        for body in (document.body for document in documents_in(letters[file])):
            spans = [
                found.span() for one in words for found in re.finditer(re.escape(one), body.text)
            ]
            for time in body.times():
                limit = any(time[0] < end and start < time[1] for start, end in spans)
                yield Case(name, tuple(body.signs(*time)), limit)


def cases_of_wordings() -> Iterator[Case]:
    """The same of the wordings, of which each is a letter: a limit is what its day is read from, and nothing where it has none."""
    for row in ROWS:
        words, wanted = row.split("\t")
        letter = letter_of(words)
        days = {one.split("T")[0] for one in re.findall(r"\d{4}-\d\d-\d\d", wanted)}
        for body in (document.body for document in documents_in(letter)):
            times = list(body.times())
            for time in times:
                day = day_in(body.plain[slice(*time)])
                meant = day is not None and bool(
                    days & {day.isoformat(), (day - timedelta(days=1)).isoformat()}
                )
                if not wanted or meant or len(times) == 1:
                    yield Case(WORDINGS, tuple(body.signs(*time)), bool(wanted))


class Weights(dict[str, float]):
    """A logistic regression, made by stochastic descent with a step for each sign (AdaGrad) and a pull to zero."""

    @classmethod
    def of(cls, cases: list[Case]) -> "Weights":
        hands = defaultdict[str, set[str]](set)
        for case in cases:
            for sign in case.signs:
                hands[sign].add(case.hand)
        weights = cls((sign, 0.0) for sign, seen in hands.items() if len(seen) >= FEWEST)
        squares = dict.fromkeys(weights, 1e-6)
        rows = [([s for s in case.signs if s in weights], case.limit) for case in cases]
        dice = random.Random(0)
        for _ in range(ROUNDS):
            dice.shuffle(rows)
            for signs, limit in rows:
                slope = weights.chance(signs) - limit
                for sign in signs:
                    pulled = slope + PULL * weights[sign]
                    squares[sign] += pulled * pulled
                    weights[sign] -= STEP * pulled / math.sqrt(squares[sign])
        return weights

    def chance(self, signs: list[str] | tuple[str, ...]) -> float:
        total = sum(self.get(sign, 0.0) for sign in signs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def judged_unseen(cases: list[Case], hand: str) -> str:
    """How the times of *hand* are judged by weights that never saw them."""
    weights = Weights.of([case for case in cases if case.hand != hand])
    own = [(weights.chance(case.signs), case.limit) for case in cases if case.hand == hand]
    loss = -sum(math.log(max(1e-9, p if limit else 1 - p)) for p, limit in own) / len(own)
    low = [limit for p, limit in own if p < 0.1]
    high = [limit for p, limit in own if p > 0.95]
    return (
        f"{hand:18}{len(own):5} times, {sum(limit for _, limit in own):4} limits; loss {loss:.3f}; "
        f"below 0.1: {len(low)}, {sum(low)} limits; above 0.95: {len(high)}, {high.count(False)} none"
    )


def main(*options: str) -> None:
    """Prints the figures of the hands named, or of all, and writes weights made without those named."""
    cases = [case for name in TUNING for case in cases_of(name)] + list(cases_of_wordings())
    for hand in options or TUNING:
        print(judged_unseen(cases, hand), flush=True)
    cases = [case for case in cases if case.hand not in options]
    weights = Weights.of(cases)
    kept = {sign: weight for sign, weight in weights.items() if abs(weight) >= LEAST}
    lines = (f"{sign}\t{weight:.3f}\n" for sign, weight in sorted(kept.items()))
    path = Path(__file__).parents[3] / "work" / "data" / WEIGHTS
    path.write_text("".join(lines), "utf-8")
    print(f"{len(kept)} weights in {path.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
