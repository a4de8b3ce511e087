"""A logistic regression over signs: which of them stand for that something holds, counted out of cases that somebody judged."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from work.logistic import logistic

FEWEST = 2  # hands that have to have a sign: what one alone has may be a name it made up
LEAST = 0.05  # of a weight
ROUNDS, STEP, PULL = 15, 0.03, 1e-3


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody of that *hand* wrote, by its *signs*, and whether it *holds*; *share* is how much of a case it counts."""

    hand: str
    signs: tuple[str, ...]
    holds: bool
    share: float = 1.0


class Weights(dict[str, float]):
    """A logistic regression, made by stochastic descent with a step for each sign (AdaGrad) and a pull to zero."""

    @classmethod
    def of(cls, cases: list[Case], rounds: int = ROUNDS) -> "Weights":
        hands = defaultdict[str, set[str]](set)
        for case in cases:
            for sign in case.signs:
                hands[sign].add(case.hand)
        weights = cls((sign, 0.0) for sign, seen in hands.items() if len(seen) >= FEWEST)
        squares = dict.fromkeys(weights, 1e-6)
        rows = [([s for s in case.signs if s in weights], case.holds, case.share) for case in cases]
        dice = random.Random(0)
        for _ in range(rounds):
            dice.shuffle(rows)
            for signs, holds, share in rows:
                slope = (weights.chance(signs) - holds) * share
                for sign in signs:
                    pulled = slope + PULL * weights[sign]
                    squares[sign] += pulled * pulled
                    weights[sign] -= STEP * pulled / math.sqrt(squares[sign])
        return weights

    def chance(self, signs: Iterable[str]) -> float:
        return logistic(sum(self.get(sign, 0.0) for sign in signs))
