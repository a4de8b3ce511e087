"""The chance that a sum of weights stands for."""

import math

MOST = 30.0  # of a sum of weights; more tells nothing more


def logistic(total: float) -> float:
    """From 0 to 1, by weights of *total*.

    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-MOST, min(MOST, total))))
